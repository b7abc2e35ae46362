// The ranges are what a calibration would have found; insert-observers leaves
// them alone.
func.func @main(%x: tensor<?x4x4x2xf32>) -> tensor<?x4x4x2xf32> {
  %w = arith.constant dense<[[[[127.0, 0.0]]], [[[0.0, 254.0]]]]> : tensor<2x1x1x2xf32>
  %0 = quantx.range %x, <min = 0.0, max = 2.55> : tensor<?x4x4x2xf32>
  %1 = "toy.conv"(%0, %w) : (tensor<?x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<?x4x4x2xf32> loc("conv")
  %2 = quantx.range %1, <min = -8.0, max = 8.0> : tensor<?x4x4x2xf32>
  %3 = "toy.shuffle"(%2) : (tensor<?x4x4x2xf32>) -> tensor<?x4x4x2xf32> loc("shuffle")
  %4 = "toy.swish"(%3) : (tensor<?x4x4x2xf32>) -> tensor<?x4x4x2xf32> loc("swish")
  %5 = quantx.range %4, <min = -0.3, max = 8.0> : tensor<?x4x4x2xf32>
  %6 = "toy.softmax"(%5) : (tensor<?x4x4x2xf32>) -> tensor<?x4x4x2xf32> loc("softmax")
  return %6 : tensor<?x4x4x2xf32>
}
