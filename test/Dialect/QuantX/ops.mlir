// Every op: text, generic and bytecode forms round-trip.
// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#u8 = #quantx.params<ui8, scale = <0.5 : f32>, zero_point = <128 : ui8>>
#w8 = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>

// CHECK-LABEL: @quantize
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<?x2xf16>
func.func @quantize(%x: tensor<4xf32>, %w: tensor<?x2xf16>) {
  // CHECK: quantx.quantize %[[X]], <i8, scale = <5.000000e-01 : f32>, zero_point = <-3 : i8>> : tensor<4xf32> to tensor<4xi8>
  %0 = quantx.quantize %x, #s8 : tensor<4xf32> to tensor<4xi8>
  // CHECK: quantx.quantize %[[X]], <ui8, {{.*}}> : tensor<4xf32> to tensor<4xi8>
  %1 = quantx.quantize %x, #u8 : tensor<4xf32> to tensor<4xi8>
  // CHECK: quantx.quantize %[[W]], <i8<-127:127>, axes = [1], {{.*}}> : tensor<?x2xf16> to tensor<?x2xi8>
  %2 = quantx.quantize %w, #w8 : tensor<?x2xf16> to tensor<?x2xi8>
  return
}

// CHECK-LABEL: @low_precision
// CHECK-SAME: %[[X:[^:]*]]: tensor<3x5xf32>, %[[H:[^:]*]]: tensor<4xf16>
func.func @low_precision(%x: tensor<3x5xf32>, %h: tensor<4xf16>) {
  // CHECK: %[[Q:.*]] = quantx.quantize %[[X]], <i4, axes = [0, 1], block_sizes = [2, 2], {{.*}}> : tensor<3x5xf32> to tensor<3x5xi4>
  %0 = quantx.quantize %x, <i4, axes = [0, 1], block_sizes = [2, 2], scale = <dense<0.5> : tensor<2x3xf16>>, zero_point = <0 : i4>> : tensor<3x5xf32> to tensor<3x5xi4>
  // CHECK: quantx.dequantize %[[Q]], <i4, {{.*}}> : tensor<3x5xi4> to tensor<3x5xbf16>
  %1 = quantx.dequantize %0, <i4, axes = [0, 1], block_sizes = [2, 2], scale = <dense<0.5> : tensor<2x3xf16>>, zero_point = <0 : i4>> : tensor<3x5xi4> to tensor<3x5xbf16>
  // CHECK: %[[F:.*]] = quantx.quantize %[[X]], <f8E4M3FN, scale = <{{.*}} : f32>, overflow = ieee> : tensor<3x5xf32> to tensor<3x5xf8E4M3FN>
  %2 = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>, overflow = ieee> : tensor<3x5xf32> to tensor<3x5xf8E4M3FN>
  // CHECK: quantx.dequantize %[[F]], <f8E4M3FN, {{.*}}> : tensor<3x5xf8E4M3FN> to tensor<3x5xf32>
  %3 = quantx.dequantize %2, <f8E4M3FN, scale = <0.5 : f32>, overflow = ieee> : tensor<3x5xf8E4M3FN> to tensor<3x5xf32>
  // CHECK: quantx.quantize %[[H]] precision f16, <ui4, {{.*}}> : tensor<4xf16> to tensor<4xi4>
  %4 = quantx.quantize %h precision f16, <ui4, scale = <0.5 : f16>, zero_point = <8 : ui4>> : tensor<4xf16> to tensor<4xi4>
  return
}

