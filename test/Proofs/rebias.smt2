; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I1
; What lets vpdpbusd, which multiplies u8 by s8, take signed activations: the
; sign bit of each byte is flipped, which adds 128, and -128 times the sum of the
; weights is added to what the sum starts from. Bits of one lane; the lanes of a
; group and the steps of a loop are sums modulo 2^32, see
; zero-point-hoisting.smt2 with za = -128.
; z3 compares polynomials as sums of monomials.
(set-option :rewriter.som true)
(declare-const x (_ BitVec 8))
(declare-const w (_ BitVec 8))
(declare-const y (_ BitVec 8))
(declare-const v (_ BitVec 8))
(define-fun signed ((b (_ BitVec 8))) (_ BitVec 32) ((_ sign_extend 24) b))
(define-fun unsigned ((b (_ BitVec 8))) (_ BitVec 32) ((_ zero_extend 24) b))
(define-fun flipped ((b (_ BitVec 8))) (_ BitVec 8) (bvxor b #x80))
(define-fun fits_i16 ((p (_ BitVec 32))) Bool (= p ((_ sign_extend 16) ((_ extract 15 0) p))))

; PROVE: flipping the sign bit adds 128
(assert (not (= (unsigned (flipped x)) (bvadd (signed x) #x00000080))))

; PROVE: u8 less 128 is s8 with the sign bit flipped
(assert (not (= (signed (flipped x)) (bvsub (unsigned x) #x00000080))))

; PROVE: a product with 128 more, less 128 times the weight, is the product
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(assert (not (= (bvsub (bvmul (bvadd a #x00000080) b) (bvmul #x00000080 b)) (bvmul a b))))

; PROVE: one product of u8 and s8 is a value of i16
(assert (not (fits_i16 (bvmul (unsigned x) (signed w)))))

; REFUTE: two products of u8 and s8 sum up in i16, as vpmaddubsw does
(assert (not (fits_i16 (bvadd (bvmul (unsigned x) (signed w)) (bvmul (unsigned y) (signed v))))))

; REFUTE: a signed byte may be read as an unsigned one
(assert (not (= (bvmul (unsigned x) (signed w)) (bvmul (signed x) (signed w)))))
