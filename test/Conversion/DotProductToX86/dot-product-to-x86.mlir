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

#row = affine_map<(n, k) -> (k)>
#lanes = affine_map<(n, k) -> (n, k)>
#sums = affine_map<(n, k) -> (n)>

// Pairs of any signedness are widened, and the products' sums added.

// CHECK-LABEL: @widened_pairs
// CHECK-SAME:    (%[[X:.*]]: vector<2xi8>, %[[W:.*]]: vector<16x2xi8>, %[[ACC:.*]]: vector<16xi32>)
// CHECK-DAG:     %[[PAIR:.*]] = vector.bitcast %[[X]] : vector<2xi8> to vector<1xi16>
// CHECK-DAG:     %[[LHS:.*]] = arith.extui %{{.*}} : vector<32xi8> to vector<32xi16>
// CHECK-DAG:     %[[RHS:.*]] = arith.extsi %{{.*}} : vector<32xi8> to vector<32xi16>
// CHECK:         %[[PRODUCTS:.*]] = llvm.call_intrinsic "llvm.x86.avx512.pmaddw.d.512"(%[[LHS]], %[[RHS]])
// CHECK:         arith.addi %[[ACC]], %[[PRODUCTS]] : vector<16xi32>
func.func @widened_pairs(%x: vector<2xi8>, %w: vector<16x2xi8>, %acc: vector<16xi32>) -> vector<16xi32> {
  %lhs = arith.extui %x : vector<2xi8> to vector<2xi32>
  %rhs = arith.extsi %w : vector<16x2xi8> to vector<16x2xi32>
  %0 = vector.contract {indexing_maps = [#row, #lanes, #sums], iterator_types = ["parallel", "reduction"]}
      %lhs, %rhs, %acc : vector<2xi32>, vector<16x2xi32> into vector<16xi32>
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

// -----

// A product in i64 is taken on even and on odd lanes apart, where vpmuldq finds
// them.

// CHECK-LABEL: @wide_multiply
// CHECK-SAME:    (%[[ACC:.*]]: vector<4xi32>, %[[M:.*]]: vector<4xi32>)
// CHECK-DAG:     %[[ROUND:.*]] = arith.constant dense<[1, 3]> : vector<2xi64>
// CHECK-DAG:     %[[C32:.*]] = arith.constant dense<32> : vector<2xi64>
// CHECK-DAG:     %[[MASK:.*]] = arith.constant dense<4294967295> : vector<2xi64>
// CHECK:         %[[PAIRS:.*]] = vector.bitcast %[[ACC]] : vector<4xi32> to vector<2xi64>
// CHECK:         %[[UP:.*]] = arith.shli %[[PAIRS]], %[[C32]]
// CHECK:         %[[EVEN:.*]] = arith.shrsi %[[UP]], %[[C32]]
// CHECK:         %[[P:.*]] = arith.muli %[[EVEN]], %{{.*}} : vector<2xi64>
// CHECK:         %[[H:.*]] = arith.addi %[[P]], %[[ROUND]]
// CHECK:         %[[RESULT_EVEN:.*]] = arith.shrsi %[[H]]
// CHECK:         arith.shrsi %{{.*}}, %[[C32]]
// CHECK:         arith.muli
// CHECK:         %[[RESULT_ODD:.*]] = arith.shrsi
// CHECK-DAG:     %[[LOW:.*]] = arith.andi %[[RESULT_EVEN]], %[[MASK]]
// CHECK-DAG:     %[[HIGH:.*]] = arith.shli %[[RESULT_ODD]], %[[C32]]
// CHECK:         %[[BOTH:.*]] = arith.ori %[[LOW]], %[[HIGH]]
// CHECK:         vector.bitcast %[[BOTH]] : vector<2xi64> to vector<4xi32>
func.func @wide_multiply(%acc: vector<4xi32>, %m: vector<4xi32>) -> vector<4xi32> {
  %round = arith.constant dense<[1, 2, 3, 4]> : vector<4xi64>
  %shift = arith.constant dense<33> : vector<4xi64>
  %0 = arith.extsi %acc : vector<4xi32> to vector<4xi64>
  %1 = arith.extsi %m : vector<4xi32> to vector<4xi64>
  %2 = arith.muli %0, %1 : vector<4xi64>
  %3 = arith.addi %2, %round : vector<4xi64>
  %4 = arith.shrsi %3, %shift : vector<4xi64>
  %5 = arith.trunci %4 : vector<4xi64> to vector<4xi32>
  return %5 : vector<4xi32>
}

// -----

// Lanes of unknown origin, an odd number of them, no product: left alone.

// CHECK-LABEL: @not_wide_multiply
// CHECK-NOT:     vector.bitcast
func.func @not_wide_multiply(%a: vector<4xi64>, %b: vector<3xi32>, %c: vector<4xi32>)
    -> (vector<4xi32>, vector<3xi32>, vector<4xi32>) {
  %0 = arith.muli %a, %a : vector<4xi64>
  %1 = arith.trunci %0 : vector<4xi64> to vector<4xi32>
  %2 = arith.extsi %b : vector<3xi32> to vector<3xi64>
  %3 = arith.muli %2, %2 : vector<3xi64>
  %4 = arith.trunci %3 : vector<3xi64> to vector<3xi32>
  %5 = arith.extsi %c : vector<4xi32> to vector<4xi64>
  %6 = arith.addi %5, %5 : vector<4xi64>
  %7 = arith.trunci %6 : vector<4xi64> to vector<4xi32>
  return %1, %4, %7 : vector<4xi32>, vector<3xi32>, vector<4xi32>
}

// -----

// Clamped to [-125, 130]: moved down by 3, saturated, moved back up. Lanes
// 0 to 3 of both vectors are the first block of the packed bytes.

// CHECK-LABEL: @narrowing
// CHECK-SAME:    (%[[A:.*]]: vector<16xi32>, %[[B:.*]]: vector<16xi32>)
// CHECK-DAG:     %[[DOWN:.*]] = arith.constant dense<-3> : vector<32xi16>
// CHECK-DAG:     %[[UP:.*]] = arith.constant dense<3> : vector<32xi8>
// CHECK:         %[[WORDS:.*]] = llvm.call_intrinsic "llvm.x86.avx512.packssdw.512"(%[[A]], %[[B]])
// CHECK:         %[[MOVED:.*]] = llvm.intr.sadd.sat(%[[WORDS]], %[[DOWN]])
// CHECK:         %[[BYTES:.*]] = llvm.call_intrinsic "llvm.x86.avx512.packsswb.512"(%[[MOVED]], %[[MOVED]])
// CHECK:         %[[ORDERED:.*]] = vector.shuffle %[[BYTES]], %[[BYTES]] [0, 1, 2, 3, 16, 17, 18, 19, 32, 33, 34, 35, 48, 49, 50, 51, 4, 5,
// CHECK:         arith.addi %[[ORDERED]], %[[UP]] : vector<32xi8>
func.func @narrowing(%a: vector<16xi32>, %b: vector<16xi32>) -> vector<32xi8> {
  %lo = arith.constant dense<-125> : vector<16xi32>
  %hi = arith.constant dense<130> : vector<16xi32>
  %both = ub.poison : vector<32xi32>
  %a0 = arith.maxsi %a, %lo : vector<16xi32>
  %a1 = arith.minsi %a0, %hi : vector<16xi32>
  %b0 = arith.maxsi %b, %lo : vector<16xi32>
  %b1 = arith.minsi %b0, %hi : vector<16xi32>
  %0 = vector.insert_strided_slice %a1, %both {offsets = [0], strides = [1]} : vector<16xi32> into vector<32xi32>
  %1 = vector.insert_strided_slice %b1, %0 {offsets = [16], strides = [1]} : vector<16xi32> into vector<32xi32>
  %2 = arith.trunci %1 : vector<32xi32> to vector<32xi8>
  return %2 : vector<32xi8>
}

// -----

// A narrower range needs its upper bound too; a vector at the edge is filled up.

// CHECK-LABEL: @narrowing_edge
// CHECK-DAG:     %[[MAX:.*]] = arith.constant dense<-28> : vector<20xi8>
// CHECK:         %[[FULL:.*]] = vector.insert_strided_slice %{{.*}} : vector<4xi32> into vector<16xi32>
// CHECK:         packssdw.512"(%{{.*}}, %[[FULL]])
// CHECK:         arith.minsi %{{.*}}, %[[MAX]] : vector<20xi8>
func.func @narrowing_edge(%a: vector<16xi32>, %b: vector<4xi32>) -> vector<20xi8> {
  %lo = arith.constant dense<0> : vector<16xi32>
  %hi = arith.constant dense<100> : vector<16xi32>
  %lo_edge = arith.constant dense<0> : vector<4xi32>
  %hi_edge = arith.constant dense<100> : vector<4xi32>
  %both = ub.poison : vector<20xi32>
  %a0 = arith.maxsi %a, %lo : vector<16xi32>
  %a1 = arith.minsi %a0, %hi : vector<16xi32>
  %b0 = arith.maxsi %b, %lo_edge : vector<4xi32>
  %b1 = arith.minsi %b0, %hi_edge : vector<4xi32>
  %0 = vector.insert_strided_slice %a1, %both {offsets = [0], strides = [1]} : vector<16xi32> into vector<20xi32>
  %1 = vector.insert_strided_slice %b1, %0 {offsets = [16], strides = [1]} : vector<4xi32> into vector<20xi32>
  %2 = arith.trunci %1 : vector<20xi32> to vector<20xi8>
  return %2 : vector<20xi8>
}

// -----

// A clamp wider than a byte wraps when truncated; saturation would not.

// CHECK-LABEL: @wide_clamp
// CHECK-NOT:     call_intrinsic
func.func @wide_clamp(%a: vector<16xi32>, %b: vector<16xi32>) -> vector<32xi8> {
  %lo = arith.constant dense<-128> : vector<16xi32>
  %hi = arith.constant dense<128> : vector<16xi32>
  %both = ub.poison : vector<32xi32>
  %a0 = arith.maxsi %a, %lo : vector<16xi32>
  %a1 = arith.minsi %a0, %hi : vector<16xi32>
  %b0 = arith.maxsi %b, %lo : vector<16xi32>
  %b1 = arith.minsi %b0, %hi : vector<16xi32>
  %0 = vector.insert_strided_slice %a1, %both {offsets = [0], strides = [1]} : vector<16xi32> into vector<32xi32>
  %1 = vector.insert_strided_slice %b1, %0 {offsets = [16], strides = [1]} : vector<16xi32> into vector<32xi32>
  %2 = arith.trunci %1 : vector<32xi32> to vector<32xi8>
  return %2 : vector<32xi8>
}
