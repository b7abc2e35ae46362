// What upstream passes learn from quantx ops: shapes and integer ranges.
// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize --split-input-file | FileCheck %s --check-prefix=SHAPE
// RUN: quant-opt %s --int-range-optimizations --canonicalize --split-input-file | FileCheck %s --check-prefix=RANGE

// SHAPE-LABEL: @shape_of_quantize
// SHAPE-SAME: %[[X:[^:]*]]: tensor<?x8xf32>
// SHAPE: %[[DIM:.*]] = tensor.dim %[[X]], %{{.*}}
// SHAPE: return %[[DIM]]
func.func @shape_of_quantize(%x: tensor<?x8xf32>) -> index {
  %c0 = arith.constant 0 : index
  %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<?x8xf32> to tensor<?x8xi8>
  %dim = tensor.dim %q, %c0 : tensor<?x8xi8>
  return %dim : index
}

// -----

// The last block may be short: ceil(n / 32) scales.
// SHAPE: #[[CEIL:.*]] = affine_map<()[s0] -> (s0 ceildiv 32)>
// SHAPE-LABEL: @shape_of_blocks
// SHAPE-SAME: %[[X:[^:]*]]: tensor<8x?xf32>
// SHAPE: %[[DIM:.*]] = tensor.dim %[[X]], %{{.*}}
// SHAPE: %[[COUNT:.*]] = affine.apply #[[CEIL]]()[%[[DIM]]]
// SHAPE: return %[[COUNT]]
func.func @shape_of_blocks(%x: tensor<8x?xf32>) -> index {
  %c1 = arith.constant 1 : index
  %s = quantx.choose_params %x symmetric, <i4, axes = [0, 1], block_sizes = [1, 32]> : tensor<8x?xf32> -> tensor<8x?xf32>
  %dim = tensor.dim %s, %c1 : tensor<8x?xf32>
  return %dim : index
}

// -----

// Unsigned 4-bit numbers below 10, extended, are below 10: the comparison is
// decided.
// RANGE-LABEL: @range_of_quantize
// RANGE: %[[TRUE:.*]] = arith.constant {{(dense<true>|true)}}
// RANGE: return %[[TRUE]]
func.func @range_of_quantize(%x: tensor<4xf32>) -> tensor<4xi1> {
  %q = quantx.quantize %x, <ui4<0:9>, scale = <0.5 : f32>, zero_point = <0 : ui4>> : tensor<4xf32> to tensor<4xi4>
  %wide = arith.extui %q : tensor<4xi4> to tensor<4xi32>
  %ten = arith.constant dense<10> : tensor<4xi32>
  %less = arith.cmpi slt, %wide, %ten : tensor<4xi32>
  return %less : tensor<4xi1>
}

// RANGE-LABEL: @range_of_lookup
// RANGE: %[[TRUE:.*]] = arith.constant {{(dense<true>|true)}}
// RANGE: return %[[TRUE]]
func.func @range_of_lookup(%q: tensor<4xi2>) -> tensor<4xi1> {
  %y = quantx.lookup %q, dense<[-7, 2, 3, 4]> : tensor<4xi8> : tensor<4xi2> to tensor<4xi8>
  %low = arith.constant dense<-8> : tensor<4xi8>
  %more = arith.cmpi sgt, %y, %low : tensor<4xi8>
  return %more : tensor<4xi1>
}
