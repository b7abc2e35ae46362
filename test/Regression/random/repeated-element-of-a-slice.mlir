// One element of strided memory is read into a vector that repeats it.
// Reduced from random graph 21108.
// RUN: quantx-fuzz-graphs --module %s --seed 21108

#map = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
module {
  func.func @main(%arg0: tensor<1x1x3x1xf32>, %arg1: tensor<1x1x3xf32>) -> tensor<1x5x3xf32> {
    %0 = quantx.range %arg1, <min = -2.35466814, max = -2.35466814> : tensor<1x1x3xf32>
    %1 = quantx.range %arg0, <min = -0.577968359, max = 1.34531963> : tensor<1x1x3x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %1 low[0, 0, 1, 1] high[0, 0, 1, 2] {
    ^bb0(%arg2: index, %arg3: index, %arg4: index, %arg5: index):
      tensor.yield %cst : f32
    } : tensor<1x1x3x1xf32> to tensor<1x1x5x4xf32>
    %2 = tensor.empty() : tensor<1x1xf32>
    %cst_0 = arith.constant 0xFF800000 : f32
    %3 = tensor.empty() : tensor<1x1x5x4xf32>
    %4 = linalg.fill ins(%cst_0 : f32) outs(%3 : tensor<1x1x5x4xf32>) -> tensor<1x1x5x4xf32>
    %5 = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded, %2 : tensor<1x1x5x4xf32>, tensor<1x1xf32>) outs(%4 : tensor<1x1x5x4xf32>) -> tensor<1x1x5x4xf32>
    %cst_1 = arith.constant 0.000000e+00 : f32
    %6 = tensor.empty() : tensor<1x5x4xf32>
    %7 = linalg.fill ins(%cst_1 : f32) outs(%6 : tensor<1x5x4xf32>) -> tensor<1x5x4xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["reduction", "parallel", "parallel", "parallel"]} ins(%5 : tensor<1x1x5x4xf32>) outs(%7 : tensor<1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %14 = arith.addf %out, %in : f32
      linalg.yield %14 : f32
    } -> tensor<1x5x4xf32>
    %9 = quantx.range %8, <min = -0.577968359, max = 1.34531963> : tensor<1x5x4xf32>
    %extracted_slice = tensor.extract_slice %9[0, 0, 0] [1, 5, 1] [1, 1, 1] : tensor<1x5x4xf32> to tensor<1x5x1xf32>
    %cst_2 = arith.constant 0.000000e+00 : f32
    %10 = tensor.empty() : tensor<1x5x3xf32>
    %11 = linalg.fill ins(%cst_2 : f32) outs(%10 : tensor<1x5x3xf32>) -> tensor<1x5x3xf32>
    %12 = linalg.batch_matmul ins(%extracted_slice, %0 : tensor<1x5x1xf32>, tensor<1x1x3xf32>) outs(%11 : tensor<1x5x3xf32>) -> tensor<1x5x3xf32>
    %13 = quantx.range %12, <min = 0.000000e+00, max = 0.000000e+00> : tensor<1x5x3xf32>
    return %13 : tensor<1x5x3xf32>
  }
}
