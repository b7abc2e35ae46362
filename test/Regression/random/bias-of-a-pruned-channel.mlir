// The weights of one channel are all 0; its bias was counted in steps of the
// input, since their scale was 1.
// Reduced from random graph 1110.
// RUN: quantx-fuzz-graphs --module %s --seed 1110

module {
  func.func @main(%arg0: tensor<1x1x1xf32>) -> tensor<1x3x1xf32> {
    %0 = quantx.range %arg0, <min = -0.0456345677, max = -0.023017941> : tensor<1x1x1xf32>
    %cst = arith.constant dense<[[[-0.00204890082]], [[0.000000e+00]], [[-7.73506705E-4]]]> : tensor<3x1x1xf32>
    %cst_0 = arith.constant dense<[-4.65170378E-5, 2.24410833E-4, -5.20577305E-6]> : tensor<3xf32>
    %1 = tensor.empty() : tensor<1x3x1xf32>
    %broadcasted = linalg.broadcast ins(%cst_0 : tensor<3xf32>) outs(%1 : tensor<1x3x1xf32>) dimensions = [0, 2] 
    %2 = linalg.conv_1d_ncw_fcw {dilations = dense<1> : vector<1xi64>, strides = dense<1> : vector<1xi64>} ins(%0, %cst : tensor<1x1x1xf32>, tensor<3x1x1xf32>) outs(%broadcasted : tensor<1x3x1xf32>) -> tensor<1x3x1xf32>
    %3 = quantx.range %2, <min = 6.44438842E-7, max = 2.24410833E-4> : tensor<1x3x1xf32>
    return %3 : tensor<1x3x1xf32>
  }
}
