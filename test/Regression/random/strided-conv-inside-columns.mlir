// One window of two columns on an input of three: the filter was read as if the
// rows of the input were two columns long.
// Reduced from random graph 1296.
// RUN: quantx-fuzz-graphs --module %s --seed 1296 --pipeline="weight-symmetric=false"

module {
  func.func @main(%arg0: tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32> {
    %0 = quantx.range %arg0, <min = -3.41065884, max = 1.15114093> : tensor<1x1x1x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[0, 0, 1, 2] high[0, 0, 1, 0] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index, %arg4: index):
      tensor.yield %cst : f32
    } : tensor<1x1x1x1xf32> to tensor<1x1x3x3xf32>
    %cst_0 = arith.constant dense<[[[[-0.139433354, 3.511560e-01], [1.71610427, -0.536265314], [0.0855722576, -0.361408979]]]]> : tensor<1x1x3x2xf32>
    %cst_1 = arith.constant 0.000000e+00 : f32
    %1 = tensor.empty() : tensor<1x1x1x1xf32>
    %2 = linalg.fill ins(%cst_1 : f32) outs(%1 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %3 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<[1, 2]> : vector<2xi64>} ins(%padded, %cst_0 : tensor<1x1x3x3xf32>, tensor<1x1x3x2xf32>) outs(%2 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %4 = quantx.range %3, <min = 0.000000e+00, max = 0.000000e+00> : tensor<1x1x1x1xf32>
    return %4 : tensor<1x1x1x1xf32>
  }
}
