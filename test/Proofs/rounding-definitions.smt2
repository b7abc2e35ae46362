; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F6
; The three definitions of R that the other proofs use (Inputs/rounding.smt2)
; each give every product exactly one result: a code that is compared with a
; definition is compared with a number, and for all products. The witnesses are
; the formulas of docs/Semantics.md.
; FOR wide: 68
; INCLUDE: Inputs/rounding.smt2
; INCLUDE: Inputs/product.smt2

(declare-const p Wide)
(declare-const shift Wide)
(declare-const r Wide)
(declare-const s Wide)
(assert (is_product p))
(assert (is_shift shift))
(define-fun half () Wide (power (bvsub shift one)))
(define-fun floor_up () Wide (bvashr (bvadd p half) shift))
(define-fun floor_down () Wide (bvashr p shift))

; PROVE: (p + 2^(shift-1)) >> shift is nearest, ties toward +infinity
(assert (not (nearest_up floor_up p shift limit)))

; PROVE: the formula of mode double is nearest, ties away from zero
(assert (not (nearest_away (bvashr (bvsub (bvadd p half) (ite (bvslt p zero) one zero)) shift) p shift limit)))

; PROVE: the formula of mode nearest_even is nearest, ties to even
(define-fun remainder () Wide (bvsub p (bvshl floor_down shift)))
(define-fun odd () Bool (= ((_ extract 0 0) floor_down) #b1))
(assert (not (nearest_to_even
  (ite (or (bvsgt remainder half) (and (= remainder half) odd)) (bvadd floor_down one) floor_down)
  p shift limit)))

; PROVE: only one integer is nearest, ties toward +infinity
(assert (and (nearest_up r p shift limit) (nearest_up s p shift limit)))
(assert (not (= r s)))

; PROVE: only one integer is nearest, ties away from zero
(assert (and (nearest_away r p shift limit) (nearest_away s p shift limit)))
(assert (not (= r s)))

; PROVE: only one integer is nearest, ties to even
(assert (and (nearest_to_even r p shift limit) (nearest_to_even s p shift limit)))
(assert (not (= r s)))

; REFUTE: truncation is nearest
(assert (not (is_nearest floor_down p shift limit)))

; REFUTE: without a rule for ties one integer is nearest
(assert (and (is_nearest r p shift limit) (is_nearest s p shift limit)))
(assert (not (= r s)))

; REFUTE: ties toward +infinity go away from zero
(assert (not (nearest_away floor_up p shift limit)))

; REFUTE: ties toward +infinity go to even
(assert (not (nearest_to_even floor_up p shift limit)))
