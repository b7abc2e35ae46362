; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F7
; The product of a stored value less a zero point and a multiplier: the bounds
; that requantize-stored-input.smt2 assumes. A difference of values of @bits@ bits
; is at most 2^@bits@; 63 stands for an i64, which has no zero point.
; LOGIC: ALL
; FOR bits, span, product: 8,256,549755813888 16,65536,140737488355328 32,4294967296,9223372036854775808 63,9223372036854775808,19807040628566084398385987584

(declare-const difference Int)
(declare-const multiplier Int)
(assert (and (<= (- @span@) difference) (<= difference @span@)))
(assert (and (<= 0 multiplier) (< multiplier 2147483648)))

; PROVE: the product is 2^31 times the bound of the difference at most
(assert (not (and (<= (- @product@) (* difference multiplier)) (<= (* difference multiplier) @product@))))

; REFUTE: the product is 2^30 times the bound of the difference at most
(assert (not (<= (* 2 difference multiplier) @product@)))
