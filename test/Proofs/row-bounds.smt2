; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-N3, QX-N8
; The reciprocal of a row's sum has 31 bits and is within a relative 2^-29; 64
; bits hold the product and the offset of a normalized number. `gain` stands for
; the real number that m rounds, `sum` for the sum that v truncates, both scaled
; by a power of two.
; LOGIC: QF_NRA

(declare-const m Real)
(declare-const v Real)
(declare-const q Real)
(declare-const gain Real)
(declare-const sum Real)
(define-fun within ((x Real) (bound Real)) Bool (and (<= (- bound) x) (<= x bound)))
(assert (and (<= 1073741824.0 m) (<= m 2147483647.0)))
(assert (and (<= 2147483648.0 v) (<= v 4294967295.0)))
(assert (and (within (- m gain) 0.5) (<= v sum) (< sum (+ v 1.0))))
; q = floor((m * 2^31 + floor(v / 2)) / v)
(assert (and (<= (* q v) (+ (* m 2147483648.0) (/ v 2.0)))
             (> (* (+ q 1.0) v) (+ (* m 2147483648.0) (/ v 2.0) (- 0.5)))))

; PROVE: the quotient is below 2^31
(assert (not (< q 2147483648.0)))

; PROVE: the quotient is above 2^29 - 1
(assert (not (> q 536870911.0)))

; PROVE: the quotient is within a relative 2^-29 of gain / sum
(assert (not (within (- (* q sum) (* gain 2147483648.0)) (* 4.0 gain))))

; PROVE: 64 bits hold the sum of product and offset
(declare-const y Real)
(declare-const g Real)
(declare-const b Real)
(assert (and (within y 1073741840.0) (within g 2147483647.0) (within b 3458764513820540928.0)))
(assert (not (< (- 9223372036854775808.0) (+ (* y g) b) 9223372036854775808.0)))

; REFUTE: the quotient is within a relative 2^-31
(assert (not (within (- (* q sum) (* gain 2147483648.0)) gain)))
