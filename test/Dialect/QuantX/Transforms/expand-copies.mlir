// RUN: quant-opt %s --quantx-expand-copies | FileCheck %s

// CHECK-LABEL: @rows
// CHECK-SAME: %[[A:.*]]: memref<?x4x6x8xi8>, %[[B:.*]]: memref
func.func @rows(%a: memref<?x4x6x8xi8>, %b: memref<?x4x6x8xi8, strided<[512, 80, 8, 1], offset: 3>>) {
  // CHECK: scf.for %[[I:.*]] =
  // CHECK: scf.for %[[J:.*]] =
  // CHECK: %[[RA:.*]] = memref.subview %[[A]][%[[I]], %[[J]], 0, 0] [1, 1, 6, 8]
  // CHECK: %[[RB:.*]] = memref.subview %[[B]][%[[I]], %[[J]], 0, 0] [1, 1, 6, 8]
  // CHECK: memref.copy %[[RA]], %[[RB]] : memref<6x8xi8, {{.*}}> to memref<6x8xi8, {{.*}}>
  memref.copy %a, %b : memref<?x4x6x8xi8> to memref<?x4x6x8xi8, strided<[512, 80, 8, 1], offset: 3>>
  return
}

// CHECK-LABEL: @elements
func.func @elements(%a: memref<4x6xi8, strided<[12, 2]>>, %b: memref<4x6xi8>, %c: memref<4x?xi8>,
                    %d: memref<4x?xi8, strided<[?, 1]>>) {
  // CHECK: %[[V:.*]] = memref.load
  // CHECK: memref.store %[[V]]
  // CHECK: %[[W:.*]] = memref.load
  // CHECK: memref.store %[[W]]
  // CHECK-NOT: memref.copy
  memref.copy %a, %b : memref<4x6xi8, strided<[12, 2]>> to memref<4x6xi8>
  memref.copy %c, %d : memref<4x?xi8> to memref<4x?xi8, strided<[?, 1]>>
  return
}

// CHECK-LABEL: @whole
func.func @whole(%a: memref<?x6xi8>, %b: memref<?x6xi8>, %c: memref<4x6xi8, strided<[6, 1], offset: 12>>,
                 %d: memref<4x6xi8>) {
  // CHECK-NEXT: memref.copy
  // CHECK-NEXT: memref.copy
  // CHECK-NEXT: return
  memref.copy %a, %b : memref<?x6xi8> to memref<?x6xi8>
  memref.copy %c, %d : memref<4x6xi8, strided<[6, 1], offset: 12>> to memref<4x6xi8>
  return
}
