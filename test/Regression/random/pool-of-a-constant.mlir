// A pool of a constant.
// Reduced from random graph 201034.
// RUN: quantx-fuzz-graphs --module %s --seed 201034 --pipeline="activation=ui8"

#map = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
module {
  func.func @main() -> tensor<1x1x1x1xf32> {
    %cst = arith.constant dense<1.000000e+00> : tensor<1x1x1x2xf32>
    %0 = tensor.empty() : tensor<1x2xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %1 = tensor.empty() : tensor<1x1x1x1xf32>
    %2 = linalg.fill ins(%cst_0 : f32) outs(%1 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %3 = linalg.pooling_nchw_sum {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%cst, %0 : tensor<1x1x1x2xf32>, tensor<1x2xf32>) outs(%2 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %4 = quantx.range %3, <min = 2.000000e+00, max = 2.000000e+00> : tensor<1x1x1x1xf32>
    %cst_1 = arith.constant 2.000000e+00 : f32
    %5 = tensor.empty() : tensor<1x1x1x1xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%4 : tensor<1x1x1x1xf32>) outs(%5 : tensor<1x1x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %8 = arith.divf %in, %cst_1 : f32
      linalg.yield %8 : f32
    } -> tensor<1x1x1x1xf32>
    %7 = quantx.range %6, <min = 1.000000e+00, max = 1.000000e+00> : tensor<1x1x1x1xf32>
    return %7 : tensor<1x1x1x1xf32>
  }
}
