// Each error says what was found and what to do, and shows no IR.
// RUN: split-file %s %t
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges 2>&1 | FileCheck %s --check-prefix=NO-FILE --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/none.json" 2>&1 | FileCheck %s --check-prefix=ABSENT --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/cut.json" 2>&1 | FileCheck %s --check-prefix=CUT --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/other.json" 2>&1 | FileCheck %s --check-prefix=OTHER --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/version.json" 2>&1 | FileCheck %s --check-prefix=VERSION --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/missing.json" 2>&1 | FileCheck %s --check-prefix=MISSING --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/empty.json" 2>&1 | FileCheck %s --check-prefix=EMPTY --implicit-check-not=func.func
// RUN: not quant-opt %t/model.mlir --quantx-annotate-ranges="statistics=%t/empty.json calibrator=best" 2>&1 | FileCheck %s --check-prefix=CALIBRATOR --implicit-check-not=func.func

// NO-FILE: error: quantx-annotate-ranges needs statistics=FILE, a file that quant-calibrate wrote, or ranges=FILE, a table of ranges
// ABSENT: error: {{.*}}none.json
// CUT: error: {{.*}}cut.json
// OTHER: error: the statistics in '{{.*}}other.json' are of another model: they were taken from model 0123, and this is model [[FP:[0-9a-f]+]]; run quant-calibrate on this model
// VERSION: error: {{.*}}version.json{{.*}}version
// MISSING: error: {{.*}}the statistics in '{{.*}}missing.json' hold nothing about the tensor 'y'; run quant-calibrate on this model again
// EMPTY: error: {{.*}}tensor 'x' in '{{.*}}empty.json': {{.+}}
// CALIBRATOR: error: {{.*}}best

//--- model.mlir
func.func @main(%x: tensor<2xf32> loc("x")) -> tensor<2xf32> {
  %e = tensor.empty() : tensor<2xf32>
  %y = linalg.exp ins(%x : tensor<2xf32>) outs(%e : tensor<2xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}
//--- cut.json
{"format": "quantx-statistics", "version": 1,
//--- other.json
{"format": "quantx-statistics", "version": 1, "producer": "quantx test", "model": "0123", "data": [], "tensors": {}}
//--- version.json
{"format": "quantx-statistics", "version": 3, "producer": "quantx test", "model": "0123", "data": [], "tensors": {}}
//--- missing.json
{"format": "quantx-statistics", "version": 1, "producer": "quantx test", "model": "24202ef4827711088024fb8916f2288c", "data": [], "tensors": {
  "x": {
   "count": 3, "nan": 0, "positive_infinity": 0, "negative_infinity": 0, "min": 0, "max": 1,
   "sum": "0x30000000000000000000000000000000000000p-149",
   "sum_of_squares": "0x500000000000000000000000000000000000000000000000000000000000000000000000000p-298",
   "histogram": {"log2_bin_width": -13, "runs": [[0,[1]], [4096,[1]], [8192,[1]]]}
  }}}
//--- empty.json
{"format": "quantx-statistics", "version": 1, "producer": "quantx test", "model": "24202ef4827711088024fb8916f2288c", "data": [], "tensors": {
  "x": {"count": 0, "nan": 7, "positive_infinity": 0, "negative_infinity": 0},
  "y": {"count": 0, "nan": 7, "positive_infinity": 0, "negative_infinity": 0}}}
