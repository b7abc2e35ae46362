// RUN: quant-opt %s --split-input-file --convert-dot-product-to-x86=target=avx512-vnni \
// RUN:   --remarks-filter-missed='convert-dot-product-to-x86' --remark-policy=all --verify-diagnostics | FileCheck %s

#row = affine_map<(n, k) -> (k)>
#lanes = affine_map<(n, k) -> (n, k)>
#sums = affine_map<(n, k) -> (n)>

// CHECK-LABEL: @broadcast_group
// CHECK-SAME:    (%[[X:.*]]: vector<4xi8>, %[[W:.*]]: vector<16x4xi8>, %[[ACC:.*]]: vector<16xi32>)
// CHECK-DAG:     %[[WORD:.*]] = vector.bitcast %[[X]] : vector<4xi8> to vector<1xi32>
// CHECK-DAG:     %[[SCALAR:.*]] = vector.extract %[[WORD]][0]
// CHECK-DAG:     %[[ALL:.*]] = vector.broadcast %[[SCALAR]] : i32 to vector<16xi32>
// CHECK-DAG:     %[[LHS:.*]] = vector.bitcast %[[ALL]] : vector<16xi32> to vector<64xi8>
// CHECK-DAG:     %[[RHS:.*]] = vector.shape_cast %[[W]] : vector<16x4xi8> to vector<64xi8>
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%[[ACC]], %[[LHS]], %[[RHS]])
func.func @broadcast_group(%x: vector<4xi8>, %w: vector<16x4xi8>, %acc: vector<16xi32>) -> vector<16xi32> {
  %lhs = arith.extui %x : vector<4xi8> to vector<4xi32>
  %rhs = arith.extsi %w : vector<16x4xi8> to vector<16x4xi32>
  %0 = vector.contract {indexing_maps = [#row, #lanes, #sums], iterator_types = ["parallel", "reduction"]}
      %lhs, %rhs, %acc : vector<4xi32>, vector<16x4xi32> into vector<16xi32>
  return %0 : vector<16xi32>
}

// -----

#lanes = affine_map<(n, k) -> (n, k)>
#sums = affine_map<(n, k) -> (n)>

// CHECK-LABEL: @lanewise
// CHECK:         llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
func.func @lanewise(%x: vector<16x4xi8>, %w: vector<16x4xi8>, %acc: vector<16xi32>) -> vector<16xi32> {
  %lhs = arith.extui %x : vector<16x4xi8> to vector<16x4xi32>
  %rhs = arith.extsi %w : vector<16x4xi8> to vector<16x4xi32>
  %0 = vector.contract {indexing_maps = [#lanes, #lanes, #sums], iterator_types = ["parallel", "reduction"]}
      %lhs, %rhs, %acc : vector<16x4xi32>, vector<16x4xi32> into vector<16xi32>
  return %0 : vector<16xi32>
}

// -----

#row = affine_map<(n, k) -> (k)>
#lanes = affine_map<(n, k) -> (n, k)>
#sums = affine_map<(n, k) -> (n)>

// CHECK-LABEL: @signed_input
// CHECK:         vector.contract
func.func @signed_input(%x: vector<4xi8>, %w: vector<16x4xi8>, %acc: vector<16xi32>) -> vector<16xi32> {
  %lhs = arith.extsi %x : vector<4xi8> to vector<4xi32>
  %rhs = arith.extsi %w : vector<16x4xi8> to vector<16x4xi32>
  // expected-remark @below {{target 'avx512-vnni' has no dot product of this shape and signedness}}
  %0 = vector.contract {indexing_maps = [#row, #lanes, #sums], iterator_types = ["parallel", "reduction"]}
      %lhs, %rhs, %acc : vector<4xi32>, vector<16x4xi32> into vector<16xi32>
  return %0 : vector<16xi32>
}

// -----

// Not a dot product by lanes: no business of this pass, and no remark.

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: @float
// CHECK:         vector.contract
func.func @float(%x: vector<2x4xf32>, %w: vector<4x2xf32>, %acc: vector<2x2xf32>) -> vector<2x2xf32> {
  %0 = vector.contract {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      %x, %w, %acc : vector<2x4xf32>, vector<4x2xf32> into vector<2x2xf32>
  return %0 : vector<2x2xf32>
}
