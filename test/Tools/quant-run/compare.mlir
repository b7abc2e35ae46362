// Two models beside one another. The script computes both in numpy, with the
// errors that Inputs/compare-quantized.mlir makes on purpose, and knows every
// figure.
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "import numpy as np; np.save('%t/x.npy', np.random.default_rng(5).normal(0, 12, (7, 2, 3, 5)).astype(np.float32)); np.save('%t/l.npy', np.arange(7, dtype=np.uint8))"
// RUN: quant-run --compare %s %S/Inputs/compare-quantized.mlir --inputs %t/x.npy --batch-size 7 --labels %t/l.npy --json=%t/c.json -o %t/c.html | FileCheck %s
// RUN: %python %S/../Inputs/compare.py %t/x.npy %t/l.npy %t/c.json
// RUN: %python %S/../Inputs/check-comparison.py %t/c.json
// RUN: %python %S/../Inputs/check-page.py %t/c.html %t/c.json

// CHECK: samples 7 at batch 7
// CHECK: float top-1
// CHECK: values 6 of 7 values of the float model are compared
// CHECK: layer
// CHECK-NOT: unseen
// CHECK: only in the float model (is no value of its own in the quantized module):
// CHECK-NEXT: unseen
// CHECK: only in the quantized model (has a name that no value of the float module has):
// CHECK-NEXT: new

// Of the figures, only those whose scales are chosen at run time depend on the
// batch; here those are a scale for each call.
// RUN: quant-run --compare %s %S/Inputs/compare-quantized.mlir --inputs %t/x.npy --batch-size 3 --json=%t/c3.json --worst 2 | FileCheck %s --check-prefix=WORST
// RUN: %python %S/../Inputs/compare.py %t/x.npy %t/l.npy %t/c3.json
// WORST: samples 7 at batch 3
// WORST: and 5 that are better; --worst=0 shows all

// What each calibrator would cost, and that of storing with the whole range is
// near what was measured.
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json
// RUN: quant-run --compare %s %S/Inputs/compare-quantized.mlir --inputs %t/x.npy --batch-size 7 --statistics %t/s.json --calibrators min-max,percentile:p=90 --json=%t/k.json -o %t/k.html | FileCheck %s --check-prefix=COST
// RUN: %python %S/../Inputs/check-comparison.py %t/k.json
// RUN: %python %S/../Inputs/check-page.py %t/k.html %t/k.json
// COST: predicted from {{.*}}s.json:
// COST-NEXT: calibrator best on mean dB lowest dB on layer
// COST-NEXT: min-max 3 of 3
// COST-NEXT: percentile:p=90 0 of 3

func.func @main(%x: tensor<?x2x3x5xf32> loc("x")) -> (tensor<?x2x3x5xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2x3x5xf32>
  %e = tensor.empty(%n) : tensor<?x2x3x5xf32>
  %half = arith.constant dense<0.5> : tensor<2x3x5xf32>
  %halves = linalg.broadcast ins(%half : tensor<2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) dimensions = [0]
  %1 = linalg.mul ins(%x, %halves : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("scaled")
  %2 = linalg.add ins(%1, %1 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("doubled")
  %3 = linalg.mul ins(%2, %2 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("squared")
  %4 = linalg.add ins(%3, %halves : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("offset")
  %5 = linalg.sub ins(%4, %1 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("unseen")
  %6 = linalg.add ins(%5, %1 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("summed")
  return %6 : tensor<?x2x3x5xf32>
}
