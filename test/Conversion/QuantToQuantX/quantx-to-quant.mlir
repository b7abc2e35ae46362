// RUN: quant-opt %s --convert-quantx-to-quant | FileCheck %s --implicit-check-not=quantx.
// There and back again is the module as it was.
// RUN: quant-opt %s > %t.before
// RUN: quant-opt %s --convert-quantx-to-quant | quant-opt --convert-quant-to-quantx > %t.after
// RUN: diff %t.before %t.after

// CHECK-LABEL: func.func @per_tensor(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>) -> (tensor<?xi8>, tensor<?xf32>)
// CHECK: %[[C:.*]] = quant.qcast %[[X]] : tensor<?xf32> to tensor<?x!quant.uniform<i8<-127:127>:f32, 5.000000e-01:-3>>
// CHECK: %[[Q:.*]] = quant.scast %[[C]] : tensor<?x!quant.uniform<i8<-127:127>:f32, 5.000000e-01:-3>> to tensor<?xi8>
// CHECK: %[[S:.*]] = quant.scast %[[Q]] : tensor<?xi8> to tensor<?x!quant.uniform<i8<-127:127>:f32, 5.000000e-01:-3>>
// CHECK: %[[Y:.*]] = quant.dcast %[[S]] : tensor<?x!quant.uniform<i8<-127:127>:f32, 5.000000e-01:-3>> to tensor<?xf32>
// CHECK: return %[[Q]], %[[Y]]
#p = #quantx.params<i8<-127:127>, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @per_tensor(%x: tensor<?xf32>) -> (tensor<?xi8>, tensor<?xf32>) {
  %q = quantx.quantize %x, #p : tensor<?xf32> to tensor<?xi8>
  %y = quantx.dequantize %q, #p : tensor<?xi8> to tensor<?xf32>
  return %q, %y : tensor<?xi8>, tensor<?xf32>
}

// A scale that has no short decimal form keeps all its bits.
// CHECK-LABEL: func.func @exact_scale(
// CHECK: !quant.uniform<u16:f32, 0.100000001490116
func.func @exact_scale(%q: tensor<4xi16>) -> tensor<4xf32> {
  %y = quantx.dequantize %q, <ui16, scale = <0.1 : f32>, zero_point = <65535 : ui16>> : tensor<4xi16> to tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @per_axis(
// CHECK: !quant.uniform<i8:bf16:1, {5.000000e-01:1,2.500000e-01:-128}>
func.func @per_axis(%x: tensor<3x2xbf16>) -> tensor<3x2xi8> {
  %q = quantx.quantize %x, <i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xbf16>>, zero_point = <dense<[1, -128]> : tensor<2xi8>>> : tensor<3x2xbf16> to tensor<3x2xi8>
  return %q : tensor<3x2xi8>
}

// Upstream prints the zero points of blocks signed, 255 as -1, and reads them so.
// CHECK-LABEL: func.func @blocks(
// CHECK: !quant.uniform<u8:f32:{0:3, 2:2}, {{[{][{][{]}}1.000000e-01:-1, 2.000000e+00:3{{[}][}], [{][{]}}3.000000e+00, 4.000000e+00:1{{[}][}][}]}}>
func.func @blocks(%x: tensor<6x5x4xf32>) -> tensor<6x5x4xi8> {
  %q = quantx.quantize %x, <ui8, axes = [0, 2], block_sizes = [3, 2], scale = <dense<[[0.1, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>>, zero_point = <dense<[[255, 3], [0, 1]]> : tensor<2x2xui8>>> : tensor<6x5x4xf32> to tensor<6x5x4xi8>
  return %q : tensor<6x5x4xi8>
}

// CHECK-LABEL: func.func @range(
// CHECK: %[[C:.*]] = quant.qcast %{{.*}} : tensor<4xf32> to tensor<4x!quant.calibrated<f32<-1.000000e+00:2.500000e+00>>>
// CHECK: quant.dcast %[[C]]
func.func @range(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = quantx.range %x, <min = -1.0, max = 2.5> : tensor<4xf32>
  return %y : tensor<4xf32>
}
