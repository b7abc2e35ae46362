// RUN: quant-opt %s --quantx-insert-observers --split-input-file | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// Every value is observed by its own name: arguments, and results that compute
// something. What only moves values or is constant is not.

// CHECK-LABEL: func.func @named(
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
func.func @named(%x: tensor<4xf32> loc("image"), %i: tensor<4xi32> loc("indices")) -> tensor<2x2xf32> {
  // CHECK: quantx.observe "image" %[[X]] : tensor<4xf32>
  // CHECK-NOT: quantx.observe
  %w = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32> loc("weight")
  %init = tensor.empty() : tensor<4xf32> loc("sum"("empty"))
  // CHECK: %[[PART:.+]] = linalg.tanh
  // CHECK-NEXT: quantx.observe "sum/part" %[[PART]]
  %part = linalg.tanh ins(%x : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc("sum"("part"))
  // CHECK: %[[SUM:.+]] = linalg.add
  // CHECK-NEXT: quantx.observe "sum" %[[SUM]]
  %sum = linalg.add ins(%part, %w : tensor<4xf32>, tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc(fused[unknown, "sum"])
  // CHECK-NOT: quantx.observe
  %shape = tensor.expand_shape %sum [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32> loc("shape")
  return %shape : tensor<2x2xf32>
}

// -----

// A normalization computes new values, whatever follows it.

// CHECK-LABEL: func.func @normalize(
// CHECK: quantx.observe "x"
// CHECK: %[[Y:.+]] = quantx.normalize
// CHECK-NEXT: quantx.observe "y" %[[Y]]
func.func @normalize(%x: tensor<2x4xf32> loc("x")) -> tensor<2x4xf32> {
  %y = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<2x4xf32> loc("y")
  return %y : tensor<2x4xf32>
}

// -----

// One name for several values, and values without a name, still give unique
// keys; "#1" is skipped where the model has it already.

// CHECK-LABEL: func.func @repeated(
// CHECK: quantx.observe "repeated/arg#0"
// CHECK: quantx.observe "a"
// CHECK: quantx.observe "a#1"
// CHECK: quantx.observe "a#2"
// CHECK: quantx.observe "repeated/linalg.tanh#0"
// CHECK: quantx.observe "repeated/linalg.exp#0"
// CHECK: quantx.observe "repeated/linalg.tanh#1"
func.func @repeated(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %init = tensor.empty() : tensor<4xf32>
  %0 = linalg.tanh ins(%x : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc("a")
  %1 = linalg.tanh ins(%0 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc("a#1")
  %2 = linalg.tanh ins(%1 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc("a")
  %3 = linalg.tanh ins(%2 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc(unknown)
  %4 = linalg.exp ins(%3 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc(unknown)
  %5 = linalg.tanh ins(%4 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc(unknown)
  return %0, %1, %2, %3, %4, %5 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d1)>

// A product, its bias and its relu become one integer op with nothing quantized
// between them: the last value is the one to observe.

// CHECK-LABEL: func.func @chain(
// CHECK: quantx.observe "x"
// CHECK-NOT: quantx.observe
// CHECK: quantx.observe "relu"
// CHECK-NOT: quantx.observe
func.func @chain(%x: tensor<2x2xf32> loc("x")) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("product")
  %1 = linalg.generic {indexing_maps = [#row, #column, #row], iterator_types = ["parallel", "parallel"]}
      ins(%0, %b : tensor<2x2xf32>, tensor<2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%a: f32, %c: f32, %out: f32):
    %s = arith.addf %a, %c : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32> loc("sum")
  %2 = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel", "parallel"]}
      ins(%1 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%a: f32, %out: f32):
    %m = arith.maximumf %a, %zero : f32
    linalg.yield %m : f32
  } -> tensor<2x2xf32> loc("relu")
  return %2 : tensor<2x2xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0, d1)>

// What something else reads too is quantized for it.

// CHECK-LABEL: func.func @two_readers(
// CHECK: quantx.observe "x"
// CHECK: quantx.observe "product"
// CHECK: quantx.observe "relu"
func.func @two_readers(%x: tensor<2x2xf32> loc("x")) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("product")
  %1 = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%a: f32, %out: f32):
    %m = arith.maximumf %a, %zero : f32
    linalg.yield %m : f32
  } -> tensor<2x2xf32> loc("relu")
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// -----

// Types that calibration does not read, and ops inside regions.

// CHECK-LABEL: func.func @types(
func.func @types(%x: tensor<4xf64> loc("double"), %y: tensor<*xf32> loc("unranked"), %c: i1) -> tensor<4xf32> {
  %init = tensor.empty() : tensor<4xf32>
  // CHECK-NOT: quantx.observe
  // CHECK: scf.if
  %0 = scf.if %c -> tensor<4xf32> {
    // CHECK: quantx.observe "inner"
    %1 = linalg.tanh ins(%init : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32> loc("inner")
    scf.yield %1 : tensor<4xf32>
  } else {
    scf.yield %init : tensor<4xf32>
  } loc("outer")
  // CHECK: quantx.observe "outer"
  return %0 : tensor<4xf32>
}
// CHECK: func.func private @external(tensor<4xf32>)
func.func private @external(tensor<4xf32>)
