// RUN: quant-opt %s --quantx-insert-qdq --remarks-filter-missed=quantx-insert-qdq \
// RUN:   --split-input-file -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=Missed
// RUN: quant-opt %s --quantx-insert-qdq --split-input-file | FileCheck %s --check-prefix=IR --implicit-check-not=quantx
// RUN: quant-opt %s --quantx-insert-qdq="activation=ui8 activation-symmetric" --remarks-filter=quantx-insert-qdq \
// RUN:   --split-input-file -o /dev/null 2>&1 | FileCheck %s --check-prefix=SYM

// Every value that stays in float says why. All of these functions stay in
// float altogether, unless stated.

// CHECK: [Missed] LeftFloat {{.*}}Function=no_range | {{.*}}"'x' has no range; quantx-annotate-ranges adds those that a calibration found"
// CHECK: [Missed] LeftFloat {{.*}}Function=no_range | {{.*}}"'y' has no range;
// IR-LABEL: func.func @no_range
func.func @no_range(%x: tensor<4xf32> loc("x")) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("y")
  return %y : tensor<4xf32>
}

// -----

// A range between ops without an integer form is dropped.

// CHECK: [Missed] LeftFloat {{.*}}"'x' is read by no op that has an integer form"
// CHECK: [Missed] LeftFloat {{.*}}"'y' is computed by an op that does not implement QuantizationFlowOpInterface, and read by no op that has an integer form"
// CHECK: [Missed] LeftFloat {{.*}}"'z' moves values that stay in float"
// CHECK: [Missed] UnusedRange {{.*}}"'y' has a range, but no op that gives or reads it has an integer form"
// IR-LABEL: func.func @opaque
func.func @opaque(%x: tensor<4xf32> loc("x")) -> tensor<2x2xf32> {
  %y = arith.addf %x, %x : tensor<4xf32> loc("y")
  %0 = quantx.range %y, <min = 0.0, max = 1.0> : tensor<4xf32>
  %z = tensor.expand_shape %0 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32> loc("z")
  return %z : tensor<2x2xf32>
}

// -----

// CHECK: [Missed] LeftFloat {{.*}}"'x' is not a ranked tensor of f32, f16 or bf16"
// CHECK: [Missed] LeftFloat {{.*}}"'y' is not a ranked tensor of f32, f16 or bf16"
// IR-LABEL: func.func @types
func.func @types(%x: tensor<4xf64> loc("x")) -> tensor<4xf64> {
  %e = tensor.empty() : tensor<4xf64>
  %y = linalg.exp ins(%x : tensor<4xf64>) outs(%e : tensor<4xf64>) -> tensor<4xf64> loc("y")
  return %y : tensor<4xf64>
}

// -----

// The accumulator of this sum starts from a computed tensor, which no bias can
// hold; its weight stays in float with it.

// CHECK: [Missed] LeftFloat {{.*}}"'x' is read by no op that has an integer form"
// CHECK: [Missed] LeftFloat {{.*}}"'init' is read by no op that has an integer form"
// CHECK: [Missed] LeftFloat {{.*}}"'y' is computed by an op that accumulates onto a tensor that is not constant, and read by no op that has an integer form"
// CHECK: [Missed] UnusedRange
// IR-LABEL: func.func @accumulate
func.func @accumulate(%x: tensor<2x2xf32> loc("x"), %init: tensor<2x2xf32> loc("init")) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %y = linalg.matmul ins(%0, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  return %y : tensor<2x2xf32>
}

// -----

// Nothing is gained by quantizing a weight whose data stays in float.

// CHECK: [Missed] LeftFloat {{.*}}"'x' has no range;
// IR-LABEL: func.func @float_data
// IR: quantx.quantize
// IR: quantx.dequantize
func.func @float_data(%x: tensor<2x2xf32> loc("x")) -> tensor<2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  %0 = quantx.range %y, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// Weights with numbers that no scale can hold, and weights that are made by
// other ops, which have one scale.

// CHECK: [Missed] LeftFloat {{.*}}"'bad' is a constant that holds NaN or infinity, or whose data is not loaded"
// CHECK: [Missed] PerTensorWeight {{.*}}"'moved' is a weight that other ops make of constants, so its scale is per tensor; fold them to have one per channel"
// IR-LABEL: func.func @weights
// IR: quantx.quantize %arg0
// IR: quantx.dequantize
// IR: quantx.quantize %{{.+}}, <i8<-127:127>, scale = <0.0314960629 : f32>
// IR: quantx.dequantize
// IR: quantx.quantize
// IR: quantx.dequantize
// IR: quantx.quantize
// IR: quantx.dequantize
func.func @weights(%x: tensor<2x2xf32> loc("x")) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %bad = arith.constant dense<[[1.0, 2.0], [0x7FC00000, 4.0]]> : tensor<2x2xf32> loc("bad")
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %moved = linalg.transpose ins(%w : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0] loc("moved")
  %y = linalg.matmul ins(%0, %bad : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = quantx.range %y, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %z = linalg.matmul ins(%1, %moved : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %z, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// -----

// Ranges at the ends of what a scale can be: values far below 2^-126 get that,
// with a remark; a range that unsigned symmetric storage cannot hold is left
// float there.

// CHECK: [Missed] ScaleRaised {{.*}}"'tiny' has a range so small that its scale is 2^-126, the smallest one"
// SYM: LeftFloat {{.*}}"'negative' has the range [-1.00, 1.00], which
// IR-LABEL: func.func @extremes
// IR: quantx.quantize %arg0, <i8, scale = <1.17549435E-38 : f32>, zero_point = <-128 : i8>>
// IR: quantx.dequantize
// IR: quantx.quantize %arg1
// IR: quantx.dequantize
// IR: quantx.quantize
// IR: quantx.dequantize
func.func @extremes(%x: tensor<4xf32> loc("tiny"), %y: tensor<4xf32> loc("negative")) -> tensor<4xf32> {
  %0 = quantx.range %x, <min = 0.0, max = 1.0e-40> : tensor<4xf32>
  %1 = quantx.range %y, <min = -1.0, max = 1.0> : tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %z = linalg.add ins(%0, %1 : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %2 = quantx.range %z, <min = 0.0, max = 1.0> : tensor<4xf32>
  return %2 : tensor<4xf32>
}
