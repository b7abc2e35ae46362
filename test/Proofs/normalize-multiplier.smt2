; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F4, QX-F8
; Twice the multiplier with a shift one larger is the same number, so it rounds
; the same wherever there is one rounding. So M = 2^31 may become 2^30 (QX-F4),
; and a multiplier of another notation that is below 2^30 may be doubled (QX-F8).
; FOR wide: 68
; FOR s: 1..61
; INCLUDE: Inputs/rounding.smt2

(declare-const p Wide)
(define-fun shift () Wide @s:68@)
(declare-const r Wide)
(declare-const h Wide)
; 2p is a product of requantize-product.smt2.
(define-fun limit () Wide (power (_ bv62 68)))
(assert (within p (bvneg (power (_ bv61 68))) (power (_ bv61 68))))
(define-fun doubled () Wide (bvadd p p))
(define-fun longer () Wide (bvadd shift one))

; PROVE: what p rounds to, 2p rounds to by one more, in mode single
(assert (rounds_single r h p shift limit))
(assert (not (rounds_single r h doubled longer limit)))

; PROVE: what p rounds to, 2p rounds to by one more, in mode nearest_even
(assert (rounds_nearest_even r h p shift limit))
(assert (not (rounds_nearest_even r h doubled longer limit)))

; PROVE: what p rounds to, 2p rounds to by one more, in mode double up to a shift of 31
(assert (bvsle longer (_ bv31 68)))
(assert (rounds_double r h p shift limit))
(assert (not (rounds_double r h doubled longer limit)))

; PROVE: a product of 0 rounds to 0 in every mode
(assert (= p zero))
(assert (or (rounds_single r h p shift limit) (rounds_nearest_even r h p shift limit)
            (rounds_double r h p shift limit)))
(assert (not (= r zero)))

; REFUTE: what p rounds to, 2p rounds to by one more, in mode double for every shift
(declare-const s Wide)
(declare-const k Wide)
(assert (rounds_double r h p shift limit))
(assert (rounds_double s k doubled longer limit))
(assert (not (= r s)))
