// A file that version 2 of the dialect wrote reads as what this text says.
// RUN: quant-opt %s > %t.text
// RUN: quant-opt %S/v2.mlirbc > %t.old
// RUN: diff %t.text %t.old
// RUN: quant-opt %S/v2.mlirbc --emit-bytecode | quant-opt > %t.new
// RUN: diff %t.text %t.new

// A file of a later version is refused by its number.
// RUN: not quant-opt %S/Inputs/v100.mlirbc 2>&1 | FileCheck %s
// CHECK: the file has version 100 of the quantx dialect, this tool reads up to {{[0-9]+}}; use a newer quantx

func.func @f(%x: tensor<3x5xf32>, %h: tensor<4xf16>, %d: tensor<?x8xf32>, %w: tensor<4xi16>) {
  %a = quantx.quantize %x, <i4, axes = [0, 1], block_sizes = [2, 2], scale = <dense<0.5> : tensor<2x3xf16>>, zero_point = <0 : i4>> : tensor<3x5xf32> to tensor<3x5xi4>
  %b = quantx.dequantize %a, <i4, axes = [0, 1], block_sizes = [2, 2], scale = <dense<0.5> : tensor<2x3xf16>>, zero_point = <0 : i4>> : tensor<3x5xi4> to tensor<3x5xf32>
  %c = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>, overflow = ieee> : tensor<3x5xf32> to tensor<3x5xf8E4M3FN>
  %e = quantx.quantize %x, <f4E2M1FN, axes = [1], block_sizes = [4], scale = <dense<[0.5, 448.0]> : tensor<2xf8E4M3FN>>, outer_scale = <0.125 : f32>> : tensor<3x5xf32> to tensor<3x5xf4E2M1FN>
  %f = quantx.quantize %h precision f16, <ui4, scale = <0.5 : f16>, zero_point = <8 : ui4>> : tensor<4xf16> to tensor<4xi4>
  %s, %z = quantx.choose_params %d, <ui8> : tensor<?x8xf32> -> tensor<f32>, tensor<i8>
  %rows = quantx.choose_params %d symmetric, <i8<-127:127>, axes = [0]> : tensor<?x8xf32> -> tensor<?xf32>
  %q = quantx.dynamic_quantize %d, %s, %z, <ui8> : tensor<?x8xf32>, tensor<f32>, tensor<i8> to tensor<?x8xi8>
  %r = quantx.dynamic_quantize %d precision f16, %rows, <i8<-127:127>, axes = [0]> : tensor<?x8xf32>, tensor<?xf32> to tensor<?x8xi8>
  %y = quantx.dynamic_dequantize %q, %s, %z, <ui8> : tensor<?x8xi8>, tensor<f32>, tensor<i8> to tensor<?x8xf32>
  %k = quantx.fake_quantize %d, %s, %z, <ui8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  %l = quantx.fake_quantize_gradient %y, %d, %s, %z, <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  %m = quantx.lsq_gradient %y, %d, %s, <i8> : tensor<?x8xf32>, tensor<f32>
  %n, %o = quantx.pact_gradient %y, %d, %s : tensor<?x8xf32>, tensor<f32>
  %p = quantx.lookup %w, dense<7> : tensor<513xi16> : tensor<4xi16> to tensor<4xi16>
  %acc = arith.constant dense<3> : tensor<4xi64>
  %t = quantx.requantize %acc, <multiplier = 18000, shift = 30, rounding = double, width = 16> to <i4, scale = <0.5 : f32>, zero_point = <-3 : i4>> : tensor<4xi64> to tensor<4xi4>
  %resource = quantx.quantize %x, <i4, axes = [0, 1], block_sizes = [2, 5], scale = <dense_resource<scales> : tensor<2x1xf8E4M3FN>>, outer_scale = <0.25 : f32>, zero_point = <dense_resource<zero_points> : tensor<2x1xi4>>> : tensor<3x5xf32> to tensor<3x5xi4>
  return
}

{-#
  dialect_resources: {
    builtin: {
      scales: "0x040000003038",
      zero_points: "0x01000000F1"
    }
  }
#-}
