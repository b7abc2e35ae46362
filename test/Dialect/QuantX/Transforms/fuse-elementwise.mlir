// RUN: quant-opt %s --quantx-fuse-elementwise --split-input-file | FileCheck %s

// Scale, clamp and residual add behind a convolution become one op. Scales per
// channel stay an operand, constants of one value go into the body.
#id = affine_map<(n, h, w, c) -> (n, h, w, c)>
#channel = affine_map<(n, h, w, c) -> (c)>
// CHECK-LABEL: @epilogue
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x3xi8>, %[[W:.*]]: tensor<1x1x3x4xi8>, %[[R:.*]]: tensor<1x2x2x4xi32>
func.func @epilogue(%x: tensor<1x2x2x3xi8>, %w: tensor<1x1x3x4xi8>, %r: tensor<1x2x2x4xi32>,
                    %bias: tensor<4xi32>) -> tensor<1x2x2x4xi32> {
  // CHECK-DAG: %[[SCALES:.*]] = arith.constant dense<[1, 2, 3, 4]>
  // CHECK: %[[B:.*]] = linalg.broadcast
  // CHECK: %[[C:.*]] = linalg.conv_2d_nhwc_hwcf {{.*}} outs(%[[B]]
  // CHECK: %[[E:.*]] = linalg.generic {{.*}} ins(%[[C]], %[[SCALES]], %[[R]]
  // CHECK: arith.muli
  // CHECK: arith.maxsi
  // CHECK: arith.addi
  // CHECK-NOT: linalg.generic
  // CHECK: return %[[E]]
  %scales = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  %zero = arith.constant dense<0> : tensor<1x2x2x4xi32>
  %e = tensor.empty() : tensor<1x2x2x4xi32>
  %b = linalg.broadcast ins(%bias : tensor<4xi32>) outs(%e : tensor<1x2x2x4xi32>) dimensions = [0, 1, 2]
  %c = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x2x2x3xi8>, tensor<1x1x3x4xi8>)
      outs(%b : tensor<1x2x2x4xi32>) -> tensor<1x2x2x4xi32>
  %s = linalg.generic {indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%c, %scales : tensor<1x2x2x4xi32>, tensor<4xi32>) outs(%e : tensor<1x2x2x4xi32>) {
  ^bb0(%a: i32, %k: i32, %o: i32):
    %v = arith.muli %a, %k : i32
    linalg.yield %v : i32
  } -> tensor<1x2x2x4xi32>
  %m = linalg.max ins(%s, %zero : tensor<1x2x2x4xi32>, tensor<1x2x2x4xi32>) outs(%e : tensor<1x2x2x4xi32>) -> tensor<1x2x2x4xi32>
  %t = linalg.add ins(%m, %r : tensor<1x2x2x4xi32>, tensor<1x2x2x4xi32>) outs(%e : tensor<1x2x2x4xi32>) -> tensor<1x2x2x4xi32>
  return %t : tensor<1x2x2x4xi32>
}

// -----

// A join of two contractions: the first keeps what needs only its own result
// (it then stores i8), the join goes to the last.
#id = affine_map<(m, n) -> (m, n)>
// CHECK-LABEL: @join
func.func @join(%x: tensor<4x4xi8>, %w: tensor<4x4xi8>, %acc: tensor<4x4xi32>) -> tensor<4x4xi8> {
  // CHECK: %[[A:.*]] = linalg.matmul
  // CHECK: %[[Q:.*]] = linalg.generic {{.*}} ins(%[[A]] : tensor<4x4xi32>) outs(%{{.*}} : tensor<4x4xi8>)
  // CHECK: %[[B:.*]] = linalg.matmul
  // CHECK: %[[E:.*]] = linalg.generic {{.*}} ins(%[[Q]], %[[B]] : tensor<4x4xi8>, tensor<4x4xi32>)
  // CHECK: arith.trunci
  // CHECK: arith.addi
  // CHECK: return %[[E]]
  %a = linalg.matmul ins(%x, %w : tensor<4x4xi8>, tensor<4x4xi8>) outs(%acc : tensor<4x4xi32>) -> tensor<4x4xi32>
  %e = tensor.empty() : tensor<4x4xi8>
  %qa = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<4x4xi32>) outs(%e : tensor<4x4xi8>) {
  ^bb0(%v: i32, %o: i8):
    %q = arith.trunci %v : i32 to i8
    linalg.yield %q : i8
  } -> tensor<4x4xi8>
  %b = linalg.matmul ins(%w, %x : tensor<4x4xi8>, tensor<4x4xi8>) outs(%acc : tensor<4x4xi32>) -> tensor<4x4xi32>
  %qb = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b : tensor<4x4xi32>) outs(%e : tensor<4x4xi8>) {
  ^bb0(%v: i32, %o: i8):
    %q = arith.trunci %v : i32 to i8
    linalg.yield %q : i8
  } -> tensor<4x4xi8>
  %s = linalg.add ins(%qa, %qb : tensor<4x4xi8>, tensor<4x4xi8>) outs(%e : tensor<4x4xi8>) -> tensor<4x4xi8>
  return %s : tensor<4x4xi8>
}

// -----

// What several ops read is made once; a contraction is never repeated or
// merged; a transpose stays on its own.
#id = affine_map<(m, n) -> (m, n)>
// CHECK-LABEL: @apart
func.func @apart(%x: tensor<4x4xf32>, %acc: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  // CHECK: %[[S:.*]] = linalg.generic
  // CHECK: math.exp
  // CHECK: %[[M:.*]] = linalg.matmul ins(%[[S]]
  // CHECK: %[[T:.*]] = linalg.transpose ins(%[[S]]
  // CHECK: linalg.generic {{.*}} ins(%[[M]], %{{.*}}
  %e = tensor.empty() : tensor<4x4xf32>
  %s = linalg.exp ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %m = linalg.matmul ins(%s, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%acc : tensor<4x4xf32>) -> tensor<4x4xf32>
  %t = linalg.transpose ins(%s : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) permutation = [1, 0]
  %a = linalg.add ins(%m, %t : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %s, %a : tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// A broadcast goes into an elementwise op as a map, and stays where a
// contraction starts its sums from it.
// CHECK-DAG: #[[$ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @broadcast
// CHECK-SAME: %[[V:.*]]: tensor<4xf32>
func.func @broadcast(%v: tensor<4xf32>, %x: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  // CHECK: linalg.broadcast
  // CHECK: linalg.matmul
  // CHECK: linalg.generic {indexing_maps = [{{.*}}#[[$ROW]]{{.*}} ins({{.*}}%[[V]]
  // CHECK-NOT: linalg.broadcast
  %e = tensor.empty() : tensor<4x4xf32>
  %b = linalg.broadcast ins(%v : tensor<4xf32>) outs(%e : tensor<4x4xf32>) dimensions = [0]
  %m = linalg.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%b : tensor<4x4xf32>) -> tensor<4x4xf32>
  %c = linalg.broadcast ins(%v : tensor<4xf32>) outs(%e : tensor<4x4xf32>) dimensions = [0]
  %s = linalg.sub ins(%x, %c : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %m, %s : tensor<4x4xf32>, tensor<4x4xf32>
}
