; RUN: %prove %s
; REQUIRES: z3
;
; RULE: QX-L1, QX-L4
; The code of a lookup: which entries it reads, and for 16 bits what it makes of
; the two. Entries are free, since tables are; the index says which one it is.
; PASSES: --convert-quantx-to-linalg --test-scalar-to-smt=cut-products
;|func.func @byte(%a: tensor<4xi8>) -> tensor<4xi8> {
;|  %q = quantx.lookup %a, dense<7> : tensor<256xi8> : tensor<4xi8> to tensor<4xi8>
;|  return %q : tensor<4xi8>
;|}
;|func.func @line(%a: tensor<4xi16>) -> tensor<4xi16> {
;|  %q = quantx.lookup %a, dense<7> : tensor<513xi16> : tensor<4xi16> to tensor<4xi16>
;|  return %q : tensor<4xi16>
;|}

(define-fun wide ((v (_ BitVec 16))) (_ BitVec 40) ((_ sign_extend 24) v))
; q + 32768, without a sign.
(define-fun u () (_ BitVec 64) (bvadd ((_ sign_extend 48) line.in0) (_ bv32768 64)))
(define-fun index () (_ BitVec 64) (bvlshr u (_ bv7 64)))
(define-fun part () (_ BitVec 64) (bvand u (_ bv127 64)))
; What interpolate.smt2 proves of a rise.
(define-fun rise () (_ BitVec 40) ((_ sign_extend 8) line.product0))
(assert (and (bvslt (bvneg (_ bv8388608 40)) rise) (bvslt rise (_ bv8388608 40))))

; PROVE: a byte reads the entry of its bits, one of the table's 256
(assert (not (and byte.defined (= byte.out0 byte.entry0)
                  (= byte.index0 ((_ zero_extend 56) byte.in0)) (bvult byte.index0 (_ bv256 64)))))

; PROVE: 16 bits read two neighbours of the table's 513, and no step is undefined
(assert (not (and line.defined (= line.index0 index) (= line.index1 (bvadd index (_ bv1 64)))
                  (bvult line.index1 (_ bv513 64)))))

; PROVE: the factors are the difference of the two and the lower 7 bits
(assert (not (and (= ((_ sign_extend 8) line.lhs0) (bvsub (wide line.entry1) (wide line.entry0)))
                  (= ((_ zero_extend 32) line.rhs0) part))))

; PROVE: the result is the lower entry and the rise over 128, rounded
(assert (not (= line.out0 ((_ extract 15 0)
  (bvadd (wide line.entry0) (bvashr (bvadd rise (_ bv64 40)) (_ bv7 40)))))))

; REFUTE: a byte reads the entry of its signed value
(assert (not (= byte.index0 ((_ sign_extend 56) byte.in0))))

; REFUTE: the result is not rounded
(assert (not (= line.out0 ((_ extract 15 0) (bvadd (wide line.entry0) (bvashr rise (_ bv7 40)))))))
