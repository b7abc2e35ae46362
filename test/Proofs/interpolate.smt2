; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-L4
; Interpolation between two entries a and b of a 16-bit table at t/128: i32 holds
; every step, the result needs no clamp, and it is TOSA's table followed by the
; rescale by 2^-7 that rounds its result, in whichever multiplier.

(declare-const a (_ BitVec 16))
(declare-const b (_ BitVec 16))
(declare-const t (_ BitVec 7))
(define-fun wide ((v (_ BitVec 16))) (_ BitVec 40) ((_ sign_extend 24) v))
(define-fun part () (_ BitVec 40) ((_ zero_extend 33) t))
(define-fun rise () (_ BitVec 40) (bvmul (bvsub (wide b) (wide a)) part))
(define-fun result () (_ BitVec 40)
  (bvadd (wide a) (bvashr (bvadd rise (_ bv64 40)) (_ bv7 40))))
(define-fun is_i32 ((v (_ BitVec 40))) Bool (= v ((_ sign_extend 8) ((_ extract 31 0) v))))
(define-fun is_i16 ((v (_ BitVec 40))) Bool (= v (wide ((_ extract 15 0) v))))

; PROVE: i32 holds the difference, the product and the sum
(assert (not (and (is_i32 (bvsub (wide b) (wide a))) (is_i32 rise) (is_i32 (bvadd rise (_ bv64 40))))))

; PROVE: the result is a value of i16
(assert (not (is_i16 result)))

; PROVE: the result is a at t = 0
(assert (= t (_ bv0 7)))
(assert (not (= result (wide a))))

; For the rest the rise is free, within the bounds that 17 and 7 bits give it.
; PROVE: TOSA's 16.7 number and its rounding by 2^-7 give the same number
(declare-const free (_ BitVec 40))
(assert (and (bvslt (bvneg (_ bv8388608 40)) free) (bvslt free (_ bv8388608 40))))
(define-fun line () (_ BitVec 40) (bvadd (bvshl (wide a) (_ bv7 40)) free))
(define-fun ours () (_ BitVec 40) (bvadd (wide a) (bvashr (bvadd free (_ bv64 40)) (_ bv7 40))))
(assert (not (= ours (bvashr (bvadd line (_ bv64 40)) (_ bv7 40)))))

; PROVE: the result is half a step from the line at most, ties toward +infinity
(declare-const free (_ BitVec 40))
(assert (and (bvslt (bvneg (_ bv8388608 40)) free) (bvslt free (_ bv8388608 40))))
(define-fun line () (_ BitVec 40) (bvadd (bvshl (wide a) (_ bv7 40)) free))
(define-fun ours () (_ BitVec 40) (bvadd (wide a) (bvashr (bvadd free (_ bv64 40)) (_ bv7 40))))
(define-fun steps () (_ BitVec 40) (bvshl ours (_ bv7 40)))
(assert (not (and (bvsle (bvsub steps (_ bv64 40)) line) (bvslt line (bvadd steps (_ bv64 40))))))

; PROVE: the rise is within those bounds
(assert (not (and (bvslt (bvneg (_ bv8388608 40)) rise) (bvslt rise (_ bv8388608 40)))))

; REFUTE: i16 holds the difference
(assert (not (is_i16 (bvsub (wide b) (wide a)))))

; REFUTE: truncation gives the result
(assert (not (= result (bvadd (wide a) (bvashr rise (_ bv7 40))))))
