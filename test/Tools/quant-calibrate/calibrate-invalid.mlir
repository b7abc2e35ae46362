// One clear error for each thing that can be wrong, and no file left behind.
// RUN: rm -rf %t && mkdir -p %t/out
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[1], [2], [3]])"
// RUN: %python %S/../Inputs/npy.py write %t/nan.npy "np.float32([[1], [2], [np.nan]])"
// RUN: %python %S/../Inputs/npy.py write %t/inf.npy "np.float32([[-np.inf]])"
// RUN: %python %S/../Inputs/npy.py write %t/wide.npy "np.float32([[1, 2]])"
// RUN: %python %S/../Inputs/npy.py write %t/none.npy "np.zeros((0, 1), np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/int.npy "np.int32([[1], [2]])"
// RUN: %python %S/../Inputs/npy.py write %t/scalar.npy "np.float32(1)"
// RUN: head -c 90 %t/x.npy > %t/cut.npy

// RUN: not quant-calibrate %s --inputs %t/x.npy %t/nan.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: quant-calibrate: error: sample 2 of '{{.*}}nan.npy' holds NaN; calibration data must be finite
// RUN: not quant-calibrate %s --inputs %t/inf.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=INF
// INF: quant-calibrate: error: sample 0 of '{{.*}}inf.npy' holds infinity; calibration data must be finite
// RUN: not quant-calibrate %s --inputs %t/wide.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: quant-calibrate: error: '{{.*}}wide.npy': it holds 1x2xf32, but argument 'x' (?x1xf32) is needed
// RUN: not quant-calibrate %s --inputs %t/cut.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=CUT
// CUT: quant-calibrate: error: '{{.*}}cut.npy': the .npy header is truncated
// RUN: not quant-calibrate %s --inputs %t/none.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not quant-calibrate %s --inputs %t/x.npy --skip 3 -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: quant-calibrate: error: the calibration set is empty
// RUN: not quant-calibrate %s -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: quant-calibrate: error: no --inputs file is given for argument 'x' (?x1xf32)
// RUN: not quant-calibrate %s --inputs %t/x.npy --entry fixed -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: quant-calibrate: error: 3 samples are no multiple of the model's batch of 2; use --limit=2, or a model with a dynamic batch
// RUN: not quant-calibrate %s --inputs %t/x.npy --entry integer -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=INTEGER
// INTEGER: quant-calibrate: error: '{{.*}}x.npy': it holds f32, but the argument is of i32; only inputs of f32 arguments are converted
// RUN: echo "func.func @main(%%x: tensor<?x1xi32>) { return }" > %t/int.mlir
// RUN: not quant-calibrate %t/int.mlir --inputs %t/int.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=NOTHING
// NOTHING: quant-calibrate: error: the model has no float tensor; there is nothing to calibrate

// RUN: not quant-calibrate %s --inputs %t/scalar.npy --entry scalar -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=SCALAR
// SCALAR: quant-calibrate: error: the function has no argument whose leading dimension counts samples

// RUN: not quant-calibrate %s --inputs %t/x.npy 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: quant-calibrate: error: no output file is given; use -o FILE
// RUN: not quant-calibrate %s --inputs %t/x.npy -o %t/no/s.json 2>&1 | FileCheck %s --check-prefix=WRITE
// WRITE: quant-calibrate: error: cannot write '{{.*}}no/s.json': No such file or directory

// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json
// RUN: sed 's/"model": "./"model": "g/' %t/s.json > %t/other.json
// RUN: head -c 300 %t/s.json > %t/cut.json
// RUN: not quant-calibrate --merge %t/s.json -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=ONE
// ONE: quant-calibrate: error: --merge needs two statistics files or more
// RUN: not quant-calibrate --merge %t/s.json %t/s.json -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: quant-calibrate: error: '{{.*}}s.json' cannot be merged with those before it: sample 0 of 'x.npy' would be counted twice for input 'x'
// RUN: not quant-calibrate --merge %t/s.json %t/other.json -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: quant-calibrate: error: '{{.*}}other.json' cannot be merged with those before it: the statistics are of different models
// RUN: not quant-calibrate --merge %t/s.json %t/cut.json -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=CUTJSON
// CUTJSON: quant-calibrate: error: '{{.*}}cut.json' is not JSON

// RUN: ls -A %t/out | count 0

func.func @main(%x: tensor<?x1xf32> {quantx.name = "x"}) -> tensor<?x1xf32> {
  return %x : tensor<?x1xf32>
}

func.func @fixed(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  return %x : tensor<2x1xf32>
}

func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}

func.func @integer(%x: tensor<?x1xi32>) -> tensor<?x1xi32> {
  return %x : tensor<?x1xi32>
}
