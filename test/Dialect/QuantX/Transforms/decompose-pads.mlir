// RUN: quant-opt %s --quantx-decompose-pads --split-input-file | FileCheck %s

// Borders with long rows are filled one by one, and before the source is made.
// CHECK-LABEL: @borders
// CHECK-SAME: %[[X:.*]]: tensor<?x4x6x8xi8>, %[[Z:.*]]: i8
func.func @borders(%x: tensor<?x4x6x8xi8>, %z: i8) -> tensor<?x5x8x8xi8> {
  // CHECK: %[[D:.*]] = bufferization.alloc_tensor(%{{.*}}) : tensor<?x5x8x8xi8>
  // CHECK: tensor.extract_slice %[[D]][0, 0, 0, 0] [%{{.*}}, 1, 8, 8]
  // CHECK: linalg.fill ins(%[[Z]]
  // CHECK: tensor.extract_slice %{{.*}}[0, 1, 0, 0] [%{{.*}}, 4, 2, 8]
  // CHECK: linalg.fill ins(%[[Z]]
  // CHECK: %[[B:.*]] = tensor.insert_slice
  // CHECK-NOT: linalg.fill
  // CHECK: %[[Y:.*]] = linalg.add
  // CHECK: %[[P:.*]] = tensor.insert_slice %[[Y]] into %[[B]][0, 1, 2, 0] [%{{.*}}, 4, 6, 8]
  // CHECK: return %[[P]]
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4x6x8xi8>
  %e = tensor.empty(%n) : tensor<?x4x6x8xi8>
  %y = linalg.add ins(%x, %x : tensor<?x4x6x8xi8>, tensor<?x4x6x8xi8>) outs(%e : tensor<?x4x6x8xi8>) -> tensor<?x4x6x8xi8>
  %p = tensor.pad %y low[0, 1, 2, 0] high[0, 0, 0, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %z : i8
  } : tensor<?x4x6x8xi8> to tensor<?x5x8x8xi8>
  return %p : tensor<?x5x8x8xi8>
}

// -----

// Borders of single elements: all is filled at once.
// CHECK-LABEL: @thin
func.func @thin(%x: tensor<4x4xi8>, %z: i8) -> tensor<4x5xi8> {
  // CHECK: linalg.fill {{.*}} : tensor<4x5xi8>
  // CHECK: tensor.insert_slice
  %p = tensor.pad %x low[0, 1] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %z : i8
  } : tensor<4x4xi8> to tensor<4x5xi8>
  return %p : tensor<4x5xi8>
}

// -----

// What is not a constant stays, as upstream bufferizes it.
// CHECK-LABEL: @index
func.func @index(%x: tensor<4xindex>) -> tensor<5xindex> {
  // CHECK: tensor.pad
  %p = tensor.pad %x low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<4xindex> to tensor<5xindex>
  return %p : tensor<5xindex>
}

// -----

// CHECK-LABEL: @concatenation
func.func @concatenation(%x: tensor<4x3xf32>, %y: tensor<4x3xf32>) -> tensor<8x3xf32> {
  // CHECK: tensor.insert_slice
  // CHECK-NOT: tensor.concat
  // CHECK: return
  %c = tensor.concat dim(0) %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<8x3xf32>
  return %c : tensor<8x3xf32>
}
