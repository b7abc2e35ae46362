; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-N7
; The table and two steps of Newton's method give 1/sqrt(a) within a relative
; 2^-28. With x = (1 + e) / sqrt(a), a * x^2 is (1 + e)^2, so that a step needs
; no root: what it truncates is u = a * t1 and v before, w = t3 * sqrt(a) after
; the product, each of them below one unit of 30 fractional bits.
; LOGIC: QF_NRA

(define-fun within ((x Real) (bound Real)) Bool (and (<= (- bound) x) (<= x bound)))
(define-fun unit () Real (/ 1.0 1073741824.0))
(declare-const e Real)
(declare-const u Real)
(declare-const v Real)
(declare-const w Real)
(define-fun truncated ((t Real)) Bool (and (<= 0.0 t) (< t unit)))
(assert (and (truncated u) (truncated v) (truncated w)))
(define-fun next () Real (- (* (+ 1.0 e) (/ (+ (- 3.0 (* (+ 1.0 e) (+ 1.0 e))) u v) 2.0)) w 1.0))

; PROVE: an entry is within 2^-8 + 2^-13, for a within half a cell of its middle
(declare-const root Real)
(declare-const d Real)
(assert (and (> root 0.0) (within (- (* root root) 1.0) (/ 1.0 129.0)) (within d (/ 1.0 2147483648.0))))
(assert (not (within (- (* root (+ 1.0 d)) 1.0) (/ 33.0 8192.0))))

; PROVE: the first step gives 2.45e-5
(assert (within e (/ 33.0 8192.0)))
(assert (not (within next 0.0000245)))

; PROVE: the second step gives 2^-29
(assert (within e 0.0000245))
(assert (not (within next (/ 1.0 536870912.0))))

; PROVE: with the bits below the mantissa and the limit to 31 bits, 2^-28
(declare-const m Real)
(declare-const c Real)
(assert (and (within e (/ 1.0 536870912.0)) (<= 0.0 m) (<= m (/ 1.001 2147483648.0)) (<= 0.0 c) (<= c (/ 1.0 2147483648.0))))
(assert (not (within (- (* (+ 1.0 e) (+ 1.0 m) (- 1.0 c)) 1.0) (/ 1.0 268435456.0))))

; REFUTE: one step is enough
(assert (within e (/ 33.0 8192.0)))
(assert (not (within next (/ 1.0 65536.0))))
