// The header: one C function per public function, names that C can hold, a
// parameter for each dynamic size, a C type for each element type.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-compile %s -o %t/2-nets.o --header %t/nets.h --target=generic --triple=x86_64-linux-gnu
// RUN: FileCheck %s --input-file=%t/nets.h
// RUN: clang-22 -std=c99 -Wall -Wextra -pedantic -Werror -fsyntax-only -x c %t/nets.h
// RUN: clang-22 -std=c++11 -Wall -Wextra -Werror -fsyntax-only -x c++ %t/nets.h

// Only what the header declares is defined for a linker.
// RUN: llvm-nm --defined-only --extern-only %t/2-nets.o > %t/symbols
// RUN: count 5 < %t/symbols
// RUN: FileCheck %s --check-prefix=SYMBOLS --input-file=%t/symbols
// SYMBOLS-COUNT-5: {{ T _2_nets_}}

// CHECK: /* Compiled by quant-compile for generic (x86_64-unknown-linux-gnu).
// CHECK: #ifndef _2_NETS_H
// CHECK: extern "C" {

// CHECK: /* Takes
// CHECK-NEXT: * image: f32 [image_dim0, 3, image_dim2]
// CHECK-NEXT: * _2nd_x: i8 [4]
// CHECK-NEXT: * and gives
// CHECK-NEXT: * image_2: i32 [*image_2_dim0, 4]
// CHECK-NEXT: */
// CHECK-NEXT: void _2_nets_main(const float *image_data,
// CHECK-NEXT: int64_t image_dim0,
// CHECK-NEXT: int64_t image_dim2,
// CHECK-NEXT: const int8_t *_2nd_x_data,
// CHECK-NEXT: int32_t **image_2_data,
// CHECK-NEXT: int64_t *image_2_dim0);
func.func @main(%0: tensor<?x3x?xf32> {quantx.name = "image"},
                %1: tensor<4xi8> {quantx.name = "2nd.x"})
    -> (tensor<?x4xi32> {quantx.name = "image"}) {
  %c0 = arith.constant 0 : index
  %z = arith.constant 7 : i32
  %n = tensor.dim %0, %c0 : tensor<?x3x?xf32>
  %e = tensor.empty(%n) : tensor<?x4xi32>
  %f = linalg.fill ins(%z : i32) outs(%e : tensor<?x4xi32>) -> tensor<?x4xi32>
  return %f : tensor<?x4xi32>
}

// Keywords and macros are no trouble, since something is always appended.
// CHECK: void _2_nets_while(const bool *if_data,
// CHECK-NEXT: const uint8_t *NULL_data,
// CHECK-NEXT: uint8_t **result0_data,
// CHECK-NEXT: bool **result1_data);
func.func @while(%0: tensor<i1> {quantx.name = "if"},
                 %1: tensor<2xi4> {quantx.name = "NULL"})
    -> (tensor<2xi4>, tensor<i1>) {
  return %1, %0 : tensor<2xi4>, tensor<i1>
}

// CHECK: void _2_nets_some_floats(const uint16_t *arg0_data,
// CHECK-NEXT: const uint16_t *arg1_data,
// CHECK-NEXT: const double *arg2_data,
// CHECK-NEXT: const uint8_t *arg3_data,
// CHECK-NEXT: double **result0_data);
func.func @"some floats"(%0: tensor<1xf16>, %1: tensor<1xbf16>,
                         %2: tensor<1xf64>, %3: tensor<1xf8E4M3FN>)
    -> tensor<1xf64> {
  return %2 : tensor<1xf64>
}

// CHECK: /* Takes
// CHECK-NEXT: * nothing
// CHECK-NEXT: * and gives
// CHECK-NEXT: * result0: i64 []
// CHECK: void _2_nets_constant(int64_t **result0_data);
func.func @constant() -> tensor<i64> {
  %c = arith.constant dense<3> : tensor<i64>
  return %c : tensor<i64>
}

// CHECK: void _2_nets_nothing(void);
func.func @nothing() {
  return
}

// CHECK-NOT: helper
func.func private @helper(%0: tensor<1xf16>) -> tensor<1xf16> {
  return %0 : tensor<1xf16>
}
