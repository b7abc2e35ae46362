; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F2, QX-F6
; What convert-quantx-to-linalg emits for a requantize is its definition: the
; product over 2^shift, rounded by the mode, plus z, clamped. For every
; accumulator, multiplier and shift.
;
; The code is that for multipliers per channel, whose multiplier and shift are
; scalars of the body. The product is a free symbol, bounded as
; requantize-product.smt2 proves of the real one.
;
; FOR mode, storage, bits, low, high, zero: single,i8,8,-128,127,-3 double,i8,8,-127,127,0 nearest_even,ui8,8,0,255,255
; FOR wide: 68
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt=cut-products
;|func.func @code(%a: tensor<2xi32>) -> tensor<2xi@bits@> {
;|  %q = quantx.requantize %a axis 0, <multiplier = [1073741824, 1073741825], shift = [1, 62], rounding = @mode@>
;|    to <@storage@<@low@:@high@>, scale = <1.0 : f32>, zero_point = <@zero@ : @storage@>> : tensor<2xi32> to tensor<2xi@bits@>
;|  return %q : tensor<2xi@bits@>
;|}
; INCLUDE: Inputs/rounding.smt2
; INCLUDE: Inputs/product.smt2

(define-fun p () Wide ((_ sign_extend 4) code.product0))
(define-fun shift () Wide ((_ sign_extend 36) code.in2))
(declare-const r Wide)
(declare-const h Wide)
(assert (is_product p))
(assert (is_shift shift))
(assert (rounds_@mode@ r h p shift limit))
(define-fun result () (_ BitVec @bits@)
  ((_ extract @bits-1@ 0) (in_range r @zero:68@ @low:68@ @high:68@)))

; PROVE: no step is undefined
(assert (not code.defined))

; PROVE: the factors are the accumulator and the multiplier, sign-extended
(assert (not (and (= code.lhs0 ((_ sign_extend 32) code.in0))
                  (= code.rhs0 ((_ sign_extend 32) code.in1)))))

; PROVE: the result is the rounded product, offset and clamped
(assert (not (= code.out0 result)))

; REFUTE: the result is the rounded product, offset and wrapped
(assert (not (= code.out0 ((_ extract @bits-1@ 0) (bvadd r @zero:68@)))))

; REFUTE: the result is clamped before it is offset
(assert (not (= code.out0 ((_ extract @bits-1@ 0) (bvadd (clamp r @low:68@ @high:68@) @zero:68@)))))
