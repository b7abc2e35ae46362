; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I1, QX-I3
; Zero points come out of a sum of products. Over the integers and by induction
; on the number K of terms: S, Sab, Sa, Sb are the sums over K terms, and one
; more term (a - za)(b - zb) is added. Residues modulo 2^32 follow, because i32
; addition and multiplication are those of the integers modulo 2^32.
; LOGIC: ALL

; z3 compares polynomials as sums of monomials.
(set-option :rewriter.som true)
(declare-const S Int)
(declare-const Sab Int)
(declare-const Sa Int)
(declare-const Sb Int)
(declare-const K Int)
(declare-const x Int)
(declare-const a Int)
(declare-const b Int)
(declare-const za Int)
(declare-const zb Int)
(define-fun term () Int (* (- a za) (- b zb)))
(define-fun hoisted ((ab Int) (sa Int) (sb Int) (k Int)) Int
  (+ (- ab (* zb sa) (* za sb)) (* k za zb)))

; PROVE: an empty sum is 0 in both forms
(assert (not (= 0 (hoisted 0 0 0 0))))

; PROVE: one more term keeps both forms equal
(assert (= S (hoisted Sab Sa Sb K)))
(assert (not (= (+ S term) (hoisted (+ Sab (* a b)) (+ Sa a) (+ Sb b) (+ K 1)))))

; PROVE: a term of padding with za adds nothing
(assert (= a za))
(assert (not (= term 0)))

; PROVE: a sum of residues modulo 2^32 is the residue of the sum
(assert (not (= (mod (+ (mod S 4294967296) (mod x 4294967296)) 4294967296) (mod (+ S x) 4294967296))))

; PROVE: a residue is the number if the number is one of i32
(assert (and (<= (- 2147483648) S) (< S 2147483648)))
(assert (not (= (- (mod (+ (mod S 4294967296) 2147483648) 4294967296) 2147483648) S)))

; REFUTE: a term of padding with 0 adds nothing
(assert (= a 0))
(assert (not (= term 0)))

; REFUTE: the correction K * za * zb may be left out
(assert (= S (hoisted Sab Sa Sb K)))
(assert (not (= S (- Sab (* zb Sa) (* za Sb)))))

; REFUTE: a residue is the number for every number
(assert (not (= (- (mod (+ S 2147483648) 4294967296) 2147483648) S)))
