// Which values have 16 bits, and who reads them.
// RUN: quant-opt %s --quantx-insert-qdq --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-insert-qdq=wide=softmax --split-input-file | FileCheck %s --check-prefix=SOFTMAX
// RUN: quant-opt %s --quantx-insert-qdq=activation=i16 --split-input-file | FileCheck %s --check-prefix=I16
// RUN: quant-opt %s --quantx-insert-qdq="float=normalization" --split-input-file | FileCheck %s --check-prefix=ISLAND
// RUN: quant-opt %s --quantx-insert-qdq="float=normalization wide=normalization" --split-input-file | FileCheck %s --check-prefix=WIDE-ISLAND

#id = affine_map<(d0, d1) -> (d0, d1)>

// The residual stream: the sum that a norm reads has 16 bits, and so have both
// of its operands, one of them the result of a product that reads 8. The norm
// gives 8 bits to the next product.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME:  %[[X:[a-z0-9]+]]: tensor<2x4xf32>
// CHECK:       quantx.quantize %[[X]], <[[WIDE:i16, scale = <[^>]*>, zero_point = <0 : i16>]]>
// CHECK:       %[[XW:.*]] = quantx.dequantize
// CHECK:       quantx.quantize %[[XW]], <[[NARROW:i8, scale = <[^>]*>, zero_point = <-?[0-9]+ : i8>]]>
// CHECK:       %[[XN:.*]] = quantx.dequantize
// CHECK:       %[[Y:.*]] = linalg.matmul ins(%[[XN]],
// CHECK:       quantx.quantize %[[Y]], <i16,
// CHECK:       %[[YW:.*]] = quantx.dequantize
// CHECK:       %[[SUM:.*]] = linalg.add ins(%[[XW]], %[[YW]]
// CHECK:       quantx.quantize %[[SUM]], <i16,
// CHECK:       %[[SW:.*]] = quantx.dequantize
// CHECK:       %[[N:.*]] = quantx.normalize %[[SW]]
// CHECK:       quantx.quantize %[[N]], <i8,
// An island reads 8 bits, unless it is said to read 16.
// ISLAND-LABEL: func.func @residual(
// ISLAND-NOT:   i16
// ISLAND:       func.func @softmax(
// WIDE-ISLAND-LABEL: func.func @residual(
// WIDE-ISLAND:  linalg.add
// WIDE-ISLAND-NEXT: quantx.quantize %{{.*}}, <i16,
// Nothing reads 16 bits when only softmax does.
// SOFTMAX-LABEL: func.func @residual(
// SOFTMAX-NOT:   i16
// SOFTMAX-LABEL: func.func @softmax(
// I16-LABEL: func.func @residual(
// I16-SAME:  %[[X:[a-z0-9]+]]: tensor<2x4xf32>
// I16:       quantx.quantize %[[X]], <i16,
// I16:       %[[R:.*]] = quantx.dequantize
// I16-NOT:   quantx.quantize %[[R]]
// I16:       linalg.matmul
func.func @residual(%x: tensor<2x4xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %r = quantx.range %x, <min = -1.0, max = 1.0> : tensor<2x4xf32>
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [1.0, -2.0, 3.0, -4.0], [0.5, 1.5, 2.5, 3.5], [0.1, 0.2, 0.3, 0.4]]> : tensor<4x4xf32>
  %zero = arith.constant dense<0.0> : tensor<2x4xf32>
  %y = linalg.matmul ins(%r, %w : tensor<2x4xf32>, tensor<4x4xf32>) outs(%zero : tensor<2x4xf32>) -> tensor<2x4xf32>
  %yr = quantx.range %y, <min = -8.0, max = 8.0> : tensor<2x4xf32>
  %s = linalg.add ins(%r, %yr : tensor<2x4xf32>, tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %sr = quantx.range %s, <min = -9.0, max = 9.0> : tensor<2x4xf32>
  %n = quantx.normalize %sr dims [1] epsilon 1.0e-05 : tensor<2x4xf32>
  %nr = quantx.range %n, <min = -2.0, max = 2.0> : tensor<2x4xf32>
  return %nr : tensor<2x4xf32>
}

// -----

// A reshape passes on what its reader wants.
// CHECK-LABEL: func.func @softmax(
// CHECK:       quantx.quantize %{{.*}}, <i8,
// SOFTMAX:     quantx.quantize %{{.*}}, <i16,
// SOFTMAX:     tensor.expand_shape
// SOFTMAX-NEXT: quantx.quantize %{{.*}}, <i16,
// SOFTMAX:     linalg.softmax
// SOFTMAX-NEXT: quantx.quantize %{{.*}}, <i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>
func.func @softmax(%x: tensor<8xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<8xf32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %2 = linalg.softmax dimension(1) ins(%1 : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// -----

// Parameters per axis that are there already follow their dimension.
// CHECK-LABEL: func.func @axis(
// CHECK:       linalg.transpose
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i8, axes = [0], scale = <dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @axis(%q: tensor<3x2xi8>, %e: tensor<2x3xf32>, %f: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %x = quantx.dequantize %q, <i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<3x2xi8> to tensor<3x2xf32>
  %t = linalg.transpose ins(%x : tensor<3x2xf32>) outs(%e : tensor<2x3xf32>) permutation = [1, 0]
  %y = linalg.exp ins(%t : tensor<2x3xf32>) outs(%f : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
