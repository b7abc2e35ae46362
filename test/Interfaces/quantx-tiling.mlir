// Elementwise quantx ops tile, and fuse into tiled consumers.
// RUN: quant-opt %s --transform-interpreter --canonicalize --cse --split-input-file --verify-diagnostics | FileCheck %s

#weights = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<[0.5, 0.25, 1.0, 2.0]> : tensor<4xf32>>, zero_point = <0 : i8>>

// The rows are cut, the columns with their scales are not.
// CHECK-LABEL: @fuse_into_consumer
// CHECK-SAME: %[[Q:[^:]*]]: tensor<64x4xi8>
// CHECK: scf.for
// CHECK:   %[[SLICE:.*]] = tensor.extract_slice %[[Q]][%{{.*}}, 0] [16, 4] [1, 1]
// CHECK:   %[[X:.*]] = quantx.dequantize %[[SLICE]], <i8<-127:127>, axes = [1], {{.*}}> : tensor<16x4xi8> to tensor<16x4xf32>
// CHECK:   linalg.exp ins(%[[X]]
func.func @fuse_into_consumer(%q: tensor<64x4xi8>) -> tensor<64x4xf32> {
  %x = quantx.dequantize %q, #weights : tensor<64x4xi8> to tensor<64x4xf32>
  %empty = tensor.empty() : tensor<64x4xf32>
  %y = linalg.exp ins(%x : tensor<64x4xf32>) outs(%empty : tensor<64x4xf32>) -> tensor<64x4xf32>
  return %y : tensor<64x4xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %exp = transform.structured.match ops{["linalg.exp"]} in %root : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.fuse %exp tile_sizes [16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <3 : i8>>

// CHECK-LABEL: @tile_dynamic
// CHECK: scf.for
// CHECK:   tensor.extract_slice
// CHECK:   quantx.requantize %{{.*}} axis 1, <multiplier = [1518500250, 1073741824], {{.*}} : tensor<?x2xi32> to tensor<?x2xi8>
// CHECK:   tensor.insert_slice
func.func @tile_dynamic(%acc: tensor<?x2xi32>) -> tensor<?x2xi8> {
  %q = quantx.requantize %acc axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to #s8 : tensor<?x2xi32> to tensor<?x2xi8>
  return %q : tensor<?x2xi8>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["quantx.requantize"]} in %root : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %op tile_sizes [8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}

// -----

#weights = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<[0.5, 0.25, 1.0, 2.0]> : tensor<4xf32>>, zero_point = <0 : i8>>

func.func @cut_through_parameters(%x: tensor<64x4xf32>) -> tensor<64x4xi8> {
  // expected-error @below {{is tiled along a dimension that has parameters of its own; tile another one, or lower the op with convert-quantx-to-linalg first}}
  // expected-error @below {{faild to tile operation}}
  // expected-error @below {{failed to generate tiling loops}}
  %q = quantx.quantize %x, #weights : tensor<64x4xf32> to tensor<64x4xi8>
  return %q : tensor<64x4xi8>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%root: !transform.any_op {transform.readonly}) {
    %op = transform.structured.match ops{["quantx.quantize"]} in %root : (!transform.any_op) -> !transform.any_op
    %tiled, %loop = transform.structured.tile_using_for %op tile_sizes [0, 2] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
