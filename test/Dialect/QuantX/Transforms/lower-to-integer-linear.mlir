// Signed linear functions, quotients and 16-bit functions; their numbers are
// those of test/Execution/LowerToInteger/linear.test.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#o = #quantx.params<i8, scale = <1.0 : f32>, zero_point = <4 : i8>>

// 2 - (x + y): one rounding of -2^30 * (q1 + 3) - 2^30 * (q2 + 3) + 2 * 2^31.
// CHECK-LABEL: @two_less_sum
func.func @two_less_sum(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK-DAG: %[[M:.*]] = arith.constant 1073741824 : i64
  // CHECK-DAG: %[[N:.*]] = arith.constant -1073741824 : i64
  // CHECK-DAG: %[[C:.*]] = arith.constant 4294967296 : i64
  // CHECK: %[[X:.*]] = arith.muli %{{.*}}, %[[N]] : i64
  // CHECK: %[[Y:.*]] = arith.muli %{{.*}}, %[[M]] : i64
  // CHECK: %[[S:.*]] = arith.subi %[[X]], %[[Y]] : i64
  // CHECK: arith.addi %[[S]], %[[C]] : i64
  // CHECK: arith.shrsi
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #p : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %two = arith.constant 2.0 : f32
  %z = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%i: f32, %j: f32, %o: f32):
    %s = arith.addf %i, %j : f32
    %d = arith.subf %two, %s : f32
    linalg.yield %d : f32
  } -> tensor<4xf32>
  %r = quantx.quantize %z, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// 1 / 0.5 steps: M = 2^30, shift = 29.
// CHECK-LABEL: @quotient
func.func @quotient(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK-DAG: %[[M:.*]] = arith.constant 1073741824 : i64
  // CHECK-DAG: %[[SHIFT:.*]] = arith.constant 29 : i64
  // CHECK: %[[N:.*]] = arith.muli %{{.*}}, %[[M]]
  // CHECK: %[[D:.*]] = arith.shli %{{.*}}, %[[SHIFT]]
  // CHECK: arith.divui %[[N]], %[[D]]
  // CHECK-NOT: f32
  // CHECK: return
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #p : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %z = linalg.div ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = quantx.quantize %z, #p : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

#w = #quantx.params<i16, scale = <0.0001 : f32>, zero_point = <0 : i16>>
#unit = #quantx.params<i16, scale = <3.0517578125e-05 : f32>, zero_point = <0 : i16>>
#byte = #quantx.params<i8, scale = <7.8125e-03 : f32>, zero_point = <5 : i8>>

// CHECK-LABEL: @words
// CHECK-SAME: %[[Q:.*]]: tensor<4xi16>
func.func @words(%q: tensor<4xi16>) -> (tensor<4xi16>, tensor<4xi8>, tensor<4xi16>, tensor<4xi16>) {
  // CHECK: quantx.lookup %[[Q]], {{.*}} : tensor<513xi16> {{.*}}: tensor<4xi16> to tensor<4xi16>
  // CHECK: %[[FINE:.*]] = quantx.lookup %[[Q]], {{.*}} : tensor<513xi16> {{.*}}: tensor<4xi16> to tensor<4xi16>
  // CHECK: quantx.requantize %[[FINE]] zero_point 1280, <multiplier = 1073741824, shift = 38>
  // CHECK: quantx.lookup %[[Q]], {{.*}} : tensor<65536xi16> {{.*}}: tensor<4xi16> to tensor<4xi16>
  // CHECK-NOT: quantx.lookup
  // CHECK: arith.muli
  %x = quantx.dequantize %q, #w : tensor<4xi16> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.tanh ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r0 = quantx.quantize %0, #unit : tensor<4xf32> to tensor<4xi16>
  %r1 = quantx.quantize %0, #byte : tensor<4xf32> to tensor<4xi8>
  %1 = linalg.floor ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r2 = quantx.quantize %1, #w : tensor<4xf32> to tensor<4xi16>
  %2 = linalg.negf ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r3 = quantx.quantize %2, #w : tensor<4xf32> to tensor<4xi16>
  return %r0, %r1, %r2, %r3 : tensor<4xi16>, tensor<4xi8>, tensor<4xi16>, tensor<4xi16>
}
