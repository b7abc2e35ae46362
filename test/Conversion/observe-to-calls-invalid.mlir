// RUN: quant-opt %s --convert-quantx-observe-to-calls --verify-diagnostics

// expected-error @below {{@quantx_observe_f32 is the observer runtime and must have type '(i64, memref<*xf32>) -> ()'; rename this symbol}}
func.func private @quantx_observe_f32(i32)

func.func @main(%x: tensor<4xf32>) {
  quantx.observe "x" %x : tensor<4xf32>
  return
}
