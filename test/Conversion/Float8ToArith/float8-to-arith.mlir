// RUN: quant-opt %s --convert-float8-to-arith --canonicalize | FileCheck %s
// RUN: quant-opt %s --convert-float8-to-arith=overflow=saturate --canonicalize | FileCheck %s --check-prefix=SATURATE
// RUN: quant-opt %s --convert-float8-to-arith=include-bf16 --canonicalize | FileCheck %s --check-prefix=BF16

// Rounding is an addition whose carry reaches the exponent; what is below the
// smallest normal number is rounded by adding a power of two.
// CHECK-LABEL: func @encode
// CHECK-SAME: (%[[X:.*]]: f32)
// CHECK-DAG: %[[MAX:.*]] = arith.constant 126 : i32
// CHECK-DAG: %[[NAN:.*]] = arith.constant 127 : i32
// CHECK-DAG: %[[INF:.*]] = arith.constant 2139095040 : i32
// CHECK: %[[BITS:.*]] = arith.bitcast %[[X]] : f32 to i32
// CHECK: arith.addf
// CHECK: %[[CODE:.*]] = arith.select
// CHECK: %[[OVER:.*]] = arith.cmpi ugt, %[[CODE]], %[[MAX]]
// CHECK: arith.select %[[OVER]], %[[NAN]], %[[CODE]]
// CHECK: arith.cmpi ugt, %{{.*}}, %[[INF]]
// CHECK: %[[BYTE:.*]] = arith.trunci %{{.*}} : i32 to i8
// CHECK: %[[Q:.*]] = arith.bitcast %[[BYTE]] : i8 to f8E4M3FN
// CHECK: return %[[Q]]
// SATURATE-LABEL: func @encode
// SATURATE: %[[MAX:.*]] = arith.constant 126 : i32
// SATURATE: arith.minui %{{.*}}, %[[MAX]]
func.func @encode(%x: f32) -> f8E4M3FN {
  %q = arith.truncf %x : f32 to f8E4M3FN
  return %q : f8E4M3FN
}

// Four bits have no NaN and no infinity: they saturate in either mode.
// CHECK-LABEL: func @four_bits
// CHECK: arith.minui
// CHECK: arith.trunci %{{.*}} : vector<8xi32> to vector<8xi4>
// CHECK: arith.bitcast %{{.*}} : vector<8xi4> to vector<8xf4E2M1FN>
func.func @four_bits(%x: vector<8xf32>) -> vector<8xf4E2M1FN> {
  %q = arith.truncf %x : vector<8xf32> to vector<8xf4E2M1FN>
  return %q : vector<8xf4E2M1FN>
}

// f64 is rounded once, so it is taken apart in 64 bits.
// CHECK-LABEL: func @from_f64
// CHECK-NOT: arith.truncf
// CHECK: arith.bitcast %{{.*}} : f64 to i64
// CHECK: arith.trunci %{{.*}} : i64 to i8
func.func @from_f64(%x: f64) -> f8E5M2 {
  %q = arith.truncf %x : f64 to f8E5M2
  return %q : f8E5M2
}

// Decoded by shifts; 2^-127 and NaN are selected.
// CHECK-LABEL: func @decode_scale
// CHECK: arith.extui %{{.*}} : i8 to i32
// CHECK: arith.shli
// CHECK-COUNT-2: arith.select
// CHECK: arith.bitcast %{{.*}} : i32 to f32
func.func @decode_scale(%s: f8E8M0FNU) -> f32 {
  %r = arith.extf %s : f8E8M0FNU to f32
  return %r : f32
}

// The mode of a cast to E8M0 is what is added to the mantissa.
// CHECK-LABEL: func @scale_upward
// CHECK: arith.constant 8388607 : i32
func.func @scale_upward(%s: f32) -> f8E8M0FNU {
  %r = arith.truncf %s upward : f32 to f8E8M0FNU
  return %r : f8E8M0FNU
}

// CHECK-LABEL: func @narrow_to_narrow
// CHECK-NOT: f8E5M2 to f4E2M1FN
// CHECK: arith.bitcast %{{.*}} : f8E5M2 to i8
// CHECK: arith.bitcast %{{.*}} : i4 to f4E2M1FN
func.func @narrow_to_narrow(%x: f8E5M2) -> (f4E2M1FN, f8E4M3FN) {
  %q = arith.truncf %x : f8E5M2 to f4E2M1FN
  %r = arith.extf %q : f4E2M1FN to f8E4M3FN
  return %q, %r : f4E2M1FN, f8E4M3FN
}

// CHECK-LABEL: func @in_a_body
// CHECK: linalg.generic
// CHECK-NOT: arith.extf %{{.*}} : f8E4M3FNUZ
// CHECK: linalg.yield
func.func @in_a_body(%x: tensor<?xf8E4M3FNUZ>, %e: tensor<?xf16>) -> tensor<?xf16> {
  %r = linalg.generic {
      indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>],
      iterator_types = ["parallel"]}
      ins(%x : tensor<?xf8E4M3FNUZ>) outs(%e : tensor<?xf16>) {
  ^bb0(%a: f8E4M3FNUZ, %b: f16):
    %0 = arith.extf %a : f8E4M3FNUZ to f16
    linalg.yield %0 : f16
  } -> tensor<?xf16>
  return %r : tensor<?xf16>
}

// BF16-LABEL: func @to_bf16
// BF16-NOT: arith.truncf
// BF16: arith.bitcast %{{.*}} : i16 to bf16
// CHECK-LABEL: func @to_bf16
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @to_bf16(%x: f8E5M2) -> bf16 {
  %0 = arith.extf %x : f8E5M2 to bf16
  return %0 : bf16
}

// Other casts are somebody else's.
// CHECK-LABEL: func @others
// CHECK-NEXT: arith.truncf
// CHECK-NEXT: arith.extf
func.func @others(%x: f32) -> (f16, f64) {
  %h = arith.truncf %x : f32 to f16
  %d = arith.extf %x : f32 to f64
  return %h, %d : f16, f64
}
