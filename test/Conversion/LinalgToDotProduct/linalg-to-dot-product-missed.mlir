// RUN: quant-opt %s --split-input-file --convert-linalg-to-dot-product=target=avx512-vnni \
// RUN:   --remarks-filter-missed='convert-linalg-to-dot-product' --remark-policy=all --verify-diagnostics | FileCheck %s

// CHECK-LABEL: @weights_not_constant
// CHECK: linalg.matmul
func.func @weights_not_constant(%x: tensor<2x4xi8>, %w: tensor<4x5xi8>, %outs: tensor<2x5xi32>) -> tensor<2x5xi32> {
  // expected-remark @below {{neither factor is a constant, and weights are packed at compile time only}}
  %0 = linalg.matmul ins(%x, %w : tensor<2x4xi8>, tensor<4x5xi8>)
      outs(%outs : tensor<2x5xi32>) -> tensor<2x5xi32>
  return %0 : tensor<2x5xi32>
}

// -----

// CHECK-LABEL: @channels_first
// CHECK: linalg.conv_2d_nchw_fchw
func.func @channels_first(%x: tensor<1x2x3x3xi8>, %outs: tensor<1x4x3x3xi32>) -> tensor<1x4x3x3xi32> {
  %w = arith.constant dense<1> : tensor<4x2x1x1xi8>
  // expected-remark @below {{the innermost dimension of the result does not index the weights; convert the operands to channels-last first}}
  %0 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x2x3x3xi8>, tensor<4x2x1x1xi8>)
      outs(%outs : tensor<1x4x3x3xi32>) -> tensor<1x4x3x3xi32>
  return %0 : tensor<1x4x3x3xi32>
}

// -----

// CHECK-LABEL: @other_types
// CHECK: linalg.matmul
func.func @other_types(%x: tensor<2x4xi16>, %outs: tensor<2x5xi32>) -> tensor<2x5xi32> {
  %w = arith.constant dense<1> : tensor<4x5xi16>
  // expected-remark @below {{products of i16 and i16 summed in i32; known are i8 x i8 in i32 and f32 x f32 in f32}}
  %0 = linalg.matmul ins(%x, %w : tensor<2x4xi16>, tensor<4x5xi16>)
      outs(%outs : tensor<2x5xi32>) -> tensor<2x5xi32>
  return %0 : tensor<2x5xi32>
}

// -----

// CHECK-LABEL: @dot
// CHECK: linalg.dot
func.func @dot(%x: tensor<4xi8>, %outs: tensor<i32>) -> tensor<i32> {
  %w = arith.constant dense<1> : tensor<4xi8>
  // expected-remark @below {{the result is a scalar; no dimension is left for vector lanes}}
  %0 = linalg.dot ins(%x, %w : tensor<4xi8>, tensor<4xi8>) outs(%outs : tensor<i32>) -> tensor<i32>
  return %0 : tensor<i32>
}

// -----

// The product is converted; what it cannot take along is left.

// CHECK-LABEL: @transposing_epilogue
// CHECK: vector.contract
// CHECK: linalg.generic
func.func @transposing_epilogue(%x: tensor<2x4xi8>, %init: tensor<2x5xi32>, %outs: tensor<5x2xi8>) -> tensor<5x2xi8> {
  %w = arith.constant dense<1> : tensor<4x5xi8>
  // expected-remark @below {{it moves elements}}
  %sum = linalg.matmul ins(%x, %w : tensor<2x4xi8>, tensor<4x5xi8>)
      outs(%init : tensor<2x5xi32>) -> tensor<2x5xi32>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(n, m) -> (m, n)>, affine_map<(n, m) -> (n, m)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%sum : tensor<2x5xi32>) outs(%outs : tensor<5x2xi8>) {
    ^bb0(%acc: i32, %out: i8):
      %q = arith.trunci %acc : i32 to i8
      linalg.yield %q : i8
  } -> tensor<5x2xi8>
  return %0 : tensor<5x2xi8>
}
