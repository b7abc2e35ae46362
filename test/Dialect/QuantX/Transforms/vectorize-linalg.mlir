// RUN: quant-opt %s --quantx-vectorize-linalg=target=avx512 --canonicalize --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-vectorize-linalg=target=x86-64-v3 --canonicalize --split-input-file \
// RUN:   | FileCheck %s --check-prefix=AVX2
// RUN: quant-opt %s --quantx-vectorize-linalg=target=avx512 --split-input-file --remarks-filter=quantx-vectorize-linalg 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REMARK

// Loops of static extent merge, the vector is as wide as the target's, and the
// rest of the extent (4 * 21 = 5 * 16 + 4) is a shorter one.
#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: @elementwise
// AVX2-LABEL: @elementwise
func.func @elementwise(%x: tensor<?x4x21xf32>, %o: tensor<?x4x21xf32>) -> tensor<?x4x21xf32> {
  // CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0], [1, 2]] : tensor<?x4x21xf32> into tensor<?x84xf32>
  // CHECK: scf.for
  // CHECK: scf.for %{{.*}} = %c0 to %c80 step %c16
  // CHECK: vector.transfer_read {{.*}} {in_bounds = [true]} : tensor<?x84xf32>, vector<16xf32>
  // CHECK: arith.maximumf %{{.*}} : vector<16xf32>
  // CHECK: vector.transfer_write {{.*}} vector<16xf32>
  // CHECK: scf.for
  // CHECK: arith.maximumf %{{.*}} : vector<4xf32>
  // AVX2: step %c8
  // AVX2: arith.maximumf %{{.*}} : vector<8xf32>
  %zero = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x4x21xf32>) outs(%o : tensor<?x4x21xf32>) {
  ^bb0(%a: f32, %b: f32):
    %m = arith.maximumf %a, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x4x21xf32>
  return %y : tensor<?x4x21xf32>
}

// -----

// What fits into four registers is one vector.
#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: @whole
func.func @whole(%x: tensor<?x4x9xf32>, %o: tensor<?x4x9xf32>) -> tensor<?x4x9xf32> {
  // CHECK: arith.negf %{{.*}} : vector<36xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x4x9xf32>) outs(%o : tensor<?x4x9xf32>) {
  ^bb0(%a: f32, %b: f32):
    %m = arith.negf %a : f32
    linalg.yield %m : f32
  } -> tensor<?x4x9xf32>
  return %y : tensor<?x4x9xf32>
}

// -----

