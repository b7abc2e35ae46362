// A padded tensor is spread for a transposed convolution; a pattern of upstream
// moved it (lib/Pipelines/Canonicalize.h).
// Reduced from random graph 3357.
// RUN: quantx-fuzz-graphs --module %s --seed 3357

module {
  func.func @main(%arg0: tensor<1x1x1x1xf32>) -> tensor<3x5x3x1xf32> {
    %0 = quantx.range %arg0, <min = 0.817813038, max = 1.32827818> : tensor<1x1x1x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[2, 2, 1, 0] high[0, 0, 0, 0] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index, %arg4: index):
      tensor.yield %cst : f32
    } : tensor<1x1x1x1xf32> to tensor<3x3x2x1xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %1 = tensor.empty() : tensor<3x5x3x1xf32>
    %2 = linalg.fill ins(%cst_0 : f32) outs(%1 : tensor<3x5x3x1xf32>) -> tensor<3x5x3x1xf32>
    %inserted_slice = tensor.insert_slice %padded into %2[0, 0, 0, 0] [3, 3, 2, 1] [1, 2, 2, 1] : tensor<3x3x2x1xf32> into tensor<3x5x3x1xf32>
    %cst_1 = arith.constant dense<-0.0459594652> : tensor<1x1x1x1xf32>
    %cst_2 = arith.constant 0.000000e+00 : f32
    %3 = tensor.empty() : tensor<3x5x3x1xf32>
    %4 = linalg.fill ins(%cst_2 : f32) outs(%3 : tensor<3x5x3x1xf32>) -> tensor<3x5x3x1xf32>
    %5 = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%inserted_slice, %cst_1 : tensor<3x5x3x1xf32>, tensor<1x1x1x1xf32>) outs(%4 : tensor<3x5x3x1xf32>) -> tensor<3x5x3x1xf32>
    %6 = quantx.range %5, <min = -0.0610469542, max = 0.000000e+00> : tensor<3x5x3x1xf32>
    return %6 : tensor<3x5x3x1xf32>
  }
}
