// Statistics become a table that a person can edit, which gives the ranges that
// the statistics give.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.random.RandomState(1).randn(500, 3).astype(np.float32)"
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json
// RUN: quant-calibrate --print-ranges %t/s.json | FileCheck %s --check-prefix=TABLE
// TABLE: # calibrator: min-max
// TABLE-NEXT: model {{[0-9a-f]+$}}
// TABLE-NEXT: # name threshold min max
// TABLE-NEXT: "the exponential" [[T:[0-9.]+]] {{[0-9.e-]+}} [[T]]
// TABLE-NEXT: x {{[0-9.]+ -[0-9.]+ [0-9.]+$}}

// RUN: quant-calibrate --print-ranges %t/s.json --calibrator percentile:p=99 -o %t/table.txt
// RUN: quant-opt %s --quantx-annotate-ranges="statistics=%t/s.json calibrator=percentile:p=99" | sed -e 's/quantx.source = "[^"]*"//' > %t/statistics.mlir
// RUN: quant-opt %s --quantx-annotate-ranges="ranges=%t/table.txt" | sed -e 's/quantx.source = "[^"]*"//' | cmp - %t/statistics.mlir
// RUN: quant-opt %s --quantx-quantize-pipeline="statistics=%t/s.json calibrator=percentile:p=99 activation-symmetric" > %t/symmetric.mlir
// RUN: quant-opt %s --quantx-quantize-pipeline="ranges=%t/table.txt activation-symmetric" | cmp - %t/symmetric.mlir

// Edited, it gives what it says now.
// RUN: sed -e 's/^x .*/x 5 -2.5 3.5/' %t/table.txt > %t/edited.txt
// RUN: quant-opt %s --quantx-annotate-ranges="ranges=%t/edited.txt" | FileCheck %s --check-prefix=EDITED
// EDITED: quantx.range %{{.+}}, <min = -2.500000e+00, max = 3.500000e+00>

// For TensorRT, and back. The name that TensorRT would not give stays as it is.
// RUN: quant-calibrate --print-ranges %t/s.json --ranges-format tensorrt --tensorrt-version 10300 | FileCheck %s --check-prefix=CACHE
// RUN: quant-calibrate --print-ranges %t/s.json --ranges-format tensorrt -o %t/cache
// RUN: quant-opt %s --quantx-annotate-ranges="ranges=%t/cache" | FileCheck %s --check-prefix=BACK
// CACHE: TRT-10300-MinMaxCalibration
// CACHE-NEXT: the exponential: 3{{[0-9a-f]+$}}
// CACHE-NEXT: x: 3{{[0-9a-f]+$}}
// BACK-COUNT-2: quantx.range %{{.+}}, <min = -{{.+}}, max = {{.+}}>

// RUN: not quant-calibrate --print-ranges 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not quant-calibrate --print-ranges %t/s.json --ranges-format onnxruntime 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not quant-calibrate --print-ranges %t/s.json --calibrator best 2>&1 | FileCheck %s --check-prefix=CALIBRATOR
// RUN: not quant-calibrate --print-ranges %t/table.txt 2>&1 | FileCheck %s --check-prefix=FILE
// RUN: not quant-calibrate --print-ranges --merge %t/s.json 2>&1 | FileCheck %s --check-prefix=BOTH
// NONE: quant-calibrate: error: --print-ranges needs one statistics file
// FORMAT: quant-calibrate: error: --ranges-format=onnxruntime: ranges are written as table or as tensorrt
// CALIBRATOR: quant-calibrate: error: '{{.*}}s.json': unknown calibrator 'best'
// FILE: quant-calibrate: error: '{{.*}}table.txt' is not JSON
// BOTH: quant-calibrate: error: --merge and --print-ranges are two commands; give one of them

func.func @main(%x: tensor<?x3xf32> {quantx.name = "x"} loc("x")) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %r = linalg.exp ins(%x : tensor<?x3xf32>) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32> loc("the exponential")
  return %r : tensor<?x3xf32>
}
