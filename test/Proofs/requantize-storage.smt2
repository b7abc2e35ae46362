; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F2
; As requantize-channels.smt2, for one channel, every mode and more storage
; types: multiplier and shift are constants of the code. From a
; shift of 31 on the code clamps in 32 bits.
;
; FOR mode, multiplier, s: single,1073741824,1 single,1518500250,31 single,1583594044,40 double,2147483647,31 double,1073741824,32 double,1583594044,40 nearest_even,1518500250,30 nearest_even,2147483647,62
; FOR storage, bits, low, high, zero: i8,8,-128,127,127 ui8,8,3,250,200 i16,16,-32768,32767,-32768 ui16,16,0,65535,65535 i32,32,-2147483648,2147483647,5
; FOR wide: 68
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt=cut-products
;|func.func @code(%a: tensor<2xi32>) -> tensor<2xi@bits@> {
;|  %q = quantx.requantize %a, <multiplier = @multiplier@, shift = @s@, rounding = @mode@>
;|    to <@storage@<@low@:@high@>, scale = <1.0 : f32>, zero_point = <@zero@ : @storage@>> : tensor<2xi32> to tensor<2xi@bits@>
;|  return %q : tensor<2xi@bits@>
;|}
; INCLUDE: Inputs/rounding.smt2
; INCLUDE: Inputs/product.smt2

(define-fun p () Wide ((_ sign_extend 4) code.product0))
(define-fun shift () Wide @s:68@)
(declare-const r Wide)
(declare-const h Wide)
(assert (is_product p))
(assert (rounds_@mode@ r h p shift limit))

; PROVE: the code is defined and multiplies the accumulator by the multiplier
(assert (not (and code.defined
                  (= code.lhs0 ((_ sign_extend 32) code.in0))
                  (= code.rhs0 @multiplier:64@))))

; PROVE: the result is the rounded product, offset and clamped
(assert (not (= code.out0 ((_ extract @bits-1@ 0) (in_range r @zero:68@ @low:68@ @high:68@)))))

; REFUTE: the result is the product rounded down, offset and clamped
(assert (not (= code.out0 ((_ extract @bits-1@ 0) (in_range (bvashr p shift) @zero:68@ @low:68@ @high:68@)))))
