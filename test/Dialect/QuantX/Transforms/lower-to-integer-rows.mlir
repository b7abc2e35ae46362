// Functions of rows in integers: which ops there are, and on what shapes.
// test/Execution/LowerToInteger runs them.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file | FileCheck %s

#p = #quantx.params<i8, scale = <0.05 : f32>, zero_point = <-3 : i8>>
#half = #quantx.params<i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>

// A maximum, a table, a sum of 64 bits, one division per row.
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @softmax
// CHECK-SAME: %[[Q:.*]]: tensor<?x50xi8>
func.func @softmax(%q: tensor<?x50xi8>) -> tensor<?x50xi8> {
  // CHECK-DAG: %[[TABLE:.*]] = arith.constant dense<{{.*}}> : tensor<256xi32>
  // CHECK-DAG: %[[LEAST:.*]] = arith.constant -128 : i8
  // CHECK: %[[START:.*]] = linalg.fill ins(%[[LEAST]] : i8) outs(%{{.*}} : tensor<?xi8>)
  // CHECK: %[[MAX:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ROW]]], iterator_types = ["parallel", "reduction"]} ins(%[[Q]] : tensor<?x50xi8>) outs(%[[START]] : tensor<?xi8>)
  // CHECK: arith.maxsi
  // CHECK: %[[EXP:.*]] = linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[Q]], %[[MAX]] : tensor<?x50xi8>, tensor<?xi8>) outs(%{{.*}} : tensor<?x50xi32>)
  // CHECK: arith.subi
  // CHECK: arith.index_castui
  // CHECK: tensor.extract %[[TABLE]]
  // CHECK: %[[SUM:.*]] = linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[EXP]] : tensor<?x50xi32>) outs(%{{.*}} : tensor<?xi64>)
  // CHECK: arith.addi
  // CHECK: %[[RECIPROCAL:.*]] = linalg.generic {{.*}}["parallel"]} ins(%[[SUM]] : tensor<?xi64>) outs(%{{.*}} : tensor<?xi32>)
  // CHECK: math.ctlz
  // CHECK: arith.divui
  // CHECK: %[[SHIFT:.*]] = linalg.generic {{.*}}["parallel"]} ins(%[[SUM]] : tensor<?xi64>) outs(%{{.*}} : tensor<?xi32>)
  // CHECK: %[[R:.*]] = linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[EXP]], %[[RECIPROCAL]], %[[SHIFT]] : tensor<?x50xi32>, tensor<?xi32>, tensor<?xi32>) outs(%{{.*}} : tensor<?x50xi8>)
  // CHECK: return %[[R]]
  %c0 = arith.constant 0 : index
  %x = quantx.dequantize %q, #p : tensor<?x50xi8> to tensor<?x50xf32>
  %d = tensor.dim %x, %c0 : tensor<?x50xf32>
  %e = tensor.empty(%d) : tensor<?x50xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<?x50xf32>) outs(%e : tensor<?x50xf32>) -> tensor<?x50xf32>
  %r = quantx.quantize %y, #half : tensor<?x50xf32> to tensor<?x50xi8>
  return %r : tensor<?x50xi8>
}

// -----

#p = #quantx.params<ui16, scale = <0.05 : f32>, zero_point = <3 : ui16>>
#half = #quantx.params<i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>

// A product of two tables for 16 bits; rows need not be the last dimension, and
// unsigned values are compared as such.
// CHECK-LABEL: @wide_softmax
func.func @wide_softmax(%q: tensor<4x?xi16>) -> tensor<4x?xi8> {
  // CHECK: %[[MAX:.*]] = linalg.generic {{.*}}["reduction", "parallel"]} {{.*}} outs(%{{.*}} : tensor<?xi16>)
  // CHECK: arith.maxui
  // CHECK: linalg.generic {{.*}}["parallel", "parallel"]}
  // CHECK: arith.extui
  // CHECK: tensor.extract
  // CHECK: tensor.extract
  // CHECK: arith.muli
  %c1 = arith.constant 1 : index
  %x = quantx.dequantize %q, #p : tensor<4x?xi16> to tensor<4x?xf32>
  %d = tensor.dim %x, %c1 : tensor<4x?xf32>
  %e = tensor.empty(%d) : tensor<4x?xf32>
  %y = linalg.softmax dimension(0) ins(%x : tensor<4x?xf32>) outs(%e : tensor<4x?xf32>) -> tensor<4x?xf32>
  %r = quantx.quantize %y, #half : tensor<4x?xf32> to tensor<4x?xi8>
  return %r : tensor<4x?xi8>
}

// -----

#p = #quantx.params<i16, scale = <0.001 : f32>, zero_point = <-3 : i16>>
#out = #quantx.params<i8, scale = <0.04 : f32>, zero_point = <5 : i8>>
#id = affine_map<(i, j, k) -> (i, j, k)>
#last = affine_map<(i, j, k) -> (k)>

