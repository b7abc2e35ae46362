// The figures as JSON, the comparison with another run, and the object file.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[1, 2], [5, 3], [0, np.nan]])"
// RUN: %python %S/../Inputs/npy.py write %t/ref.npy "np.float64([[1, 2], [2, 3.5], [0, np.nan]])"
// RUN: %python %S/../Inputs/npy.py write %t/labels.npy "np.uint8([1, 0, 1])"
// RUN: quant-run %s --inputs %t/x.npy --labels %t/labels.npy --reference %t/ref.npy --benchmark --repeat 5 --json %t/r.json --target generic --dump-object %t/m.o | FileCheck %s --check-prefix=TABLE
// RUN: FileCheck %s --input-file %t/r.json
// RUN: %python -m json.tool %t/r.json
// RUN: llvm-objdump --syms %t/m.o | FileCheck %s --check-prefix=OBJECT

// TABLE: target generic
// TABLE: top-1 0.6667 (2 of 3)
// TABLE: agreement 0.6667 (2 of 3)
// TABLE: difference 3 at most

// CHECK: "model": "{{.*}}report.mlir",
// CHECK-NEXT: "target": "generic",
// CHECK-NEXT: "constant_bytes": 20,
// CHECK-NEXT: "samples": 3,
// CHECK-NEXT: "batch_size": 1,
// CHECK-NEXT: "samples_per_second": {{[0-9.e+]+}},
// CHECK-NEXT: "correct": 2,
// CHECK-NEXT: "top1": 0.666{{[0-9]*}},
// CHECK-NEXT: "agreement": 0.666{{[0-9]*}},
// CHECK-NEXT: "max_abs_difference": 3,
// CHECK-NEXT: "bit_identical": false,
// CHECK-NEXT: "latency": {
// CHECK-NEXT: "median_ms": {{[0-9.e-]+}},
// CHECK-NEXT: "min_ms": {{[0-9.e-]+}},
// CHECK-NEXT: "runs": 5,
// CHECK-NEXT: "batch_size": 1

// OBJECT: _mlir_ciface_main

// The rows of a reference for all samples are found behind --skip, too.
// RUN: quant-run %s --inputs %t/x.npy --reference %t/ref.npy --skip 1 --limit 1 | FileCheck %s --check-prefix=SKIP
// SKIP: agreement 0.0000 (0 of 1)

func.func @main(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  // Counted: 16 and 4 bytes; a splat is not.
  %a = arith.constant dense<[1.0, 2.0]> : tensor<2xf64>
  %b = arith.constant dense_resource<weights> : tensor<4xi8>
  %c = arith.constant dense<1.0> : tensor<64xf32>
  return %x : tensor<?x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weights: "0x0100000001020304"
    }
  }
#-}
