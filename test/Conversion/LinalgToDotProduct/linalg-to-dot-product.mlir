// RUN: quant-opt %s --split-input-file --convert-linalg-to-dot-product=target=avx512-vnni --canonicalize --cse | FileCheck %s

// One tile: 2 rows, 16 of 20 columns in the first vector, one group of 4.
// Rebiasing adds -128 * (4 * 3) to the bias.

// CHECK-LABEL: @matmul
// CHECK-SAME:    (%[[X:.*]]: tensor<2x4xi8>)
// CHECK-DAG:     %[[START:.*]] = arith.constant dense<{{.*}}-1531, -1531{{.*}}> : tensor<1x2x16xi32>
// CHECK-DAG:     %[[WEIGHTS:.*]] = arith.constant dense_resource<packed_weights{{.*}}> : tensor<1x1x2x64xi8>
// CHECK-DAG:     %[[SIGN:.*]] = arith.constant dense<-128> : vector<4xi8>
// CHECK-DAG:     %[[S0:.*]] = vector.transfer_read %[[START]][%c0, %c0, %c0], {{.*}} vector<16xi32>
// CHECK-DAG:     %[[S1:.*]] = vector.transfer_read %[[START]][%c0, %c1, %c0], {{.*}} vector<16xi32>
// CHECK:         vector.transfer_read %[[WEIGHTS]][%c0, %c0, %c0, %c0], {{.*}} vector<64xi8>
// CHECK-NEXT:    vector.shape_cast {{.*}} vector<64xi8> to vector<16x4xi8>
// CHECK-NEXT:    %[[W0:.*]] = arith.extsi {{.*}} vector<16x4xi8> to vector<16x4xi32>
// CHECK:         %[[W1:.*]] = arith.extsi {{.*}} vector<16x4xi8> to vector<16x4xi32>
// CHECK:         %[[ROW0:.*]] = vector.transfer_read %[[X]][%c0, %c0], {{.*}} vector<4xi8>
// CHECK-NEXT:    %[[UNSIGNED:.*]] = arith.xori %[[ROW0]], %[[SIGN]]
// CHECK-NEXT:    %[[X0:.*]] = arith.extui %[[UNSIGNED]] : vector<4xi8> to vector<4xi32>
// CHECK-NEXT:    %[[R00:.*]] = vector.contract {{.*}} %[[X0]], %[[W0]], %[[S0]] : vector<4xi32>, vector<16x4xi32> into vector<16xi32>
// CHECK-NEXT:    %[[R01:.*]] = vector.contract {{.*}} %[[X0]], %[[W1]], %[[S1]]
// CHECK:         %[[ROW1:.*]] = vector.transfer_read %[[X]][%c1, %c0], {{.*}} vector<4xi8>
// CHECK:         %[[EDGE:.*]] = vector.extract_strided_slice %[[R01]] {offsets = [0], sizes = [4], strides = [1]}
// CHECK:         vector.transfer_write %[[R00]], {{.*}}[%c0, %c0]
// CHECK:         vector.transfer_write %[[EDGE]], {{.*}}[%c0, %c16]
// CHECK-NOT:     linalg
func.func @matmul(%x: tensor<2x4xi8>) -> tensor<2x20xi32> {
  %w = arith.constant dense<3> : tensor<4x20xi8>
  %bias = arith.constant dense<5> : tensor<20xi32>
  %empty = tensor.empty() : tensor<2x20xi32>
  %init = linalg.broadcast ins(%bias : tensor<20xi32>) outs(%empty : tensor<2x20xi32>) dimensions = [0]
  %0 = linalg.matmul ins(%x, %w : tensor<2x4xi8>, tensor<4x20xi8>)
      outs(%init : tensor<2x20xi32>) -> tensor<2x20xi32>
  return %0 : tensor<2x20xi32>
}

// -----

// Rows of unknown number: as many tiles of 12 as fit, then of 6, 3 and 1.

// CHECK-DAG:   #[[BY12:.*]] = affine_map<()[s0] -> ((s0 floordiv 12) * 12)>
// CHECK-LABEL: @dynamic_rows
// CHECK:         %[[ROWS:.*]] = tensor.dim
// CHECK:         %[[TO12:.*]] = affine.apply #[[BY12]]()[%[[ROWS]]]
// CHECK:         scf.for %{{.*}} = %c0 to %[[TO12]] step %c12
// CHECK:         scf.for %{{.*}} = %[[TO12]] to %[[TO6:.*]] step %c6
// CHECK:         scf.for %{{.*}} = %[[TO6]] to %[[TO3:.*]] step %c3
// CHECK:         scf.for %{{.*}} = %[[TO3]] to %[[ROWS]] step %c1
func.func @dynamic_rows(%x: tensor<?x4xi8>, %outs: tensor<?x16xi32>) -> tensor<?x16xi32> {
  %w = arith.constant dense<3> : tensor<4x16xi8>
  %0 = linalg.matmul ins(%x, %w : tensor<?x4xi8>, tensor<4x16xi8>)
      outs(%outs : tensor<?x16xi32>) -> tensor<?x16xi32>
  return %0 : tensor<?x16xi32>
}

