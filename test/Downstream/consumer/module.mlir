func.func @main(%x: tensor<4xf32>) -> tensor<4xi8> {
  %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4xf32> to tensor<4xi8>
  return %q : tensor<4xi8>
}
