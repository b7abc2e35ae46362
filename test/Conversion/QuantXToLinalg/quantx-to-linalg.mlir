// RUN: quant-opt %s --convert-quantx-to-linalg --canonicalize --split-input-file | FileCheck %s

// The float is clamped before it becomes an integer; NaN becomes the zero point.
// CHECK-LABEL: @quantize
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>
func.func @quantize(%x: tensor<?x4xf32>) -> tensor<?x4xi8> {
  // CHECK-DAG: %[[LOW:.*]] = arith.constant -1.250000e+02 : f32
  // CHECK-DAG: %[[HIGH:.*]] = arith.constant 1.300000e+02 : f32
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-DAG: %[[Z:.*]] = arith.constant -3 : i32
  // CHECK: tensor.empty(%{{.*}}) : tensor<?x4xi8>
  // CHECK: linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[X]] : tensor<?x4xf32>)
  // CHECK: %[[Q:.*]] = arith.divf
  // CHECK: %[[R:.*]] = math.roundeven %[[Q]]
  // CHECK: %[[NAN:.*]] = arith.cmpf uno, %[[R]], %[[R]]
  // CHECK: %[[N:.*]] = arith.select %[[NAN]], %[[ZERO]], %[[R]]
  // CHECK: %[[A:.*]] = arith.cmpf ogt, %[[N]], %[[LOW]]
  // CHECK: %[[B:.*]] = arith.select %[[A]], %[[N]], %[[LOW]]
  // CHECK: %[[C:.*]] = arith.cmpf olt, %[[B]], %[[HIGH]]
  // CHECK: %[[D:.*]] = arith.select %[[C]], %[[B]], %[[HIGH]]
  // CHECK: %[[I:.*]] = arith.fptosi %[[D]] : f32 to i32
  // CHECK: %[[S:.*]] = arith.addi %[[I]], %[[Z]]
  // CHECK: arith.trunci %[[S]] : i32 to i8
  %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<?x4xf32> to tensor<?x4xi8>
  return %q : tensor<?x4xi8>
}

// -----

// Unsigned storage is zero-extended; parameters per axis are 1-D operands.
// CHECK: #[[CHANNEL:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @dequantize
func.func @dequantize(%q: tensor<4x2xi8>) -> tensor<4x2xf32> {
  // CHECK-DAG: %[[SCALE:.*]] = arith.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
  // CHECK-DAG: %[[Z:.*]] = arith.constant dense<[-128, -56]> : tensor<2xi8>
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[CHANNEL]], #[[CHANNEL]], #{{.*}}]
  // CHECK-SAME: ins(%{{.*}}, %[[SCALE]], %[[Z]] :
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: i8, %[[S:.*]]: f32, %[[ZP:.*]]: i8
  // CHECK: %[[W:.*]] = arith.extui %[[IN]] : i8 to i32
  // CHECK: %[[Y:.*]] = arith.extui %[[ZP]] : i8 to i32
  // CHECK: %[[D:.*]] = arith.subi %[[W]], %[[Y]]
  // CHECK: %[[F:.*]] = arith.sitofp %[[D]] : i32 to f32
  // CHECK: arith.mulf %[[F]], %[[S]]
  %x = quantx.dequantize %q, <ui8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <dense<[128, 200]> : tensor<2xui8>>> : tensor<4x2xi8> to tensor<4x2xf32>
  return %x : tensor<4x2xf32>
}

// -----

