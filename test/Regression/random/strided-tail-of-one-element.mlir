// The last of 65 elements is written to strided memory: as a vector of rank 0
// it had no lowering.
// Reduced from random graph 243.
// RUN: quantx-fuzz-graphs --module %s --seed 243

module {
  func.func @main(%arg0: tensor<1x5x13x1xf32>) -> tensor<1x5x13x2xf32> {
    %0 = quantx.range %arg0, <min = -12247.6455, max = 15760.7207> : tensor<1x5x13x1xf32>
    %1 = tensor.empty() : tensor<1x5x13x1xf32>
    %transposed = linalg.transpose ins(%0 : tensor<1x5x13x1xf32>) outs(%1 : tensor<1x5x13x1xf32>) permutation = [3, 1, 2, 0] 
    %concat = tensor.concat dim(3) %0, %transposed : (tensor<1x5x13x1xf32>, tensor<1x5x13x1xf32>) -> tensor<1x5x13x2xf32>
    return %concat : tensor<1x5x13x2xf32>
  }
}
