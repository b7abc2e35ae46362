// The shape of each rewrite; test/Execution/FoldQDQ runs them.
// RUN: quant-opt %s --quantx-fold-qdq --split-input-file | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// CHECK-LABEL: @pad
// CHECK-SAME: %[[Q:.*]]: tensor<?x4xi8>
func.func @pad(%q: tensor<?x4xi8>) -> tensor<?x6xi8> {
  // CHECK: %[[Z:.*]] = arith.constant -3 : i8
  // CHECK-NEXT: %[[R:.*]] = tensor.pad %[[Q]] low[0, 1] high[0, 1]
  // CHECK: tensor.yield %[[Z]]
  // CHECK: return %[[R]]
  %zero = arith.constant 0.0 : f32
  %x = quantx.dequantize %q, #p : tensor<?x4xi8> to tensor<?x4xf32>
  %y = tensor.pad %x low[0, 1] high[0, 1] {
  ^bb0(%a: index, %b: index):
    tensor.yield %zero : f32
  } : tensor<?x4xf32> to tensor<?x6xf32>
  %r = quantx.quantize %y, #p : tensor<?x6xf32> to tensor<?x6xi8>
  return %r : tensor<?x6xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// The pool keeps its name; -inf becomes the smallest value of the type.
// CHECK-LABEL: @max_pool
// CHECK-SAME: %[[Q:[^:]*]]: tensor<?x4x8x8xi8>
func.func @max_pool(%q: tensor<?x4x8x8xi8>, %d: index) -> tensor<?x4x4x4xi8> {
  // CHECK-DAG: %[[MIN:.*]] = arith.constant -128 : i8
  // CHECK: %[[P:.*]] = tensor.pad %[[Q]]
  // CHECK: tensor.yield %[[MIN]]
  // CHECK: %[[INIT:.*]] = linalg.fill ins(%[[MIN]] : i8)
  // CHECK: linalg.pooling_nchw_max {{.*}} ins(%[[P]], %{{.*}} : tensor<?x4x9x9xi8>, tensor<3x3xi8>) outs(%[[INIT]]
  %lowest = arith.constant 0xFF800000 : f32
  %x = quantx.dequantize %q, #p : tensor<?x4x8x8xi8> to tensor<?x4x8x8xf32>
  %y = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 0, 0] {
  ^bb0(%a: index, %b: index, %c: index, %e: index):
    tensor.yield %lowest : f32
  } : tensor<?x4x8x8xf32> to tensor<?x4x9x9xf32>
  %window = tensor.empty() : tensor<3x3xf32>
  %empty = tensor.empty(%d) : tensor<?x4x4x4xf32>
  %start = linalg.fill ins(%lowest : f32) outs(%empty : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %0 = linalg.pooling_nchw_max {strides = dense<2> : vector<2xi64>}
      ins(%y, %window : tensor<?x4x9x9xf32>, tensor<3x3xf32>) outs(%start : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %r = quantx.quantize %0, #p : tensor<?x4x4x4xf32> to tensor<?x4x4x4xi8>
  return %r : tensor<?x4x4x4xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#other = #quantx.params<i8, scale = <0.25 : f32>, zero_point = <-3 : i8>>

// Unequal parameters: the edge that differs is converted, never ignored.
// CHECK-LABEL: @concat
// CHECK-SAME: %[[A:[^:]*]]: tensor<1x4xi8>, %[[B:.*]]: tensor<1x4xi8>
func.func @concat(%a: tensor<1x4xi8>, %b: tensor<1x4xi8>) -> tensor<1x8xi8> {
  // CHECK: %[[X:.*]] = quantx.dequantize %[[B]]
  // CHECK: %[[C:.*]] = quantx.quantize %[[X]], <i8, scale = <5.000000e-01
  // CHECK: tensor.concat dim(1) %[[A]], %[[C]]
  %x = quantx.dequantize %a, #p : tensor<1x4xi8> to tensor<1x4xf32>
  %y = quantx.dequantize %b, #other : tensor<1x4xi8> to tensor<1x4xf32>
  %c = tensor.concat dim(1) %x, %y : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  %r = quantx.quantize %c, #p : tensor<1x8xf32> to tensor<1x8xi8>
  return %r : tensor<1x8xi8>
}

// -----

#w = #quantx.params<i8<-127:127>, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>

// The axis follows its dimension.
// CHECK-LABEL: @transpose
// CHECK-SAME: %[[Q:.*]]: tensor<2x4xi8>
func.func @transpose(%q: tensor<2x4xi8>) -> tensor<4x2xf32> {
  // CHECK: %[[T:.*]] = linalg.transpose ins(%[[Q]] : tensor<2x4xi8>)
  // CHECK: quantx.dequantize %[[T]], <i8<-127:127>, axes = [1],
  %x = quantx.dequantize %q, #w : tensor<2x4xi8> to tensor<2x4xf32>
  %e = tensor.empty() : tensor<4x2xf32>
  %t = linalg.transpose ins(%x : tensor<2x4xf32>) outs(%e : tensor<4x2xf32>) permutation = [1, 0]
  return %t : tensor<4x2xf32>
}

// -----

// Weights of a grouped convolution: one axis becomes two dimensions. The
// constant is reshaped, though it is a resource.
// CHECK-LABEL: @grouped_weight
func.func @grouped_weight() -> tensor<2x2x2xf32> {
  // CHECK: %[[Q:.*]] = arith.constant dense{{.*}} : tensor<2x2x2xi8>
  // CHECK: quantx.dequantize %[[Q]], <i8<-127:127>, axes = [0, 1], scale = <dense<{{.*}}> : tensor<2x2xf32>>
  %w = arith.constant dense_resource<weight> : tensor<4x2xi8>
  %x = quantx.dequantize %w, <i8<-127:127>, axes = [0], scale = <dense<[0.5, 0.25, 1.0, 2.0]> : tensor<4xf32>>, zero_point = <0 : i8>> : tensor<4x2xi8> to tensor<4x2xf32>
  %g = tensor.expand_shape %x [[0, 1], [2]] output_shape [2, 2, 2] : tensor<4x2xf32> into tensor<2x2x2xf32>
  return %g : tensor<2x2x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weight: "0x010000000102030405060708"
    }
  }
#-}

// -----

#u = #quantx.params<ui8, scale = <0.5 : f32>, zero_point = <0 : ui8>>
#id = affine_map<(i) -> (i)>

// CHECK-LABEL: @implied_relu
// CHECK-SAME: %[[Q:.*]]: tensor<4xi8>
func.func @implied_relu(%q: tensor<4xi8>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[X:.*]] = quantx.dequantize %[[Q]]
  // CHECK-NEXT: return %[[X]]
  %zero = arith.constant 0.0 : f32
  %x = quantx.dequantize %q, #u : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %m = arith.maximumf %i, %zero : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  return %t : tensor<4xf32>
}

// -----

#s = #quantx.params<i8, scale = <2.0 : f32>, zero_point = <-128 : i8>>
#id = affine_map<(i) -> (i)>

// quantize saturates at 0 by itself; the 6 above is inside its range and stays.
// CHECK-LABEL: @saturating_relu
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
func.func @saturating_relu(%x: tensor<4xf32>) -> (tensor<4xi8>, tensor<4xi8>) {
  // CHECK-DAG: quantx.quantize %[[X]]
  // CHECK-DAG: %[[C:.*]] = linalg.generic
  // CHECK: quantx.quantize %[[C]]
  %zero = arith.constant 0.0 : f32
  %six = arith.constant 6.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %m = arith.maximumf %i, %zero : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  %c = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %m = arith.maximumf %i, %zero : f32
    %n = arith.minimumf %m, %six : f32
    linalg.yield %n : f32
  } -> tensor<4xf32>
  %0 = quantx.quantize %t, #s : tensor<4xf32> to tensor<4xi8>
  %1 = quantx.quantize %c, #s : tensor<4xf32> to tensor<4xi8>
  return %0, %1 : tensor<4xi8>, tensor<4xi8>
}