// Two sums and an inverse root per row; gamma and beta are multipliers and
// offsets of the one op that rounds.
// CHECK-LABEL: @layer_norm
// CHECK-SAME: %[[Q:.*]]: tensor<?x50x4xi16>
func.func @layer_norm(%q: tensor<?x50x4xi16>) -> tensor<?x50x4xi8> {
  // CHECK-DAG: %[[GAMMA:.*]] = arith.constant dense<[1677721638, -1342177330, 0, 838860819]> : tensor<4xi32>
  // CHECK-DAG: %[[BETA:.*]] = arith.constant dense<{{.*}}> : tensor<4xi64>
  // CHECK-DAG: %[[TABLE:.*]] = arith.constant dense<{{.*}}> : tensor<192xi32>
  // CHECK: %[[SQUARES:.*]] = linalg.generic {{.*}}["parallel", "parallel", "reduction"]} ins(%[[Q]] : tensor<?x50x4xi16>) outs(%{{.*}} : tensor<?x50xi64>)
  // CHECK: %[[SUM:.*]] = linalg.generic {{.*}}["parallel", "parallel", "reduction"]} ins(%[[Q]] : tensor<?x50x4xi16>) outs(%{{.*}} : tensor<?x50xi32>)
  // CHECK: %[[ROOT:.*]] = linalg.generic {{.*}} ins(%[[SQUARES]], %[[SUM]] : tensor<?x50xi64>, tensor<?x50xi32>) outs(%{{.*}} : tensor<?x50xi32>)
  // CHECK: math.ctlz
  // CHECK: tensor.extract %[[TABLE]]
  // CHECK: %[[SHIFT:.*]] = linalg.generic {{.*}} ins(%[[SQUARES]], %[[SUM]] : tensor<?x50xi64>, tensor<?x50xi32>) outs(%{{.*}} : tensor<?x50xi32>)
  // CHECK: %[[R:.*]] = linalg.generic {{.*}} ins(%[[Q]], %[[GAMMA]], %[[BETA]], %[[ROOT]], %[[SHIFT]], %[[SUM]] : {{.*}}) outs(%{{.*}} : tensor<?x50x4xi8>)
  // CHECK: return %[[R]]
  %gamma = arith.constant dense<[1.0, -0.8, 0.0, 0.5]> : tensor<4xf32>
  %beta = arith.constant dense<[0.5, 0.0, -1.0, 2.0]> : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %x = quantx.dequantize %q, #p : tensor<?x50x4xi16> to tensor<?x50x4xf32>
  %d = tensor.dim %x, %c0 : tensor<?x50x4xf32>
  %e = tensor.empty(%d) : tensor<?x50x4xf32>
  %n = quantx.normalize %x dims [2] epsilon 1.0e-05 : tensor<?x50x4xf32>
  %y = linalg.generic {indexing_maps = [#id, #last, #last, #id], iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%n, %gamma, %beta : tensor<?x50x4xf32>, tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<?x50x4xf32>) {
  ^bb0(%a: f32, %g: f32, %b: f32, %o: f32):
    %m = arith.mulf %a, %g : f32
    %s = arith.addf %m, %b : f32
    linalg.yield %s : f32
  } -> tensor<?x50x4xf32>
  %r = quantx.quantize %y, #out : tensor<?x50x4xf32> to tensor<?x50x4xi8>
  return %r : tensor<?x50x4xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.05 : f32>, zero_point = <-3 : i8>>
#out = #quantx.params<i8, scale = <0.04 : f32>, zero_point = <5 : i8>>

// No mean, so the zero point counts; squares of bytes fit 32 bits; without gamma
// the multiplier is in the body.
// CHECK-LABEL: @rms_norm
// CHECK-SAME: %[[Q:.*]]: tensor<7x96xi8>
func.func @rms_norm(%q: tensor<7x96xi8>) -> tensor<7x96xi8> {
  // CHECK: %[[Z:.*]] = arith.constant -3 : i32
  // CHECK: %[[SQUARES:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<7xi32>)
  // CHECK: arith.subi %{{.*}}, %[[Z]]
  // CHECK: %[[ROOT:.*]] = linalg.generic {{.*}} ins(%[[SQUARES]] : tensor<7xi32>)
  // CHECK: %[[SHIFT:.*]] = linalg.generic {{.*}} ins(%[[SQUARES]] : tensor<7xi32>)
  // CHECK: linalg.generic {{.*}} ins(%[[Q]], %[[ROOT]], %[[SHIFT]] : tensor<7x96xi8>, tensor<7xi32>, tensor<7xi32>) outs(%{{.*}} : tensor<7x96xi8>)
  %x = quantx.dequantize %q, #p : tensor<7x96xi8> to tensor<7x96xf32>
  %n = quantx.normalize %x uncentered dims [1] epsilon 1.0e-05 : tensor<7x96xf32>
  %r = quantx.quantize %n, #out : tensor<7x96xf32> to tensor<7x96xi8>
  return %r : tensor<7x96xi8>
}
