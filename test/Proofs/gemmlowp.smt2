; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F6
; Mode `double` is gemmlowp's and TFLite's arithmetic. Their two functions are
; written here as their sources define them, with C's truncating division.
; FOR wide: 68
; INCLUDE: Inputs/rounding.smt2
; INCLUDE: Inputs/product.smt2

(declare-const p Wide)
(declare-const h Wide)
(declare-const exponent Wide)
(assert (is_product p))
(assert (within h (bvneg (power (_ bv31 68))) (bvsub (power (_ bv31 68)) one)))
(assert (within exponent zero (_ bv31 68)))

; SaturatingRoundingDoublingHighMul for a*b = p; its one saturating case,
; INT32_MIN * INT32_MIN, needs a multiplier below 0.
(define-fun nudge () Wide (ite (bvsge p zero) (power (_ bv30 68)) (bvsub one (power (_ bv30 68)))))
(define-fun high_mul () Wide (bvsdiv (bvadd p nudge) (power (_ bv31 68))))

; RoundingDivideByPOT.
(define-fun mask () Wide (bvsub (power exponent) one))
(define-fun remainder () Wide (bvand h mask))
(define-fun threshold () Wide (bvadd (bvashr mask one) (ite (bvslt h zero) one zero)))
(define-fun divided () Wide (bvadd (bvashr h exponent) (ite (bvsgt remainder threshold) one zero)))

; PROVE: the first step is one formula for both signs, floor((p + 2^30) / 2^31)
(assert (not (= high_mul (bvashr (bvadd p (power (_ bv30 68))) (_ bv31 68)))))

; PROVE: its result is a value of i32
(assert (not (within high_mul (bvneg (power (_ bv31 68))) (bvsub (power (_ bv31 68)) one))))

; PROVE: the second step is nearest, ties away from zero
(assert (bvsge exponent one))
(assert (not (nearest_away divided h exponent limit)))

; PROVE: the second step by 2^0 is the identity
(assert (= exponent zero))
(assert (not (= divided h)))

; PROVE: TOSA's 2^30 with the sign of the product is the same, for shifts above 31
(define-fun tosa_nudge () Wide (ite (bvsge p zero) (power (_ bv30 68)) (bvneg (power (_ bv30 68)))))
(define-fun tosa () Wide
  (bvashr (bvadd p tosa_nudge (power (bvadd exponent (_ bv30 68)))) (bvadd exponent (_ bv31 68))))
(declare-const r Wide)
(assert (bvsge exponent one))
(assert (rounds_double r high_mul p (bvadd exponent (_ bv31 68)) limit))
(assert (not (= tosa r)))

; REFUTE: the first step rounds ties away from zero
(assert (not (nearest_away high_mul p (_ bv31 68) limit)))

; REFUTE: the second step rounds ties toward +infinity
(assert (bvsge exponent one))
(assert (not (nearest_up divided h exponent limit)))

; REFUTE: two roundings are one
(declare-const r Wide)
(assert (bvsge exponent one))
(assert (rounds_double r high_mul p (bvadd exponent (_ bv31 68)) limit))
(assert (not (nearest_up r p (bvadd exponent (_ bv31 68)) limit)))
