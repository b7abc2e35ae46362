// Scores that a mask is added to, or selected into, before a softmax: their
// range has room for the scores and for what softmax cannot tell from 0, not
// for the numbers of the mask, and they have 16 bits.
// RUN: quant-opt %s --quantx-insert-qdq --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-quantize-pipeline=verify=error --split-input-file -o /dev/null

// The lowest float: scores from -4 on, less 24, are [-28, 4] of 16 bits. The
// constant saturates where it takes the sum below that.
// CHECK-LABEL: func.func @added(
// CHECK:       %[[MASK:.*]] = arith.constant dense<{{\[\[}}0, -32768], [0, 0]]> : tensor<2x2xi16>
// CHECK:       quantx.dequantize %[[MASK]], <i16, scale = <9.76592{{.*}}E-4 : f32>, zero_point = <0 : i16>>
// CHECK:       linalg.add
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i16, scale = <8.5451{{.*}}E-4 : f32>, zero_point = <0 : i16>>
// CHECK:       linalg.softmax
func.func @added(%x: tensor<2x2xf32>, %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %mask = arith.constant dense<[[0.0, 0xFF7FFFFF], [0.0, 0.0]]> : tensor<2x2xf32>
  %1 = linalg.add ins(%0, %mask : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -3.4028235E+38, max = 4.0> : tensor<2x2xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %3 : tensor<2x2xf32>
}

// -----

// A mask that is computed keeps an exact 0 and is deep enough.
// CHECK-LABEL: func.func @computed(
// CHECK-SAME:  %{{[a-z0-9]+}}: tensor<2x2xf32>, %[[MASK:[a-z0-9]+]]: tensor<2x2xf32>
// CHECK:       quantx.quantize %[[MASK]], <i16, scale = <2.0000{{.*}} : f32>, zero_point = <0 : i16>>
// CHECK:       linalg.add
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i16, scale = <8.5451{{.*}}E-4 : f32>
func.func @computed(%x: tensor<2x2xf32>, %m: tensor<2x2xf32>, %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %mask = quantx.range %m, <min = -3.4028235E+38, max = 0.0> : tensor<2x2xf32>
  %1 = linalg.add ins(%0, %mask : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -3.4028235E+38, max = 4.0> : tensor<2x2xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %3 : tensor<2x2xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// A select puts -10^9 where the mask says so.
// CHECK-LABEL: func.func @selected(
// CHECK:       linalg.generic
// CHECK:       quantx.quantize %{{.*}}, <i16, scale = <8.5451{{.*}}E-4 : f32>
// CHECK:       linalg.softmax
func.func @selected(%x: tensor<2x2xf32>, %c: tensor<2x2xi1>, %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %deep = arith.constant -1.0e+9 : f32
  %1 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %0 : tensor<2x2xi1>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%b: i1, %in: f32, %out: f32):
    %s = arith.select %b, %deep, %in : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32>
  %2 = linalg.softmax dimension(1) ins(%1 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// -----

// A bias by position is no mask: all of it counts.
// CHECK-LABEL: func.func @position(
// CHECK-NOT:   i16
// CHECK:       linalg.add
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i8, scale = <0.0588{{.*}} : f32>
func.func @position(%x: tensor<2x2xf32>, %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %bias = arith.constant dense<[[0.0, -7.0], [1.0, 0.0]]> : tensor<2x2xf32>
  %1 = linalg.add ins(%0, %bias : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -10.0, max = 5.0> : tensor<2x2xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %3 : tensor<2x2xf32>
}

// -----

// Nor is a mask that other ops read as well.
// CHECK-LABEL: func.func @shared(
// CHECK:       linalg.add
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i8,
func.func @shared(%x: tensor<2x2xf32>, %e: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %mask = arith.constant dense<[[0.0, -1000.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %1 = linalg.add ins(%0, %mask : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -1004.0, max = 4.0> : tensor<2x2xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %2, %3 : tensor<2x2xf32>, tensor<2x2xf32>
}

// -----

// Calibration does not count -inf, so the sum may look as if there was no mask.
// CHECK-LABEL: func.func @infinite(
// CHECK:       arith.constant dense<{{\[\[}}0, -32768], [0, 0]]> : tensor<2x2xi16>
// CHECK:       linalg.add
// CHECK-NEXT:  quantx.quantize %{{.*}}, <i16, scale = <8.5451{{.*}}E-4 : f32>
func.func @infinite(%x: tensor<2x2xf32>, %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %mask = arith.constant dense<[[0.0, 0xFF800000], [0.0, 0.0]]> : tensor<2x2xf32>
  %1 = linalg.add ins(%0, %mask : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -4.0, max = 4.0> : tensor<2x2xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %3 : tensor<2x2xf32>
}
