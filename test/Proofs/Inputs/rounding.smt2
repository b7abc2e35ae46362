; R(p, shift) of QX-F6 by what the result is, not by how it is computed: the
; integer r nearest to p / 2^shift, in inequalities multiplied by 2^shift.
; Bit-vectors of @wide@ bits, of which no step here uses the last few.

(define-sort Wide () (_ BitVec @wide@))
(define-fun zero () Wide (_ bv0 @wide@))
(define-fun one () Wide (_ bv1 @wide@))
(define-fun power ((n Wide)) Wide (bvshl one n))
(define-fun within ((v Wide) (low Wide) (high Wide)) Bool
  (and (bvsle low v) (bvsle v high)))

; |p - r * 2^shift| is at most 2^(shift - 1), and less but for the tie that the
; mode takes. `limit` bounds p, hence r, so that r * 2^shift is exact.
(define-fun is_nearest ((r Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (let ((rest (bvsub p (bvshl r shift))) (half (power (bvsub shift one))))
    (and (within r (bvsub (bvneg (bvlshr limit shift)) one) (bvadd (bvlshr limit shift) one))
         (within rest (bvneg half) half))))
(define-fun is_tie ((r Wide) (p Wide) (shift Wide)) Bool
  (let ((rest (bvsub p (bvshl r shift))) (half (power (bvsub shift one))))
    (or (= rest half) (= rest (bvneg half)))))

; Ties toward +infinity: r is above the tie.
(define-fun nearest_up ((r Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (and (is_nearest r p shift limit)
       (=> (is_tie r p shift) (bvsgt (bvshl r shift) p))))
; Ties away from zero.
(define-fun nearest_away ((r Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (and (is_nearest r p shift limit)
       (=> (is_tie r p shift)
           (ite (bvsgt p zero) (bvsgt (bvshl r shift) p) (bvslt (bvshl r shift) p)))))
; Ties to even.
(define-fun nearest_to_even ((r Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (and (is_nearest r p shift limit)
       (=> (is_tie r p shift) (= ((_ extract 0 0) r) #b0))))

; The modes. `h` is the result of the first of the two roundings of `double`.
(define-fun rounds_single ((r Wide) (h Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (nearest_up r p shift limit))
(define-fun rounds_nearest_even ((r Wide) (h Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (nearest_to_even r p shift limit))
(define-fun rounds_double ((r Wide) (h Wide) (p Wide) (shift Wide) (limit Wide)) Bool
  (ite (bvsle shift (_ bv31 @wide@))
       (nearest_up r p shift limit)
       (and (nearest_up h p (_ bv31 @wide@) limit)
            (nearest_away r h (bvsub shift (_ bv31 @wide@)) limit))))

; clamp(r + z, low, high).
(define-fun clamp ((v Wide) (low Wide) (high Wide)) Wide
  (ite (bvslt v low) low (ite (bvsgt v high) high v)))
(define-fun in_range ((r Wide) (z Wide) (low Wide) (high Wide)) Wide
  (clamp (bvadd r z) low high))
