; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F6
; Modes `single` and `double` are TOSA's apply_scale_32 as upstream lowers it, in
; 64 bits and in 32. Both sides are emitted code: ours with z = 0 and i32 storage, and that of
; upstream's tosa-to-arith. For shifts from 2 on and every value whose result TOSA
; defines, one of i32.
;
; FOR mode, tosa: single,SINGLE_ROUND double,DOUBLE_ROUND
; FOR narrow: false true
; FOR wide: 68
; PASSES: --convert-quantx-to-linalg --tosa-to-arith="include-apply-rescale use-32-bit=@narrow@" --test-scalar-to-smt=cut-products
;|func.func @ours(%a: tensor<2xi32>) -> tensor<2xi32> {
;|  %q = quantx.requantize %a axis 0, <multiplier = [1073741824, 1073741825], shift = [1, 62], rounding = @mode@>
;|    to <i32, scale = <1.0 : f32>, zero_point = <0 : i32>> : tensor<2xi32> to tensor<2xi32>
;|  return %q : tensor<2xi32>
;|}
;|func.func @tosa(%a: tensor<2xi32>, %m: tensor<2xi32>, %s: tensor<2xi8>) -> tensor<2xi32> {
;|  %e = tensor.empty() : tensor<2xi32>
;|  %q = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
;|                       iterator_types = ["parallel"]}
;|      ins(%a, %m, %s : tensor<2xi32>, tensor<2xi32>, tensor<2xi8>) outs(%e : tensor<2xi32>) {
;|  ^bb0(%x: i32, %y: i32, %z: i8, %o: i32):
;|    %r = tosa.apply_scale %x, %y, %z {rounding_mode = @tosa@} : (i32, i32, i8) -> i32
;|    linalg.yield %r : i32
;|  } -> tensor<2xi32>
;|  return %q : tensor<2xi32>
;|}
; INCLUDE: Inputs/rounding.smt2
; INCLUDE: Inputs/product.smt2

(define-fun p () Wide ((_ sign_extend 4) ours.product0))
(define-fun shift () Wide ((_ sign_extend 36) ours.in2))
(assert (is_product p))
(assert (within shift (_ bv2 68) (_ bv62 68)))
; The same scalars on both sides. The sign of the product is that of the
; accumulator, as requantize-product.smt2 proves for M > 0.
(assert (= ours.in0 tosa.in0))
(assert (= ours.in1 tosa.in1))
(assert (= ours.in2 ((_ zero_extend 24) tosa.in2)))
(assert (=> (= ours.in0 (_ bv0 32)) (= p zero)))
(assert (=> (not (= ours.in0 (_ bv0 32)))
            (and (not (= p zero)) (= (bvslt p zero) (bvslt ours.in0 (_ bv0 32))))))
; Equal factors have equal products.
(assert (=> (and (= ours.lhs0 tosa.lhs0) (= ours.rhs0 tosa.rhs0)) (= ours.product0 tosa.product0)))
; TOSA defines the result if |acc| < 2^(shift - 1), for M < 2^31 |p| < 2^(shift + 30).
(assert (within p (bvneg (power (bvadd shift (_ bv30 68)))) (power (bvadd shift (_ bv30 68)))))
(declare-const r Wide)
(declare-const h Wide)
(assert (rounds_@mode@ r h p shift limit))
(assert (within r (bvneg (power (_ bv31 68))) (bvsub (power (_ bv31 68)) one)))

; PROVE: both give the same bits
(assert (not (= ours.out0 tosa.out0)))

; REFUTE: the modes are the same above a shift of 31
(declare-const r2 Wide)
(declare-const h2 Wide)
(assert (bvsgt shift (_ bv31 68)))
(assert (rounds_single r2 h2 p shift limit))
(assert (not (= tosa.out0 ((_ extract 31 0) r2))))
