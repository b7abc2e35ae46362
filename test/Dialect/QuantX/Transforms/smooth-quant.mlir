// RUN: quant-opt %s --quantx-smooth-quant=statistics=%S/Inputs/smooth-quant.json | FileCheck %s
// RUN: quant-opt %s --quantx-smooth-quant=statistics=%S/Inputs/smooth-quant.json -o /dev/null \
// RUN:   --remarks-filter=quantx-smooth-quant 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --quantx-smooth-quant="statistics=%S/Inputs/smooth-quant.json insert-multiplications" \
// RUN:   | FileCheck %s --check-prefix=INSERT
// RUN: quant-opt %s --quantx-smooth-quant="statistics=%S/Inputs/smooth-quant.json alpha=search" -o /dev/null \
// RUN:   --remarks-filter=quantx-smooth-quant 2>&1 | FileCheck %s --check-prefix=SEARCH

// The statistics: |X| = [64, 1] for "normalized", [0.5, 1] for "tanh". |W| over
// both products is [0.25, 1]: s = sqrt(|X| / |W|) = [16, 1].

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#channel = affine_map<(d0, d1, d2) -> (d2)>
#plane = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @main(
// INSERT-LABEL: func.func @main(
func.func @main(%x: tensor<?x3x2xf32> loc("x")) -> (tensor<?x2xf32>, tensor<?x1xf32>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x3x2xf32>
  %rows = arith.muli %n, %c3 : index
  // Gain and bias are divided by s.
  // CHECK: %[[GAIN:.+]] = arith.constant dense<[2.000000e+00, 1.000000e+00]> : tensor<2xf32>
  // CHECK: linalg.generic {{.*}} ins(%{{.+}}, %[[GAIN]] :
  // CHECK: %[[BIAS:.+]] = arith.constant dense<[5.000000e-01, 3.000000e+00]> : tensor<2xf32>
  %gain = arith.constant dense<[32.0, 1.0]> : tensor<2xf32>
  %bias = arith.constant dense<[8.0, 3.0]> : tensor<2xf32>
  // CHECK: linalg.generic {{.*}} ins(%{{.+}}, %[[BIAS]] :
  // Both weights are multiplied by it.
  // CHECK: arith.constant dense<{{\[}}[4.000000e+00, 2.000000e+00], [1.000000e+00, 5.000000e-01]]> : tensor<2x2xf32>
  // CHECK: arith.constant dense<{{\[}}[-4.000000e+00], [1.000000e+00]]> : tensor<2x1xf32>
  %w1 = arith.constant dense<[[0.25, 0.125], [1.0, 0.5]]> : tensor<2x2xf32>
  %w2 = arith.constant dense<[[-0.25], [1.0]]> : tensor<2x1xf32>
  %norm = quantx.normalize %x dims [2] epsilon 1.0e-05 : tensor<?x3x2xf32> loc("norm")
  %e = tensor.empty(%n) : tensor<?x3x2xf32>
  %g = linalg.generic {indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%norm, %gain : tensor<?x3x2xf32>, tensor<2xf32>) outs(%e : tensor<?x3x2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x3x2xf32> loc("scaled")
  %h = linalg.generic {indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%g, %bias : tensor<?x3x2xf32>, tensor<2xf32>) outs(%e : tensor<?x3x2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.addf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x3x2xf32> loc("normalized")
  %flat = tensor.collapse_shape %h [[0, 1], [2]] : tensor<?x3x2xf32> into tensor<?x2xf32>
  %f = tensor.empty(%rows) : tensor<?x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%f : tensor<?x2xf32>) -> tensor<?x2xf32>
  // REMARK-DAG: Smoothed{{.*}}the 2 channels of the inputs of 'first' are divided by 1 to 16, alpha 0.5
  %y = linalg.matmul ins(%flat, %w1 : tensor<?x2xf32>, tensor<2x2xf32>) outs(%i : tensor<?x2xf32>) -> tensor<?x2xf32> loc("first")
  %k = tensor.empty(%rows) : tensor<?x1xf32>
  %j = linalg.fill ins(%zero : f32) outs(%k : tensor<?x1xf32>) -> tensor<?x1xf32>
  // REMARK-DAG: Smoothed{{.*}}the 2 channels of the inputs of 'second' are divided by 1 to 16, alpha 0.5
  %z = linalg.matmul ins(%flat, %w2 : tensor<?x2xf32>, tensor<2x1xf32>) outs(%j : tensor<?x1xf32>) -> tensor<?x1xf32> loc("second")
  // What does not scale with its argument stays, unless divided by an op.
  // REMARK-DAG: NotSmoothed{{.*}}the inputs of 'third' are not smoothed: 'tanh' is a function that does not scale with its argument
  // SEARCH-DAG: NotSmoothed{{.*}}the inputs of 'first' are not smoothed: the statistics hold no rows of
  // INSERT: math.tanh
  // INSERT: %[[PRODUCT:.+]] = linalg.generic {{.*}} ins(%{{.+}}, %{{.+}} : tensor<?x2xf32>, tensor<2xf32>)
  // INSERT: arith.mulf
  // INSERT: linalg.matmul ins(%[[PRODUCT]],
  %t = linalg.generic {indexing_maps = [#plane, #plane], iterator_types = ["parallel", "parallel"]}
      ins(%y : tensor<?x2xf32>) outs(%f : tensor<?x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = math.tanh %a : f32
    linalg.yield %m : f32
  } -> tensor<?x2xf32> loc("tanh")
  %u = linalg.matmul ins(%t, %w1 : tensor<?x2xf32>, tensor<2x2xf32>) outs(%i : tensor<?x2xf32>) -> tensor<?x2xf32> loc("third")
  return %u, %z : tensor<?x2xf32>, tensor<?x1xf32>
}
