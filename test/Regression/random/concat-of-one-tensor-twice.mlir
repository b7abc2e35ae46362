// One tensor read twice by a concatenation: its producer was looked at after it
// was erased.
// Reduced from random graph 533.
// RUN: quantx-fuzz-graphs --module %s --seed 533 --pipeline="verify=remark weight-granularity=tensor rounding=nearest-even"

module {
  func.func @main(%arg0: tensor<1x1x1x1xf32>) -> (tensor<1x1x1x1xf32>, tensor<1x1x3x1xf32>) {
    %0 = quantx.range %arg0, <min = -0.218453065, max = 0.483503193> : tensor<1x1x1x1xf32>
    %cst = arith.constant dense<-2.01624322> : tensor<1x1x1x1xf32>
    %cst_0 = arith.constant dense<-0.00234769797> : tensor<1x1x1xf32>
    %cst_1 = arith.constant 0.000000e+00 : f32
    %1 = tensor.empty() : tensor<1x1x1x1xf32>
    %2 = linalg.fill ins(%cst_1 : f32) outs(%1 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %3 = linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%0, %cst_0 : tensor<1x1x1x1xf32>, tensor<1x1x1xf32>) outs(%2 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
    %4 = quantx.range %3, <min = -0.00113511947, max = 5.12861821E-4> : tensor<1x1x1x1xf32>
    %concat = tensor.concat dim(2) %cst, %0, %cst : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x3x1xf32>
    return %4, %concat : tensor<1x1x1x1xf32>, tensor<1x1x3x1xf32>
  }
}