// -----

// A filter row of 3 pixels with 2 channels is one run of 6: a whole group, and
// a last one that reaches back, to elements 2 to 5, with zero weights for the
// two elements it takes again.

// CHECK-LABEL: @convolution
// CHECK:         %[[W:.*]] = arith.constant dense_resource<packed_weights{{.*}}> : tensor<1x3x2x1x64xi8>
// CHECK:         tensor.collapse_shape %{{.*}} {{\[\[}}0], [1], [2, 3]] : tensor<1x5x5x2xi8> into tensor<1x5x10xi8>
// CHECK:         scf.for
// CHECK:         scf.for %[[KH:.*]] = %c0 to %c3 step %c1 iter_args({{.*}}vector<16xi32>
// CHECK:           vector.transfer_read %{{.*}}[%c0, %{{.*}}, %{{.*}}], {{.*}} vector<4xi8>
// CHECK:           vector.transfer_read %[[W]][%c0, %[[KH]], %c1, %c0, %c0]
// The third row's, which starts at 4 and so reaches back to 6.
// CHECK:           vector.transfer_read %{{.*}}[%c0, %{{.*}}, %c6], {{.*}} vector<4xi8>
func.func @convolution(%x: tensor<1x5x5x2xi8>) -> tensor<1x3x3x16xi32> {
  %w = arith.constant dense<1> : tensor<3x3x2x16xi8>
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<1x3x3x16xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<1x3x3x16xi32>) -> tensor<1x3x3x16xi32>
  %0 = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x5x5x2xi8>, tensor<3x3x2x16xi8>)
      outs(%init : tensor<1x3x3x16xi32>) -> tensor<1x3x3x16xi32>
  return %0 : tensor<1x3x3x16xi32>
}

// -----

// Runs of 3, shorter than a group, begin one element after the other: a row may
// read on into what the next one reads, but not the last.

// CHECK-LABEL: @short_runs
// CHECK-DAG:     vector.transfer_read %{{.*}}[%c0, %{{.*}}, %c0], {{.*}} vector<4xi8>
// CHECK-DAG:     vector.transfer_read %{{.*}}[%c0, %{{.*}}, %c1], {{.*}} vector<4xi8>
// CHECK-DAG:     %[[LAST:.*]] = vector.transfer_read %{{.*}}[%c0, %{{.*}}, %c2], {{.*}} vector<3xi8>
// CHECK-DAG:     vector.insert_strided_slice %[[LAST]], %{{.*}} : vector<3xi8> into vector<4xi8>
func.func @short_runs(%x: tensor<1x5x5x1xi8>) -> tensor<1x3x3x16xi32> {
  %w = arith.constant dense<1> : tensor<3x3x1x16xi8>
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<1x3x3x16xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<1x3x3x16xi32>) -> tensor<1x3x3x16xi32>
  %0 = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x5x5x1xi8>, tensor<3x3x1x16xi8>)
      outs(%init : tensor<1x3x3x16xi32>) -> tensor<1x3x3x16xi32> loc("first_layer")
  return %0 : tensor<1x3x3x16xi32>
}

// CHECK: first_layer.packed_weights:

// -----

// A 1x1 convolution of stride 1 is a matrix product over all its positions.

// CHECK-LABEL: @pointwise
// CHECK-SAME:    (%[[X:.*]]: tensor<?x7x7x8xi8>)
// CHECK:         %[[ROWS:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0, 1, 2], [3]] : tensor<?x7x7x8xi8> into tensor<?x8xi8>
// CHECK:         vector.transfer_read %[[ROWS]]
// CHECK:         tensor.expand_shape {{.*}} {{\[\[}}0, 1, 2], [3]]
func.func @pointwise(%x: tensor<?x7x7x8xi8>) -> tensor<?x7x7x16xi32> {
  %w = arith.constant dense<1> : tensor<1x1x8x16xi8>
  %zero = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x7x7x8xi8>
  %empty = tensor.empty(%n) : tensor<?x7x7x16xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<?x7x7x16xi32>) -> tensor<?x7x7x16xi32>
  %0 = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<?x7x7x8xi8>, tensor<1x1x8x16xi8>)
      outs(%init : tensor<?x7x7x16xi32>) -> tensor<?x7x7x16xi32>
  return %0 : tensor<?x7x7x16xi32>
}

