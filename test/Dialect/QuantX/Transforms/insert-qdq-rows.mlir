// A normalization, its factor and its offset are quantized as one.
// RUN: quant-opt %s --quantx-insert-qdq --split-input-file | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// CHECK-LABEL: @layer_norm
func.func @layer_norm(%x: tensor<2x4xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %gamma = arith.constant dense<[1.0, -0.5, 2.0, 0.25]> : tensor<4xf32>
  %beta = arith.constant dense<[1.0, 0.0, -1.0, 3.0]> : tensor<4xf32>
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  // CHECK: %[[X:.*]] = quantx.dequantize
  // CHECK: %[[N:.*]] = quantx.normalize %[[X]]
  // CHECK-NEXT: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[N]],
  // CHECK: } -> tensor<2x4xf32>
  // CHECK-NEXT: quantx.quantize %[[Y]]
  %n = quantx.normalize %0 dims [1] epsilon 1.0e-05 : tensor<2x4xf32>
  %1 = quantx.range %n, <min = -2.0, max = 2.0> : tensor<2x4xf32>
  %y = linalg.generic {indexing_maps = [#id, #last, #last, #id], iterator_types = ["parallel", "parallel"]}
    ins(%1, %gamma, %beta : tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%a: f32, %g: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %g : f32
    %s = arith.addf %m, %b : f32
    linalg.yield %s : f32
  } -> tensor<2x4xf32>
  %2 = quantx.range %y, <min = -4.0, max = 4.0> : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// -----

// Across rows, in two ops, with a negative factor behind.
// CHECK-LABEL: @rms_norm
func.func @rms_norm(%x: tensor<2x4xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %gamma = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
  %beta = arith.constant dense<0.5> : tensor<2x4xf32>
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  // CHECK: quantx.normalize
  // CHECK-NEXT: linalg.mul
  // CHECK-NEXT: linalg.sub
  // CHECK-NEXT: linalg.negf
  // CHECK-NEXT: quantx.quantize
  %n = quantx.normalize %0 uncentered dims [1] epsilon 1.0e-05 : tensor<2x4xf32>
  %m = linalg.mul ins(%n, %gamma : tensor<2x4xf32>, tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %s = linalg.sub ins(%m, %beta : tensor<2x4xf32>, tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %y = linalg.negf ins(%s : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = quantx.range %y, <min = -4.0, max = 4.0> : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// -----

// After a clamp the factor is an op of its own.
// CHECK-LABEL: @clamp_between
func.func @clamp_between(%x: tensor<2x4xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %gamma = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
  %zero = arith.constant dense<0.0> : tensor<2x4xf32>
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  // CHECK: quantx.normalize
  // CHECK-NEXT: linalg.max
  // CHECK-NEXT: quantx.quantize
  %n = quantx.normalize %0 dims [1] epsilon 1.0e-05 : tensor<2x4xf32>
  %c = linalg.max ins(%n, %zero : tensor<2x4xf32>, tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = quantx.range %c, <min = 0.0, max = 2.0> : tensor<2x4xf32>
  %m = linalg.mul ins(%1, %gamma : tensor<2x4xf32>, tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = quantx.range %m, <min = 0.0, max = 16.0> : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}
