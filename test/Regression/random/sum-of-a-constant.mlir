// The sum of a constant has no operand that is summed, and one vector of it was
// taken for all.
// Reduced from random graph 200516.
// RUN: quantx-fuzz-graphs --module %s --seed 200516

#map = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%arg0: tensor<2x1xf32>) -> tensor<1x1xf32> {
    %0 = quantx.range %arg0, <min = -5.25672483, max = -0.253872275> : tensor<2x1xf32>
    %cst = arith.constant dense<1.000000e+00> : tensor<1x2xf32>
    %1 = tensor.empty() : tensor<1x2xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%cst : tensor<1x2xf32>) outs(%1 : tensor<1x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %8 = math.absf %in : f32
      %cst_1 = arith.constant 1.000000e+00 : f32
      %9 = arith.addf %8, %cst_1 : f32
      %cst_2 = arith.constant 1.000000e+00 : f32
      %10 = arith.divf %cst_2, %9 : f32
      linalg.yield %10 : f32
    } -> tensor<1x2xf32>
    %3 = quantx.range %2, <min = 5.000000e-01, max = 5.000000e-01> : tensor<1x2xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %4 = tensor.empty() : tensor<1x1xf32>
    %5 = linalg.fill ins(%cst_0 : f32) outs(%4 : tensor<1x1xf32>) -> tensor<1x1xf32>
    %6 = linalg.matmul ins(%3, %0 : tensor<1x2xf32>, tensor<2x1xf32>) outs(%5 : tensor<1x1xf32>) -> tensor<1x1xf32>
    %7 = quantx.range %6, <min = -4.32210398, max = -3.066240e-01> : tensor<1x1xf32>
    return %7 : tensor<1x1xf32>
  }
}
