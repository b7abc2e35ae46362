; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-I4
; 64 bits hold the sum of two products and its rounding, for storage of up to 29
; bits; and the multiplier of the smaller scale is below that of the larger.
; LOGIC: ALL

(declare-const m1 Int)
(declare-const m2 Int)
(declare-const d1 Int)
(declare-const d2 Int)
(declare-const half Int)
(define-fun below ((v Int) (bound Int)) Bool (and (< (- bound) v) (< v bound)))
(assert (and (<= 0 m1) (< m1 2147483648) (<= 0 m2) (< m2 2147483648)))
(assert (and (<= (- 1073741823) d1) (<= d1 1073741823) (<= (- 1073741823) d2) (<= d2 1073741823)))
(assert (and (<= 1 half) (<= half 2305843009213693952)))

; PROVE: |M d| <= 2^61
(assert (not (and (<= (- 2305843009213693952) (* m1 d1)) (<= (* m1 d1) 2305843009213693952))))

; PROVE: products up to 2^61 have sums up to 2^62, and below 2^63 with the rounding term
(declare-const p1 Int)
(declare-const p2 Int)
(define-fun up_to ((v Int) (bound Int)) Bool (and (<= (- bound) v) (<= v bound)))
(assert (and (up_to p1 2305843009213693952) (up_to p2 2305843009213693952)))
(assert (not (and (up_to (+ p1 p2) 4611686018427387904) (up_to (- p1 p2) 4611686018427387904)
                  (below (+ p1 p2 half 1) 9223372036854775808) (below (+ (- p1 p2) half 1) 9223372036854775808))))

; PROVE: a smaller real rounds to no larger integer
(declare-const x Real)
(declare-const y Real)
(declare-const rx Int)
(declare-const ry Int)
(define-fun nearest ((n Int) (v Real)) Bool
  (and (<= (- (to_real n) 0.5) v) (<= v (+ (to_real n) 0.5))
       (=> (= v (+ (to_real n) 0.5)) (= (mod n 2) 0))
       (=> (= v (- (to_real n) 0.5)) (= (mod n 2) 0))))
(assert (and (<= x y) (nearest rx x) (nearest ry y)))
(assert (not (<= rx ry)))

; REFUTE: the sum stays below 2^61
(assert (= m1 2147483647))
(assert (= m2 2147483647))
(assert (not (below (+ (* m1 d1) (* m2 d2)) 2305843009213693952)))
