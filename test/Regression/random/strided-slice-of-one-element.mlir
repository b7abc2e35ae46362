// A slice of one element with a stride: the stride became one of a buffer whose
// single elements have no lowering as vectors.
// RUN: quantx-fuzz-graphs --module %s --seed 21108 --pipeline=""

#map = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
module {
  func.func @main(%arg0: tensor<1x1x2x1xf32>, %arg1: tensor<1x1x2xf32>) -> tensor<1x1x2xf32> {
    %0 = quantx.range %arg1, <min = -2.35466814, max = -2.35466814> : tensor<1x1x2xf32>
    %1 = quantx.range %arg0, <min = -0.577968359, max = 0.745007873> : tensor<1x1x2x1xf32>
    %2 = tensor.empty() : tensor<1x1xf32>
    %cst = arith.constant 0xFF800000 : f32
    %3 = tensor.empty() : tensor<1x1x2x1xf32>
    %4 = linalg.fill ins(%cst : f32) outs(%3 : tensor<1x1x2x1xf32>) -> tensor<1x1x2x1xf32>
    %5 = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%1, %2 : tensor<1x1x2x1xf32>, tensor<1x1xf32>) outs(%4 : tensor<1x1x2x1xf32>) -> tensor<1x1x2x1xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %6 = tensor.empty() : tensor<1x2x1xf32>
    %7 = linalg.fill ins(%cst_0 : f32) outs(%6 : tensor<1x2x1xf32>) -> tensor<1x2x1xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["reduction", "parallel", "parallel", "parallel"]} ins(%5 : tensor<1x1x2x1xf32>) outs(%7 : tensor<1x2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %14 = arith.addf %out, %in : f32
      linalg.yield %14 : f32
    } -> tensor<1x2x1xf32>
    %9 = quantx.range %8, <min = -0.577968359, max = 0.745007873> : tensor<1x2x1xf32>
    %extracted_slice = tensor.extract_slice %9[0, 0, 0] [1, 1, 1] [2, 1, 1] : tensor<1x2x1xf32> to tensor<1x1x1xf32>
    %cst_1 = arith.constant 0.000000e+00 : f32
    %10 = tensor.empty() : tensor<1x1x2xf32>
    %11 = linalg.fill ins(%cst_1 : f32) outs(%10 : tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
    %12 = linalg.batch_matmul ins(%extracted_slice, %0 : tensor<1x1x1xf32>, tensor<1x1x2xf32>) outs(%11 : tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
    %13 = quantx.range %12, <min = -1.75424635, max = 1.15806365> : tensor<1x1x2xf32>
    return %13 : tensor<1x1x2xf32>
  }
}

