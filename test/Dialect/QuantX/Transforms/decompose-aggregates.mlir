// RUN: quant-opt %s --quantx-decompose-aggregates --split-input-file | FileCheck %s

// The maximum, the exponentials, their sum and the quotient, along the one
// dimension and with a dynamic batch.

// CHECK-LABEL: func.func @softmax
// CHECK-NOT:   linalg.softmax
// CHECK:       arith.maxnumf
// CHECK:       arith.subf
// CHECK-NEXT:  math.exp
// CHECK:       arith.addf
// CHECK:       %[[RESULT:.*]] = linalg.generic
// CHECK:       arith.divf
// CHECK:       return %[[RESULT]]
func.func @softmax(%x: tensor<?x4x8xf32>, %e: tensor<?x4x8xf32>) -> tensor<?x4x8xf32> {
  %s = linalg.softmax dimension(2) ins(%x : tensor<?x4x8xf32>) outs(%e : tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return %s : tensor<?x4x8xf32>
}

// -----

// Other ops stay as they are.

// CHECK-LABEL: func.func @matmul
// CHECK-NEXT:  linalg.matmul
// CHECK-NEXT:  return
func.func @matmul(%a: tensor<4x8xf32>, %b: tensor<8x2xf32>, %c: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x2xf32>) outs(%c : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}
