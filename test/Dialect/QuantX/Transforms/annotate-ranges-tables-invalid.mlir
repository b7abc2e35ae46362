// Each error names the file, the line and the tensor, and shows no IR.
// RUN: split-file %s %t
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/none.txt" 2>&1 | FileCheck %s --check-prefix=ABSENT --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/typo.txt" 2>&1 | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/short.txt" 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/model.txt" 2>&1 | FileCheck %s --check-prefix=MODEL --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/line.txt" 2>&1 | FileCheck %s --check-prefix=LINE --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/line.txt ranges-format=csv" 2>&1 | FileCheck %s --check-prefix=FORMAT --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/cache.txt" 2>&1 | FileCheck %s --check-prefix=RENAMED --implicit-check-not=func.func

// ABSENT: error: cannot read '{{.*}}none.txt'
// UNKNOWN: error: '{{.*}}typo.txt': line 2: the model has no tensor 'Y'; quant-calibrate --print-ranges prints a table of those it has
// MISSING: error: '{{.*}}short.txt' has no line for 1 of the model's tensors: 'y'; add them, or give statistics=FILE for what the table lacks
// MODEL: error: the ranges in '{{.*}}model.txt' are for model 0123, and this is model {{[0-9a-f]+}}; leave the line 'model' out of the file if they are right for this one, too
// LINE: error: '{{.*}}line.txt': line 1: 2 fields, but 4 are needed: name threshold min max
// FORMAT: error: unknown format 'csv' of ranges; there are: auto, table, tensorrt, onnxruntime
// RENAMED: error: no name in '{{.*}}cache.txt' is that of a tensor of this model: 'a', 'b'; is it a table for another model, or were the tensors renamed?

//--- model.mlir
func.func @main(%x: tensor<2xf32> loc("x")) -> tensor<2xf32> {
  %e = tensor.empty() : tensor<2xf32>
  %y = linalg.exp ins(%x : tensor<2xf32>) outs(%e : tensor<2xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}
//--- typo.txt
x 1 0 1
Y 1 0 1
//--- short.txt
x 1 0 1
//--- model.txt
model 0123
x 1 0 1
y 1 0 1
//--- line.txt
x 1
//--- cache.txt
TRT-8601-EntropyCalibration2
a: 3f800000
b: 3f800000
