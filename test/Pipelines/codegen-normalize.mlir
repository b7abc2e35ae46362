// Normalizations that stay in float compile, behind other quantx ops too.
// RUN: quant-opt %s --quantx-codegen-pipeline=target=generic | FileCheck %s

// CHECK-NOT: quantx.
// CHECK: llvm.func @main
// CHECK: llvm.intr.sqrt
func.func @main(%q: tensor<?x8xi8>) -> tensor<?x8xi8> {
  %x = quantx.dequantize %q, <i8, scale = <0.5 : f32>, zero_point = <3 : i8>> : tensor<?x8xi8> to tensor<?x8xf32>
  %y = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<?x8xf32>
  %r = quantx.quantize %y, <i8, scale = <0.03125 : f32>, zero_point = <0 : i8>> : tensor<?x8xf32> to tensor<?x8xi8>
  return %r : tensor<?x8xi8>
}
