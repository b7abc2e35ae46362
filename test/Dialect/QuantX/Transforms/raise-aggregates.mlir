// RUN: quant-opt %s --split-input-file --quantx-raise-aggregates --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// What test/Execution/RaiseAggregates runs for many spellings, this shows for a
// few: the names, what stays, what comes around the new op.

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>
#each = affine_map<(d0) -> (d0)>

// The mean is read by others and stays. The op has the name of the quotient.
// CHECK-LABEL: func.func @layer_norm(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>
// CHECK: linalg.reduce
// CHECK-NOT: linalg.reduce
// CHECK: %[[MEAN:.*]] = linalg.generic
// CHECK: %[[Y:.*]] = quantx.normalize %[[X]] dims [1] epsilon 5.000000e-01 : tensor<4x8xf32> loc("y")
// CHECK: return %[[Y]], %[[MEAN]]
func.func @layer_norm(%x: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %eight = arith.constant 8.0 : f32
  %eps = arith.constant 0.5 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %r = tensor.empty() : tensor<4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%r : tensor<4xf32>) -> tensor<4xf32>
  %sum = linalg.reduce {arith.addf} ins(%x : tensor<4x8xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
  %mean = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel"]}
      ins(%sum : tensor<4xf32>) outs(%r : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.divf %in, %eight : f32
    linalg.yield %0 : f32
  } -> tensor<4xf32>
  %c = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %mean : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %m: f32, %out: f32):
    %0 = arith.subf %in, %m : f32
    linalg.yield %0 : f32
  } -> tensor<4x8xf32>
  %squares = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%c : tensor<4x8xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %acc: f32):
    %0 = arith.mulf %in, %in : f32
    %1 = arith.addf %acc, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %squares : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %0 = arith.divf %s, %eight : f32
    %1 = arith.addf %0, %eps : f32
    %2 = math.sqrt %1 : f32
    %3 = arith.divf %in, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<4x8xf32> loc("y")
  return %y, %mean : tensor<4x8xf32>, tensor<4xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>

// A factor and an offset in the same body become an op behind it, which keeps
// the name.
// CHECK-LABEL: func.func @factor_and_offset(
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32> {{.*}}, %[[G:.*]]: tensor<8xf32> {{.*}}, %[[B:.*]]: tensor<8xf32>
// CHECK: %[[N:.*]] = quantx.normalize %[[X]] uncentered dims [1] epsilon 2.500000e-01 : tensor<?x8xf32> loc("y"("normalized"))
// CHECK: %[[Y:.*]] = linalg.generic
// CHECK-SAME: ins(%[[N]], %[[G]], %[[B]] : tensor<?x8xf32>, tensor<8xf32>, tensor<8xf32>)
// CHECK-NEXT: ^bb0(%[[N0:.*]]: f32 {{.*}}, %[[G0:.*]]: f32 {{.*}}, %[[B0:.*]]: f32 {{.*}}, %{{.*}}: f32
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[N0]], %[[G0]]
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[P]], %[[B0]]
// CHECK-NEXT: linalg.yield %[[S]]
// CHECK-NEXT: } -> tensor<?x8xf32> loc("y")
func.func @factor_and_offset(%x: tensor<?x8xf32>, %g: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<?x8xf32> {
  %zero = arith.constant 0.0 : f32
  %two = arith.constant 2.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %r = tensor.empty(%n) : tensor<?xf32>
  %init = linalg.fill ins(%zero : f32) outs(%r : tensor<?xf32>) -> tensor<?xf32>
  %squares = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%init : tensor<?xf32>) {
  ^bb0(%in: f32, %acc: f32):
    %0 = math.fma %in, %in, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  // x / sqrt(s + 2) * sqrt(8) = x / sqrt(s / 8 + 2 / 8).
  %root8 = arith.constant 2.8284271247 : f32
  %y = linalg.generic {indexing_maps = [#id, #row, #col, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %squares, %g, %b : tensor<?x8xf32>, tensor<?xf32>, tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%in: f32, %s: f32, %f: f32, %o: f32, %out: f32):
    %0 = arith.addf %s, %two : f32
    %1 = math.rsqrt %0 : f32
    %2 = arith.mulf %1, %root8 : f32
    %3 = arith.mulf %f, %2 : f32
    %4 = math.fma %in, %3, %o : f32
    linalg.yield %4 : f32
  } -> tensor<?x8xf32> loc("y")
  return %y : tensor<?x8xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A factor that is in the exponent alone becomes an op before.
// CHECK-LABEL: func.func @softmax_of_scaled(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32>
// CHECK: %[[S:.*]] = linalg.generic {{.*}} ins(%[[X]] :
// CHECK: arith.mulf %{{.*}}, %[[HALF:.*]] : f32
// CHECK: } -> tensor<4x8xf32> loc("y"("scaled"))
// CHECK: %[[Y:.*]] = linalg.softmax dimension(1) ins(%[[S]] : tensor<4x8xf32>) {{.*}} loc("y")
// CHECK: return %[[Y]]
func.func @softmax_of_scaled(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %r = tensor.empty() : tensor<4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%r : tensor<4xf32>) -> tensor<4xf32>
  %p = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %half : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<4x8xf32>
  %sum = linalg.reduce {arith.addf} ins(%p : tensor<4x8xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
  %all = linalg.broadcast ins(%sum : tensor<4xf32>) outs(%e : tensor<4x8xf32>) dimensions = [1]
  %y = linalg.div ins(%p, %all : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32> loc("y")
  return %y : tensor<4x8xf32>
}
