// A sum divided by counts that differ by place: one multiplier for each.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file --remarks-filter-missed=quantx-lower-to-integer 2>&1 | FileCheck %s

// CHECK: [Missed] float {{.*}}divides a sum by numbers that are not known, not positive, or not at the index that it writes

// 1 / 2 and 1 / 3 of the ratio of scales, 1/2.
// CHECK-LABEL: func.func @counts(
// CHECK:       arith.addi
// CHECK:       quantx.requantize %{{.*}} axis 0, <multiplier = [1073741824, 1431655765], shift = [32, 33]>
// CHECK-NEXT:  return
func.func @counts(%q: tensor<2x3xi8>) -> tensor<2xi8> {
  %x = quantx.dequantize %q, <i8, scale = <0.25 : f32>, zero_point = <0 : i8>> : tensor<2x3xi8> to tensor<2x3xf32>
  %zero = arith.constant 0.0 : f32
  %counts = arith.constant dense<[2.0, 3.0]> : tensor<2xf32>
  %e = tensor.empty() : tensor<2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %s = linalg.reduce { arith.addf } ins(%x : tensor<2x3xf32>) outs(%i : tensor<2xf32>) dimensions = [1]
  %m = linalg.div ins(%s, %counts : tensor<2xf32>, tensor<2xf32>) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %r = quantx.quantize %m, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<2xf32> to tensor<2xi8>
  return %r : tensor<2xi8>
}

// -----

// CHECK-LABEL: func.func @negative(
// CHECK:       linalg.div
func.func @negative(%q: tensor<2x3xi8>) -> tensor<2xi8> {
  %x = quantx.dequantize %q, <i8, scale = <0.25 : f32>, zero_point = <0 : i8>> : tensor<2x3xi8> to tensor<2x3xf32>
  %zero = arith.constant 0.0 : f32
  %counts = arith.constant dense<[2.0, -3.0]> : tensor<2xf32>
  %e = tensor.empty() : tensor<2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %s = linalg.reduce { arith.addf } ins(%x : tensor<2x3xf32>) outs(%i : tensor<2xf32>) dimensions = [1]
  %m = linalg.div ins(%s, %counts : tensor<2xf32>, tensor<2xf32>) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %r = quantx.quantize %m, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<2xf32> to tensor<2xi8>
  return %r : tensor<2xi8>
}
