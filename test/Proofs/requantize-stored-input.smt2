; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F2, QX-F7, QX-Q3
; Requantizing stored values: the factor is the value, of its own signedness,
; less the input's zero point, in 64 bits if it has at most 32. An i32 less a
; zero point and an i64 do not, and get a product of 128 bits.
;
; FOR in, stored, sign, prefix, work, wide, top: 8,-3,sign,,64,68,39 8,200,zero,unsigned,64,68,39 16,-32768,sign,,64,68,47 16,65535,zero,unsigned,64,68,47 32,-2147483648,sign,,128,132,63 64,0,sign,,128,132,94
; FOR multiplier: 1518500250
; FOR mode, s: single,1 single,31 single,62 double,40 double,62 nearest_even,31 nearest_even,62
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt=cut-products
;|func.func @code(%a: tensor<2xi@in@>) -> tensor<2xi8> {
;|  %q = quantx.requantize %a @prefix@ zero_point @stored@, <multiplier = @multiplier@, shift = @s@, rounding = @mode@>
;|    to <i8, scale = <1.0 : f32>, zero_point = <-3 : i8>> : tensor<2xi@in@> to tensor<2xi8>
;|  return %q : tensor<2xi8>
;|}
; INCLUDE: Inputs/rounding.smt2

(define-fun shift () Wide @s:wide@)
(define-fun limit () Wide (power @top:wide@))
(define-fun p () Wide ((_ sign_extend 4) code.product0))
(declare-const r Wide)
(declare-const h Wide)
; |value - zero point| < 2^@in@ (at most 2^63 for an i64), times M < 2^31:
; requantize-difference.smt2.
(assert (within p (bvneg limit) limit))
(assert (rounds_@mode@ r h p shift limit))

; PROVE: the code is defined and multiplies the exact difference by the multiplier
(define-fun value () Wide ((_ @sign@_extend @wide-in@) code.in0))
(assert (not (and code.defined
                  (= ((_ sign_extend 4) code.lhs0) (bvsub value @stored:wide@))
                  (= code.rhs0 @multiplier:work@))))

; PROVE: the result is the rounded product, offset and clamped
(assert (not (= code.out0 ((_ extract 7 0) (in_range r (bvneg (_ bv3 @wide@)) (bvneg (_ bv128 @wide@)) (_ bv127 @wide@))))))

; REFUTE: the factor is the value without its zero point
(assert (not (= ((_ extract @in-1@ 0) code.lhs0) code.in0)))
