; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-C4
; quantize(dequantize(q)) = q with IEEE's own operations, in z3's theory of
; floating point, for every scale of a small format: a significand of 7 bits with
; |q - z| < 16 stands to each other as f32's 24 bits to storage of 16 and more.
; FOR exponent, significand, bits: 4,7,5
; LOGIC: ALL

(define-sort Float () (_ FloatingPoint @exponent@ @significand@))
(declare-const s Float)
(declare-const d (_ BitVec @bits@))
(define-fun difference () Float ((_ to_fp @exponent@ @significand@) RNE d))
(define-fun product () Float (fp.mul RNE difference s))
(define-fun quotient () Float (fp.roundToIntegral RNE (fp.div RNE product s)))
(assert (and (fp.isNormal s) (fp.isPositive s)))
(assert (not (fp.isInfinite product)))

; PROVE: the rounded quotient is q - z
(assert (not (fp.eq quotient difference)))

; PROVE: the zero point dequantizes to +0
(assert (= d (_ bv0 @bits@)))
(assert (not (and (fp.isZero product) (fp.isPositive product))))

; REFUTE: without rounding the quotient is q - z
(assert (not (fp.eq (fp.div RNE product s) difference)))
