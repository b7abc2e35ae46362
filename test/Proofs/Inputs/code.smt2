; RULE: QX-F6
; PASSES: --test-scalar-to-smt
;|func.func @code(%a: tensor<2xf32>) -> tensor<2xf32> {
;|  %y = math.exp %a : tensor<2xf32>
;|  return %y : tensor<2xf32>
;|}
; PROVE: false is false
(assert false)
; REFUTE: true is false
(assert true)
