// RUN: quant-opt %s --quantx-print-flow --verify-diagnostics

// Ops that move values carry the parameters of their operands.
func.func @moves(%x: tensor<2x4xf32>, %s: f32, %i: index) -> tensor<?x4xf32> {
  %zero = arith.constant 0.0 : f32
  // expected-remark @below {{same-scale: data #0, 1 fills}}
  %0 = tensor.pad %x low[1, 0] high[1, 0] {
  ^bb0(%a: index, %b: index):
    tensor.yield %zero : f32
  } : tensor<2x4xf32> to tensor<4x4xf32>
  // expected-remark @below {{same-scale: data #0}}
  %1 = tensor.extract_slice %0[%i, 0] [2, 4] [1, 1] : tensor<4x4xf32> to tensor<2x4xf32>
  // expected-remark @below {{same-scale: data #0 data #1}}
  %2 = tensor.insert_slice %1 into %0[%i, 0] [2, 4] [1, 1] : tensor<2x4xf32> into tensor<4x4xf32>
  // expected-remark @below {{same-scale: data #0 data #1 data #2}}
  %3 = tensor.concat dim(0) %0, %1, %2 : (tensor<4x4xf32>, tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<10x4xf32>
  // expected-remark @below {{same-scale: data #0}}
  %4 = tensor.collapse_shape %3 [[0, 1]] : tensor<10x4xf32> into tensor<40xf32>
  // expected-remark @below {{same-scale: data #0}}
  %5 = tensor.expand_shape %4 [[0, 1]] output_shape [10, 4] : tensor<40xf32> into tensor<10x4xf32>
  // expected-remark @below {{same-scale: data #0}}
  %6 = tensor.cast %5 : tensor<10x4xf32> to tensor<?x4xf32>
  // expected-remark @below {{same-scale:, 1 fills}}
  %7 = tensor.splat %s : tensor<2x4xf32>
  return %6 : tensor<?x4xf32>
}

// Padding that depends on the position has no one value to quantize, and values
// made from nothing are not moved.
func.func @opaque(%x: tensor<2xf32>, %table: tensor<4xf32>) -> (tensor<4xf32>, tensor<2xf32>) {
  // expected-remark @below {{opaque: pads with a value that depends on the position}}
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%a: index):
    %value = tensor.extract %table[%a] : tensor<4xf32>
    tensor.yield %value : f32
  } : tensor<2xf32> to tensor<4xf32>
  // expected-remark @below {{opaque: does not implement QuantizationFlowOpInterface}}
  %1 = tensor.generate {
  ^bb0(%a: index):
    %value = tensor.extract %table[%a] : tensor<4xf32>
    tensor.yield %value : f32
  } : tensor<2xf32>
  return %0, %1 : tensor<4xf32>, tensor<2xf32>
}
