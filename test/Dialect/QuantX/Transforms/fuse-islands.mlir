// RUN: quant-opt %s --quantx-fuse-islands --canonicalize --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-fuse-islands --remarks-filter=quantx-fuse-islands --split-input-file -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=REMARK

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// x / sum(x) of each row: 25 of the 50 rows at a time, and floats of those only.
// The stored values are made real once for both readers.

// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[Q:.+]]: tensor<50x8xi8>
// CHECK: %[[OUT:.+]] = tensor.empty() : tensor<50x8xi8>
// CHECK: scf.for %[[I:.+]] = %{{.+}} to %c50 step %c25 iter_args(%[[ITER:.+]] = %[[OUT]])
// CHECK: %[[SLICE:.+]] = tensor.extract_slice %[[Q]][%[[I]], 0] [25, 8] [1, 1]
// CHECK: %[[X:.+]] = linalg.generic {{.*}} ins(%[[SLICE]] : tensor<25x8xi8>) outs(%{{.+}} : tensor<25x8xf32>)
// CHECK-NOT: tensor.extract_slice %[[Q]]
// CHECK: %[[SUM:.+]] = linalg.generic {{.*}}"reduction"{{.*}} ins(%[[X]] : tensor<25x8xf32>) outs(%{{.+}} : tensor<25xf32>)
// CHECK: %[[R:.+]] = linalg.generic {{.*}} ins(%[[X]], %[[SUM]] : tensor<25x8xf32>, tensor<25xf32>)
// CHECK: tensor.insert_slice %[[R]] into %[[ITER]]
// REMARK: [Passed] island {{.*}}"computes a row at a time; only stored values are written"
func.func @rows(%q: tensor<50x8xi8>) -> tensor<50x8xi8> {
  %zero = arith.constant 0.0 : f32
  %f = tensor.empty() : tensor<50x8xf32>
  %x = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%q : tensor<50x8xi8>) outs(%f : tensor<50x8xf32>) {
  ^bb0(%in: i8, %out: f32):
    %0 = arith.sitofp %in : i8 to f32
    linalg.yield %0 : f32
  } -> tensor<50x8xf32>
  %e = tensor.empty() : tensor<50xf32>
  %start = linalg.fill ins(%zero : f32) outs(%e : tensor<50xf32>) -> tensor<50xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<50x8xf32>) outs(%start : tensor<50xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<50xf32>
  %i = tensor.empty() : tensor<50x8xi8>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum : tensor<50x8xf32>, tensor<50xf32>) outs(%i : tensor<50x8xi8>) {
  ^bb0(%in: f32, %total: f32, %out: i8):
    %0 = arith.divf %in, %total : f32
    %1 = arith.fptosi %0 : f32 to i8
    linalg.yield %1 : i8
  } -> tensor<50x8xi8>
  return %r : tensor<50x8xi8>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// The sums of rows and those of columns have no dimension in common.

// CHECK-LABEL: func.func @both(
// CHECK-NOT: scf.for
// REMARK: [Missed] island {{.*}}"has no dimension that all reductions keep, so that floats are written"
func.func @both(%x: tensor<8x8xf32>) -> tensor<8x8xi8> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %start = linalg.fill ins(%zero : f32) outs(%e : tensor<8xf32>) -> tensor<8xf32>
  %rows = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<8x8xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  %columns = linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : tensor<8x8xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<8xf32>
  %i = tensor.empty() : tensor<8x8xi8>
  %r = linalg.generic {indexing_maps = [#row, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%rows, %columns : tensor<8xf32>, tensor<8xf32>) outs(%i : tensor<8x8xi8>) {
  ^bb0(%a: f32, %b: f32, %out: i8):
    %0 = arith.addf %a, %b : f32
    %1 = arith.fptosi %0 : f32 to i8
    linalg.yield %1 : i8
  } -> tensor<8x8xi8>
  return %r : tensor<8x8xi8>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// What is elementwise, or ends in floats, is no island.

// CHECK-LABEL: func.func @elementwise(
// CHECK-NOT: scf.for
func.func @elementwise(%x: tensor<8x8xf32>) -> tensor<8x8xi8> {
  %i = tensor.empty() : tensor<8x8xi8>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<8x8xf32>) outs(%i : tensor<8x8xi8>) {
  ^bb0(%in: f32, %out: i8):
    %0 = arith.fptosi %in : f32 to i8
    linalg.yield %0 : i8
  } -> tensor<8x8xi8>
  return %r : tensor<8x8xi8>
}
