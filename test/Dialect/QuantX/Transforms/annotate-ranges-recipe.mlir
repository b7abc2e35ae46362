// Calibrators that a recipe chooses for single values.
// RUN: split-file %s %t
// RUN: %python %S/Inputs/write-statistics.py %t/model.mlir %t/statistics.json
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/statistics.json recipe=%t/recipe.json" | FileCheck %s
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/statistics.json recipe=%t/recipe.json calibrator=min-max" | FileCheck %s --check-prefixes=OPTION
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/statistics.json recipe=%t/recipe.json" \
// RUN:   --remarks-filter=quantx-annotate-ranges -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %t/model.mlir --quantx-explain="statistics=%t/statistics.json recipe=%t/recipe.json" -o /dev/null 2>&1 | FileCheck %s --check-prefix=EXPLAIN
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/statistics.json calibrator=cross-entropy" 2>&1 | FileCheck %s --check-prefix=ROWS
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/statistics.json calibrator=moving-average" 2>&1 | FileCheck %s --check-prefix=BATCHES

// ROWS: error: {{.*}}tensor 'x' in '{{.*}}statistics.json': the calibrator cross-entropy needs rows of values
// BATCHES: error: {{.*}}tensor 'x' in '{{.*}}statistics.json': the calibrator moving-average needs the ranges of batches, which the statistics do not hold; run quant-calibrate with --moving-average

// x is what the op reads that computes the scores. Those are what softmax reads,
// behind a reshape, and that rule comes after the one about what contractions
// compute. So does the one about the name of y. The rest gets what the setting
// says, unless an option says otherwise.
// CHECK: range %arg0, {{.*}} {quantx.source = "percentile:p=90 by rule 4 of {{.*}}recipe.json"}
// CHECK: linalg.matmul
// CHECK: range %{{.*}} {quantx.source = "min-max by rule 2 of {{.*}}recipe.json"}
// CHECK: linalg.softmax
// CHECK: range %{{.*}} {quantx.source = "percentile:p=50"}
// CHECK: linalg.matmul
// CHECK: range %{{.*}} {quantx.source = "percentile:p=80 by rule 3 of {{.*}}recipe.json"}

// OPTION: linalg.softmax
// OPTION: range %{{.*}} {quantx.source = "min-max"}
// OPTION: range %{{.*}} {quantx.source = "percentile:p=80 by rule 3 of {{.*}}recipe.json"}

// REMARK-DAG: {{.*}}of [-1, 3] by percentile:p=90 by rule 4
// REMARK-DAG: {{.*}}by min-max by rule 2 of

// EXPLAIN: 'x' {{.*}}they are those of the range stated for it, which percentile:p=90 by rule 4 of {{.*}}recipe.json gave
//--- recipe.json
{"format": "quantx-recipe", "version": 1, "calibrator": "percentile:p=50", "rules": [
  {"ops": ["contraction"], "calibrator": "percentile:p=70"},
  {"ops": ["softmax"], "input_calibrator": "min-max"},
  {"values": "y", "calibrator": "percentile:p=80"},
  {"values": "scores", "input_calibrator": "percentile:p=90"}]}
//--- model.mlir
func.func @main(%x: tensor<2x2xf32> loc("x")) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32> loc("scores")
  %1 = tensor.collapse_shape %0 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %2 = linalg.softmax dimension(0) ins(%1 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32> loc("probabilities")
  %3 = tensor.expand_shape %2 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %4 = linalg.matmul ins(%3, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32> loc("y")
  return %4 : tensor<2x2xf32>
}
