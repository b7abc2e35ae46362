// A file that version 1 of the dialect wrote reads as what this text says, and
// is written again in the current version.
// RUN: quant-opt %s > %t.text
// RUN: quant-opt %S/v1.mlirbc > %t.old
// RUN: diff %t.text %t.old
// RUN: quant-opt %S/v1.mlirbc --emit-bytecode | quant-opt > %t.new
// RUN: diff %t.text %t.new

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#weights = #quantx.params<i8<-127:127>, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#asymmetric = #quantx.params<ui8, axes = [1], scale = <dense<[0.5, 0.25, 2.0]> : tensor<3xf32>>, zero_point = <dense<[0, 128, 255]> : tensor<3xui8>>>
#blocks = #quantx.params<i8, axes = [0, 1], block_sizes = [1, 2], scale = <dense_resource<scales> : tensor<2x2xf32>>, zero_point = <dense_resource<zero_points> : tensor<2x2xi8>>>
module {
  func.func @conversions(%x: tensor<2x3xf32>, %h: tensor<4xf16>) -> (tensor<2x3xf32>, tensor<2x3xi8>, tensor<4xi8>) {
    %q = quantx.quantize %x, #s8 : tensor<2x3xf32> to tensor<2x3xi8>
    %a = quantx.dequantize %q, #s8 : tensor<2x3xi8> to tensor<2x3xf32>
    %w = quantx.quantize %a, #weights : tensor<2x3xf32> to tensor<2x3xi8>
    %b = quantx.dequantize %w, #weights : tensor<2x3xi8> to tensor<2x3xf32>
    %u = quantx.quantize %b, #asymmetric : tensor<2x3xf32> to tensor<2x3xi8>
    %c = quantx.dequantize %u, #asymmetric : tensor<2x3xi8> to tensor<2x3xf32>
    %blocked = quantx.quantize %c, #blocks : tensor<2x3xf32> to tensor<2x3xi8>
    %half = quantx.quantize %h, <i8, scale = <0.5 : f16>, zero_point = <1 : i8>> : tensor<4xf16> to tensor<4xi8>
    return %c, %blocked, %half : tensor<2x3xf32>, tensor<2x3xi8>, tensor<4xi8>
  }
  func.func @integers(%acc: tensor<4x2xi32>, %q: tensor<4x2xi8>) -> (tensor<4x2xi8>, tensor<4x2xi8>, tensor<4x2xi8>) {
    %0 = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
    %1 = quantx.requantize %acc axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40], rounding = double> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
    %2 = quantx.requantize %q unsigned zero_point 128, <multiplier = 1073741824, shift = 30, rounding = nearest_even> to #s8 : tensor<4x2xi8> to tensor<4x2xi8>
    return %0, %1, %2 : tensor<4x2xi8>, tensor<4x2xi8>, tensor<4x2xi8>
  }
  func.func @ranges(%x: tensor<4x2xf32>, %q: tensor<4xi8>) -> (tensor<4x2xf32>, tensor<4xi8>) {
    quantx.observe "x" %x : tensor<4x2xf32>
    %0 = quantx.range %x, <min = -1.0, max = 2.5> : tensor<4x2xf32>
    %1 = quantx.range %0, <min = [-1.0, 0.0], max = [2.5, 6.0], axis = 1> : tensor<4x2xf32>
    %2 = quantx.lookup %q, dense<7> : tensor<256xi8> : tensor<4xi8> to tensor<4xi8>
    return %1, %2 : tensor<4x2xf32>, tensor<4xi8>
  }
}
{-#
  dialect_resources: {
    builtin: {
      scales: "0x040000000000003F0000803E000000400000803F",
      zero_points: "0x0100000001FF0203"
    }
  }
#-}