// The widest value of the body limits the vector: 4 registers of i64. What the
// innermost loop does not index is broadcast.
// CHECK-LABEL: @mixed_widths
func.func @mixed_widths(%x: tensor<5x128xi8>, %row: tensor<5xi64>, %o: tensor<5x128xi8>) -> tensor<5x128xi8> {
  // CHECK: scf.for
  // CHECK: vector.transfer_read {{.*}} permutation_map = {{.*}} : tensor<5xi64>, vector<32xi64>
  // CHECK: scf.for
  // CHECK: vector.transfer_read {{.*}} : tensor<5x128xi8>, vector<32xi8>
  // CHECK: arith.muli %{{.*}} : vector<32xi64>
  %y = linalg.generic {indexing_maps = [affine_map<(r, c) -> (r, c)>, affine_map<(r, c) -> (r)>, affine_map<(r, c) -> (r, c)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %row : tensor<5x128xi8>, tensor<5xi64>) outs(%o : tensor<5x128xi8>) {
  ^bb0(%a: i8, %k: i64, %b: i8):
    %e = arith.extsi %a : i8 to i64
    %p = arith.muli %e, %k : i64
    %t = arith.trunci %p : i64 to i8
    linalg.yield %t : i8
  } -> tensor<5x128xi8>
  return %y : tensor<5x128xi8>
}

// -----

// A window is summed in registers, tap by tap.
// CHECK-LABEL: @pool
func.func @pool(%x: tensor<?x6x6x16xi8>, %o: tensor<?x3x3x16xi32>) -> tensor<?x3x3x16xi32> {
  // CHECK: %[[INIT:.*]] = vector.transfer_read {{.*}} : tensor<?x3x3x16xi32>, vector<16xi32>
  // CHECK: scf.for {{.*}} iter_args(%{{.*}} = %[[INIT]]) -> (vector<16xi32>)
  // CHECK: scf.for {{.*}} -> (vector<16xi32>)
  // CHECK: vector.transfer_read {{.*}} : tensor<?x6x6x16xi8>, vector<16xi8>
  // CHECK: arith.addi %{{.*}} : vector<16xi32>
  // CHECK: vector.transfer_write {{.*}} : vector<16xi32>, tensor<?x3x3x16xi32>
  %k = tensor.empty() : tensor<2x2xi8>
  %y = linalg.pooling_nhwc_sum {strides = dense<2> : tensor<2xi64>} ins(%x, %k : tensor<?x6x6x16xi8>, tensor<2x2xi8>)
      outs(%o : tensor<?x3x3x16xi32>) -> tensor<?x3x3x16xi32>
  return %y : tensor<?x3x3x16xi32>
}

// -----

// A sum along rows: the rows are transposed, so that 16 of them are summed at
// once, each in its order.
// CHECK-LABEL: @row_sums
func.func @row_sums(%x: tensor<16x5xf32>, %o: tensor<16xf32>) -> tensor<16xf32> {
  // CHECK: vector.transfer_read {{.*}} tensor<16x5xf32>, vector<{{.*}}xf32>
  // CHECK: scf.for {{.*}} -> (vector<16xf32>)
  // CHECK: arith.addf %{{.*}} : vector<16xf32>
  %y = linalg.reduce { arith.addf } ins(%x : tensor<16x5xf32>) outs(%o : tensor<16xf32>) dimensions = [1]
  return %y : tensor<16xf32>
}

// -----

// A slice has gaps between its rows: they are not merged.
// CHECK-LABEL: @slice
func.func @slice(%x: f32, %o: tensor<8x8xf32>) -> tensor<8x8xf32> {
  // CHECK-NOT: tensor.collapse_shape
  // CHECK: vector.transfer_write {{.*}} : vector<4xf32>, tensor<6x4xf32>
  %s = tensor.extract_slice %o[0, 0] [6, 4] [1, 1] : tensor<8x8xf32> to tensor<6x4xf32>
  %f = linalg.fill ins(%x : f32) outs(%s : tensor<6x4xf32>) -> tensor<6x4xf32>
  %r = tensor.insert_slice %f into %o[0, 0] [6, 4] [1, 1] : tensor<6x4xf32> into tensor<8x8xf32>
  return %r : tensor<8x8xf32>
}

// -----

// A dynamic innermost extent is masked, unless the body may trap.
#id = affine_map<(d0) -> (d0)>
// CHECK-LABEL: @dynamic
// REMARK: remark: [Missed] scalar | Category:quantx-vectorize-linalg
// REMARK-SAME: linalg.generic stays scalar: its innermost extent is dynamic and its body may trap
func.func @dynamic(%x: tensor<?xi32>, %o: tensor<?xi32>) -> (tensor<?xi32>, tensor<?xi32>) {
  // CHECK: %[[M:.*]] = vector.create_mask
  // CHECK: vector.transfer_read {{.*}}, %[[M]]
  // CHECK: arith.addi %{{.*}} : vector<16xi32>
  // CHECK: linalg.generic
  // CHECK: arith.divsi %{{.*}} : i32
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<?xi32>) outs(%o : tensor<?xi32>) {
  ^bb0(%a: i32, %b: i32):
    %t = arith.addi %a, %a : i32
    linalg.yield %t : i32
  } -> tensor<?xi32>
  %d = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<?xi32>) outs(%o : tensor<?xi32>) {
  ^bb0(%a: i32, %b: i32):
    %t = arith.divsi %a, %a : i32
    linalg.yield %t : i32
  } -> tensor<?xi32>
  return %s, %d : tensor<?xi32>, tensor<?xi32>
}

// -----

