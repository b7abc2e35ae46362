// RUN: quant-opt %s --quantx-insert-qdq=keep-float-constants | FileCheck %s
// RUN: quant-opt %s --quantx-insert-qdq=keep-float-constants --canonicalize | FileCheck %s --check-prefix=FOLD

// The float weight stays, for quantx-correct-bias to compare with; folding is
// what happens at once without the option.

// CHECK-LABEL: func.func @main(
// CHECK: %[[W:.+]] = arith.constant dense<{{.*}}> : tensor<2x2xf32>
// CHECK: %[[Q:.+]] = quantx.quantize %[[W]]
// CHECK: %[[V:.+]] = quantx.dequantize %[[Q]]
// CHECK: linalg.matmul ins(%{{.+}}, %[[V]] :
// FOLD-LABEL: func.func @main(
// FOLD-NOT: quantx.quantize %cst
// FOLD: arith.constant dense<{{.*}}> : tensor<2x2xi8>
func.func @main(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %r = quantx.range %x, <min = -1.0, max = 1.0> : tensor<4x2xf32>
  %w = arith.constant dense<[[0.5, 1.0], [-1.0, 2.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4x2xf32>) -> tensor<4x2xf32>
  %y = linalg.matmul ins(%r, %w : tensor<4x2xf32>, tensor<2x2xf32>) outs(%i : tensor<4x2xf32>) -> tensor<4x2xf32>
  %s = quantx.range %y, <min = -1.0, max = 1.0> : tensor<4x2xf32>
  return %s : tensor<4x2xf32>
}
