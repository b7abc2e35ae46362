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

// -----

// The data of contractions with constant weights has channels and rows; so has
// the result of one, which a function returns. A reshape and a transpose lead
// to the contraction that reads the value; padding rows does not matter.

// CHECK-LABEL: func.func @channels(
// CHECK: quantx.observe "x" %{{.+}} axis 1 rows : tensor<?x4x3x5xf32>
// CHECK: quantx.observe "dense" %{{.+}} axis 2 rows : tensor<?x15x6xf32>
func.func @channels(%x: tensor<?x4x3x5xf32> loc("x")) -> tensor<?x15x6xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x3x5xf32>
  %e0 = tensor.empty(%n) : tensor<?x3x5x4xf32>
  %t = linalg.transpose ins(%x : tensor<?x4x3x5xf32>) outs(%e0 : tensor<?x3x5x4xf32>) permutation = [0, 2, 3, 1]
  %s = tensor.collapse_shape %t [[0], [1, 2], [3]] : tensor<?x3x5x4xf32> into tensor<?x15x4xf32>
  %w = arith.constant dense<1.5> : tensor<4x6xf32>
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty(%n) : tensor<?x15x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x15x6xf32>) -> tensor<?x15x6xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(b, m, n, k) -> (b, m, k)>, affine_map<(b, m, n, k) -> (k, n)>, affine_map<(b, m, n, k) -> (b, m, n)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%s, %w : tensor<?x15x4xf32>, tensor<4x6xf32>) outs(%f : tensor<?x15x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %q = arith.addf %c, %p : f32
      linalg.yield %q : f32
  } -> tensor<?x15x6xf32> loc("dense")
  return %y : tensor<?x15x6xf32>
}

// -----

// A depthwise convolution keeps its channels apart.

// CHECK-LABEL: func.func @depthwise(
// CHECK: quantx.observe "x" %{{.+}} axis 3 rows
func.func @depthwise(%x: tensor<?x5x5x8xf32> loc("x")) -> tensor<?x3x3x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x5x5x8xf32>
  %w = arith.constant dense<1.5> : tensor<3x3x8xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x3x3x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3x3x8xf32>) -> tensor<?x3x3x8xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<?x5x5x8xf32>, tensor<3x3x8xf32>) outs(%f : tensor<?x3x3x8xf32>) -> tensor<?x3x3x8xf32> loc("y")
  return %y : tensor<?x3x3x8xf32>
}

// -----

// Softmax takes rows along its own dimension, and makes no channels of the last
// one. Neither has the data of a product of two values, or rows.

// CHECK-LABEL: func.func @attention(
// CHECK: quantx.observe "k" %{{[^ ]+}} : tensor
// CHECK: quantx.observe "q" %{{[^ ]+}} : tensor
// CHECK: quantx.observe "scores" %{{[^ ]+}} rows : tensor
func.func @attention(%q: tensor<?x7x4xf32> loc("q"), %k: tensor<?x4x7xf32> loc("k")) -> (tensor<?x7x7xf32>, tensor<?x7x7xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %q, %c0 : tensor<?x7x4xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x7x7xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x7x7xf32>) -> tensor<?x7x7xf32>
  %s = linalg.batch_matmul ins(%q, %k : tensor<?x7x4xf32>, tensor<?x4x7xf32>) outs(%f : tensor<?x7x7xf32>) -> tensor<?x7x7xf32> loc("scores")
  %p = linalg.softmax dimension(2) ins(%s : tensor<?x7x7xf32>) outs(%e : tensor<?x7x7xf32>) -> tensor<?x7x7xf32> loc("p")
  %x = linalg.exp ins(%s : tensor<?x7x7xf32>) outs(%e : tensor<?x7x7xf32>) -> tensor<?x7x7xf32> loc("exp")
  return %p, %x : tensor<?x7x7xf32>, tensor<?x7x7xf32>
}

// -----

// A softmax along another dimension than the last: its channels are the rows.

// CHECK-LABEL: func.func @softmax_first(
// CHECK: quantx.observe "x" %{{[^ ]+}} axis 1 rows : tensor
func.func @softmax_first(%x: tensor<?x7x4xf32> loc("x")) -> tensor<?x7x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x7x4xf32>
  %e = tensor.empty(%n) : tensor<?x7x4xf32>
  %p = linalg.softmax dimension(1) ins(%x : tensor<?x7x4xf32>) outs(%e : tensor<?x7x4xf32>) -> tensor<?x7x4xf32> loc("p")
  return %p : tensor<?x7x4xf32>
}

// -----

// Samples that are not in front cannot be told apart: channels without rows.
// Neither can rows along the samples.

// CHECK-LABEL: func.func @no_rows(
// CHECK: quantx.observe "x" %{{[^ ]+}} rows : tensor
// CHECK: quantx.observe "turned" %{{[^ ]+}} : tensor
func.func @no_rows(%x: tensor<?x4xf32> loc("x")) -> (tensor<4x?xf32>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<4x?xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<4x?xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = math.exp %a : f32
      linalg.yield %m : f32
  } -> tensor<4x?xf32> loc("turned")
  return %y, %x : tensor<4x?xf32>, tensor<?x4xf32>
}

// -----

// Samples are followed on the way through other dimensions: heads split off,
// turned to the front, cut out one at a time, and merged with the samples. A
// part of a dimension that is no batch leads nowhere.

// CHECK-LABEL: func.func @heads(
// CHECK: quantx.observe "x" %{{[^ ]+}} : tensor
// CHECK: quantx.observe "head" %{{[^ ]+}} rows : tensor<?x5x4xf32>
// CHECK: quantx.observe "wrong" %{{[^ ]+}} : tensor<3x?x5x4xf32>
func.func @heads(%x: tensor<?x5x24xf32> loc("x")) -> (tensor<?x5x4xf32>, tensor<3x?x5x4xf32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?x5x24xf32>
  %m = arith.muli %n, %c2 : index
  %0 = tensor.expand_shape %x [[0], [1], [2, 3, 4]] output_shape [%n, 5, 3, 2, 4] : tensor<?x5x24xf32> into tensor<?x5x3x2x4xf32>
  %e0 = tensor.empty(%n) : tensor<3x?x2x5x4xf32>
  %1 = linalg.transpose ins(%0 : tensor<?x5x3x2x4xf32>) outs(%e0 : tensor<3x?x2x5x4xf32>) permutation = [2, 0, 3, 1, 4]
  %2 = tensor.extract_slice %1[1, 0, 0, 0, 0] [1, %n, 2, 5, 4] [1, 1, 1, 1, 1] : tensor<3x?x2x5x4xf32> to tensor<1x?x2x5x4xf32>
  %3 = tensor.collapse_shape %2 [[0, 1, 2], [3], [4]] : tensor<1x?x2x5x4xf32> into tensor<?x5x4xf32>
  %e1 = tensor.empty(%m) : tensor<?x5x4xf32>
  %4 = linalg.exp ins(%3 : tensor<?x5x4xf32>) outs(%e1 : tensor<?x5x4xf32>) -> tensor<?x5x4xf32> loc("head")
  %5 = tensor.collapse_shape %1 [[0], [1, 2], [3], [4]] : tensor<3x?x2x5x4xf32> into tensor<3x?x5x4xf32>
  %e2 = tensor.empty(%m) : tensor<3x?x5x4xf32>
  %6 = linalg.exp ins(%5 : tensor<3x?x5x4xf32>) outs(%e2 : tensor<3x?x5x4xf32>) -> tensor<3x?x5x4xf32> loc("wrong")
  return %4, %6 : tensor<?x5x4xf32>, tensor<3x?x5x4xf32>
}
