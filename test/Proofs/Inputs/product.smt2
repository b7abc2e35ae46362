; What requantize-product.smt2 proves of acc * M for an i32 accumulator and
; 0 <= M < 2^31, and QX-F1 about the shift.
(define-fun is_product ((p Wide)) Bool
  (within p (bvsub (power (_ bv31 @wide@)) (power (_ bv62 @wide@)))
          (bvsub (bvadd (power (_ bv62 @wide@)) one) (power (_ bv32 @wide@)))))
(define-fun is_shift ((shift Wide)) Bool (within shift one (_ bv62 @wide@)))
(define-fun limit () Wide (power (_ bv62 @wide@)))
