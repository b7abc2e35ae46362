// Constants of 4 bits, two to a byte in their resource, are folded in place.
// RUN: quant-opt %s --quantx-fold-qdq --canonicalize | FileCheck %s

#row = #quantx.params<i4, axes = [0], scale = <dense<[0.5, 0.25, 1.5]> : tensor<3xf32>>, zero_point = <0 : i4>>
#narrow = #quantx.params<i4<-7:7>, scale = <0.5 : f32>, zero_point = <0 : i4>>

// An odd number of elements, so that rows share bytes.
// CHECK-LABEL: func.func @transpose(
// CHECK: %[[W:.*]] = arith.constant dense<{{\[\[}}0, 5, -6], [1, 6, -5], [2, 7, -4], [3, -8, -3], [4, -7, -2]]> : tensor<5x3xi4>
// CHECK: return %[[W]]
func.func @transpose() -> tensor<5x3xi4> {
  %w = arith.constant dense_resource<counting> : tensor<3x5xi4>
  %e = tensor.empty() : tensor<5x3xi4>
  %t = linalg.transpose ins(%w : tensor<3x5xi4>) outs(%e : tensor<5x3xi4>) permutation = [1, 0]
  return %t : tensor<5x3xi4>
}

// The parameters' axis moves with the dimension; no f32 constant appears.
// CHECK-LABEL: func.func @transpose_of_reals(
// CHECK: %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<5x3xi4>
// CHECK: quantx.dequantize %[[W]], <i4, axes = [1],
func.func @transpose_of_reals() -> tensor<5x3xf32> {
  %w = arith.constant dense_resource<counting> : tensor<3x5xi4>
  %r = quantx.dequantize %w, #row : tensor<3x5xi4> to tensor<3x5xf32>
  %e = tensor.empty() : tensor<5x3xf32>
  %t = linalg.transpose ins(%r : tensor<3x5xf32>) outs(%e : tensor<5x3xf32>) permutation = [1, 0]
  return %t : tensor<5x3xf32>
}

// The bytes of a reshaped constant are shared.
// CHECK-LABEL: func.func @reshape(
// CHECK: %[[W:.*]] = arith.constant dense_resource<counting> : tensor<15xi4>
// CHECK: return %[[W]]
func.func @reshape() -> tensor<15xi4> {
  %w = arith.constant dense_resource<counting> : tensor<3x5xi4>
  %t = tensor.collapse_shape %w [[0, 1]] : tensor<3x5xi4> into tensor<15xi4>
  return %t : tensor<15xi4>
}

// Narrow bounds: exact where every number of the constant lies inside ...
// CHECK-LABEL: func.func @inside(
// CHECK: %[[W:.*]] = arith.constant dense_resource<small> : tensor<4xi4>
// CHECK: return %[[W]]
func.func @inside() -> tensor<4xi4> {
  %w = arith.constant dense_resource<small> : tensor<4xi4>
  %r = quantx.dequantize %w, #narrow : tensor<4xi4> to tensor<4xf32>
  %q = quantx.quantize %r, #narrow : tensor<4xf32> to tensor<4xi4>
  return %q : tensor<4xi4>
}

// ... and not where one, here -8, would be clamped.
// CHECK-LABEL: func.func @outside(
// CHECK: quantx.quantize
func.func @outside() -> tensor<3x5xi4> {
  %w = arith.constant dense_resource<counting> : tensor<3x5xi4>
  %r = quantx.dequantize %w, #narrow : tensor<3x5xi4> to tensor<3x5xf32>
  %q = quantx.quantize %r, #narrow : tensor<3x5xf32> to tensor<3x5xi4>
  return %q : tensor<3x5xi4>
}

{-#
  dialect_resources: {
    builtin: {
      counting: "0x010000001032547698BADC0E",
      small: "0x0100000010F9"
    }
  }
#-}
