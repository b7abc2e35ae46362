// Functions of rows: text, generic and bytecode forms round-trip.
// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK-LABEL: @normalize
// CHECK-SAME: %[[X:.*]]: tensor<?x4x8xf32>
func.func @normalize(%x: tensor<?x4x8xf32>) -> (tensor<?x4x8xf32>, tensor<?x4x8xf32>) {
  // CHECK: quantx.normalize %[[X]] dims [1, 2] epsilon 1.000000e-05 : tensor<?x4x8xf32>
  %0 = quantx.normalize %x dims [1, 2] epsilon 1.0e-05 : tensor<?x4x8xf32>
  // CHECK: quantx.normalize %[[X]] uncentered dims [2] epsilon 0.000000e+00 : tensor<?x4x8xf32>
  %1 = quantx.normalize %x uncentered dims [2] epsilon 0.0 : tensor<?x4x8xf32>
  return %0, %1 : tensor<?x4x8xf32>, tensor<?x4x8xf32>
}

// CHECK-LABEL: @half
func.func @half(%x: tensor<8xf16>) -> tensor<8xf16> {
  // CHECK: quantx.normalize %{{.*}} dims [0] epsilon 1.000000e-03 : tensor<8xf16>
  %0 = quantx.normalize %x dims [0] epsilon 1.0e-03 : tensor<8xf16>
  return %0 : tensor<8xf16>
}
