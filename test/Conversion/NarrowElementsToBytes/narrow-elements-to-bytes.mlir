// RUN: quant-opt %s --convert-narrow-elements-to-bytes --split-input-file | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// Signatures, and bodies that take the scalar out of the byte and put it back.
// CHECK-LABEL: func @body(
// CHECK-SAME: %[[X:.*]]: tensor<?xi8>, %[[E:.*]]: tensor<?xi8>) -> tensor<?xi8>
// CHECK: linalg.generic
// CHECK-SAME: ins(%[[X]] : tensor<?xi8>) outs(%[[E]] : tensor<?xi8>)
// CHECK: ^bb0(%[[BYTE:.*]]: i8, %{{.*}}: i8):
// CHECK: %[[A:.*]] = arith.trunci %[[BYTE]] : i8 to i4
// CHECK: %[[S:.*]] = arith.addi %[[A]], %[[A]] : i4
// CHECK: %[[OUT:.*]] = arith.extui %[[S]] : i4 to i8
// CHECK: linalg.yield %[[OUT]] : i8
func.func @body(%x: tensor<?xi4>, %e: tensor<?xi4>) -> tensor<?xi4> {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<?xi4>) outs(%e : tensor<?xi4>) {
  ^bb0(%a: i4, %o: i4):
    %s = arith.addi %a, %a : i4
    linalg.yield %s : i4
  } -> tensor<?xi4>
  return %r : tensor<?xi4>
}

// Floats are bits; a scalar operand stays a scalar.
// CHECK-LABEL: func @fill(
// CHECK-SAME: %{{.*}}: f8E5M2, %{{.*}}: tensor<4xi8>)
// CHECK: linalg.generic
// CHECK: ^bb0(%[[S:.*]]: f8E5M2, %{{.*}}: i8):
// CHECK: %[[B:.*]] = arith.bitcast %[[S]] : f8E5M2 to i8
// CHECK: linalg.yield %[[B]] : i8
func.func @fill(%s: f8E5M2, %e: tensor<4xf8E5M2>) -> tensor<4xf8E5M2> {
  %r = linalg.fill ins(%s : f8E5M2) outs(%e : tensor<4xf8E5M2>) -> tensor<4xf8E5M2>
  return %r : tensor<4xf8E5M2>
}

// A named op multiplies what it is given: here bytes would be wrong.
// CHECK-LABEL: func @matmul(
// CHECK-NOT: linalg.matmul
// CHECK: linalg.generic
// CHECK-COUNT-2: arith.trunci %{{.*}} : i8 to i4
// CHECK-COUNT-2: arith.extsi %{{.*}} : i4 to i32
func.func @matmul(%a: tensor<2x3xi4>, %b: tensor<3x2xi4>, %c: tensor<2x2xi32>) -> tensor<2x2xi32> {
  %r = linalg.matmul ins(%a, %b : tensor<2x3xi4>, tensor<3x2xi4>)
                     outs(%c : tensor<2x2xi32>) -> tensor<2x2xi32>
  return %r : tensor<2x2xi32>
}

// Scalars at the border of tensors.
// CHECK-LABEL: func @scalars(
// CHECK: %[[V:.*]] = tensor.extract %{{.*}} : tensor<8xi8>
// CHECK: %[[C:.*]] = arith.trunci %[[V]] : i8 to i2
// CHECK: tensor.pad
// CHECK: %[[P:.*]] = arith.extui %{{.*}} : i2 to i8
// CHECK: tensor.yield %[[P]] : i8
// CHECK: return %{{.*}}, %[[C]] : tensor<9xi8>, i2
func.func @scalars(%x: tensor<8xi2>, %i: index) -> (tensor<9xi2>, i2) {
  %v = tensor.extract %x[%i] : tensor<8xi2>
  %zero = arith.constant 0 : i2
  %p = tensor.pad %x low[0] high[1] {
  ^bb0(%j: index):
    tensor.yield %zero : i2
  } : tensor<8xi2> to tensor<9xi2>
  return %p, %v : tensor<9xi2>, i2
}

