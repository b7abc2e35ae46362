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

// The mean, the mean of the squares, the root and the quotient. Rows need not be
// the last dimension, and their length may be dynamic.

// CHECK-DAG:   #[[ID:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG:   #[[ROW:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-LABEL: func.func @normalize
// CHECK-SAME:  %[[X:.*]]: tensor<?x?x8xf32>
// CHECK:       %[[LENGTH:.*]] = arith.sitofp
// CHECK:       %[[SUM:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ROW]]], iterator_types = ["parallel", "reduction", "parallel"]} ins(%[[X]]
// CHECK:       %[[MEAN:.*]] = linalg.generic {{.*}} ins(%[[SUM]]
// CHECK:       arith.divf %{{.*}}, %[[LENGTH]]
// CHECK:       %[[CENTERED:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ROW]], #[[ID]]]{{.*}} ins(%[[X]], %[[MEAN]]
// CHECK:       arith.subf
// CHECK:       %[[SQUARES:.*]] = linalg.generic {{.*}} ins(%[[CENTERED]]
// CHECK:       arith.mulf
// CHECK:       arith.divf
// CHECK:       math.sqrt
// CHECK:       %[[RESULT:.*]] = linalg.generic {{.*}} ins(%[[CENTERED]]
// CHECK:       arith.divf
// CHECK:       return %[[RESULT]]
func.func @normalize(%x: tensor<?x?x8xf32>) -> tensor<?x?x8xf32> {
  %0 = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<?x?x8xf32>
  return %0 : tensor<?x?x8xf32>
}

// -----

// CHECK-LABEL: func.func @root_mean_square
// CHECK-SAME:  %[[X:.*]]: tensor<4x8xf32>
// CHECK-NOT:   arith.subf
// CHECK:       linalg.generic {{.*}} ins(%[[X]] :
// CHECK:       math.sqrt
// CHECK:       linalg.generic {{.*}} ins(%[[X]],
// CHECK:       arith.divf
func.func @root_mean_square(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = quantx.normalize %x uncentered dims [1] epsilon 1.0e-05 : tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
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