// -----

// Depthwise: the lanes are channels of the input too, and a group is taps of a
// filter column, interleaved from neighbouring rows. The middle column of
// pixels is read once for the two results that look at it.

// CHECK-LABEL: @depthwise
// CHECK-SAME:    (%[[X:.*]]: tensor<1x3x4x16xi8>
// CHECK-COUNT-12: vector.transfer_read {{.*}} tensor<1x3x4x16xi8>, vector<16xi8>
// CHECK-NOT:     tensor<1x3x4x16xi8>, vector<16xi8>
func.func @depthwise(%x: tensor<1x3x4x16xi8>) -> tensor<1x1x2x16xi32> {
  %w = arith.constant dense<1> : tensor<3x3x16xi8>
  %zero = arith.constant 0 : i32
  %empty = tensor.empty() : tensor<1x1x2x16xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<1x1x2x16xi32>) -> tensor<1x1x2x16xi32>
  %0 = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x4x16xi8>, tensor<3x3x16xi8>)
      outs(%init : tensor<1x1x2x16xi32>) -> tensor<1x1x2x16xi32>
  return %0 : tensor<1x1x2x16xi32>
}

// -----

// CHECK-LABEL: @float
// CHECK:         %[[SCALAR:.*]] = tensor.extract
// CHECK:         %[[X:.*]] = vector.broadcast %[[SCALAR]] : f32 to vector<16xf32>
// CHECK:         math.fma %[[X]], %{{.*}}, %{{.*}} : vector<16xf32>
func.func @float(%x: tensor<1x3xf32>, %outs: tensor<1x16xf32>) -> tensor<1x16xf32> {
  %w = arith.constant dense<1.0> : tensor<3x16xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<1x3xf32>, tensor<3x16xf32>)
      outs(%outs : tensor<1x16xf32>) -> tensor<1x16xf32>
  return %0 : tensor<1x16xf32>
}

// -----

// The only user joins: its body on vectors, its operands read where they vary.

// CHECK-LABEL: @epilogue
// CHECK-SAME:    (%{{.*}}: tensor<1x4xi8>, %[[OTHER:.*]]: tensor<1x16xi8>, %[[TABLE:.*]]: tensor<256xi8>)
// CHECK:         %[[SUM:.*]] = vector.contract
// CHECK:         %[[Y:.*]] = vector.transfer_read %[[OTHER]][%c0, %c0], {{.*}} vector<16xi8>
// CHECK:         %[[Y32:.*]] = arith.extsi %[[Y]] : vector<16xi8> to vector<16xi32>
// CHECK:         %[[ADD:.*]] = arith.addi %[[SUM]], %[[Y32]] : vector<16xi32>
// CHECK:         %[[INDEX:.*]] = arith.index_castui %{{.*}} : vector<16xi8> to vector<16xindex>
// CHECK:         %[[LOOKED_UP:.*]] = vector.gather %[[TABLE]][%c0] [%[[INDEX]]]
// CHECK:         vector.transfer_write %[[LOOKED_UP]], {{.*}} vector<16xi8>, tensor<1x16xi8>
// CHECK-NOT:     linalg
func.func @epilogue(%x: tensor<1x4xi8>, %other: tensor<1x16xi8>, %table: tensor<256xi8>) -> tensor<1x16xi8> {
  %w = arith.constant dense<1> : tensor<4x16xi8>
  %zero = arith.constant 0 : i32
  %e32 = tensor.empty() : tensor<1x16xi32>
  %init = linalg.fill ins(%zero : i32) outs(%e32 : tensor<1x16xi32>) -> tensor<1x16xi32>
  %sum = linalg.matmul ins(%x, %w : tensor<1x4xi8>, tensor<4x16xi8>)
      outs(%init : tensor<1x16xi32>) -> tensor<1x16xi32>
  %e8 = tensor.empty() : tensor<1x16xi8>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%sum, %other : tensor<1x16xi32>, tensor<1x16xi8>) outs(%e8 : tensor<1x16xi8>) {
    ^bb0(%acc: i32, %y: i8, %out: i8):
      %y32 = arith.extsi %y : i8 to i32
      %add = arith.addi %acc, %y32 : i32
      %q = arith.trunci %add : i32 to i8
      %index = arith.index_castui %q : i8 to index
      %t = tensor.extract %table[%index] : tensor<256xi8>
      linalg.yield %t : i8
  } -> tensor<1x16xi8>
  return %0 : tensor<1x16xi8>
}
