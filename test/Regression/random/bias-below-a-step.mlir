// The bias is a fraction of a step of the accumulator, and all that windows in
// the padding have.
// Reduced from random graph 999.
// RUN: quantx-fuzz-graphs --module %s --seed 999

module {
  func.func @main(%arg0: tensor<1x1x1x1x1xf32>) -> tensor<1x1x3x1x1xf32> {
    %0 = quantx.range %arg0, <min = 24650.4355, max = 60009.4961> : tensor<1x1x1x1x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[0, 1, 2, 1, 0] high[0, 0, 0, 0, 0] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index, %arg4: index, %arg5: index):
      tensor.yield %cst : f32
    } : tensor<1x1x1x1x1xf32> to tensor<1x2x3x2x1xf32>
    %cst_0 = arith.constant dense<1.000000e+00> : tensor<1x1x1x1x1xf32>
    %cst_1 = arith.constant dense<0.0504490733> : tensor<1xf32>
    %1 = tensor.empty() : tensor<1x1x3x1x1xf32>
    %broadcasted = linalg.broadcast ins(%cst_1 : tensor<1xf32>) outs(%1 : tensor<1x1x3x1x1xf32>) dimensions = [0, 1, 2, 3]
    %2 = linalg.conv_3d_ndhwc_dhwcf {dilations = dense<1> : vector<3xi64>, strides = dense<[2, 1, 2]> : vector<3xi64>} ins(%padded, %cst_0 : tensor<1x2x3x2x1xf32>, tensor<1x1x1x1x1xf32>) outs(%broadcasted : tensor<1x1x3x1x1xf32>) -> tensor<1x1x3x1x1xf32>
    %3 = quantx.range %2, <min = 0.0504490733, max = 0.0504490733> : tensor<1x1x3x1x1xf32>
    return %3 : tensor<1x1x3x1x1xf32>
  }
}
