// One window of two rows on an input of three: weights were read beyond their
// end.
// Reduced from random graph 112.
// RUN: quantx-fuzz-graphs --module %s --seed 112 --pipeline="activation=i16"

module {
  func.func @main(%arg0: tensor<2x2x2x1xf32>) -> tensor<2x2x1x2xf32> {
    %0 = quantx.range %arg0, <min = -9.04019641, max = 11.8080759> : tensor<2x2x2x1xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[0, 0, 0, 0] high[0, 0, 1, 2] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index, %arg4: index):
      tensor.yield %cst : f32
    } : tensor<2x2x2x1xf32> to tensor<2x2x3x3xf32>
    %cst_0 = arith.constant dense<[[[[0.00319014909], [-0.0404107235]], [[0.00227735355], [-0.0901410356]]], [[[0.0837389603], [-0.164701983]], [[0.201487809], [-0.239813104]]]]> : tensor<2x2x2x1xf32>
    %cst_1 = arith.constant 0.000000e+00 : f32
    %1 = tensor.empty() : tensor<2x2x1x2xf32>
    %2 = linalg.fill ins(%cst_1 : f32) outs(%1 : tensor<2x2x1x2xf32>) -> tensor<2x2x1x2xf32>
    %3 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%padded, %cst_0 : tensor<2x2x3x3xf32>, tensor<2x2x2x1xf32>) outs(%2 : tensor<2x2x1x2xf32>) -> tensor<2x2x1x2xf32>
    %4 = quantx.range %3, <min = -3.17623901, max = 0.202432096> : tensor<2x2x1x2xf32>
    return %4 : tensor<2x2x1x2xf32>
  }
}