// One multiplier: two constants of i64, a clamp in lanes of 32 bits.
// CHECK-LABEL: @requantize
func.func @requantize(%acc: tensor<4xi32>) -> tensor<4xi8> {
  // CHECK-DAG: %[[M:.*]] = arith.constant 1518500250 : i64
  // CHECK-DAG: %[[SHIFT:.*]] = arith.constant 33 : i64
  // CHECK-DAG: %[[HALF:.*]] = arith.constant 4294967296 : i64
  // CHECK: ^bb0(%[[IN:.*]]: i32, %{{.*}}: i8):
  // CHECK-NEXT: %[[W:.*]] = arith.extsi %[[IN]] : i32 to i64
  // CHECK-NEXT: %[[P:.*]] = arith.muli %[[W]], %[[M]]
  // CHECK-NEXT: %[[R:.*]] = arith.addi %[[P]], %[[HALF]]
  // CHECK-NEXT: %[[S:.*]] = arith.shrsi %[[R]], %[[SHIFT]]
  // CHECK-NEXT: %[[T:.*]] = arith.trunci %[[S]] : i64 to i32
  // CHECK-NEXT: arith.maxsi %[[T]]
  // CHECK-NEXT: arith.minsi
  // CHECK-NEXT: %[[B:.*]] = arith.trunci %{{.*}} : i32 to i8
  // CHECK-NEXT: arith.addi %[[B]], %{{.*}} : i8
  %q = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4xi32> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

// Below a shift of 31 the rounded product may leave i32: it is clamped in i64.
// CHECK-LABEL: @requantize_small_shift
func.func @requantize_small_shift(%acc: tensor<4xi32>) -> tensor<4xi8> {
  // CHECK: arith.maxsi %{{.*}} : i64
  // CHECK: arith.minsi %{{.*}} : i64
  %q = quantx.requantize %acc, <multiplier = 1518500250, shift = 30> to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4xi32> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

// CHECK: #[[CHANNEL:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @requantize_channels
func.func @requantize_channels(%acc: tensor<4x2xi32>) -> tensor<4x2xi8> {
  // CHECK-DAG: %[[SHIFTS:.*]] = arith.constant dense<[33, 40]> : tensor<2xi32>
  // CHECK-DAG: %[[MULTIPLIERS:.*]] = arith.constant dense<[1518500250, 1073741824]> : tensor<2xi32>
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[CHANNEL]], #[[CHANNEL]], #{{.*}}]
  // CHECK-SAME: ins(%{{.*}}, %[[MULTIPLIERS]], %[[SHIFTS]] :
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: i32, %[[M:.*]]: i32, %[[S:.*]]: i32, %{{.*}}: i8):
  // CHECK-DAG: arith.extsi %[[IN]] : i32 to i64
  // CHECK-DAG: arith.extsi %[[M]] : i32 to i64
  // CHECK-DAG: arith.extsi %[[S]] : i32 to i64
  %q = quantx.requantize %acc axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4x2xi32> to tensor<4x2xi8>
  return %q : tensor<4x2xi8>
}

// -----

// CHECK-LABEL: @requantize_i64
func.func @requantize_i64(%acc: tensor<4xi64>) -> tensor<4xi8> {
  // CHECK: arith.extsi %{{.*}} : i64 to i128
  // CHECK: arith.muli %{{.*}} : i128
  %q = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4xi64> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

// A range says what is known of a value and computes nothing; an observer is
// for another pass.
// CHECK-LABEL: @annotations
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
func.func @annotations(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: quantx.observe "x" %[[X]]
  // CHECK-NEXT: return %[[X]]
  quantx.observe "x" %x : tensor<4xf32>
  %0 = quantx.range %x, <min = -1.0, max = 2.5> : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @lookup
func.func @lookup(%q: tensor<?xi8>) -> tensor<?xi8> {
  // CHECK: %[[TABLE:.*]] = arith.constant dense_resource<table> : tensor<256xi8>
  // CHECK: ^bb0(%[[IN:.*]]: i8, %{{.*}}: i8):
  // CHECK-NEXT: %[[I:.*]] = arith.index_castui %[[IN]] : i8 to index
  // CHECK-NEXT: %[[E:.*]] = tensor.extract %[[TABLE]][%[[I]]]
  // CHECK-NEXT: linalg.yield %[[E]]
  %r = quantx.lookup %q, dense_resource<table> : tensor<256xi8> : tensor<?xi8> to tensor<?xi8>
  return %r : tensor<?xi8>
}

{-#
  dialect_resources: {
    builtin: {
      table: "0x01000000000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF"
    }
  }
#-}
