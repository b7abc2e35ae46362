; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F5
; The smallest pair, (2^30, 62), gives z for every i32 accumulator; in mode
; `double` with the two exceptions at the ends. Products by a power of two are
; no burden for z3, so nothing is cut: this is the whole code.
;
; FOR zero: -128 -3 0 127
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt
;|func.func @single(%a: tensor<2xi32>) -> tensor<2xi8> {
;|  %q = quantx.requantize %a, <multiplier = 1073741824, shift = 62>
;|    to <i8, scale = <1.0 : f32>, zero_point = <@zero@ : i8>> : tensor<2xi32> to tensor<2xi8>
;|  return %q : tensor<2xi8>
;|}
;|func.func @double(%a: tensor<2xi32>) -> tensor<2xi8> {
;|  %q = quantx.requantize %a, <multiplier = 1073741824, shift = 62, rounding = double>
;|    to <i8, scale = <1.0 : f32>, zero_point = <@zero@ : i8>> : tensor<2xi32> to tensor<2xi8>
;|  return %q : tensor<2xi8>
;|}
;|func.func @even(%a: tensor<2xi32>) -> tensor<2xi8> {
;|  %q = quantx.requantize %a, <multiplier = 1073741824, shift = 62, rounding = nearest_even>
;|    to <i8, scale = <1.0 : f32>, zero_point = <@zero@ : i8>> : tensor<2xi32> to tensor<2xi8>
;|  return %q : tensor<2xi8>
;|}

(define-fun lowest () (_ BitVec 32) #x80000000)
(define-fun highest () (_ BitVec 32) #x7fffffff)
(define-fun clamped ((v (_ BitVec 16))) (_ BitVec 8)
  ((_ extract 7 0) (ite (bvslt v (bvneg #x0080)) (bvneg #x0080) (ite (bvsgt v #x007f) #x007f v))))

; PROVE: mode single gives z
(assert (not (= single.out0 @zero:8@)))

; PROVE: mode nearest_even gives z
(assert (not (= even.out0 @zero:8@)))

; PROVE: mode double gives z between the ends
(assert (not (or (= double.in0 lowest) (= double.in0 highest))))
(assert (not (= double.out0 @zero:8@)))

; PROVE: mode double gives z - 1 for INT32_MIN, as far as the storage goes
(assert (= double.in0 lowest))
(assert (not (= double.out0 (clamped (bvsub @zero:16@ #x0001)))))

; PROVE: mode double gives z + 1 for INT32_MAX, as far as the storage goes
(assert (= double.in0 highest))
(assert (not (= double.out0 (clamped (bvadd @zero:16@ #x0001)))))

; REFUTE: mode double gives z at INT32_MIN
(assert (= double.in0 lowest))
(assert (not (= double.out0 @zero:8@)))

; REFUTE: mode double gives z at INT32_MAX
(assert (= double.in0 highest))
(assert (not (= double.out0 @zero:8@)))
