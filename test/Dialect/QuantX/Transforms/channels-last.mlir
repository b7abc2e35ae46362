// RUN: quant-opt %s --quantx-channels-last --canonicalize --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-channels-last --split-input-file --remarks-filter=quantx-channels-last 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REMARK

// A convolution with everything an importer puts around it: no transpose but at
// the ends.
// CHECK-DAG: #[[$ID:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
// CHECK-DAG: #[[$CHANNEL:.*]] = affine_map<(d0, d1, d2, d3) -> (d3)>
// CHECK-LABEL: @convolution
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x4x4xf32>
func.func @convolution(%x: tensor<?x2x4x4xf32>, %scale: tensor<3xf32>) -> tensor<?x3xf32> {
  // CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[\[\[}}0.000000e+00, 1.000000e+00, 2.000000e+00], [3.0{{.*}} : tensor<1x1x2x3xf32>
  // CHECK: %[[T:.*]] = linalg.transpose ins(%[[X]] {{.*}} permutation = [0, 2, 3, 1]
  // CHECK: %[[P:.*]] = tensor.pad %[[T]] low[0, 1, 2, 0] high[0, 3, 4, 0]
  // CHECK: %[[B:.*]] = linalg.broadcast ins(%{{.*}} : tensor<3xf32>) outs(%{{.*}} : tensor<?x8x10x3xf32>) dimensions = [0, 1, 2]
  // CHECK: %[[C:.*]] = linalg.conv_2d_nhwc_hwcf {{.*}} ins(%[[P]], %[[W]] {{.*}} outs(%[[B]]
  // CHECK: %[[E:.*]] = linalg.generic {indexing_maps = [#[[$ID]], #[[$CHANNEL]], #[[$ID]]]
  // CHECK: %[[R:.*]] = linalg.generic {{.*}}"parallel", "reduction", "reduction", "parallel"
  // CHECK-NOT: linalg.transpose
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<[[[[0.0]], [[3.0]]], [[[1.0]], [[4.0]]], [[[2.0]], [[5.0]]]]> : tensor<3x2x1x1xf32>
  %p = tensor.pad %x low[0, 0, 1, 2] high[0, 0, 3, 4] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x2x4x4xf32> to tensor<?x2x8x10xf32>
  %n = tensor.dim %x, %c0 : tensor<?x2x4x4xf32>
  %e = tensor.empty(%n) : tensor<?x3x8x10xf32>
  %b = linalg.broadcast ins(%scale : tensor<3xf32>) outs(%e : tensor<?x3x8x10xf32>) dimensions = [0, 2, 3]
  %c = linalg.conv_2d_nchw_fchw ins(%p, %w : tensor<?x2x8x10xf32>, tensor<3x2x1x1xf32>)
      outs(%b : tensor<?x3x8x10xf32>) -> tensor<?x3x8x10xf32>
  %m = tensor.dim %c, %c0 : tensor<?x3x8x10xf32>
  %f = tensor.empty(%m) : tensor<?x3x8x10xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(n, c, h, w) -> (n, c, h, w)>,
                                        affine_map<(n, c, h, w) -> (c)>,
                                        affine_map<(n, c, h, w) -> (n, c, h, w)>],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%c, %scale : tensor<?x3x8x10xf32>, tensor<3xf32>) outs(%f : tensor<?x3x8x10xf32>) {
  ^bb0(%a: f32, %k: f32, %o: f32):
    %v = arith.mulf %a, %k : f32
    linalg.yield %v : f32
  } -> tensor<?x3x8x10xf32>
  %g = tensor.empty(%m) : tensor<?x3xf32>
  %h = linalg.fill ins(%zero : f32) outs(%g : tensor<?x3xf32>) -> tensor<?x3xf32>
  %r = linalg.reduce { arith.addf } ins(%s : tensor<?x3x8x10xf32>) outs(%h : tensor<?x3xf32>) dimensions = [2, 3]
  return %r : tensor<?x3xf32>
}

