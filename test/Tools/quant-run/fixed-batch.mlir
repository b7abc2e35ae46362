// A model with a fixed batch of 2 over 5 samples: the last call is filled up,
// and what it gives for the filling is dropped. %k is passed whole.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.arange(5, dtype=np.int8).reshape(5, 1)"
// RUN: %python %S/../Inputs/npy.py write %t/k.npy "np.int8([9, 8, 7])"
// RUN: quant-run %s --inputs x=%t/x.npy k=%t/k.npy --outputs p=%t/y.npy --benchmark --repeat 3 | FileCheck %s
// CHECK: samples 5
// CHECK-NEXT: throughput {{[0-9.]+}} samples/s at batch 2
// CHECK-NEXT: latency {{[0-9.]+}} ms median, {{[0-9.]+}} ms min at batch 2, 3 runs
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=VALUES
// VALUES: int8 [5, 1] [0, 1, 2, 3, 4]

// A result without rows needs a single call.
// RUN: quant-run %s --inputs x=%t/x.npy k=%t/k.npy --limit 2 --outputs q=%t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=WHOLE
// WHOLE: int8 [3] [9, 8, 7]
// RUN: not quant-run %s --inputs x=%t/x.npy k=%t/k.npy --outputs q=%t/z.npy 2>&1 | FileCheck %s --check-prefix=CALLS
// CALLS: quant-run: error: result 'q' (3xi8) has no row per sample, and the samples took 3 calls; choose --batch-size or --limit so that one call takes them all
// RUN: test ! -e %t/z.npy

// RUN: not quant-run %s --inputs x=%t/x.npy k=%t/k.npy --batch-size 4 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: quant-run: error: --batch-size=4 is asked for, but the model is compiled for a batch of 2

func.func @main(%x: tensor<2x1xi8> {quantx.name = "x"},
                %k: tensor<3xi8> {quantx.name = "k"})
    -> (tensor<2x1xi8> {quantx.name = "p"}, tensor<3xi8> {quantx.name = "q"}) {
  return %x, %k : tensor<2x1xi8>, tensor<3xi8>
}
