; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I7, QX-I9
; relu, clip and maxima become integer operations because quantize and dequantize
; are monotone. `fl` is the rounding of one f32 operation, of which only that is
; used, which IEEE 754 promises; s > 0.
; LOGIC: ALL

(declare-fun fl (Real) Real)
(declare-const s Real)
(declare-const z Int)
(declare-const qmin Int)
(declare-const qmax Int)
(declare-const x Real)
(declare-const y Real)
(assert (> s 0.0))
(assert (and (<= qmin z) (<= z qmax)))
(assert (forall ((a Real) (b Real)) (=> (<= a b) (<= (fl a) (fl b)))))

; rne, by what it is.
(define-fun nearest ((n Int) (v Real)) Bool
  (and (<= (- (to_real n) 0.5) v) (<= v (+ (to_real n) 0.5))
       (=> (= v (+ (to_real n) 0.5)) (= (mod n 2) 0))
       (=> (= v (- (to_real n) 0.5)) (= (mod n 2) 0))))
(define-fun clamp ((v Int) (a Int) (b Int)) Int (ite (< v a) a (ite (> v b) b v)))
(define-fun larger ((a Int) (b Int)) Int (ite (> a b) a b))
(define-fun larger_real ((a Real) (b Real)) Real (ite (> a b) a b))

; PROVE: division by a positive scale and its rounding are monotone
(assert (<= x y))
(assert (not (<= (fl (/ x s)) (fl (/ y s)))))

; PROVE: rounding to an integer is monotone
(declare-const n Int)
(declare-const m Int)
(assert (and (<= x y) (nearest n x) (nearest m y)))
(assert (not (<= n m)))

; PROVE: adding z and clamping is monotone
(declare-const n Int)
(declare-const m Int)
(assert (<= n m))
(assert (not (<= (clamp (+ n z) qmin qmax) (clamp (+ m z) qmin qmax))))

; PROVE: a monotone function of a clip is the clip of the function
(declare-fun quantize (Real) Int)
(declare-const low Real)
(declare-const high Real)
(assert (forall ((a Real) (b Real)) (=> (<= a b) (<= (quantize a) (quantize b)))))
(assert (<= low high))
(define-fun clipped () Real (ite (< x low) low (ite (> x high) high x)))
(assert (not (= (quantize clipped) (clamp (quantize x) (quantize low) (quantize high)))))

; PROVE: dequantize is monotone
(declare-const p Int)
(declare-const q Int)
(assert (<= p q))
(assert (not (<= (fl (* (to_real (- p z)) s)) (fl (* (to_real (- q z)) s)))))

; PROVE: a monotone function of a maximum is the maximum of the function
(declare-fun dequantize (Int) Real)
(declare-const p Int)
(declare-const q Int)
(assert (forall ((a Int) (b Int)) (=> (<= a b) (<= (dequantize a) (dequantize b)))))
(assert (not (= (dequantize (larger p q)) (larger_real (dequantize p) (dequantize q)))))

; PROVE: a clamp to bounds that the range implies does nothing
(declare-const v Int)
(declare-const low Int)
(declare-const high Int)
(assert (and (<= low qmin) (<= qmax high)))
(assert (not (= (clamp (clamp v qmin qmax) low high) (clamp v qmin qmax))))

; PROVE: a clamp after a clamp is one, if their intervals meet
(declare-const v Int)
(declare-const low Int)
(declare-const high Int)
(assert (and (<= low high) (<= low qmax) (<= qmin high)))
(assert (not (= (clamp (clamp v qmin qmax) low high)
                (clamp v (larger qmin low) (ite (< qmax high) qmax high)))))

; REFUTE: adding z and clamping gives different integers for different integers
(assert (= qmax (+ qmin 1)))
(assert (= (clamp (+ 5 z) qmin qmax) (clamp (+ 6 z) qmin qmax)))

; REFUTE: the maximum of values with different parameters is that of their integers
(declare-const p Int)
(declare-const q Int)
(assert (and (= p 3) (= q 2) (= s 1.0)))
(assert (not (= (larger_real (* 1.0 (to_real p)) (* 2.0 (to_real q))) (to_real (larger p q)))))
