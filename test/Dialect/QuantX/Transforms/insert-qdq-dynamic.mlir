// RUN: quant-opt %s --quantx-insert-qdq=mode=dynamic --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-insert-qdq="mode=dynamic activation=ui8 activation-granularity=row" \
// RUN:   --split-input-file | FileCheck %s --check-prefix=ROW
// RUN: quant-opt %s --quantx-insert-qdq="mode=dynamic activation-symmetric activation-bounds=narrow" \
// RUN:   --split-input-file | FileCheck %s --check-prefix=SYM
// RUN: quant-opt %s --quantx-insert-qdq="mode=weight-only weight=i4 weight-block=4" \
// RUN:   --split-input-file | FileCheck %s --check-prefix=WEIGHT --implicit-check-not=choose_params
// RUN: quant-opt %s --quantx-insert-qdq="mode=weight-only weight=ui4 weight-symmetric=false weight-bounds=full" \
// RUN:   --split-input-file | FileCheck %s --check-prefix=ASYM
// RUN: quant-opt %s --quantx-insert-qdq=mode=dynamic --remarks-filter-missed=quantx-insert-qdq \
// RUN:   --split-input-file -o /dev/null 2>&1 | FileCheck %s --check-prefix=MISSED --implicit-check-not=Missed

// Two products that read one value share its integers. No range is asked for;
// those that are there are of no use.

// CHECK-LABEL: func.func @shared(
// CHECK-SAME: %[[X:.+]]: tensor<?x6xf32>
// CHECK: %[[S:.+]], %[[Z:.+]] = quantx.choose_params %[[X]], <i8> : tensor<?x6xf32> -> tensor<f32>, tensor<i8>
// CHECK: %[[Q:.+]] = quantx.dynamic_quantize %[[X]], %[[S]], %[[Z]], <i8>
// CHECK: %[[D:.+]] = quantx.dynamic_dequantize %[[Q]], %[[S]], %[[Z]], <i8>
// CHECK: %[[W:.+]] = quantx.dequantize %{{.+}}, <i8<-127:127>, axes = [1], scale = <dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>>, zero_point = <0 : i8>>
// CHECK-NOT: quantx
// CHECK: linalg.matmul ins(%[[D]], %[[W]]
// CHECK: linalg.matmul ins(%[[D]], %[[W]]
// ROW: quantx.choose_params %{{.+}}, <ui8, axes = [0]> : tensor<?x6xf32> -> tensor<?xf32>, tensor<?xi8>
// SYM: quantx.choose_params %{{.+}} symmetric, <i8<-127:127>> : tensor<?x6xf32> -> tensor<f32>
// WEIGHT: quantx.dequantize %{{.+}}, <i4<-7:7>, axes = [0, 1], block_sizes = [4, 1], scale = <dense<{{.*}}> : tensor<2x2xf32>>, zero_point = <0 : i4>> : tensor<6x2xi4> to tensor<6x2xf32>
// ASYM: quantx.dequantize %{{.+}}, <ui4, axes = [1], scale = <dense<[8.46666622, 16.9333324]> : tensor<2xf32>>, zero_point = <0 : ui4>>
func.func @shared(%x: tensor<?x6xf32>, %init: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %0 = quantx.range %x, <min = 0.0, max = 1.0> : tensor<?x6xf32>
  %w = arith.constant dense<[[127.0, 254.0], [0.0, 0.0], [1.0, 2.0], [3.0, 5.0], [0.0, 1.0], [4.0, 3.0]]> : tensor<6x2xf32>
  %y = linalg.matmul ins(%0, %w : tensor<?x6xf32>, tensor<6x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %z = linalg.matmul ins(%0, %w : tensor<?x6xf32>, tensor<6x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y, %z : tensor<?x2xf32>, tensor<?x2xf32>
}

// -----

// The rows of a convolution are its samples. Blocks of its weights run along
// the longest dimension that is summed over; the others lie within a block.

// CHECK-LABEL: func.func @conv(
// ROW-LABEL: func.func @conv(
// ROW: quantx.choose_params %{{.+}}, <ui8, axes = [0]> : tensor<?x8x5x5xf16>
// WEIGHT-LABEL: func.func @conv(
// WEIGHT: quantx.dequantize %{{.+}}, <i4<-7:7>, axes = [0, 1], block_sizes = [1, 4], scale = {{.*}} : tensor<3x2xf32>>
func.func @conv(%x: tensor<?x8x5x5xf16>, %init: tensor<?x3x3x3xf16>) -> tensor<?x3x3x3xf16> {
  %w = arith.constant dense<1.0> : tensor<3x8x3x3xf16>
  %y = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<?x8x5x5xf16>, tensor<3x8x3x3xf16>) outs(%init : tensor<?x3x3x3xf16>) -> tensor<?x3x3x3xf16>
  return %y : tensor<?x3x3x3xf16>
}

// -----

// What another tool has quantized stays as it is.

// CHECK-LABEL: func.func @quantized(
// CHECK-NOT: choose_params
// CHECK: return
func.func @quantized(%q: tensor<2x4xi8>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %x = quantx.dequantize %q, <i8, scale = <0.5 : f32>, zero_point = <1 : i8>> : tensor<2x4xi8> to tensor<2x4xf32>
  %w = arith.constant dense<1.0> : tensor<4x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// MISSED: [Missed] LeftFloat {{.*}}Function=two | {{.*}}"'scores' is a product of tensors of which not exactly one is constant"
// CHECK-LABEL: func.func @two(
// CHECK-NOT: quantx
func.func @two(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %y = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("scores")
  return %y : tensor<2x2xf32>
}

// -----

// MISSED: [Missed] LeftFloat {{.*}}"'outer' is a scale and an offset, no sum of several products"
// CHECK-LABEL: func.func @outer(
// CHECK-NOT: quantx
func.func @outer(%x: tensor<2x1xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<1x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x1xf32>, tensor<1x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("outer")
  return %y : tensor<2x2xf32>
}

// -----

// MISSED: [Missed] LeftFloat {{.*}}"'y' has a weight, 'w', that holds a number that is NaN or infinite"
// CHECK-LABEL: func.func @infinite(
// CHECK-NOT: quantx
func.func @infinite(%x: tensor<2x2xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<0x7F800000> : tensor<2x2xf32> loc("w")
  %y = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}
