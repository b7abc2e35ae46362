; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I4
; The sum and the difference of two quantized tensors as quantx-lower-to-integer
; emits them: M1 (q1 - z1) +- M2 (q2 - z2), exact, rounded once. For every pair
; of stored values; scales and zero points are those of the lines below, with
; the multipliers that QX-F4 and QX-I4 give for them.
;
; FOR op, sign: addf,bvadd subf,bvsub
; FOR s1, z1, s2, z2, so, m1, m2, s: 0.5,-3,0.25,7,1.0,1073741824,536870912,31 0.1,-128,0.3,127,0.7,613566776,1840700374,32 0.0009765625,0,0.1,5,3.0,11184811,1145324629,35 2.5,127,0.7,-128,0.03,1398101365,391468375,24
; FOR option, mode: single,single double,double nearest-even,nearest_even
; FOR wide: 68
; PASSES: --quantx-lower-to-integer=rounding=@option@ --test-scalar-to-smt=cut-products
;|func.func @code(%q1: tensor<4xi8>, %q2: tensor<4xi8>) -> tensor<4xi8> {
;|  %a = quantx.dequantize %q1, <i8, scale = <@s1@ : f32>, zero_point = <@z1@ : i8>> : tensor<4xi8> to tensor<4xf32>
;|  %b = quantx.dequantize %q2, <i8, scale = <@s2@ : f32>, zero_point = <@z2@ : i8>> : tensor<4xi8> to tensor<4xf32>
;|  %e = tensor.empty() : tensor<4xf32>
;|  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
;|      ins(%a, %b : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
;|  ^bb0(%x: f32, %z: f32, %o: f32):
;|    %0 = arith.@op@ %x, %z : f32
;|    linalg.yield %0 : f32
;|  } -> tensor<4xf32>
;|  %q = quantx.quantize %y, <i8, scale = <@so@ : f32>, zero_point = <-3 : i8>> : tensor<4xf32> to tensor<4xi8>
;|  return %q : tensor<4xi8>
;|}
; INCLUDE: Inputs/rounding.smt2

(define-fun difference ((q (_ BitVec 8)) (z Wide)) Wide (bvsub ((_ sign_extend 60) q) z))
(define-fun first () Wide ((_ sign_extend 4) code.product0))
(define-fun second () Wide ((_ sign_extend 4) code.product1))
(define-fun p () Wide (@sign@ first second))
(define-fun shift () Wide @s:68@)
(define-fun limit () Wide (power (_ bv62 68)))
(declare-const r Wide)
(declare-const h Wide)
; The products are free, of magnitude 255 * M at most.
(assert (within first (bvneg (bvmul (_ bv255 68) @m1:68@)) (bvmul (_ bv255 68) @m1:68@)))
(assert (within second (bvneg (bvmul (_ bv255 68) @m2:68@)) (bvmul (_ bv255 68) @m2:68@)))
(assert (rounds_@mode@ r h p shift limit))

; PROVE: the code is defined and its factors are q - z, exactly, and the multipliers
(assert (not (and code.defined
                  (= ((_ sign_extend 4) code.lhs0) (difference code.in0 @z1:68@))
                  (= ((_ sign_extend 4) code.lhs1) (difference code.in1 @z2:68@))
                  (= code.rhs0 @m1:64@) (= code.rhs1 @m2:64@))))

; PROVE: a factor q - z has a magnitude of 255 at most
(assert (not (and (within (difference code.in0 @z1:68@) (bvneg (_ bv255 68)) (_ bv255 68))
                  (within (difference code.in1 @z2:68@) (bvneg (_ bv255 68)) (_ bv255 68)))))

; PROVE: the result is the exact sum, rounded once, offset and clamped
(assert (not (= code.out0 ((_ extract 7 0) (in_range r (bvneg (_ bv3 68)) (bvneg (_ bv128 68)) (_ bv127 68))))))

; REFUTE: the result is the sum of two rounded products
(declare-const r1 Wide)
(declare-const h1 Wide)
(declare-const r2 Wide)
(declare-const h2 Wide)
(assert (rounds_@mode@ r1 h1 first shift limit))
(assert (rounds_@mode@ r2 h2 second shift limit))
(assert (not (= code.out0 ((_ extract 7 0) (in_range (@sign@ r1 r2) (bvneg (_ bv3 68)) (bvneg (_ bv128 68)) (_ bv127 68))))))
