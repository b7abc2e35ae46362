; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F6
; Up to a shift of 31 mode `double` has no second step and emits what `single`
; does. Both sides are emitted code, of one channel axis whose shifts lie on both
; sides of 31. Above, TensorFlow's issue 25087 tells them apart.
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt=cut-products
;|func.func @single(%a: tensor<2xi32>) -> tensor<2xi32> {
;|  %q = quantx.requantize %a axis 0, <multiplier = [1073741824, 1073741825], shift = [1, 62]>
;|    to <i32, scale = <1.0 : f32>, zero_point = <0 : i32>> : tensor<2xi32> to tensor<2xi32>
;|  return %q : tensor<2xi32>
;|}
;|func.func @double(%a: tensor<2xi32>) -> tensor<2xi32> {
;|  %q = quantx.requantize %a axis 0, <multiplier = [1073741824, 1073741825], shift = [1, 62], rounding = double>
;|    to <i32, scale = <1.0 : f32>, zero_point = <0 : i32>> : tensor<2xi32> to tensor<2xi32>
;|  return %q : tensor<2xi32>
;|}

; The products are free; only that they are the same is needed.
(assert (= single.product0 double.product0))
(assert (= single.in2 double.in2))
(assert (and (bvsle #x00000001 double.in2) (bvsle double.in2 #x0000003e)))

; PROVE: the code of both modes gives the same bits up to a shift of 31
(assert (bvsle double.in2 #x0000001f))
(assert (not (= single.out0 double.out0)))

; PROVE: acc = 7984, M = 1583594044, shift = 40 gives 11 in mode single, 12 in mode double
(assert (= double.product0 (bvmul (_ bv7984 64) (_ bv1583594044 64))))
(assert (= double.in2 #x00000028))
(assert (not (and (= single.out0 #x0000000b) (= double.out0 #x0000000c))))

; REFUTE: the code of both modes gives the same bits at a shift of 32
(assert (= double.in2 #x00000020))
(assert (not (= single.out0 double.out0)))