// -----

// Scales keep their type through a slice and a reshape: 2^-127 is a scale of
// E8M0, and none of f32. Their second level stays where it is.
#e8m0 = #quantx.params<i8, axes = [0], scale = <dense<[5.877471754e-39, 1.0, 2.0, 4.0]> : tensor<4xf8E8M0FNU>>, zero_point = <dense<[1, 2, 3, 4]> : tensor<4xi8>>>
#levels = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 1.0, 2.0, 4.0]> : tensor<4xf8E4M3FN>>, outer_scale = <0.25 : f32>, zero_point = <0 : i8>>

// CHECK-LABEL: @scales_keep_their_type
func.func @scales_keep_their_type(%q: tensor<4x6xi8>) -> (tensor<2x6xf32>, tensor<2x2x6xf32>) {
  // CHECK: quantx.dequantize %{{.*}}, <i8, axes = [0], scale = <dense<[{{.*}}e-39, 2.000000e+00]> : tensor<2xf8E8M0FNU>>, zero_point = <dense<[1, 3]> : tensor<2xi8>>>
  %x = quantx.dequantize %q, #e8m0 : tensor<4x6xi8> to tensor<4x6xf32>
  %0 = tensor.extract_slice %x[0, 0] [2, 6] [2, 1] : tensor<4x6xf32> to tensor<2x6xf32>
  // CHECK: quantx.dequantize %{{.*}}, <i8, axes = [0, 1], scale = <dense<{{.*}}> : tensor<2x2xf8E4M3FN>>, outer_scale = <2.500000e-01 : f32>, zero_point = <0 : i8>>
  %y = quantx.dequantize %q, #levels : tensor<4x6xi8> to tensor<4x6xf32>
  %1 = tensor.expand_shape %y [[0, 1], [2]] output_shape [2, 2, 6] : tensor<4x6xf32> into tensor<2x2x6xf32>
  return %0, %1 : tensor<2x6xf32>, tensor<2x2x6xf32>
}
