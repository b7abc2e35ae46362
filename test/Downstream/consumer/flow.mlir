func.func @main(%x: tensor<1x2x2xf32>) -> tensor<1x2x2xf32> {
  %w = "tosa.const"() {values = dense<[[[127.0, 0.0], [0.0, 254.0]]]> : tensor<1x2x2xf32>} : () -> tensor<1x2x2xf32>
  %zero = "tosa.const"() {values = dense<0.0> : tensor<1xf32>} : () -> tensor<1xf32>
  %0 = quantx.range %x, <min = 0.0, max = 2.55> : tensor<1x2x2xf32>
  %1 = tosa.matmul %0, %w, %zero, %zero : (tensor<1x2x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x2x2xf32>
  %2 = quantx.range %1, <min = -8.0, max = 8.0> : tensor<1x2x2xf32>
  %3 = tosa.tanh %2 : (tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return %3 : tensor<1x2x2xf32>
}
