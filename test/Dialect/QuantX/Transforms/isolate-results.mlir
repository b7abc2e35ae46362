// RUN: quant-opt --quantx-isolate-results %s | FileCheck %s

// CHECK-LABEL: @same_value
func.func @same_value() -> (memref<4xf32>, memref<4xf32>) {
  // CHECK: %[[A:.*]] = memref.alloc
  // CHECK: %[[B:.*]] = bufferization.clone %[[A]]
  // CHECK: return %[[A]], %[[B]]
  %a = memref.alloc() : memref<4xf32>
  return %a, %a : memref<4xf32>, memref<4xf32>
}

// CHECK-LABEL: @views_of_one_buffer
func.func @views_of_one_buffer() -> (memref<4xf32>, index, memref<2x2xf32>) {
  // CHECK: %[[V:.*]] = memref.expand_shape
  // CHECK: %[[B:.*]] = bufferization.clone %[[V]]
  // CHECK: return %{{.*}}, %{{.*}}, %[[B]]
  %c0 = arith.constant 0 : index
  %a = memref.alloc() : memref<4xf32>
  %v = memref.expand_shape %a [[0, 1]] output_shape [2, 2] : memref<4xf32> into memref<2x2xf32>
  return %a, %c0, %v : memref<4xf32>, index, memref<2x2xf32>
}

// What cannot be told apart is cloned.
// CHECK-LABEL: @perhaps_the_same
func.func @perhaps_the_same(%which: i1) -> (memref<4xf32>, memref<4xf32>) {
  // CHECK: %[[S:.*]] = arith.select
  // CHECK: %[[B:.*]] = bufferization.clone %[[S]]
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  %s = arith.select %which, %a, %b : memref<4xf32>
  return %a, %s : memref<4xf32>, memref<4xf32>
}

// CHECK-LABEL: @distinct
func.func @distinct() -> (memref<4xf32>, memref<4xf32>) {
  // CHECK-NOT: bufferization.clone
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  return %a, %b : memref<4xf32>, memref<4xf32>
}

// CHECK-LABEL: @private
func.func private @private() -> (memref<4xf32>, memref<4xf32>) {
  // CHECK-NOT: bufferization.clone
  %a = memref.alloc() : memref<4xf32>
  return %a, %a : memref<4xf32>, memref<4xf32>
}
