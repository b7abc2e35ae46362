// The window reaches two of three rows, and there is one window: the third row
// was taken for one of the window.
// Reduced from random graph 290.
// RUN: quantx-fuzz-graphs --module %s --seed 290

#map = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
module {
  func.func @main(%arg0: tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32> {
    %0 = quantx.range %arg0, <min = -0.162196726, max = 0.748944521> : tensor<1x1x1x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[0, 0, 2, 1] high[0, 0, 0, 1] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index, %arg4: index):
      tensor.yield %cst : f32
    } : tensor<1x1x1x1xf32> to tensor<1x1x3x3xf32>
    %1 = tensor.empty() : tensor<2x3xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %2 = tensor.empty() : tensor<1x1x1x1xf32>
    %3 = linalg.fill ins(%cst_0 : f32) outs(%2 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %4 = linalg.pooling_nchw_sum {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%padded, %1 : tensor<1x1x3x3xf32>, tensor<2x3xf32>) outs(%3 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %5 = quantx.range %4, <min = 0.000000e+00, max = 0.000000e+00> : tensor<1x1x1x1xf32>
    %cst_1 = arith.constant 6.000000e+00 : f32
    %6 = tensor.empty() : tensor<1x1x1x1xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%5 : tensor<1x1x1x1xf32>) outs(%6 : tensor<1x1x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %9 = arith.divf %in, %cst_1 : f32
      linalg.yield %9 : f32
    } -> tensor<1x1x1x1xf32>
    %8 = quantx.range %7, <min = 0.000000e+00, max = 0.000000e+00> : tensor<1x1x1x1xf32>
    return %8 : tensor<1x1x1x1xf32>
  }
}
