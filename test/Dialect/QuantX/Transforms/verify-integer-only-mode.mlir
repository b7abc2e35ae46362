// RUN: not quant-opt %s --quantx-verify-integer-only=mode=dynamic --split-input-file -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=DYNAMIC
// RUN: quant-opt %s --quantx-insert-qdq=mode=weight-only --quantx-verify-integer-only=mode=weight-only \
// RUN:   --split-input-file -o /dev/null 2>&1 | FileCheck %s --check-prefix=WEIGHT --implicit-check-not=error:

// The mode `dynamic` gives floats by decision; that a contraction with a
// constant weight stays in float is an error.

// WEIGHT: remark: {{.*}}'probabilities' is computed in float by 'linalg.softmax', which stays in float by recipe: mode=weight-only quantizes the weights of contractions
// WEIGHT: remark: {{.*}}'y' is computed in float by 'linalg.matmul', which reads its quantized weight in float by recipe: mode=weight-only computes in float
func.func @main(%x: tensor<2x4xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %e = tensor.empty() : tensor<2x4xf32>
  // DYNAMIC: remark: {{.*}}'probabilities' is computed in float by 'linalg.softmax', which stays in float by recipe: mode=dynamic computes contractions with a constant weight in integers, and gives floats
  %p = linalg.softmax dimension(1) ins(%x : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32> loc("probabilities")
  %w = arith.constant dense<1.0> : tensor<4x2xf32>
  // DYNAMIC: error: {{.*}}'y' is computed in float by 'linalg.matmul', which accumulates onto a tensor that is not constant
  %y = linalg.matmul ins(%p, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}

// -----

func.func @dynamic(%x: tensor<2x4xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // DYNAMIC: remark: {{.*}}which quantizes at run time by recipe: mode=dynamic
  %s, %z = quantx.choose_params %x, <i8, axes = [1]> : tensor<2x4xf32> -> tensor<4xf32>, tensor<4xi8>
  // DYNAMIC: remark: {{.*}}which quantizes at run time by recipe: mode=dynamic
  %q = quantx.dynamic_quantize %x, %s, %z, <i8, axes = [1]> : tensor<2x4xf32>, tensor<4xf32>, tensor<4xi8> to tensor<2x4xi8>
  %d = quantx.dynamic_dequantize %q, %s, %z, <i8, axes = [1]> : tensor<2x4xi8>, tensor<4xf32>, tensor<4xi8> to tensor<2x4xf32>
  %wq = arith.constant dense<1> : tensor<4x2xi8>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4x2xi8> to tensor<4x2xf32>
  // DYNAMIC: error: {{.*}}'y' is computed in float by 'linalg.matmul', which reads data whose parameters vary along a dimension that is summed over
  %y = linalg.matmul ins(%d, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}
