// The names of values are locations: a file keeps them, standard output shows
// them where asked to.
// RUN: quant-opt %s -o %t.mlir && FileCheck %s --check-prefix=NAMED --input-file %t.mlir
// RUN: quant-opt %t.mlir -o %t2.mlir && diff %t.mlir %t2.mlir
// RUN: quant-opt %s | FileCheck %s --check-prefix=PLAIN
// RUN: quant-opt %s --mlir-print-debuginfo | FileCheck %s --check-prefix=NAMED
// RUN: quant-opt %s --mlir-print-debuginfo=false -o %t.mlir && FileCheck %s --check-prefix=PLAIN --input-file %t.mlir

// A dump on the way shows none, as long as nobody asks.
// RUN: quant-opt %s --canonicalize --mlir-print-ir-after-all -o /dev/null 2>&1 | FileCheck %s --check-prefix=PLAIN

// NAMED: loc("image")
// PLAIN-NOT: loc(
func.func @main(%x: tensor<4xf32> loc("image")) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
