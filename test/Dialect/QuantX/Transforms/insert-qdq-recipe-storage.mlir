// How a recipe has values stored, for the model and for single ops, and what
// comes first.
// RUN: split-file %s %t
// RUN: quant-opt %t/model.mlir --quantx-insert-qdq=recipe=%t/settings.json | FileCheck %s --check-prefixes=CHECK,SETTINGS
// RUN: quant-opt %t/model.mlir --quantx-insert-qdq="recipe=%t/settings.json activation=i8 weight-granularity=channel" | FileCheck %s --check-prefixes=CHECK,OPTIONS
// RUN: quant-opt %t/model.mlir --quantx-insert-qdq="recipe=%t/rules.json activation=i8" 2>&1 | FileCheck %s --check-prefixes=CHECK,RULES
// RUN: quant-opt %t/model.mlir --quantx-insert-qdq="mode=weight-only recipe=%t/rules.json" | FileCheck %s --check-prefix=WEIGHTS

// The pipeline follows the same order as the pass.
// RUN: quant-opt %t/model.mlir --quantx-explain=recipe=%t/settings.json | FileCheck %s --check-prefixes=CHECK,SETTINGS
// RUN: quant-opt %t/model.mlir --quantx-explain="recipe=%t/settings.json activation=i8 weight-granularity=channel" | FileCheck %s --check-prefixes=CHECK,OPTIONS
// RUN: quant-opt %t/model.mlir --quantx-explain="recipe=%t/rules.json activation=i8" | FileCheck %s --check-prefixes=CHECK,RULES
// RUN: not quant-opt %t/float.mlir --quantx-quantize-pipeline=recipe=%t/required.json 2>&1 | FileCheck %s --check-prefix=REQUIRED
// RUN: quant-opt %t/float.mlir --quantx-quantize-pipeline="recipe=%t/required.json verify=none" -o /dev/null
// REQUIRED: error: {{.*}}float

// RUN: quant-opt %t/model.mlir --quantx-insert-qdq=recipe=%t/unmatched.json -o /dev/null 2>&1 | FileCheck %s --check-prefix=UNMATCHED
// UNMATCHED-NOT: rule 1
// UNMATCHED: warning: rule 2 of {{.*}}unmatched.json, for values like 'heads/*', matches nothing
// UNMATCHED-NOT: rule 3

// CHECK-LABEL: func.func @main
// SETTINGS:  quantize %{{.*}}, <ui8,
// SETTINGS:  quantx.dequantize %{{.*}}, <i8, scale = <0.0313725509 : f32>, zero_point = <0 : i8>>
// SETTINGS:  quantize %{{.*}}, <ui8,
// SETTINGS:  quantize %{{.*}}, <ui8,
// OPTIONS:   quantize %{{.*}}, <i8,
// OPTIONS:   quantx.dequantize %{{.*}}, <i8, axes = [1],
// OPTIONS:   quantize %{{.*}}, <i8,
// OPTIONS:   quantize %{{.*}}, <i8,
// The argument, the product and the function of it, each by a rule.
// RULES:     quantize %{{.*}}, <ui8,
// RULES:     quantx.dequantize %{{.*}}, <i4<-7:7>, axes = [0, 1], block_sizes = [2, 1],
// RULES:     quantize %{{.*}}, <i16, scale
// RULES:     quantize %{{.*}}, <i8, scale = <0.00787401571 : f32>, zero_point = <0 : i8>>
// WEIGHTS:   quantx.dequantize %{{.*}}, <i4<-7:7>, axes = [0, 1], block_sizes = [2, 1],
//--- model.mlir
func.func @main(%x: tensor<2x4xf32> loc("x"), %e: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, -4.0], [3.0, 2.0], [0.5, 0.5], [1.5, -1.0]]> : tensor<4x2xf32>
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %0 = quantx.range %x, <min = 0.0, max = 5.0> : tensor<2x4xf32>
  %1 = linalg.matmul ins(%0, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32> loc("head/product")
  %2 = quantx.range %1, <min = -30.0, max = 30.0> : tensor<2x2xf32>
  %3 = linalg.tanh ins(%2 : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32> loc("head/tanh")
  %4 = quantx.range %3, <min = -1.0, max = 1.0> : tensor<2x2xf32>
  return %4 : tensor<2x2xf32>
}
//--- float.mlir
func.func @main(%x: tensor<2x4xf32> loc("x")) -> tensor<2x4xf32> {
  %e = tensor.empty() : tensor<2x4xf32>
  %0 = linalg.tanh ins(%x : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32> loc("tanh")
  return %0 : tensor<2x4xf32>
}
//--- settings.json
{"format": "quantx-recipe", "version": 1,
 "activation": {"type": "ui8"},
 "weight": {"granularity": "tensor", "bounds": "full"},
 "symmetric_divisor": "half-span"}
//--- rules.json
{"format": "quantx-recipe", "version": 1, "activation": {"type": "i16"}, "rules": [
  {"values": "x", "activation": {"type": "ui8"}},
  {"ops": ["contraction"], "weight": {"type": "i4"}, "activation": {"type": "i16"}},
  {"values": "head/*", "weight": {"block": 2}},
  {"ops": ["pointwise"], "values": "head/*", "activation": {"symmetric": true}}]}
//--- required.json
{"format": "quantx-recipe", "version": 1, "integer_only": "required"}
//--- unmatched.json
{"format": "quantx-recipe", "version": 1, "rules": [
  {"values": "head/*", "inputs": "8-bit"},
  {"values": "heads/*", "inputs": "8-bit"},
  {"ops": ["softmax"], "inputs": "8-bit"}]}
