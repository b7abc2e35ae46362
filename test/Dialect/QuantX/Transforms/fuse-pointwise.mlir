// RUN: quant-opt %s --split-input-file --quantx-fuse-pointwise --canonicalize --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// h-swish: x * min(max(x + 3, 0), 6) / 6, the division included, by the name of
// the last op.
// CHECK-LABEL: func.func @hard_swish(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x8xf32>
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[X]] : tensor<?x8xf32>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: f32 {{.*}}, %{{.*}}: f32
// CHECK-NEXT: %[[A:.*]] = arith.addf %[[IN]], %{{.*}} : f32
// CHECK-NEXT: %[[B:.*]] = arith.maximumf %[[A]], %{{.*}} : f32
// CHECK-NEXT: %[[C:.*]] = arith.minimumf %[[B]], %{{.*}} : f32
// CHECK-NEXT: %[[D:.*]] = arith.mulf %[[IN]], %[[C]] : f32
// CHECK-NEXT: %[[E:.*]] = arith.divf %[[D]], %{{.*}} : f32
// CHECK-NEXT: linalg.yield %[[E]]
// CHECK-NEXT: } -> tensor<?x8xf32> loc("y")
// CHECK-NOT: linalg
// CHECK: return %[[Y]]
func.func @hard_swish(%x: tensor<?x8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %zero = arith.constant 0.0 : f32
  %three = arith.constant 3.0 : f32
  %six = arith.constant 6.0 : f32
  %threes = linalg.fill ins(%three : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %a = linalg.add ins(%x, %threes : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %b = linalg.map ins(%a : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) (%in: f32, %out: f32) {
    %0 = arith.maximumf %in, %zero : f32
    %1 = arith.minimumf %0, %six : f32
    linalg.yield %1 : f32
  }
  %c = linalg.mul ins(%x, %b : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sixes = linalg.fill ins(%six : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.div ins(%c, %sixes : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32> loc("y")
  return %y : tensor<?x8xf32>
}

// -----

// ELU on tensors: a comparison, a selection, and the sigmoid's negation, whose
// value others read too.
// CHECK-LABEL: func.func @on_tensors(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK: %[[P:.*]] = math.expm1 %[[X]] : tensor<4xf32>
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[X]] : tensor<4xf32>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: f32 {{.*}}, %{{.*}}: f32
// CHECK-NEXT: %[[C:.*]] = arith.cmpf ogt, %[[IN]], %{{.*}} : f32
// CHECK-NEXT: %[[E:.*]] = math.expm1 %[[IN]] : f32
// CHECK-NEXT: arith.select %[[C]], %[[IN]], %[[E]] : f32
// CHECK: return %[[Y]], %[[P]]
func.func @on_tensors(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %zero : tensor<4xf32>
  %p = math.expm1 %x : tensor<4xf32>
  %y = arith.select %c, %x, %p : tensor<4xi1>, tensor<4xf32>
  return %y, %p : tensor<4xf32>, tensor<4xf32>
}

// -----

// A reshape on one of the ways, undone later, and one that is not undone.
// CHECK-LABEL: func.func @reshapes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x2x4xf32>
// CHECK: %[[R:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0], [1, 2]]
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[R]] : tensor<?x8xf32>)
// CHECK: math.tanh
// CHECK: arith.mulf
// CHECK-NOT: linalg.generic
// CHECK: return %[[Y]]
func.func @reshapes(%x: tensor<?x2x4xf32>, %n: index) -> tensor<?x8xf32> {
  %a = tensor.collapse_shape %x [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x2x4xf32> into tensor<?xf32>
  %t = math.tanh %flat : tensor<?xf32>
  %b = tensor.expand_shape %t [[0, 1]] output_shape [%n, 8] : tensor<?xf32> into tensor<?x8xf32>
  %y = arith.mulf %a, %b : tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

// The nearest tensor is the source, and one sum within another is one op.
// CHECK-LABEL: func.func @nearest(
// CHECK: %[[H:.*]] = arith.addf
// CHECK: linalg.generic {{.*}} ins(%[[H]] : tensor<4xf32>)
// CHECK: arith.mulf
// CHECK: arith.mulf
// CHECK: math.tanh
// CHECK: arith.mulf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @nearest(%x: tensor<4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.addf %x, %z : tensor<4xf32>
  %s = arith.mulf %h, %h : tensor<4xf32>
  %c = arith.mulf %s, %h : tensor<4xf32>
  %t = math.tanh %c : tensor<4xf32>
  %y = arith.mulf %t, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>
#turned = affine_map<(d0, d1) -> (d1, d0)>

// What is no function of one tensor stays: two tensors, a constant per channel,
// another index; and so does a chain.
// CHECK-LABEL: func.func @others(
// CHECK-COUNT-2: linalg.exp
// CHECK: linalg.add
// CHECK: linalg.generic
// CHECK: linalg.mul
// CHECK: linalg.generic
// CHECK-SAME: ins(%{{.*}}, %{{.*}} :
// CHECK: return
func.func @others(%x: tensor<4x4xf32>, %z: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %factor = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %a = linalg.exp ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %aa = linalg.exp ins(%a : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %two = linalg.add ins(%aa, %z : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %scaled = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %factor : tensor<4x4xf32>, tensor<4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.mulf %in, %f : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  %channel = linalg.mul ins(%x, %scaled : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %turned = linalg.generic {indexing_maps = [#id, #turned, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %0 = arith.mulf %in, %f : f32
    linalg.yield %0 : f32
  } -> tensor<4x4xf32>
  return %two, %channel, %turned : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}
