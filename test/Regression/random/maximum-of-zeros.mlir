// The maximum of -0 and 0 is 0, in any order.
// Reduced from random graph 301036.
// RUN: quantx-fuzz-graphs --module %s --seed 301036

module {
  func.func @main() -> tensor<1x4x5x1xf32> {
    %cst = arith.constant dense<[[[[1.000000e+00], [-1.000000e+00], [1.000000e+00], [-1.000000e+00], [1.000000e+00], [0.000000e+00]], [[-1.000000e+00], [-0.000000e+00], [0.000000e+00], [1.000000e+00], [1.000000e+00], [-1.000000e+00]], [[-0.000000e+00], [1.000000e+00], [0.000000e+00], [0.000000e+00], [-1.000000e+00], [-1.000000e+00]], [[0.000000e+00], [0.000000e+00], [0.000000e+00], [0.000000e+00], [-1.000000e+00], [0.000000e+00]], [[-1.000000e+00], [0.000000e+00], [-0.000000e+00], [-1.000000e+00], [0.000000e+00], [-0.000000e+00]], [[-0.000000e+00], [2.000000e+00], [2.000000e+00], [-1.000000e+00], [-1.000000e+00], [-1.000000e+00]]]]> : tensor<1x6x6x1xf32>
    %extracted_slice = tensor.extract_slice %cst[0, 0, 0, 0] [1, 5, 6, 1] [1, 1, 1, 1] : tensor<1x6x6x1xf32> to tensor<1x5x6x1xf32>
    %0 = tensor.empty() : tensor<2x2xf32>
    %cst_0 = arith.constant 0xFF800000 : f32
    %1 = tensor.empty() : tensor<1x4x5x1xf32>
    %2 = linalg.fill ins(%cst_0 : f32) outs(%1 : tensor<1x4x5x1xf32>) -> tensor<1x4x5x1xf32>
    %3 = linalg.pooling_nhwc_max {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%extracted_slice, %0 : tensor<1x5x6x1xf32>, tensor<2x2xf32>) outs(%2 : tensor<1x4x5x1xf32>) -> tensor<1x4x5x1xf32>
    return %3 : tensor<1x4x5x1xf32>
  }
}
