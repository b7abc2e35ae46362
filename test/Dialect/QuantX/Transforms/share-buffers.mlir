// RUN: quant-opt %s --quantx-share-buffers --allow-unregistered-dialect --split-input-file | FileCheck %s

// Offsets are constants times the batch. The third buffer takes the place of
// the first, which is free by then; the result stays apart.
// CHECK-LABEL: @batch
// CHECK-SAME: %[[X:.*]]: memref<?x4xf32>
func.func @batch(%x: memref<?x4xf32>) -> memref<?xf32> {
  // CHECK: %[[N:.*]] = memref.dim
  // CHECK: %[[SIZE:.*]] = arith.constant 320 : index
  // CHECK: %[[TOTAL:.*]] = arith.muli %[[N]], %[[SIZE]]
  // CHECK: %[[ARENA:.*]] = memref.alloc(%[[TOTAL]]) {alignment = 64 : i64} : memref<?xi8>
  // CHECK: %[[AT0:.*]] = arith.constant 0 : index
  // CHECK: %[[O0:.*]] = arith.muli %[[N]], %[[AT0]]
  // CHECK: %[[P0:.*]] = arith.addi %{{.*}}, %[[O0]]
  // CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[P0]]][%[[N]]] : memref<?xi8> to memref<?x64xf32>
  // CHECK: %[[AT1:.*]] = arith.constant 256 : index
  // CHECK: %[[O1:.*]] = arith.muli %[[N]], %[[AT1]]
  // CHECK: %[[P1:.*]] = arith.addi %{{.*}}, %[[O1]]
  // CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[P1]]][%{{.*}}] : memref<?xi8> to memref<?xi8>
  // CHECK: "use"(%[[A]], %[[B]])
  // CHECK: %[[AT2:.*]] = arith.constant 0 : index
  // CHECK: %[[O2:.*]] = arith.muli %[[N]], %[[AT2]]
  // CHECK: %[[P2:.*]] = arith.addi %{{.*}}, %[[O2]]
  // CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[P2]]][%[[N]]] : memref<?xi8> to memref<?x8xf32>
  // CHECK: "use"(%[[B]], %[[C]])
  // CHECK: %[[R:.*]] = memref.alloc(%[[N]]) : memref<?xf32>
  // CHECK-NEXT: memref.dealloc %[[ARENA]]
  // CHECK-NEXT: return %[[R]]
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?x4xf32>
  %c20 = arith.constant 20 : index
  %n20 = arith.muli %n, %c20 : index
  %a = memref.alloc(%n) {alignment = 64 : i64} : memref<?x64xf32>
  %b = memref.alloc(%n20) {alignment = 64 : i64} : memref<?xi8>
  "use"(%a, %b) : (memref<?x64xf32>, memref<?xi8>) -> ()
  memref.dealloc %a : memref<?x64xf32>
  %c = memref.alloc(%n) {alignment = 64 : i64} : memref<?x8xf32>
  "use"(%b, %c) : (memref<?xi8>, memref<?x8xf32>) -> ()
  memref.dealloc %b : memref<?xi8>
  memref.dealloc %c : memref<?x8xf32>
  %r = memref.alloc(%n) : memref<?xf32>
  return %r : memref<?xf32>
}

// -----

// Buffers of static size lie before those that depend on a value.
// CHECK-LABEL: @static
func.func @static(%n: index) {
  // CHECK: memref.alloc(%{{.*}}) {alignment = 64 : i64} : memref<?xi8>
  // CHECK: memref.view {{.*}} to memref<3xi8>
  // CHECK: memref.view {{.*}} to memref<?xi32>
  // CHECK-NOT: memref.alloc
  %a = memref.alloc() : memref<3xi8>
  %b = memref.alloc(%n) : memref<?xi32>
  "use"(%a, %b) : (memref<3xi8>, memref<?xi32>) -> ()
  memref.dealloc %a : memref<3xi8>
  memref.dealloc %b : memref<?xi32>
  return
}

// -----

// What cannot be placed is left: a size with two dynamic extents, one that is
// not known at the start, stronger alignment, a buffer of a loop.
// CHECK-LABEL: @apart
func.func @apart(%m: index, %n: index) {
  // CHECK-COUNT-2: memref.view
  // CHECK: memref.alloc(%{{.*}}, %{{.*}}) : memref<?x?xi8>
  // CHECK: memref.alloc(%{{.*}}) : memref<?xi8>
  // CHECK: memref.alloc() {alignment = 128 : i64} : memref<3xi8>
  // CHECK: scf.for
  // CHECK: memref.alloc() : memref<7xi8>
  %a = memref.alloc() : memref<3xi8>
  %b = memref.alloc() : memref<5xi8>
  %c = memref.alloc(%m, %n) : memref<?x?xi8>
  %k = "size"() : () -> index
  %d = memref.alloc(%k) : memref<?xi8>
  %e = memref.alloc() {alignment = 128 : i64} : memref<3xi8>
  scf.for %i = %m to %n step %m {
    %f = memref.alloc() : memref<7xi8>
    "use"(%f) : (memref<7xi8>) -> ()
    memref.dealloc %f : memref<7xi8>
  }
  "use"(%a, %b, %c, %d, %e) : (memref<3xi8>, memref<5xi8>, memref<?x?xi8>, memref<?xi8>, memref<3xi8>) -> ()
  memref.dealloc %a : memref<3xi8>
  memref.dealloc %b : memref<5xi8>
  memref.dealloc %c : memref<?x?xi8>
  memref.dealloc %d : memref<?xi8>
  memref.dealloc %e : memref<3xi8>
  return
}
