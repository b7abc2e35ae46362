// The table of decisions.
// RUN: quant-opt %s --quantx-explain -o /dev/null 2>&1 | FileCheck %s
// RUN: quant-opt %s --quantx-quantize-pipeline="explain float=softmax verify=none" -o /dev/null 2>&1 | FileCheck %s --check-prefixes=CHECK,FLOAT

// CHECK:      value {{ *}}storage {{ *}}scale {{ *}}zero point {{ *}}represents {{ *}}why
// CHECK-NEXT: 'x' {{ *}}i16 {{ *}}3.05185e-05 {{ *}}0 {{ *}}[-1.00003, 1] {{ *}}they are those of the range stated for it
// CHECK-NEXT: 'x' {{ *}}i8 {{ *}}0.00784314 {{ *}}-1 {{ *}}[-0.996078, 1.00392] {{ *}}for readers that need no more bits
// CHECK-NEXT: 'flat' {{ *}}i16 {{ *}}3.05185e-05 {{.*}}they are those of its operands
// CHECK-NEXT: 'norm' {{ *}}i8 {{.*}}they are those of the range stated for it
// CHECK-NEXT: 'probabilities' {{ *}}i8 {{ *}}0.00390625 {{ *}}-128 {{ *}}[0, 0.996094] {{ *}}they are those of the range of its function
// CHECK-NEXT: 'tanh' {{ *}}i8 {{.*}}they are those of what its function makes of the range of its operand
// FLOAT-NEXT: 'probabilities' {{ *}}float {{ *}}is computed in float by float=softmax
// CHECK-NEXT: argument #1 {{ *}}float {{ *}}is read by no op that has an integer form
func.func @main(%x: tensor<2x4xf32> loc("x"), %e: tensor<2x4xf32>, %f: tensor<8xf32>) -> (tensor<8xf32>, tensor<2x4xf32>, tensor<2x4xf32>) {
  %0 = quantx.range %x, <min = -1.0, max = 1.0> : tensor<2x4xf32>
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<2x4xf32> into tensor<8xf32> loc("flat")
  %2 = quantx.normalize %1 dims [0] epsilon 1.0e-05 : tensor<8xf32> loc("norm")
  %3 = quantx.range %2, <min = -2.0, max = 2.0> : tensor<8xf32>
  %4 = linalg.softmax dimension(1) ins(%0 : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32> loc("probabilities")
  %5 = linalg.tanh ins(%0 : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32> loc("tanh")
  return %3, %4, %5 : tensor<8xf32>, tensor<2x4xf32>, tensor<2x4xf32>
}