// REMARK: channels-last.mlir:11:24: remark: [Missed] transpose | Category:quantx-channels-last |
// REMARK-SAME: a block argument and tensor.pad do not agree on an order of dims

// -----

// It is the maps that say what is a convolution, not the name.
// CHECK-DAG: #[[$IN:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1 + d3, d4)>
// CHECK-DAG: #[[$W:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d2)>
// CHECK-LABEL: @unnamed
func.func @unnamed(%x: tensor<2x5x9xi8>, %w: tensor<7x5x3xi8>, %o: tensor<2x7x7xi32>) -> tensor<2x7x7xi32> {
  // CHECK: linalg.generic {indexing_maps = [#[[$IN]], #[[$W]], #{{[a-z0-9]+}}]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]
  %c = linalg.generic {indexing_maps = [affine_map<(n, f, w, k, c) -> (n, c, w + k)>,
                                        affine_map<(n, f, w, k, c) -> (f, c, k)>,
                                        affine_map<(n, f, w, k, c) -> (n, f, w)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %w : tensor<2x5x9xi8>, tensor<7x5x3xi8>) outs(%o : tensor<2x7x7xi32>) {
  ^bb0(%a: i8, %b: i8, %acc: i32):
    %ea = arith.extsi %a : i8 to i32
    %eb = arith.extsi %b : i8 to i32
    %p = arith.muli %ea, %eb : i32
    %s = arith.addi %acc, %p : i32
    linalg.yield %s : i32
  } -> tensor<2x7x7xi32>
  return %c : tensor<2x7x7xi32>
}

// -----

// One input channel: the transpose at the entry is a reshape.
// CHECK-LABEL: @grey_image
func.func @grey_image(%x: tensor<?x1x4x4xi8>, %w: tensor<3x3xi8>, %o: tensor<?x1x2x2xi8>) -> tensor<?x1x2x2xi8> {
  // CHECK-NOT: linalg.transpose
  // CHECK: linalg.pooling_nhwc_max
  // CHECK-NOT: linalg.transpose
  %p = linalg.pooling_nchw_max ins(%x, %w : tensor<?x1x4x4xi8>, tensor<3x3xi8>)
      outs(%o : tensor<?x1x2x2xi8>) -> tensor<?x1x2x2xi8>
  return %p : tensor<?x1x2x2xi8>
}

// -----

// Patches of a vision transformer: the transpose that follows is absorbed.
// CHECK-LABEL: @patches
func.func @patches(%x: tensor<2x1x4x4xf32>, %w: tensor<3x1x2x2xf32>, %o: tensor<2x3x2x2xf32>) -> tensor<2x4x3xf32> {
  // CHECK: %[[C:.*]] = linalg.conv_2d_nhwc_hwcf
  // CHECK: %[[R:.*]] = tensor.collapse_shape %[[C]] {{\[\[}}0], [1, 2], [3]] : tensor<2x2x2x3xf32> into tensor<2x4x3xf32>
  // CHECK: return %[[R]]
  %c = linalg.conv_2d_nchw_fchw {strides = dense<2> : tensor<2xi64>}
      ins(%x, %w : tensor<2x1x4x4xf32>, tensor<3x1x2x2xf32>) outs(%o : tensor<2x3x2x2xf32>) -> tensor<2x3x2x2xf32>
  %r = tensor.collapse_shape %c [[0], [1], [2, 3]] : tensor<2x3x2x2xf32> into tensor<2x3x4xf32>
  %e = tensor.empty() : tensor<2x4x3xf32>
  %t = linalg.transpose ins(%r : tensor<2x3x4xf32>) outs(%e : tensor<2x4x3xf32>) permutation = [0, 2, 1]
  return %t : tensor<2x4x3xf32>
}

// -----

// What is channels-last already, and what no convolution reaches, stays.
// CHECK-LABEL: @untouched
func.func @untouched(%x: tensor<1x4x4x2xf32>, %w: tensor<3x3x2x3xf32>, %o: tensor<1x2x2x3xf32>,
                     %y: tensor<2x3xf32>, %f: tensor<3x2xf32>) -> (tensor<1x2x2x3xf32>, tensor<3x2xf32>) {
  // CHECK-NEXT: linalg.conv_2d_nhwc_hwcf
  // CHECK-NEXT: linalg.transpose
  // CHECK-NEXT: return
  %c = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x4x4x2xf32>, tensor<3x3x2x3xf32>)
      outs(%o : tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %t = linalg.transpose ins(%y : tensor<2x3xf32>) outs(%f : tensor<3x2xf32>) permutation = [1, 0]
  return %c, %t : tensor<1x2x2x3xf32>, tensor<3x2xf32>
}

// -----

// A large constant is transposed where it lies, and stays a resource.
// CHECK-LABEL: @resource
// CHECK: arith.constant dense_resource<[[NAME:weights_1]]> : tensor<1x1x2x36xi8>
// CHECK: [[NAME]]: "0x4000000000020406080A0C0E10121416181A1C1E20222426282A2C2E30323436383A3C3E40424446010305
func.func @resource(%x: tensor<1x2x4x4xi8>, %o: tensor<1x36x4x4xi32>) -> tensor<1x36x4x4xi32> {
  %w = arith.constant dense_resource<weights> : tensor<36x2x1x1xi8>
  %c = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x2x4x4xi8>, tensor<36x2x1x1xi8>)
      outs(%o : tensor<1x36x4x4xi32>) -> tensor<1x36x4x4xi32>
  return %c : tensor<1x36x4x4xi32>
}
{-#
  dialect_resources: {
    builtin: {
      weights: "0x01000000000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F4041424344454647"
    }
  }
#-}

// -----

// A buffer that is only read becomes a view of the new form; one that promises
// strides, or that may be written, still has the old order.
// CHECK-LABEL: @observed
func.func private @look(memref<?x3x4x4xf32, strided<[?, ?, ?, ?], offset: ?>>, memref<?x3x4x4xf32>)
func.func @observed(%x: tensor<?x2x4x4xf32>, %n: index) {
  // CHECK: %[[C:.*]] = linalg.conv_2d_nhwc_hwcf
  // CHECK-DAG: %[[B:.*]] = bufferization.to_buffer %[[C]] read_only : tensor<?x4x4x3xf32> to memref<?x4x4x3xf32, strided<[?, ?, ?, ?], offset: ?>>
  // CHECK-DAG: %[[V:.*]] = memref.transpose %[[B]] {{.*}} : memref<?x4x4x3xf32, strided<[?, ?, ?, ?], offset: ?>> to memref<?x3x4x4xf32, strided<[?, ?, ?, ?], offset: ?>>
  // CHECK-DAG: %[[T:.*]] = linalg.transpose ins(%[[C]] {{.*}} permutation = [0, 3, 1, 2]
  // CHECK-DAG: %[[O:.*]] = bufferization.to_buffer %[[T]] read_only : tensor<?x3x4x4xf32> to memref<?x3x4x4xf32>
  // CHECK: call @look(%[[V]], %[[O]])
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<3x2x1x1xf32>
  %e = tensor.empty(%n) : tensor<?x3x4x4xf32>
  %b = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3x4x4xf32>) -> tensor<?x3x4x4xf32>
  %c = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<?x2x4x4xf32>, tensor<3x2x1x1xf32>)
      outs(%b : tensor<?x3x4x4xf32>) -> tensor<?x3x4x4xf32>
  %view = bufferization.to_buffer %c read_only : tensor<?x3x4x4xf32> to memref<?x3x4x4xf32, strided<[?, ?, ?, ?], offset: ?>>
  %rows = bufferization.to_buffer %c read_only : tensor<?x3x4x4xf32> to memref<?x3x4x4xf32>
  call @look(%view, %rows) : (memref<?x3x4x4xf32, strided<[?, ?, ?, ?], offset: ?>>, memref<?x3x4x4xf32>) -> ()
  return
}
