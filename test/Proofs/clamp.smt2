; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-C1, QX-F2
; Clamping to [qmin - z, qmax - z], truncating to the storage type and adding z
; there is clamping the exact sum, for every value of 64 bits and all parameters
; of storage of up to 32 bits: this is the form in which the zero point is added
; without overflow. Then the same of the emitted code, which knows z and bounds.
; FOR bits: 8 16 32

(declare-const v (_ BitVec 64))
(declare-const z (_ BitVec 64))
(declare-const low (_ BitVec 64))
(declare-const high (_ BitVec 64))
; Bounds of i@bits@ or ui@bits@, with the zero point between them.
(define-fun least () (_ BitVec 64) (bvneg (bvshl (_ bv1 64) @bits-1:64@)))
(define-fun most () (_ BitVec 64) (bvsub (bvshl (_ bv1 64) @bits:64@) (_ bv1 64)))
(assert (and (bvsle least low) (bvsle low z) (bvsle z high) (bvsle high most)))
(assert (or (bvsge low (_ bv0 64)) (bvslt high (bvneg least))))
(define-fun clamp ((x (_ BitVec 66)) (a (_ BitVec 66)) (b (_ BitVec 66))) (_ BitVec 66)
  (ite (bvslt x a) a (ite (bvsgt x b) b x)))
(define-fun wide ((x (_ BitVec 64))) (_ BitVec 66) ((_ sign_extend 2) x))
(define-fun stored ((x (_ BitVec 66))) (_ BitVec @bits@) ((_ extract @bits-1@ 0) x))
(define-fun meant () (_ BitVec 66) (clamp (bvadd (wide v) (wide z)) (wide low) (wide high)))

; PROVE: the clamp may come before the zero point, with bounds moved by it
(assert (not (= (stored meant)
                (bvadd (stored (clamp (wide v) (bvsub (wide low) (wide z)) (bvsub (wide high) (wide z))))
                       (stored (wide z))))))

; PROVE: a value of i32 may be clamped in 32 bits if the moved bounds are values of i32
(define-fun is_i32 ((x (_ BitVec 64))) Bool (= x ((_ sign_extend 32) ((_ extract 31 0) x))))
(define-fun lower () (_ BitVec 64) (bvsub low z))
(define-fun upper () (_ BitVec 64) (bvsub high z))
(define-fun v32 () (_ BitVec 32) ((_ extract 31 0) v))
(define-fun clamped () (_ BitVec 32)
  (ite (bvslt v32 ((_ extract 31 0) lower)) ((_ extract 31 0) lower)
       (ite (bvsgt v32 ((_ extract 31 0) upper)) ((_ extract 31 0) upper) v32)))
(assert (and (is_i32 v) (is_i32 lower) (is_i32 upper)))
(assert (not (= (stored meant) (bvadd ((_ extract @bits-1@ 0) clamped) (stored (wide z))))))

; PROVE: the result read with the storage's signedness is the clamped number
(assert (not (= meant (ite (bvsge low (_ bv0 64))
                           ((_ zero_extend @66-bits@) (stored meant))
                           ((_ sign_extend @66-bits@) (stored meant))))))

; REFUTE: the clamp may come before the zero point with the bounds as they are
(assert (not (= (stored meant)
                (bvadd (stored (clamp (wide v) (wide low) (wide high))) (stored (wide z))))))

; REFUTE: any value may be clamped in 32 bits
(define-fun v32 () (_ BitVec 32) ((_ extract 31 0) v))
(assert (not (= meant (clamp (bvadd ((_ sign_extend 34) v32) (wide z)) (wide low) (wide high)))))
