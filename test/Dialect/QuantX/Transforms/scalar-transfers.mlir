// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(quantx-scalar-transfers))" | FileCheck %s

// CHECK-LABEL: func @rank_zero
// CHECK-SAME: %[[M:.*]]: memref<4x8xf32, strided<[16, 2]>>, %[[I:.*]]: index
func.func @rank_zero(%m: memref<4x8xf32, strided<[16, 2]>>, %i: index) {
  %pad = arith.constant 0.0 : f32
  // CHECK: %[[E:.*]] = memref.load %[[M]][%[[I]], %[[I]]]
  // CHECK: %[[V:.*]] = vector.broadcast %[[E]] : f32 to vector<f32>
  %v = vector.transfer_read %m[%i, %i], %pad : memref<4x8xf32, strided<[16, 2]>>, vector<f32>
  // CHECK: %[[S:.*]] = vector.extract %[[V]][] : f32 from vector<f32>
  // CHECK: memref.store %[[S]], %[[M]][%[[I]], %[[I]]]
  vector.transfer_write %v, %m[%i, %i] : vector<f32>, memref<4x8xf32, strided<[16, 2]>>
  return
}

// CHECK-LABEL: func @repeated
// CHECK-SAME: %[[M:.*]]: memref<4x8xf32, strided<[16, 2]>>, %[[I:.*]]: index
func.func @repeated(%m: memref<4x8xf32, strided<[16, 2]>>, %i: index) -> vector<2x3xf32> {
  %pad = arith.constant 0.0 : f32
  // CHECK: %[[E:.*]] = memref.load %[[M]][%[[I]], %[[I]]]
  // CHECK: vector.broadcast %[[E]] : f32 to vector<2x3xf32>
  %v = vector.transfer_read %m[%i, %i], %pad {in_bounds = [true, true], permutation_map = affine_map<(d0, d1) -> (0, 0)>} : memref<4x8xf32, strided<[16, 2]>>, vector<2x3xf32>
  return %v : vector<2x3xf32>
}

// What is masked may not be there, and tensors have no loads.
// CHECK-LABEL: func @left
func.func @left(%m: memref<4x8xf32>, %t: tensor<4xf32>, %i: index, %mask: vector<3xi1>) -> (vector<3xf32>, vector<f32>) {
  %pad = arith.constant 0.0 : f32
  // CHECK: vector.transfer_read
  %v = vector.transfer_read %m[%i, %i], %pad, %mask {in_bounds = [true], permutation_map = affine_map<(d0, d1) -> (d1)>} : memref<4x8xf32>, vector<3xf32>
  // CHECK: vector.transfer_read
  %w = vector.transfer_read %t[%i], %pad : tensor<4xf32>, vector<f32>
  return %v, %w : vector<3xf32>, vector<f32>
}
