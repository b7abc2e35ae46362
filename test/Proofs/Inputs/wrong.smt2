; RULE: QX-F6
; FOR n: 1 2
(declare-const x (_ BitVec 8))
; PROVE: shifting down by @n@ and up again is the identity
(assert (not (= (bvshl (bvlshr x @n:8@) @n:8@) x)))
; REFUTE: negating twice is the identity
(assert (not (= (bvneg (bvneg x)) x)))
