// --interpret evaluates the model op by op; what it prints and writes is what
// compiled code gives, bit for bit in a module of integers.
// RUN: %python -c "import numpy as np; np.save('%t.x.npy', np.random.default_rng(3).normal(size=(7, 5)).astype(np.float32))"
// RUN: quant-run %s --inputs %t.x.npy --interpret --outputs %t.interpreted.npy | FileCheck %s
// RUN: quant-run %s --inputs %t.x.npy --outputs %t.compiled.npy
// RUN: cmp %t.interpreted.npy %t.compiled.npy
// RUN: not quant-run %s --inputs %t.x.npy --interpret --dump-object %t.o 2>&1 \
// RUN:   | FileCheck %s --check-prefix=OBJECT
// RUN: not quant-run %s --entry shuffled --inputs %t.x.npy --interpret 2>&1 \
// RUN:   | FileCheck %s --check-prefix=UNKNOWN

// CHECK: target interpreter
// CHECK: samples 7
// OBJECT: --dump-object needs a compiled model; leave out --interpret
// UNKNOWN: interpret.mlir:[[#@LINE+17]]:{{.*}} error: 'vector.transfer_read' op cannot be interpreted

#s8 = #quantx.params<i8, scale = <0.03 : f32>, zero_point = <-9 : i8>>

func.func @main(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %q = quantx.quantize %x, #s8 : tensor<?x5xf32> to tensor<?x5xi8>
  %r = quantx.requantize %q zero_point -9, <multiplier = 1518500250, shift = 32>
    to <i8, scale = <0.09 : f32>, zero_point = <-128 : i8>>
    : tensor<?x5xi8> to tensor<?x5xi8>
  %y = quantx.dequantize %r, <i8, scale = <0.09 : f32>, zero_point = <-128 : i8>>
    : tensor<?x5xi8> to tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}

func.func @shuffled(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  %v = vector.transfer_read %x[%c0, %c0], %z : tensor<?x5xf32>, vector<1x5xf32>
  %y = vector.transfer_write %v, %x[%c0, %c0] : vector<1x5xf32>, tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}
