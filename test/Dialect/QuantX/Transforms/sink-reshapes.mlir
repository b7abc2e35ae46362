// RUN: quant-opt %s --split-input-file --quantx-sink-reshapes --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

#id3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>

// A linear layer on a batch of sequences: bias, then relu. The batch stays
// dynamic, the ops keep their names.
// CHECK-LABEL: func.func @linear(
// CHECK: %[[M:.*]] = linalg.matmul
// CHECK: %[[S:.*]] = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]
// CHECK-SAME: ins(%{{.*}}, %[[M]] : tensor<8xf32>, tensor<?x8xf32>)
// CHECK: } -> tensor<?x8xf32> loc("sum")
// CHECK: %[[R:.*]] = linalg.generic {{.*}} ins(%[[S]] : tensor<?x8xf32>)
// CHECK: } -> tensor<?x8xf32> loc("relu")
// CHECK: %[[Y:.*]] = tensor.expand_shape %[[R]] {{\[\[}}0, 1], [2]] output_shape [%{{.*}}, 5, 8] : tensor<?x8xf32> into tensor<?x5x8xf32> loc("relu")
// CHECK: return %[[Y]]
func.func @linear(%x: tensor<?x5x4xf32>, %n: index) -> tensor<?x5x8xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<0.5> : tensor<4x8xf32>
  %b = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %c5 = arith.constant 5 : index
  %rows = arith.muli %n, %c5 : index
  %a = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x5x4xf32> into tensor<?x4xf32>
  %e = tensor.empty(%rows) : tensor<?x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul ins(%a, %w : tensor<?x4xf32>, tensor<4x8xf32>) outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = tensor.expand_shape %m [[0, 1], [2]] output_shape [%n, 5, 8] : tensor<?x8xf32> into tensor<?x5x8xf32>
  %e3 = tensor.empty(%n) : tensor<?x5x8xf32>
  %s = linalg.generic {indexing_maps = [#last, #id3, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %r : tensor<8xf32>, tensor<?x5x8xf32>) outs(%e3 : tensor<?x5x8xf32>) {
  ^bb0(%f: f32, %in: f32, %out: f32):
    %0 = arith.addf %f, %in : f32
    linalg.yield %0 : f32
  } -> tensor<?x5x8xf32> loc("sum")
  %y = linalg.generic {indexing_maps = [#id3, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s : tensor<?x5x8xf32>) outs(%e3 : tensor<?x5x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<?x5x8xf32> loc("relu")
  return %y : tensor<?x5x8xf32>
}

// -----

// A collapse of the image, and a bias that was broadcast before.
// CHECK-LABEL: func.func @convolution(
// CHECK: %[[C:.*]] = linalg.conv_2d_nchw_fchw
// CHECK: %[[S:.*]] = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d1)>,
// CHECK-SAME: ins(%[[C]], %{{.*}} : tensor<1x3x2x2xf32>, tensor<3xf32>)
// CHECK: %[[Y:.*]] = tensor.collapse_shape %[[S]] {{\[\[}}0], [1], [2, 3]]
// CHECK: return %[[Y]]
func.func @convolution(%x: tensor<1x1x4x4xf32>) -> tensor<1x3x4xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<0.5> : tensor<3x1x3x3xf32>
  %b = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %e = tensor.empty() : tensor<1x3x2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %c = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x1x4x4xf32>, tensor<3x1x3x3xf32>) outs(%init : tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %r = tensor.collapse_shape %c [[0], [1], [2, 3]] : tensor<1x3x2x2xf32> into tensor<1x3x4xf32>
  %e3 = tensor.empty() : tensor<1x3x4xf32>
  %all = linalg.broadcast ins(%b : tensor<3xf32>) outs(%e3 : tensor<1x3x4xf32>) dimensions = [0, 2]
  %y = linalg.add ins(%r, %all : tensor<1x3x4xf32>, tensor<1x3x4xf32>) outs(%e3 : tensor<1x3x4xf32>) -> tensor<1x3x4xf32>
  return %y : tensor<1x3x4xf32>
}

// -----

#id3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#split = affine_map<(d0, d1, d2) -> (d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>

// The constant varies along a dimension that the reshape makes; the product is
// read by others; there is no product.
// CHECK-LABEL: func.func @stays(
// CHECK: %[[M:.*]] = linalg.matmul
// CHECK: tensor.expand_shape %[[M]]
// CHECK: linalg.generic
// CHECK: %[[O:.*]] = linalg.matmul
// CHECK: tensor.expand_shape %[[O]]
// CHECK: linalg.generic
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1], [2]] output_shape [2, 5, 8]
// CHECK: linalg.generic
func.func @stays(%x: tensor<10x4xf32>, %z: tensor<10x8xf32>, %pos: tensor<5x8xf32>)
    -> (tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<10x8xf32>, tensor<2x5x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<0.5> : tensor<4x8xf32>
  %p = arith.constant dense_resource<pos> : tensor<5x8xf32>
  %b = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %e = tensor.empty() : tensor<10x8xf32>
  %e3 = tensor.empty() : tensor<2x5x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<10x8xf32>) -> tensor<10x8xf32>
  %m = linalg.matmul ins(%x, %w : tensor<10x4xf32>, tensor<4x8xf32>) outs(%init : tensor<10x8xf32>) -> tensor<10x8xf32>
  %r = tensor.expand_shape %m [[0, 1], [2]] output_shape [2, 5, 8] : tensor<10x8xf32> into tensor<2x5x8xf32>
  %y = linalg.generic {indexing_maps = [#id3, #split, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%r, %p : tensor<2x5x8xf32>, tensor<5x8xf32>) outs(%e3 : tensor<2x5x8xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.addf %f, %in : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x8xf32>
  %m2 = linalg.matmul ins(%x, %w : tensor<10x4xf32>, tensor<4x8xf32>) outs(%init : tensor<10x8xf32>) -> tensor<10x8xf32>
  %r2 = tensor.expand_shape %m2 [[0, 1], [2]] output_shape [2, 5, 8] : tensor<10x8xf32> into tensor<2x5x8xf32>
  %y2 = linalg.generic {indexing_maps = [#id3, #last, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%r2, %b : tensor<2x5x8xf32>, tensor<8xf32>) outs(%e3 : tensor<2x5x8xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.addf %f, %in : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x8xf32>
  %r3 = tensor.expand_shape %z [[0, 1], [2]] output_shape [2, 5, 8] : tensor<10x8xf32> into tensor<2x5x8xf32>
  %y3 = linalg.generic {indexing_maps = [#id3, #last, #id3], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%r3, %b : tensor<2x5x8xf32>, tensor<8xf32>) outs(%e3 : tensor<2x5x8xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.addf %f, %in : f32
    linalg.yield %0 : f32
  } -> tensor<2x5x8xf32>
  return %y, %y2, %m2, %y3 : tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<10x8xf32>, tensor<2x5x8xf32>
}
