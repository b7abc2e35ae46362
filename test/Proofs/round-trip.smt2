; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-C4
; quantize(dequantize(q)) = q for storage of up to 16 bits, in real arithmetic.
; What is taken from IEEE 754: an operation whose exact result x is in the range
; of normal numbers gives x (1 + e) with |e| <= 2^-24, in f32. By QX-P1 the
; product is 0 or at least 2^-126, and it is finite by assumption; a quotient of
; magnitude 2^-1 to 2^17 is normal. round-trip-small.smt2 assumes none of that.
; LOGIC: ALL

(declare-const d Int)
(declare-const s Real)
(declare-const e1 Real)
(declare-const e2 Real)
(define-fun relative ((e Real)) Bool (and (<= (- (/ 1.0 16777216.0)) e) (<= e (/ 1.0 16777216.0))))
(assert (and (<= (- 65535) d) (<= d 65535)))
(assert (> s 0.0))
(assert (and (relative e1) (relative e2)))
; y is the exact quotient of the rounded product by s, and v the rounded one.
(declare-const y Real)
(assert (= (* y s) (* (to_real d) s (+ 1.0 e1))))
(define-fun v () Real (* y (+ 1.0 e2)))

; PROVE: the exact quotient is d (1 + e1)
(assert (not (= y (* (to_real d) (+ 1.0 e1)))))

; PROVE: two relative errors of 2^-24 are less than one of 2^-22
(define-fun both () Real (* (+ 1.0 e1) (+ 1.0 e2)))
(assert (not (and (< (- 1.0 (/ 1.0 4194304.0)) both) (< both (+ 1.0 (/ 1.0 4194304.0))))))

; PROVE: a relative error of 2^-22 moves d by less than 1/2
(declare-const e Real)
(assert (and (< (- (/ 1.0 4194304.0)) e) (< e (/ 1.0 4194304.0))))
(define-fun moved () Real (* (to_real d) e))
(assert (not (and (< (- 0.5) moved) (< moved 0.5))))

; PROVE: the nearest integer to a number less than 1/2 from d is d
(declare-const w Real)
(declare-const n Int)
(assert (and (< (- (to_real d) 0.5) w) (< w (+ (to_real d) 0.5))))
(assert (and (<= (- (to_real n) 0.5) w) (<= w (+ (to_real n) 0.5))))
(assert (not (= n d)))

; REFUTE: a relative error of 2^-16 moves d by less than 1/2
(declare-const e Real)
(assert (and (< (- (/ 1.0 65536.0)) e) (< e (/ 1.0 65536.0))))
(define-fun moved () Real (* (to_real d) e))
(assert (not (and (< (- 0.5) moved) (< moved 0.5))))
