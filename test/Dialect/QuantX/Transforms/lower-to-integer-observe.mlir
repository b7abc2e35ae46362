// With observe-errors the float ops of each layer stay beside its integers, on
// what the integers before them stand for, and the difference in steps, inside
// the storage range, is observed.
// RUN: quant-opt %s --quantx-lower-to-integer=observe-errors | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-28 : i8>>
#o = #quantx.params<i8, scale = <2.0 : f32>, zero_point = <0 : i8>>

// CHECK-LABEL: @two_layers
// CHECK-SAME: %[[Q:.*]]: tensor<4xi8>
func.func @two_layers(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: %[[X:.*]] = quantx.dequantize %[[Q]]
  // CHECK: %[[Y:.*]] = linalg.exp ins(%[[X]]
  // CHECK: %[[L:.*]] = quantx.lookup %[[Q]]
  // CHECK: %[[D:.*]] = quantx.dequantize %[[L]]
  // CHECK: %[[E:.*]] = linalg.generic {{.*}} ins(%[[Y]], %[[D]] :
  // CHECK-NEXT: ^bb0(%[[REAL:.*]]: f32, %[[INTEGER:.*]]: f32, %{{.*}}: f32):
  // CHECK: %[[R:.*]] = arith.maximumf %[[REAL]], %{{.*}}
  // CHECK: %[[I:.*]] = arith.minimumf %[[R]], %{{.*}}
  // CHECK: %[[G:.*]] = arith.subf %[[INTEGER]], %[[I]]
  // CHECK: %[[S:.*]] = arith.divf %[[G]], %{{.*}}
  // CHECK: linalg.yield %[[S]]
  // CHECK: quantx.observe "exponential" %[[E]]
  // CHECK: %[[Z:.*]] = linalg.tanh
  // CHECK: %[[T:.*]] = quantx.lookup %[[L]]
  // CHECK: quantx.observe "tangent"
  // CHECK: return %[[T]]
  %x = quantx.dequantize %q, #p : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("exponential")
  %r = quantx.quantize %y, #o : tensor<4xf32> to tensor<4xi8>
  %s = quantx.dequantize %r, #o : tensor<4xi8> to tensor<4xf32>
  %z = linalg.tanh ins(%s : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("tangent")
  %t = quantx.quantize %z, #p : tensor<4xf32> to tensor<4xi8>
  return %t : tensor<4xi8>
}