// A table is read by a gather.
// CHECK-LABEL: @lookup
func.func @lookup(%x: tensor<64xi8>, %table: tensor<256xi8>, %o: tensor<64xi8>) -> tensor<64xi8> {
  // CHECK: vector.gather {{.*}} : tensor<256xi8>, {{.*}} into vector<{{.*}}xi8>
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<64xi8>) outs(%o : tensor<64xi8>) {
  ^bb0(%a: i8, %b: i8):
    %i = arith.index_castui %a : i8 to index
    %t = tensor.extract %table[%i] : tensor<256xi8>
    linalg.yield %t : i8
  } -> tensor<64xi8>
  return %y : tensor<64xi8>
}

// -----

// The one element behind the last vector is read by itself.
// CHECK-LABEL: @lookup_tail
func.func @lookup_tail(%x: tensor<257xi8>, %table: tensor<256xi8>, %o: tensor<257xi8>) -> tensor<257xi8> {
  // CHECK: vector.gather {{.*}} : tensor<256xi8>, {{.*}} into vector<64xi8>
  // CHECK: linalg.generic
  // CHECK: tensor.extract
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<257xi8>) outs(%o : tensor<257xi8>) {
  ^bb0(%a: i8, %b: i8):
    %i = arith.index_castui %a : i8 to index
    %t = tensor.extract %table[%i] : tensor<256xi8>
    linalg.yield %t : i8
  } -> tensor<257xi8>
  return %y : tensor<257xi8>
}

// -----

// A bool takes a byte in memory, but a bit in a vector.
// CHECK-LABEL: @bools
// REMARK: remark: [Missed] scalar | Category:quantx-vectorize-linalg
// REMARK-SAME: vectors of bits do not lie in memory as bytes
func.func @bools(%c: tensor<64xi1>, %x: tensor<64xf32>, %o: tensor<64xf32>) -> tensor<64xf32> {
  // CHECK-NOT: vector
  // CHECK: return
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%c, %x : tensor<64xi1>, tensor<64xf32>) outs(%o : tensor<64xf32>) {
  ^bb0(%a: i1, %b: f32, %d: f32):
    %t = arith.select %a, %b, %d : f32
    linalg.yield %t : f32
  } -> tensor<64xf32>
  return %y : tensor<64xf32>
}

// -----

// A reshape to rank 0 and back does not confuse the merging of loops.
// CHECK-LABEL: @one_element
func.func @one_element(%x: tensor<1x1xf32>, %o: tensor<1x1xf32>) -> tensor<1x1xf32> {
  // CHECK: arith.addf
  %scalar = tensor.collapse_shape %x [] : tensor<1x1xf32> into tensor<f32>
  %back = tensor.expand_shape %scalar [] output_shape [1, 1] : tensor<f32> into tensor<1x1xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%back : tensor<1x1xf32>) outs(%o : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32):
    %t = arith.addf %a, %a : f32
    linalg.yield %t : f32
  } -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// Integers have no order to keep: rows that lie side by side are summed in
// vectors (50 = 3 * 16 + 2), and nothing is transposed.
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @row_sum
func.func @row_sum(%x: tensor<?x50xi32>, %o: tensor<?xi64>) -> tensor<?xi64> {
  // CHECK-NOT: linalg.transpose
  // CHECK: scf.for {{.*}} to %c48 step %c16
  // CHECK: vector.reduction <add>, %{{.*}}, %{{.*}} : vector<16xi64> into i64
  // CHECK: vector.reduction <add>, %{{.*}}, %{{.*}} : vector<2xi64> into i64
  // CHECK: return
  %y = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x50xi32>) outs(%o : tensor<?xi64>) {
  ^bb0(%a: i32, %b: i64):
    %e = arith.extsi %a : i32 to i64
    %s = arith.addi %e, %b : i64
    linalg.yield %s : i64
  } -> tensor<?xi64>
  return %y : tensor<?xi64>
}

// -----

// A sum of floats keeps its order: lanes are rows.
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @row_sum_of_floats
func.func @row_sum_of_floats(%x: tensor<64x50xf32>, %o: tensor<64xf32>) -> tensor<64xf32> {
  // CHECK-NOT: vector.reduction
  // CHECK: return
  %y = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<64x50xf32>) outs(%o : tensor<64xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  return %y : tensor<64xf32>
}
