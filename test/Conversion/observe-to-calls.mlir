// RUN: quant-opt %s --convert-quantx-observe-to-calls | FileCheck %s
// The buffers survive bufferization without a copy of the observed value.
// RUN: quant-opt %s --convert-quantx-observe-to-calls --convert-elementwise-to-linalg --one-shot-bufferize="bufferize-function-boundaries" | FileCheck %s --check-prefix=BUFFERS

// CHECK: module attributes {quantx.observers = [
// CHECK-SAME: {axis = 1 : i64, channels = 4 : i64, name = "conv1", rows = 1 : i64},
// CHECK-SAME: {name = "relu1"}]}
module {
// CHECK: func.func private @quantx_observe_f32(i64, memref<*xf32>) attributes {llvm.emit_c_interface}

// CHECK-LABEL: @f32
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>
// BUFFERS-LABEL: @f32
// BUFFERS-NOT: memref.copy
func.func @f32(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // CHECK-DAG: %[[ID:.*]] = arith.constant 0 : i64
  // CHECK-DAG: %[[BUFFER:.*]] = bufferization.to_buffer %[[X]] read_only
  // CHECK-DAG: %[[ANY:.*]] = memref.cast %[[BUFFER]] : {{.*}} to memref<*xf32>
  // CHECK: call @quantx_observe_f32(%[[ID]], %[[ANY]])
  quantx.observe "conv1" %x axis 1 rows : tensor<?x4xf32>
  // CHECK: return %[[X]]
  return %x : tensor<?x4xf32>
}

// CHECK-LABEL: @f16
// CHECK-SAME: %[[X:.*]]: tensor<4xf16>
// BUFFERS-LABEL: @f16
func.func @f16(%x: tensor<4xf16>) {
  // CHECK: %[[WIDE:.*]] = arith.extf %[[X]] : tensor<4xf16> to tensor<4xf32>
  // CHECK: bufferization.to_buffer %[[WIDE]] read_only
  // CHECK-NOT: quantx.observe
  quantx.observe "relu1" %x : tensor<4xf16>
  return
}
}
