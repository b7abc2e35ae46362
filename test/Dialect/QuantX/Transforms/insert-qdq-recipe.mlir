// What a recipe keeps in float, and that it stays there.
// RUN: quant-opt %s --quantx-insert-qdq=recipe=%S/Inputs/recipe.json --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-insert-qdq=recipe=%S/Inputs/recipe.json --quantx-fold-qdq --quantx-lower-to-integer --split-input-file | FileCheck %s --check-prefix=LOWERED
// RUN: quant-opt %s --quantx-insert-qdq=float=softmax,pointwise --split-input-file | FileCheck %s --check-prefix=OPTION
// RUN: quant-opt %s --quantx-insert-qdq=recipe=%S/Inputs/recipe.json --quantx-verify-integer-only=severity=remark --split-input-file -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=WHY

// RUN: quant-opt %s --quantx-insert-qdq="mode=dynamic recipe=%S/Inputs/recipe.json" --split-input-file | FileCheck %s --check-prefix=DYNAMIC

// WHY: remark: {{.*}}is computed in float by 'linalg.softmax', which is kept in float by rule 1 of {{.*}}recipe.json: as TensorRT does
// WHY: remark: {{.*}}'head/tanh' is computed in float by 'linalg.tanh', which is kept in float by rule 2 of {{.*}}recipe.json

// An island reads and writes 8-bit values.
// CHECK-LABEL: func.func @island(
// CHECK:       %[[X:.*]] = quantx.dequantize
// CHECK:       %[[Y:.*]] = linalg.softmax {quantx.float = "by rule 1 of {{.*}}recipe.json: as TensorRT does"} dimension(1) ins(%[[X]]
// CHECK:       quantx.quantize %[[Y]], <i8,
// LOWERED-LABEL: func.func @island(
// LOWERED:     %[[Y:.*]] = linalg.softmax
// LOWERED:     quantx.quantize %[[Y]], <i8,
// OPTION-LABEL: func.func @island(
// OPTION:      linalg.softmax {quantx.float = "by float=softmax"}
func.func @island(%x: tensor<2x4xf32>, %e: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  %1 = linalg.softmax dimension(1) ins(%0 : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// -----

// For the sake of an op that is kept in float nothing is quantized, but the op
// after it reads what it computes in 8 bits.
// CHECK-LABEL: func.func @float(
// CHECK-SAME:  %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK:       %[[Y:.*]] = linalg.tanh {quantx.float = "by rule 2 of {{.*}}"} ins(%[[X]]
// CHECK:       quantx.quantize %[[Y]], <i8,
// CHECK:       linalg.exp ins
// OPTION-LABEL: func.func @float(
// OPTION:      linalg.tanh {quantx.float = "by float=pointwise"}
// OPTION-NEXT: quantx.quantize
// OPTION:      linalg.exp {quantx.float = "by float=pointwise"}
func.func @float(%x: tensor<4xf32> loc("x"), %e: tensor<4xf32>) -> tensor<4xf32> {
  %0 = quantx.range %x, <min = -1.0, max = 1.0> : tensor<4xf32>
  %1 = linalg.tanh ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("head/tanh")
  %2 = quantx.range %1, <min = -1.0, max = 1.0> : tensor<4xf32>
  %3 = tensor.expand_shape %2 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %4 = tensor.collapse_shape %3 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %5 = linalg.exp ins(%4 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("other")
  %6 = quantx.range %5, <min = 0.0, max = 3.0> : tensor<4xf32>
  return %6 : tensor<4xf32>
}

// -----

// The last rule that matches counts.
// CHECK-LABEL: func.func @exact(
// CHECK:       quantx.quantize %{{.*}}, <i16,
// CHECK:       quantx.normalize %{{.*}} dims [0] epsilon 0.000000e+00 : tensor<4xf32>
// CHECK-NEXT:  quantx.quantize
func.func @exact(%x: tensor<4xf32> loc("x")) -> tensor<4xf32> {
  %0 = quantx.range %x, <min = -1.0, max = 1.0> : tensor<4xf32>
  %1 = quantx.normalize %0 dims [0] epsilon 0.0 : tensor<4xf32> loc("head/exact")
  %2 = quantx.range %1, <min = -2.0, max = 2.0> : tensor<4xf32>
  return %2 : tensor<4xf32>
}

// -----

// The modes without ranges heed recipes as well.
// DYNAMIC-LABEL: func.func @modes(
// DYNAMIC:       %[[X:.*]] = quantx.dynamic_dequantize
// DYNAMIC:       linalg.matmul ins(%[[X]],
// DYNAMIC:       linalg.matmul {quantx.float = "by rule 2 of {{.*}}recipe.json"} ins(%{{[a-z0-9]+}}, %{{[a-z0-9_]+}} : tensor<2x2xf32>, tensor<2x2xf32>)
func.func @modes(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32> loc("body")
  %1 = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32> loc("head/matmul")
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}
