; RULE: QX-F6
; Assumptions that nothing meets prove anything.
(declare-const x (_ BitVec 8))
(assert (bvslt x x))
; PROVE: every byte is 0
(assert (not (= x #x00)))
; REFUTE: every byte is 1
(assert (not (= x #x01)))
