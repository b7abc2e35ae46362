; RULE: QX-F6
; PROVE: false is false
(assert false)
