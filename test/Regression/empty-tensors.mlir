// Tensors without elements go through code generation like others.
// RUN: quant-opt %s --quantx-codegen-pipeline -o /dev/null

#axis = #quantx.params<i8, axes = [0], scale = <dense<> : tensor<0xf32>>, zero_point = <0 : i8>>
#id = affine_map<(d0, d1) -> (d0, d1)>

func.func @quantize(%x: tensor<0xf32>) -> tensor<0xi8> {
  %q = quantx.quantize %x, #axis : tensor<0xf32> to tensor<0xi8>
  return %q : tensor<0xi8>
}

func.func @inner(%x: tensor<4x0xf32>) -> tensor<4x0xi8> {
  %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4x0xf32> to tensor<4x0xi8>
  return %q : tensor<4x0xi8>
}

func.func @transpose(%x: tensor<0x8xi8>, %e: tensor<8x0xi8>) -> tensor<8x0xi8> {
  %t = linalg.transpose ins(%x : tensor<0x8xi8>) outs(%e : tensor<8x0xi8>) permutation = [1, 0]
  return %t : tensor<8x0xi8>
}

func.func @no_rows(%x: tensor<0x8xi8>, %i: tensor<0x16xi32>) -> tensor<0x16xi32> {
  %w = arith.constant dense<3> : tensor<8x16xi8>
  %y = linalg.matmul ins(%x, %w : tensor<0x8xi8>, tensor<8x16xi8>) outs(%i : tensor<0x16xi32>) -> tensor<0x16xi32>
  return %y : tensor<0x16xi32>
}

func.func @no_columns(%x: tensor<4x8xi8>, %i: tensor<4x0xi32>) -> tensor<4x0xi32> {
  %w = arith.constant dense<> : tensor<8x0xi8>
  %y = linalg.matmul ins(%x, %w : tensor<4x8xi8>, tensor<8x0xi8>) outs(%i : tensor<4x0xi32>) -> tensor<4x0xi32>
  return %y : tensor<4x0xi32>
}

func.func @no_terms(%x: tensor<4x0xi8>, %i: tensor<4x16xi32>) -> tensor<4x16xi32> {
  %w = arith.constant dense<> : tensor<0x16xi8>
  %y = linalg.matmul ins(%x, %w : tensor<4x0xi8>, tensor<0x16xi8>) outs(%i : tensor<4x16xi32>) -> tensor<4x16xi32>
  return %y : tensor<4x16xi32>
}

func.func @pad(%x: tensor<0x3xi8>, %z: i8) -> tensor<2x3xi8> {
  %p = tensor.pad %x low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %z : i8
  } : tensor<0x3xi8> to tensor<2x3xi8>
  return %p : tensor<2x3xi8>
}
