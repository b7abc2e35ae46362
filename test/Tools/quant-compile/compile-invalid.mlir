// One clear error for each thing that can be wrong, and no file left behind.
// RUN: rm -rf %t && split-file %s %t && mkdir %t/out

// RUN: not quant-compile 2>&1 | FileCheck %s --check-prefix=NOMODEL
// NOMODEL: quant-compile: error: no model is given; see --help
// RUN: not quant-compile %t/good.mlir 2>&1 | FileCheck %s --check-prefix=NOOUTPUT
// NOOUTPUT: quant-compile: error: no output file is given; say -o FILE.o
// RUN: not quant-compile %t/no.mlir -o %t/out/m.o 2>&1 | FileCheck %s --check-prefix=READ
// READ: quant-compile: error: cannot read '{{.*}}no.mlir': No such file or directory
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --import-batch-size -1 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: quant-compile: error: --import-batch-size must not be negative, it is -1
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --import-batch-size 1 2>&1 | FileCheck %s --check-prefix=ONNX
// ONNX: quant-compile: error: --import-batch-size is for ONNX models; '{{.*}}good.mlir' is none

// RUN: not quant-compile %t/good.mlir -o %t/no/m.o 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: quant-compile: error: cannot write '{{.*}}no/m.o': No such file or directory
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --header %t/out 2>&1 | FileCheck %s --check-prefix=HEADER
// HEADER: quant-compile: error: cannot write '{{.*}}out': it is a directory
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --header %t/out/m.o 2>&1 | FileCheck %s --check-prefix=SAME
// SAME: quant-compile: error: the object file and the header are both '{{.*}}m.o'; give each its own name

// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --target z80 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: quant-compile: error: unknown target 'z80'; the known ones are: host, generic, aarch64
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --target aarch64 --triple x86_64-linux-gnu 2>&1 | FileCheck %s --check-prefix=ARCH
// ARCH: quant-compile: error: target 'aarch64' is for aarch64, but triple 'x86_64-unknown-linux-gnu' is for x86_64; choose another target, or leave out the triple
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --target generic --triple i686-linux-gnu 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: quant-compile: error: no code can be generated for 'i686-unknown-linux-gnu': a 64-bit architecture is needed
// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --target generic --triple pdp11-bsd 2>&1 | FileCheck %s --check-prefix=TRIPLE
// TRIPLE: quant-compile: error: no code can be generated for 'pdp11-bsd': {{.+}}

// RUN: not quant-compile %t/good.mlir -o %t/out/m.o --prefix 2x 2>&1 | FileCheck %s --check-prefix=PREFIX
// PREFIX: quant-compile: error: '2x' is no prefix of names in C: letters, digits and '_' are needed, the first being no digit
// RUN: not quant-compile %t/same-name.mlir -o %t/out/m.o 2>&1 | FileCheck %s --check-prefix=NAMES
// NAMES: quant-compile: error: functions 'a b' and 'a.b' would both be 'm_a_b' in C; rename one or make it private
// RUN: not quant-compile %t/private.mlir -o %t/out/m.o 2>&1 | FileCheck %s --check-prefix=PRIVATE
// PRIVATE: quant-compile: error: the module has no public function, so there is nothing to call
// RUN: not quant-compile %t/index.mlir -o %t/out/m.o 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: quant-compile: error: function 'main' cannot be called: 'arg0' is of type index, but only ranked tensors
// RUN: not quant-compile %t/observe.mlir -o %t/out/m.o 2>&1 | FileCheck %s --check-prefix=OBSERVE
// OBSERVE: observe.mlir:2:3: error: code generation found an observer, which only quant-calibrate takes; give it the float model, or run convert-quantx-observe-to-calls first

// RUN: ls %t/out | count 0

//--- good.mlir
func.func @main(%x: tensor<4xi8>) -> tensor<4xi8> {
  return %x : tensor<4xi8>
}

//--- same-name.mlir
func.func @"a b"() {
  return
}
func.func @"a.b"() {
  return
}

//--- private.mlir
func.func private @main() {
  return
}

//--- index.mlir
func.func @main(%x: index) {
  return
}

//--- observe.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  quantx.observe "x" %x : tensor<4xf32>
  return %x : tensor<4xf32>
}
