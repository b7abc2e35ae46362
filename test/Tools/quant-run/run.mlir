// A model over samples: results in a file, accuracy from labels.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[1, 2], [5, 3], [0, 4]])"
// RUN: %python %S/../Inputs/npy.py write %t/labels.npy "np.int64([0, 1, 1])"
// RUN: quant-run %s --inputs %t/x.npy --labels %t/labels.npy --outputs %t/y.npy | FileCheck %s
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=VALUES

// CHECK: model {{.*}}run.mlir
// CHECK-NEXT: target {{.*}}
// CHECK-NEXT: constants 0 bytes
// CHECK-NEXT: samples 3
// CHECK-NEXT: top-1 0.6667 (2 of 3)
// CHECK-NEXT: throughput {{[0-9.]+}} samples/s at batch 1
// CHECK-NOT: {{.}}

// VALUES: float32 [3, 2] [-1.0, -2.0, -5.0, -3.0, 0.0, -4.0]

// Each batch gives the same.
// RUN: quant-run %s --inputs %t/x.npy --batch-size 1 --outputs %t/y1.npy
// RUN: quant-run %s --inputs %t/x.npy --batch-size 2 --outputs %t/y2.npy
// RUN: cmp %t/y.npy %t/y1.npy
// RUN: cmp %t/y.npy %t/y2.npy

// Bytecode is a model, too.
// RUN: quant-opt %s --emit-bytecode -o %t/model.mlirbc
// RUN: quant-run %t/model.mlirbc --inputs %t/x.npy --reference %t/y.npy | FileCheck %s --check-prefix=SAME
// SAME: agreement 1.0000 (3 of 3)
// SAME-NEXT: difference none, bit-identical

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x2xf32> {quantx.name = "x"}) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.subf %zero, %a : f32
      linalg.yield %m : f32
  } -> tensor<?x2xf32>
  return %r : tensor<?x2xf32>
}
