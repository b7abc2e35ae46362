// One clear error for each thing that can be wrong, before anything is run.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[1, 2], [5, 3]])"
// RUN: %python %S/../Inputs/npy.py write %t/wide.npy "np.float32([[1, 2, 3]])"
// RUN: %python %S/../Inputs/npy.py write %t/int.npy "np.uint8([[1, 2]])"
// RUN: %python %S/../Inputs/npy.py write %t/none.npy "np.zeros((0, 2), np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/labels.npy "np.int64([1])"

// RUN: not quant-run %t/no.mlir 2>&1 | FileCheck %s --check-prefix=MODEL
// MODEL: quant-run: error: cannot read '{{.*}}no.mlir': No such file or directory
// RUN: not quant-run 2>&1 | FileCheck %s --check-prefix=NOMODEL
// NOMODEL: quant-run: error: no model is given; see --help
// RUN: echo "func.func @main(" > %t/bad.mlir
// RUN: not quant-run %t/bad.mlir 2>&1 | FileCheck %s --check-prefix=SYNTAX
// SYNTAX: bad.mlir:1:17: error:
// SYNTAX-NOT: quant-run: error
// RUN: not quant-run %s --entry f --inputs %t/x.npy 2>&1 | FileCheck %s --check-prefix=ENTRY
// ENTRY: quant-run: error: '{{.*}}run-invalid.mlir' has no public function 'f'; choose by --entry one of: main, two, index
// RUN: not quant-run %s --entry index 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: quant-run: error: function 'index' cannot be called: 'arg0' is of type index, but only ranked tensors
// RUN: not quant-run %s --target z80 --inputs %t/x.npy 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: quant-run: error: unknown target 'z80'; the known ones are: host, generic

// RUN: not quant-run %s 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: quant-run: error: no --inputs file is given for argument 'x' (?x2xf32)
// RUN: not quant-run %s --inputs %t/no.npy 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: quant-run: error: cannot read '{{.*}}no.npy': No such file or directory
// RUN: not quant-run %s --inputs %t/wide.npy 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: quant-run: error: '{{.*}}wide.npy': it holds 1x3xf32, but argument 'x' (?x2xf32) is needed, the leading dimension being the number of samples
// RUN: not quant-run %s --inputs %t/int.npy 2>&1 | FileCheck %s --check-prefix=INT
// INT: quant-run: error: '{{.*}}int.npy': it holds u8, but the argument is of f32; say by --input-scale what 1 stands for, for example --input-scale=1/255, or --input-scale=1
// RUN: not quant-run %s --inputs %t/none.npy 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: quant-run: error: no sample is left to run
// RUN: not quant-run %s --inputs %t/x.npy --input-scale 1/0 2>&1 | FileCheck %s --check-prefix=SCALE
// SCALE: quant-run: error: '1/0' is no scale: a number or a quotient like 1/255 is needed, not 0
// RUN: not quant-run %s --inputs %t/x.npy --limit -1 2>&1 | FileCheck %s --check-prefix=LIMIT
// LIMIT: quant-run: error: --limit must not be negative, it is -1

// RUN: not quant-run %s --entry two --inputs %t/x.npy 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: quant-run: error: '{{.*}}x.npy': the function has 2 arguments: 'a' (?x2xf32), 'b' (?x2xf32); say which one as NAME=FILE
// RUN: not quant-run %s --entry two --inputs a=%t/x.npy 2>&1 | FileCheck %s --check-prefix=SECOND
// SECOND: quant-run: error: no --inputs file is given for argument 'b' (?x2xf32)
// RUN: not quant-run %s --entry two --inputs a=%t/x.npy b=%t/none.npy 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: quant-run: error: the files for 'a' hold 2 samples, those for 'b' 0

// RUN: not quant-run %s --inputs %t/x.npy --labels %t/labels.npy 2>&1 | FileCheck %s --check-prefix=LABELS
// LABELS: quant-run: error: '{{.*}}labels.npy': there are 1 labels, but 2 samples
// RUN: not quant-run %s --inputs %t/x.npy --labels %t/x.npy 2>&1 | FileCheck %s --check-prefix=LABELTYPE
// LABELTYPE: quant-run: error: '{{.*}}x.npy': labels must be integers of shape [N], they are 2x2xf32
// RUN: not quant-run %s --inputs %t/x.npy --reference %t/wide.npy 2>&1 | FileCheck %s --check-prefix=REFERENCE
// REFERENCE: quant-run: error: '{{.*}}wide.npy': the reference is 1x3xf32, but the result is 'result0' (?x2xf32), for 2 samples

// RUN: not quant-run %s --inputs %t/x.npy --outputs %t/no/y.npy 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: quant-run: error: cannot write '{{.*}}no/y.npy': No such file or directory
// RUN: not quant-run %s --inputs %t/x.npy --json %t 2>&1 | FileCheck %s --check-prefix=JSON
// JSON: quant-run: error: cannot write '{{.*}}': it is a directory

func.func @main(%x: tensor<?x2xf32> {quantx.name = "x"}) -> tensor<?x2xf32> {
  return %x : tensor<?x2xf32>
}

func.func @two(%a: tensor<?x2xf32> {quantx.name = "a"},
               %b: tensor<?x2xf32> {quantx.name = "b"}) -> tensor<?x2xf32> {
  return %a : tensor<?x2xf32>
}

func.func @index(%i: index) {
  return
}
