// Ranges that a file states: a table of ours, a cache of TensorRT, a table of
// onnxruntime. The first is recognized by its contents, as the others are.
// RUN: split-file %s %t
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/table.txt" | FileCheck %s --check-prefix=TABLE
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/table.txt symmetric" | FileCheck %s --check-prefix=SYMMETRIC
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/cache.txt" | FileCheck %s --check-prefix=CACHE
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/onnxruntime.json" | FileCheck %s --check-prefix=JSON
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/TRT-table.txt ranges-format=table" | FileCheck %s --check-prefix=NAMED

// TABLE: quantx.range %{{.+}}, <min = -1.500000e+00, max = 2.000000e+00>
// TABLE: quantx.range %{{.+}}, <min = 0.000000e+00, max = 7.500000e+00>
// SYMMETRIC: quantx.range %{{.+}}, <min = -1.750000e+00, max = 1.750000e+00>
// SYMMETRIC: quantx.range %{{.+}}, <min = -7.000000e+00, max = 7.000000e+00>
// CACHE: quantx.range %{{.+}}, <min = -1.270000e+02, max = 1.270000e+02>
// CACHE: quantx.range %{{.+}}, <min = -2.540000e+02, max = 2.540000e+02>
// JSON: quantx.range %{{.+}}, <min = -1.000000e+00, max = 2.000000e+00>
// JSON: quantx.range %{{.+}}, <min = 0.000000e+00, max = 8.000000e+00>
// NAMED: quantx.range
// NAMED: quantx.range

// What a table lacks comes from statistics, if there are some.
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/partial.txt statistics=%t/statistics.json" | FileCheck %s --check-prefix=PARTIAL
// PARTIAL: quantx.range %{{.+}}, <min = -4.000000e+00, max = 4.000000e+00>
// PARTIAL: quantx.range %{{.+}}, <min = 0.000000e+00, max = 1.000000e+00>

// Other tools name more, and less.
// RUN: quant-opt %t/model.mlir --quantx-annotate-ranges="ranges=%t/other.json" --remarks-filter=quantx-annotate-ranges -o %t/other.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --check-prefix=OTHER --input-file %t/other.mlir
// REMARK-DAG: Analysis{{.*}}UnknownNames{{.*}}other.json' names 1 tensors that are no values here: 'weight'
// REMARK-DAG: Missed{{.*}}MissingNames{{.*}}other.json' has no range for 1 values, which get none: 'y'
// OTHER-COUNT-1: quantx.range %{{.+}}, <min = -1.000000e+00, max = 2.000000e+00>
// OTHER-NOT: quantx.range

// The quantize pipeline takes them as well.
// RUN: quant-opt %t/model.mlir --quantx-quantize-pipeline="ranges=%t/table.txt" | FileCheck %s --check-prefix=PIPELINE
// PIPELINE: quantx.quantize
// PIPELINE: quantx.lookup

//--- model.mlir
func.func @main(%x: tensor<2xf32> loc("x")) -> tensor<2xf32> {
  %e = tensor.empty() : tensor<2xf32>
  %y = linalg.exp ins(%x : tensor<2xf32>) outs(%e : tensor<2xf32>) -> tensor<2xf32> loc("y")
  return %y : tensor<2xf32>
}
//--- table.txt
# name threshold min max
model 24202ef4827711088024fb8916f2288c
x 1.75 -1.5 2
y 7 0 7.5
//--- cache.txt
TRT-8601-MinMaxCalibration
x: 3f800000
y: 40000000
//--- onnxruntime.json
{"CLS": "TensorsData", "data": {
  "y": {"lowest": 0.0, "highest": {"data": [8.0], "dtype": "float32", "CLS": "numpy.array"}, "CLS": "TensorData"},
  "x": {"lowest": -1.0, "highest": 2.0, "CLS": "TensorData"}},
 "calibration_method": {"CLS": "CalibrationMethod", "value": "CalibrationMethod.Percentile"}}
//--- TRT-table.txt
x 1 -1 1
y 7 0 7
//--- partial.txt
x 4 -4 4
//--- other.json
{"x": [-1, 2], "weight": [-1, 1]}
//--- statistics.json
{"format": "quantx-statistics", "version": 1, "producer": "quantx test", "model": "24202ef4827711088024fb8916f2288c", "data": [], "tensors": {
  "y": {
   "count": 3, "nan": 0, "positive_infinity": 0, "negative_infinity": 0, "min": 0, "max": 1,
   "sum": "0x30000000000000000000000000000000000000p-149",
   "sum_of_squares": "0x500000000000000000000000000000000000000000000000000000000000000000000000000p-298",
   "histogram": {"log2_bin_width": -13, "runs": [[0,[1]], [4096,[1]], [8192,[1]]]}
  }}}
