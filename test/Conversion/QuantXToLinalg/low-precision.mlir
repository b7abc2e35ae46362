// RUN: quant-opt %s --convert-quantx-to-linalg --canonicalize --split-input-file | FileCheck %s
// RUN: quant-opt %s --convert-quantx-to-linalg --split-input-file | FileCheck %s --check-prefix=PLAIN

// Block scales stay what the attribute holds, a resource included, and are
// decoded in the body, where the outer scale is multiplied in.
// CHECK: #[[BLOCK:.*]] = affine_map<(d0, d1) -> (d0, d1 floordiv 16)>
// CHECK-LABEL: @blocks
func.func @blocks(%q: tensor<2x40xf4E2M1FN>) -> tensor<2x40xf32> {
  // CHECK-DAG: %[[SCALES:.*]] = arith.constant dense_resource<scales> : tensor<2x3xf8E4M3FN>
  // CHECK-DAG: %[[OUTER:.*]] = arith.constant 5.000000e-01 : f32
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[BLOCK]], #{{.*}}]
  // CHECK-SAME: ins(%{{.*}}, %[[SCALES]] : tensor<2x40xf4E2M1FN>, tensor<2x3xf8E4M3FN>)
  // CHECK: ^bb0(%[[Q:.*]]: f4E2M1FN, %[[S:.*]]: f8E4M3FN, %{{.*}}: f32):
  // CHECK: arith.bitcast %[[S]] : f8E4M3FN to i8
  // CHECK: %[[SCALE:.*]] = arith.mulf %{{.*}}, %[[OUTER]] : f32
  // CHECK: arith.bitcast %[[Q]] : f4E2M1FN to i4
  // CHECK: %[[R:.*]] = arith.mulf %{{.*}}, %[[SCALE]] : f32
  // CHECK: linalg.yield %[[R]]
  %x = quantx.dequantize %q, <f4E2M1FN, axes = [0, 1], block_sizes = [1, 16], scale = <dense_resource<scales> : tensor<2x3xf8E4M3FN>>, outer_scale = <0.5 : f32>> : tensor<2x40xf4E2M1FN> to tensor<2x40xf32>
  return %x : tensor<2x40xf32>
}
{-# dialect_resources: { builtin: { scales: "0x01000000383838383838" } } #-}

// -----

// The division in f16: operands and quotient are rounded to it.
// CHECK-LABEL: @precision
func.func @precision(%x: tensor<4xf32>) -> tensor<4xi4> {
  // CHECK: %[[X:.*]] = arith.truncf %{{.*}} : f32 to f16
  // CHECK: %[[W:.*]] = arith.extf %[[X]] : f16 to f32
  // CHECK: %[[Q:.*]] = arith.divf %[[W]], %{{.*}} : f32
  // CHECK: arith.truncf %[[Q]] : f32 to f16
  %q = quantx.quantize %x precision f16, <i4, scale = <0.5 : f16>, zero_point = <0 : i4>> : tensor<4xf32> to tensor<4xi4>
  return %q : tensor<4xi4>
}

// -----

// A sum with a zero point of 64 bits has 66.
// CHECK-LABEL: @wide
func.func @wide(%x: tensor<4xf32>) -> tensor<4xi64> {
  // CHECK: %[[SUM:.*]] = arith.addi %{{.*}}, %{{.*}} : i128
  // CHECK: arith.maxsi %[[SUM]], %{{.*}} : i128
  // CHECK: arith.trunci %{{.*}} : i128 to i64
  %q = quantx.quantize %x, <i64, scale = <0.5 : f32>, zero_point = <5 : i64>> : tensor<4xf32> to tensor<4xi64>
  return %q : tensor<4xi64>
}

// -----

// Two reductions over what shares parameters, then an op for each result.
// CHECK: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @choose_params
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>
func.func @choose_params(%x: tensor<?x8xf32>) -> (tensor<?xf32>, tensor<?xi8>) {
  // CHECK: %[[MIN:.*]] = linalg.generic {indexing_maps = [#{{.*}}, #[[ROW]]], iterator_types = ["parallel", "reduction"]} ins(%[[X]]
  // CHECK: arith.minnumf
  // CHECK: %[[MAX:.*]] = linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]} ins(%[[X]]
  // CHECK: arith.maxnumf
  // CHECK: %[[SCALE:.*]] = linalg.generic {{.*}} ins(%[[MIN]], %[[MAX]] : tensor<?xf32>, tensor<?xf32>)
  // CHECK: %[[ZERO:.*]] = linalg.generic {{.*}} ins(%[[MIN]], %[[SCALE]] : tensor<?xf32>, tensor<?xf32>)
  // CHECK: return %[[SCALE]], %[[ZERO]]
  %s, %z = quantx.choose_params %x, <ui8, axes = [0]> : tensor<?x8xf32> -> tensor<?xf32>, tensor<?xi8>
  return %s, %z : tensor<?xf32>, tensor<?xi8>
}

// -----

// A dimension of blocks is reduced; it also tells them apart.
// CHECK: #[[BLOCK:.*]] = affine_map<(d0, d1) -> (d0, d1 floordiv 3)>
// CHECK-LABEL: @choose_blocks
func.func @choose_blocks(%x: tensor<4x8xf32>) -> tensor<4x3xf32> {
  // CHECK-COUNT-2: linalg.generic {indexing_maps = [#{{.*}}, #[[BLOCK]]], iterator_types = ["parallel", "reduction"]}
  %s = quantx.choose_params %x, <f8E4M3FN, axes = [0, 1], block_sizes = [1, 3]> : tensor<4x8xf32> -> tensor<4x3xf32>
  return %s : tensor<4x3xf32>
}

// -----

// Any zero point of the type may come: the bounds are those of every one, and
// the sum is clamped again.
// CHECK-LABEL: @dynamic_quantize
func.func @dynamic_quantize(%x: tensor<?xf32>, %s: tensor<f32>, %z: tensor<i8>) -> tensor<?xi8> {
  // CHECK-DAG: arith.constant -2.550000e+02 : f32
  // CHECK-DAG: arith.constant 2.550000e+02 : f32
  // CHECK: arith.divf
  // CHECK: %[[Z:.*]] = arith.extui %{{.*}} : i8 to i32
  // CHECK: %[[SUM:.*]] = arith.addi %{{.*}}, %[[Z]] : i32
  // CHECK: arith.maxsi %[[SUM]]
  %q = quantx.dynamic_quantize %x, %s, %z, <ui8> : tensor<?xf32>, tensor<f32>, tensor<i8> to tensor<?xi8>
  return %q : tensor<?xi8>
}

// -----

// CHECK-LABEL: @training
func.func @training(%dy: tensor<?x8xf32>, %x: tensor<?x8xf32>, %s: tensor<f32>, %z: tensor<i8>) -> (tensor<?x8xf32>, tensor<?x8xf32>, tensor<f32>, tensor<?x8xf32>, tensor<f32>) {
  // CHECK: arith.fptosi
  // CHECK: arith.sitofp
  %0 = quantx.fake_quantize %x, %s, %z, <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  // CHECK: arith.cmpi sge
  // CHECK: arith.cmpi sle
  // CHECK: arith.cmpf ord
  %1 = quantx.fake_quantize_gradient %dy, %x, %s, %z, <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  // CHECK: iterator_types = ["reduction", "reduction"]
  // CHECK: math.sqrt
  %2 = quantx.lsq_gradient %dy, %x, %s, <i8> : tensor<?x8xf32>, tensor<f32>
  // CHECK: iterator_types = ["parallel", "parallel"]
  // CHECK: iterator_types = ["reduction", "reduction"]
  %3, %4 = quantx.pact_gradient %dy, %x, %s : tensor<?x8xf32>, tensor<f32>
  // CHECK-NOT: quantx.
  return %0, %1, %2, %3, %4 : tensor<?x8xf32>, tensor<?x8xf32>, tensor<f32>, tensor<?x8xf32>, tensor<f32>
}

// -----

// Between two entries, in i32. (A table of one number would fold.)
// PLAIN-LABEL: @interpolated
func.func @interpolated(%q: tensor<?xi16>) -> tensor<?xi16> {
  // PLAIN: %[[U:.*]] = arith.addi %{{.*}}, %{{.*}} : i32
  // PLAIN: %[[I:.*]] = arith.shrui %[[U]]
  // PLAIN-COUNT-2: tensor.extract
  // PLAIN: arith.shrsi %{{.*}} : i32
  %y = quantx.lookup %q, dense<7> : tensor<513xi16> : tensor<?xi16> to tensor<?xi16>
  return %y : tensor<?xi16>
}
