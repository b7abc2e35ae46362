// The instructions that come out, which needs no CPU that has them.

// DEFINE: %{lower} = convert-vector-to-llvm,convert-to-llvm,reconcile-unrealized-casts
// DEFINE: %{buffers} = one-shot-bufferize{bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map}
// DEFINE: %{loops} = func.func(convert-vector-to-scf),expand-strided-metadata,lower-affine,convert-scf-to-cf
// DEFINE: %{target} =
// DEFINE: %{features} =
// DEFINE: %{compile} = quant-opt %s --pass-pipeline="builtin.module( \
// DEFINE:     convert-linalg-to-dot-product{target=%{target}},canonicalize,cse,%{buffers},canonicalize,cse, \
// DEFINE:     convert-dot-product-to-x86{target=%{target}},canonicalize,cse,%{loops},%{lower})" \
// DEFINE:   | mlir-translate --mlir-to-llvmir | opt -O3 -mtriple=x86_64 -mattr=%{features} \
// DEFINE:   | llc -O3 -mtriple=x86_64 -mattr=%{features}

// REDEFINE: %{target} = avx512-vnni
// REDEFINE: %{features} = +avx512f,+avx512bw,+avx512vl,+avx512dq,+avx512vnni
// RUN: %{compile} | FileCheck %s --check-prefixes=CHECK,VNNI512

// REDEFINE: %{target} = avx-vnni
// REDEFINE: %{features} = +avx2,+fma,+avxvnni
// RUN: %{compile} | FileCheck %s --check-prefixes=CHECK,VNNI256

// The loop of 6 rows by 64 columns (4 by 24) holds all its sums in registers:
// one dot product a step each, and no spill.

// CHECK-LABEL:   matmul:
// CHECK:         Inner Loop Header
// CHECK-NOT:     {{Spill|Reload}}
// VNNI512-COUNT-24: vpdpbusd %zmm{{[0-9]+}}, %zmm{{[0-9]+}}, %zmm{{[0-9]+}}
// VNNI256-COUNT-12: {vex} vpdpbusd %ymm{{[0-9]+}}, %ymm{{[0-9]+}}, %ymm{{[0-9]+}}
// CHECK-NOT:     {{vpdpbusd|Spill|Reload}}
// CHECK:         jne .LBB

// Then the epilogue: products of even and odd lanes, saturating packs.

// CHECK:         vpmuldq
// CHECK:         vpackssdw
// CHECK:         vpaddsw
// CHECK:         vpacksswb
// CHECK-NOT:     vpdpbusd
// CHECK:         ret
func.func @matmul(%x: tensor<24x256xi8>, %out: tensor<24x192xi8> {bufferization.writable = true}) -> tensor<24x192xi8> {
  %w = arith.constant dense<3> : tensor<256x192xi8>
  %bias = arith.constant dense<5> : tensor<192xi32>
  %empty = tensor.empty() : tensor<24x192xi32>
  %init = linalg.broadcast ins(%bias : tensor<192xi32>) outs(%empty : tensor<24x192xi32>) dimensions = [0]
  %sum = linalg.matmul ins(%x, %w : tensor<24x256xi8>, tensor<256x192xi8>)
      outs(%init : tensor<24x192xi32>) -> tensor<24x192xi32>
  %m = arith.constant 1518500250 : i64
  %half = arith.constant 274877906944 : i64
  %shift = arith.constant 39 : i64
  %lo = arith.constant -125 : i32
  %hi = arith.constant 130 : i32
  %zero_point = arith.constant -3 : i8
  %0 = linalg.generic {
      indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%sum : tensor<24x192xi32>) outs(%out : tensor<24x192xi8>) {
    ^bb0(%acc: i32, %o: i8):
      %acc64 = arith.extsi %acc : i32 to i64
      %p = arith.muli %acc64, %m : i64
      %h = arith.addi %p, %half : i64
      %r64 = arith.shrsi %h, %shift : i64
      %r = arith.trunci %r64 : i64 to i32
      %c0 = arith.maxsi %r, %lo : i32
      %c1 = arith.minsi %c0, %hi : i32
      %q = arith.trunci %c1 : i32 to i8
      %z = arith.addi %q, %zero_point : i8
      linalg.yield %z : i8
  } -> tensor<24x192xi8>
  return %0 : tensor<24x192xi8>
}

// A depthwise filter: taps are interleaved by unpacks, not picked one by one.

// CHECK-LABEL:   depthwise:
// CHECK-NOT:     {{vpermt2w|vpinsrb|vpextrb}}
// CHECK:         vpunpcklbw
// CHECK-NOT:     {{vpermt2w|vpinsrb|vpextrb}}
// CHECK:         vpunpcklwd
// CHECK-NOT:     {{vpermt2w|vpinsrb|vpextrb}}
// CHECK:         ret
func.func @depthwise(%x: tensor<1x16x16x64xi8>, %out: tensor<1x14x14x64xi32> {bufferization.writable = true}) -> tensor<1x14x14x64xi32> {
  %w = arith.constant dense<3> : tensor<3x3x64xi8>
  %bias = arith.constant dense<5> : tensor<64xi32>
  %init = linalg.broadcast ins(%bias : tensor<64xi32>) outs(%out : tensor<1x14x14x64xi32>) dimensions = [0, 1, 2]
  %sum = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x16x16x64xi8>, tensor<3x3x64xi8>)
      outs(%init : tensor<1x14x14x64xi32>) -> tensor<1x14x14x64xi32>
  return %sum : tensor<1x14x14x64xi32>
}
