; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I7, QX-C4
; dequantize may move below, and quantize above, an op that only moves values:
; transpose, reshape, slice, concatenation, pad. Such an op makes element i of its
; result from element `from(i)` of its operand, whatever `from` is, or, where
; `inside(i)` does not hold, from the padding. Nothing is used of quantize and
; dequantize but that they act on one element at a time, and QX-C4 for the padding.
; LOGIC: ALL

(declare-fun from (Int) Int)
(declare-fun inside (Int) Bool)
(declare-fun quantize (Real) Int)
(declare-fun dequantize (Int) Real)
(declare-fun reals (Int) Real)
(declare-fun stored (Int) Int)
(declare-const z Int)
(declare-const padding Real)
(declare-const i Int)
; The integer for the padding stands for it exactly, and quantizes back (QX-C4).
(assert (= (dequantize z) padding))
(assert (= (quantize padding) z))

; PROVE: dequantize moves below
(define-fun before () Real (ite (inside i) (dequantize (stored (from i))) padding))
(define-fun after () Real (dequantize (ite (inside i) (stored (from i)) z)))
(assert (not (= before after)))

; PROVE: quantize moves above
(define-fun before () Int (quantize (ite (inside i) (reals (from i)) padding)))
(define-fun after () Int (ite (inside i) (quantize (reals (from i))) z))
(assert (not (= before after)))

; PROVE: between dequantize and quantize of equal parameters it moves integers
(assert (forall ((q Int)) (= (quantize (dequantize q)) q)))
(define-fun before () Int (quantize (ite (inside i) (dequantize (stored (from i))) padding)))
(assert (not (= before (ite (inside i) (stored (from i)) z))))

; REFUTE: the padding may be the integer 0
(assert (not (= (quantize (ite (inside i) (reals (from i)) padding))
                (ite (inside i) (quantize (reals (from i))) 0))))

; REFUTE: quantize before dequantize is nothing
(assert (not (= (dequantize (quantize (reals i))) (reals i))))
