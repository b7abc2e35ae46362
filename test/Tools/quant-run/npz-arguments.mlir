// Without a name, an archive gives each argument the array of its name.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/both.npz "{'b:0': np.float32([[10], [20]]), 'a': np.float32([[1], [2]]), 'labels': np.int64([0, 0])}"
// RUN: %python %S/../Inputs/npy.py write %t/a.npz "{'a': np.float32([[1], [2]]), 'c': np.float32([[5], [6]])}"
// RUN: %python %S/../Inputs/npy.py write %t/b.npz "{'b:0': np.float32([[10], [20]])}"
// RUN: %python %S/../Inputs/npy.py write %t/none.npz "{'A': np.float32([[1], [2]]), 'B': np.float32([[1], [2]])}"
// RUN: quant-run %s --inputs %t/both.npz --outputs %t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s
// RUN: quant-run %s --inputs %t/a.npz %t/b.npz --outputs %t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s
// RUN: quant-run %s --inputs a=%t/both.npz:a b:0=%t/both.npz:b:0 --outputs %t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s
// CHECK: float32 [2, 1] [11.0, 22.0]

// Of an archive of several arrays a single argument takes the one of its name.
// RUN: quant-run %s --entry single --inputs %t/a.npz --outputs %t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=SINGLE
// SINGLE: float32 [2, 1] [1.0, 2.0]

// Statistics name the array, and the checksum is that of the archive.
// RUN: quant-calibrate %s --inputs %t/both.npz -o - | FileCheck %s --check-prefix=RECORD
// RECORD: "input": "a",
// RECORD-NEXT: "file": "both.npz:a",
// RECORD-NEXT: "sha256": "[[SHA:[0-9a-f]+]]",
// RECORD: "input": "b:0",
// RECORD-NEXT: "file": "both.npz:b:0",
// RECORD-NEXT: "sha256": "[[SHA]]",

// RUN: not quant-run %s --inputs %t/b.npz 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not quant-run %s --inputs %t/none.npz 2>&1 | FileCheck %s --check-prefix=NAMES
// RUN: not quant-run %s --entry single --inputs %t/none.npz 2>&1 | FileCheck %s --check-prefix=CHOOSE
// MISSING: quant-run: error: no --inputs file is given for argument 'a' (?x1xf32)
// NAMES: quant-run: error: '{{.*}}none.npz': the function has 2 arguments: 'a' (?x1xf32), 'b:0' (?x1xf32); say which one as NAME=FILE
// CHOOSE: quant-run: error: '{{.*}}none.npz': the archive holds 2 arrays ('A', 'B'); choose one as '{{.*}}none.npz:NAME'

func.func @main(%a: tensor<?x1xf32> {quantx.name = "a"}, %b: tensor<?x1xf32> {quantx.name = "b:0"}) -> tensor<?x1xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %a, %c0 : tensor<?x1xf32>
  %e = tensor.empty(%n) : tensor<?x1xf32>
  %r = linalg.add ins(%a, %b : tensor<?x1xf32>, tensor<?x1xf32>) outs(%e : tensor<?x1xf32>) -> tensor<?x1xf32>
  return %r : tensor<?x1xf32>
}

func.func @single(%a: tensor<?x1xf32> {quantx.name = "a"}) -> tensor<?x1xf32> {
  return %a : tensor<?x1xf32>
}
