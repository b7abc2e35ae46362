// RUN: quant-opt %s --quantx-prepare-entry-points --split-input-file --verify-diagnostics

// expected-error @below {{code generation needs tensors of integers and floats, found 'tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>'; convert the dialect of the elements first, for quant with convert-quant-to-quantx}}
func.func @argument(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) {
  return
}

// -----

func.func @result(%x: tensor<4xf32>) {
  // expected-error @below {{code generation needs tensors of integers and floats, found 'tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

func.func @observed(%x: tensor<4xf32>) {
  // expected-error @below {{code generation found an observer, which only quant-calibrate takes; give it the float model, or run convert-quantx-observe-to-calls first}}
  quantx.observe "x" %x : tensor<4xf32>
  return
}