// Movement, control flow, calls; a bitcast has nothing left to do.
// CHECK-LABEL: func @moves(
// CHECK: scf.if %{{.*}} -> (tensor<2x2xi8>)
// CHECK: tensor.expand_shape %{{.*}} : tensor<4xi8> into tensor<2x2xi8>
// CHECK-NOT: arith.bitcast
// CHECK: call @callee(%{{.*}}) : (tensor<2x2xi8>) -> tensor<2x2xi8>
func.func @moves(%c: i1, %x: tensor<4xi4>, %y: tensor<2x2xi4>) -> tensor<2x2xf4E2M1FN> {
  %r = scf.if %c -> tensor<2x2xi4> {
    %e = tensor.expand_shape %x [[0, 1]] output_shape [2, 2] : tensor<4xi4> into tensor<2x2xi4>
    scf.yield %e : tensor<2x2xi4>
  } else {
    scf.yield %y : tensor<2x2xi4>
  }
  %f = arith.bitcast %r : tensor<2x2xi4> to tensor<2x2xf4E2M1FN>
  %g = call @callee(%f) : (tensor<2x2xf4E2M1FN>) -> tensor<2x2xf4E2M1FN>
  return %g : tensor<2x2xf4E2M1FN>
}
// CHECK: func private @callee(tensor<2x2xi8>) -> tensor<2x2xi8>
func.func private @callee(tensor<2x2xf4E2M1FN>) -> tensor<2x2xf4E2M1FN>

// Blocks whose arguments no signature tells.
// CHECK-LABEL: func @blocks(
// CHECK: ^bb{{.*}}(%{{.*}}: tensor<4xi8>):
func.func @blocks(%c: i1, %i: index) -> i4 {
  %a = arith.constant dense<1> : tensor<4xi4>
  %b = arith.constant dense<2> : tensor<4xi4>
  cf.cond_br %c, ^join(%a : tensor<4xi4>), ^join(%b : tensor<4xi4>)
^join(%t: tensor<4xi4>):
  %v = tensor.extract %t[%i] : tensor<4xi4>
  return %v : i4
}

// CHECK-LABEL: func @untouched(
// CHECK-SAME: tensor<4xi1>, %{{.*}}: tensor<4xi8>, %{{.*}}: tensor<4xf16>
func.func @untouched(%a: tensor<4xi1>, %b: tensor<4xi8>, %c: tensor<4xf16>) {
  return
}

// -----

// Constants in line hold a byte an element already; resources are packed.
// CHECK-LABEL: func @constants
// CHECK-DAG: dense<[1, 15, 8]> : tensor<3xi8>
// CHECK-DAG: dense<[56, 127]> : tensor<2xi8>
// CHECK-DAG: dense<3> : tensor<4xi8>
// CHECK-DAG: dense_resource<i4_bytes> : tensor<3xi8>
// CHECK-DAG: dense_resource<i2_bytes> : tensor<5xi8>
// CHECK-DAG: dense_resource<i3_bytes> : tensor<3xi8>
// CHECK-DAG: dense_resource<f4_bytes> : tensor<3xi8>
// CHECK-DAG: dense_resource<f8> : tensor<2xi8>
func.func @constants() -> (tensor<3xi4>, tensor<2xf8E4M3FN>, tensor<4xi2>, tensor<3xi4>, tensor<5xi2>,
                           tensor<3xi3>, tensor<3xf4E2M1FN>, tensor<2xf8E5M2>) {
  %0 = arith.constant dense<[1, -1, -8]> : tensor<3xi4>
  %1 = arith.constant dense<[1.0, 0x7F]> : tensor<2xf8E4M3FN>
  %2 = arith.constant dense<-1> : tensor<4xi2>
  %3 = arith.constant dense_resource<i4> : tensor<3xi4>
  %4 = arith.constant dense_resource<i2> : tensor<5xi2>
  %5 = arith.constant dense_resource<i3> : tensor<3xi3>
  %6 = arith.constant dense_resource<f4> : tensor<3xf4E2M1FN>
  %7 = arith.constant dense_resource<f8> : tensor<2xf8E5M2>
  return %0, %1, %2, %3, %4, %5, %6, %7 : tensor<3xi4>, tensor<2xf8E4M3FN>, tensor<4xi2>, tensor<3xi4>,
      tensor<5xi2>, tensor<3xi3>, tensor<3xf4E2M1FN>, tensor<2xf8E5M2>
}
// The first element is in the lowest bits; three bits, which divide no byte, have
// one each.
// CHECK-DAG: f4_bytes: "0x40000000010F08"
// CHECK-DAG: f8: "0x01000000387C"
// CHECK-DAG: i2_bytes: "0x400000000302010003"
// CHECK-DAG: i3_bytes: "0x40000000050207"
// CHECK-DAG: i4_bytes: "0x40000000010F08"
{-#
  dialect_resources: {
    builtin: {
      i4: "0x01000000F108",
      i2: "0x010000001B03",
      i3: "0x01000000050207",
      f4: "0x01000000F108",
      f8: "0x01000000387C"
    }
  }
#-}
