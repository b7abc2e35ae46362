; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-F7
; The product of an i32 accumulator and a multiplier, and every sum that
; rounding makes of it, are values of i64. Over the integers, where z3 has
; nothing to wrap: this is what entitles the other proofs, and the lowering, to
; take the 64-bit product for the product.
; LOGIC: ALL

(declare-const acc Int)
(declare-const multiplier Int)
(declare-const half Int)
(assert (and (<= (- 2147483648) acc) (<= acc 2147483647)))
; Un-normalized multipliers, those of QX-I4 and of TOSA, included.
(assert (and (<= 0 multiplier) (< multiplier 2147483648)))
; Half a unit of the result, 2^(shift - 1) for shift <= 62.
(assert (and (<= 1 half) (<= half 2305843009213693952)))

; PROVE: 2^31 - 2^62 <= acc * M <= 2^62 - 2^32 + 1 (Inputs/product.smt2)
(assert (not (and (<= (- 4611686016279904256) (* acc multiplier))
                  (<= (* acc multiplier) 4611686014132420609))))

; PROVE: acc * M + half, and what rounding to even adds besides, stays below 2^63
(assert (not (and (<= (- 9223372036854775808) (- (* acc multiplier) half))
                  (< (+ (* acc multiplier) half 1) 9223372036854775808))))

; PROVE: the product has the sign of the accumulator, for M > 0
(assert (> multiplier 0))
(assert (not (and (= (< acc 0) (< (* acc multiplier) 0)) (= (= acc 0) (= (* acc multiplier) 0)))))

; REFUTE: the product alone would fit 62 bits
(assert (not (and (<= (- 2305843009213693952) (* acc multiplier))
                  (< (* acc multiplier) 2305843009213693952))))
