// Object files for the rows of the target table and for triples of choice.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-compile %s -o %t/host.o
// RUN: llvm-readelf -hs %t/host.o | FileCheck %s --check-prefix=HOST
// HOST: Type: REL
// HOST: FUNC GLOBAL DEFAULT {{.*}} host_main

// RUN: quant-compile %s -o %t/arm.o --prefix net --target=aarch64
// RUN: llvm-readelf -hs %t/arm.o | FileCheck %s --check-prefix=ARM
// ARM: Machine: AArch64
// ARM: FUNC GLOBAL DEFAULT {{.*}} net_main

// The portable row is compiled for any machine of 64 bits.
// RUN: quant-compile %s -o %t/portable.o --target=generic --triple=aarch64-linux-gnu
// RUN: llvm-readelf -h %t/portable.o | FileCheck %s --check-prefix=PORTABLE
// PORTABLE: Machine: AArch64
// RUN: quant-compile %s -o - --target=x86-64-v3 --triple=x86_64-pc-windows-gnu | llvm-readobj --file-headers - | FileCheck %s --check-prefix=COFF
// COFF: Format: COFF-x86-64

// The same input gives the same file.
// RUN: quant-compile %s -o %t/again.o --prefix net --target=aarch64
// RUN: cmp %t/arm.o %t/again.o

// RUN: quant-compile --help | FileCheck %s --check-prefix=HELP
// HELP: OVERVIEW: Compiles a model to an object file
// HELP: --header=<FILE>
// HELP: --triple=<TRIPLE>

func.func @main(%x: tensor<?x4xi8>, %w: tensor<4x4xi8>) -> tensor<?x4xi32> {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0 : i32
  %n = tensor.dim %x, %c0 : tensor<?x4xi8>
  %e = tensor.empty(%n) : tensor<?x4xi32>
  %f = linalg.fill ins(%z : i32) outs(%e : tensor<?x4xi32>) -> tensor<?x4xi32>
  %y = linalg.matmul ins(%x, %w : tensor<?x4xi8>, tensor<4x4xi8>)
      outs(%f : tensor<?x4xi32>) -> tensor<?x4xi32>
  return %y : tensor<?x4xi32>
}
