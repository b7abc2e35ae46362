// Parameters that come back in another form of the same meaning.
// RUN: quant-opt %s --convert-quantx-to-quant | FileCheck %s
// RUN: quant-opt %s --convert-quantx-to-quant | quant-opt --convert-quant-to-quantx | FileCheck %s --check-prefix=BACK

// A block longer than its dimension is the dimension.
// CHECK-LABEL: func.func @long_block(
// CHECK: !quant.uniform<i8:f32:{0:3}, {{[{][{]}}5.000000e-01}}>
// BACK-LABEL: func.func @long_block(
// BACK: <i8, axes = [0], block_sizes = [3], scale = <dense<5.000000e-01> : tensor<1xf32>>
func.func @long_block(%x: tensor<3x2xf32>) -> tensor<3x2xi8> {
  %q = quantx.quantize %x, <i8, axes = [0], block_sizes = [32], scale = <dense<0.5> : tensor<1xf32>>, zero_point = <0 : i8>> : tensor<3x2xf32> to tensor<3x2xi8>
  return %q : tensor<3x2xi8>
}

// Two axes are blocks of one element; the zero point holds for all.
// CHECK-LABEL: func.func @two_axes(
// CHECK: !quant.uniform<i8:f32:{0:1, 1:1}, {{[{][{]}}1.000000e+00:5, 2.000000e+00:5}, {3.000000e+00:5, 4.000000e+00:5}}>
// BACK-LABEL: func.func @two_axes(
// BACK: <i8, axes = [0, 1], block_sizes = [1, 1], {{.*}}, zero_point = <5 : i8>>
func.func @two_axes(%x: tensor<2x2xf32>) -> tensor<2x2xi8> {
  %q = quantx.quantize %x, <i8, axes = [0, 1], scale = <dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>>, zero_point = <5 : i8>> : tensor<2x2xf32> to tensor<2x2xi8>
  return %q : tensor<2x2xi8>
}

// A resource becomes numbers: upstream's types hold them all.
// CHECK-LABEL: func.func @resource(
// CHECK: !quant.uniform<i8:f32:0, {5.000000e-01,2.500000e-01}>
// BACK-LABEL: func.func @resource(
// BACK: scale = <dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>
func.func @resource(%x: tensor<2xf32>) -> tensor<2xi8> {
  %q = quantx.quantize %x, <i8, axes = [0], scale = <dense_resource<scales> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<2xf32> to tensor<2xi8>
  return %q : tensor<2xi8>
}

{-#
  dialect_resources: {
    builtin: {
      scales: "0x040000000000003F0000803E"
    }
  }
#-}