// CHECK-LABEL: @dequantize
// CHECK-SAME: %[[Q:.*]]: tensor<4xi8>
func.func @dequantize(%q: tensor<4xi8>) -> tensor<4xf32> {
  // CHECK: quantx.dequantize %[[Q]], <i8, {{.*}}> : tensor<4xi8> to tensor<4xf32>
  %0 = quantx.dequantize %q, #s8 : tensor<4xi8> to tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: @requantize
// CHECK-SAME: %[[ACC:[^:]*]]: tensor<4x2xi32>, %[[Q:.*]]: tensor<4xi8>
func.func @requantize(%acc: tensor<4x2xi32>, %q: tensor<4xi8>) {
  // CHECK: quantx.requantize %[[ACC]], <multiplier = 1518500250, shift = 33> to <{{.*}}> : tensor<4x2xi32> to tensor<4x2xi8>
  %0 = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
  // CHECK: quantx.requantize %[[ACC]] axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to
  %1 = quantx.requantize %acc axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
  // CHECK: quantx.requantize %[[Q]] unsigned zero_point 128, <{{.*}}, rounding = nearest_even> to
  %2 = quantx.requantize %q unsigned zero_point 128, <multiplier = 1518500250, shift = 33, rounding = nearest_even> to #s8 : tensor<4xi8> to tensor<4xi8>
  return
}

// CHECK-LABEL: @lookup
// CHECK-SAME: %[[Q:.*]]: tensor<4xi8>
func.func @lookup(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: quantx.lookup %[[Q]], dense<7> : tensor<256xi8> : tensor<4xi8> to tensor<4xi8>
  %0 = quantx.lookup %q, dense<7> : tensor<256xi8> : tensor<4xi8> to tensor<4xi8>
  return %0 : tensor<4xi8>
}

// CHECK-LABEL: @lookup_widths
// CHECK-SAME: %[[A:[^:]*]]: tensor<4xi2>, %[[B:[^:]*]]: tensor<4xi4>, %[[C:[^:]*]]: tensor<4xi16>
func.func @lookup_widths(%a: tensor<4xi2>, %b: tensor<4xi4>, %c: tensor<4xi16>) {
  // CHECK: quantx.lookup %[[A]], dense<[1, 2, 3, 4]> : tensor<4xi8> : tensor<4xi2> to tensor<4xi8>
  %0 = quantx.lookup %a, dense<[1, 2, 3, 4]> : tensor<4xi8> : tensor<4xi2> to tensor<4xi8>
  // CHECK: quantx.lookup %[[B]], dense<7> : tensor<16xi4> : tensor<4xi4> to tensor<4xi4>
  %1 = quantx.lookup %b, dense<7> : tensor<16xi4> : tensor<4xi4> to tensor<4xi4>
  // CHECK: quantx.lookup %[[C]], dense<7> : tensor<513xi16> : tensor<4xi16> to tensor<4xi16>
  %2 = quantx.lookup %c, dense<7> : tensor<513xi16> : tensor<4xi16> to tensor<4xi16>
  return
}

// CHECK-LABEL: @annotations
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
func.func @annotations(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: quantx.observe "conv1" %[[X]] : tensor<4xf32>
  quantx.observe "conv1" %x : tensor<4xf32>
  // CHECK: quantx.range %[[X]], <min = -1.000000e+00, max = 2.500000e+00> : tensor<4xf32>
  %0 = quantx.range %x, <min = -1.0, max = 2.5> : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// A long list of scales is a resource: a name in the text, a blob behind it.
// CHECK-LABEL: func.func @observers(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x7xf32>
func.func @observers(%x: tensor<?x4x7xf32>) {
  // CHECK: quantx.observe "channels" %[[X]] axis 1 : tensor<?x4x7xf32>
  quantx.observe "channels" %x axis 1 : tensor<?x4x7xf32>
  // CHECK: quantx.observe "rows" %[[X]] rows {note} : tensor<?x4x7xf32>
  quantx.observe "rows" %x rows {note} : tensor<?x4x7xf32>
  // CHECK: quantx.observe "both" %[[X]] axis 1 rows : tensor<?x4x7xf32>
  quantx.observe "both" %x axis 1 rows : tensor<?x4x7xf32>
  return
}

// CHECK-LABEL: @resource_scales
func.func @resource_scales(%w: tensor<2x8xf32>) -> tensor<2x8xi8> {
  // CHECK: scale = <dense_resource<scales{{.*}}> : tensor<2xf32>>
  %0 = quantx.quantize %w, <i8, axes = [0], scale = <dense_resource<scales> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<2x8xf32> to tensor<2x8xi8>
  return %0 : tensor<2x8xi8>
}

{-#
  dialect_resources: {
    builtin: {
      scales: "0x040000000000003F0000803E"
    }
  }
#-}
