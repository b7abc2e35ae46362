// Text and bytecode forms of every attribute round-trip.
// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK-LABEL: @scales
func.func private @scales() attributes {
  // CHECK-DAG: f32 = #quantx.scale<5.000000e-01 : f32>
  f32 = #quantx.scale<0.5 : f32>,
  // CHECK-DAG: f16 = #quantx.scale<2.500000e-01 : f16>
  f16 = #quantx.scale<0.25 : f16>,
  // CHECK-DAG: bf16 = #quantx.scale<2.500000e-01 : bf16>
  bf16 = #quantx.scale<0.25 : bf16>,
  // CHECK-DAG: e8m0 = #quantx.scale<5.877470e-39 : f8E8M0FNU>
  e8m0 = #quantx.scale<0x00 : f8E8M0FNU>,
  // CHECK-DAG: e4m3 = #quantx.scale<1.953130e-03 : f8E4M3FN>
  e4m3 = #quantx.scale<0x01 : f8E4M3FN>,
  // CHECK-DAG: axis = #quantx.scale<dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>
  axis = #quantx.scale<dense<[0.5, 0.25]> : tensor<2xf32>>,
  // CHECK-DAG: resource = #quantx.scale<dense_resource<scales{{.*}}> : tensor<2xf32>>
  resource = #quantx.scale<dense_resource<scales> : tensor<2xf32>>
}

// CHECK-LABEL: @zero_points
func.func private @zero_points() attributes {
  // CHECK-DAG: signed = #quantx.zero_point<-3 : i8>
  signed = #quantx.zero_point<-3 : i8>,
  // CHECK-DAG: unsigned = #quantx.zero_point<200 : ui8>
  unsigned = #quantx.zero_point<200 : ui8>,
  // CHECK-DAG: axis = #quantx.zero_point<dense<[1, -1]> : tensor<2xi8>>
  axis = #quantx.zero_point<dense<[1, -1]> : tensor<2xi8>>
}

// CHECK-LABEL: @params
func.func private @params() attributes {
  // CHECK-DAG: tensor = #quantx.params<i8, scale = <5.000000e-01 : f32>, zero_point = <-3 : i8>>
  tensor = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>,
  // CHECK-DAG: unsigned = #quantx.params<ui8, scale = <5.000000e-01 : f32>, zero_point = <255 : ui8>>
  unsigned = #quantx.params<ui8<0:255>, scale = <0.5 : f32>, zero_point = <255 : ui8>>,
  // CHECK-DAG: axis = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<{{.*}}> : tensor<2xf32>>, zero_point = <0 : i8>>
  axis = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>,
  // CHECK-DAG: block = #quantx.params<i8, axes = [0, 1], block_sizes = [1, 32], scale = <dense<{{.*}}> : tensor<2x3xf32>>, zero_point = <0 : i8>>
  block = #quantx.params<i8, axes = [0, 1], block_sizes = [1, 32], scale = <dense<0.5> : tensor<2x3xf32>>, zero_point = <0 : i8>>,
  // CHECK-DAG: wide = #quantx.params<i16, scale = <5.000000e-01 : f32>, zero_point = <-32768 : i16>>
  wide = #quantx.params<i16, scale = <0.5 : f32>, zero_point = <-32768 : i16>>
}

// CHECK-LABEL: @low_storage
func.func private @low_storage() attributes {
  // CHECK-DAG: i2 = #quantx.params<i2, scale = <5.000000e-01 : f32>, zero_point = <-2 : i2>>
  i2 = #quantx.params<i2, scale = <0.5 : f32>, zero_point = <-2 : i2>>,
  // CHECK-DAG: ui2 = #quantx.params<ui2<0:2>, scale = <5.000000e-01 : f32>, zero_point = <2 : ui2>>
  ui2 = #quantx.params<ui2<0:2>, scale = <0.5 : f32>, zero_point = <2 : ui2>>,
  // CHECK-DAG: i4 = #quantx.params<i4<-7:7>, axes = [1], block_sizes = [32], scale = <dense<{{.*}}> : tensor<3xf16>>, zero_point = <0 : i4>>
  i4 = #quantx.params<i4<-7:7>, axes = [1], block_sizes = [32], scale = <dense<[0.5, 0.25, 1.0]> : tensor<3xf16>>, zero_point = <0 : i4>>,
  // CHECK-DAG: ui4 = #quantx.params<ui4, axes = [0], scale = <dense<{{.*}}> : tensor<2xbf16>>, zero_point = <dense<[15, 0]> : tensor<2xui4>>>
  ui4 = #quantx.params<ui4, axes = [0], scale = <dense<0.5> : tensor<2xbf16>>, zero_point = <dense<[15, 0]> : tensor<2xui4>>>,
  // CHECK-DAG: i64 = #quantx.params<i64, scale = <5.000000e-01 : f32>, zero_point = <0 : i64>>
  i64 = #quantx.params<i64, scale = <0.5 : f32>, zero_point = <0 : i64>>
}

// CHECK-LABEL: @float_storage
func.func private @float_storage() attributes {
  // CHECK-DAG: e4m3 = #quantx.params<f8E4M3FN, scale = <5.000000e-01 : f32>>
  e4m3 = #quantx.params<f8E4M3FN, scale = <0.5 : f32>, overflow = saturate>,
  // CHECK-DAG: e5m2 = #quantx.params<f8E5M2, scale = <5.000000e-01 : f32>, overflow = ieee>
  e5m2 = #quantx.params<f8E5M2, overflow = ieee, scale = <0.5 : f32>>,
  // CHECK-DAG: e3m4 = #quantx.params<f8E3M4, axes = [0], scale = <dense<5.000000e-01> : tensor<4xf32>>>
  e3m4 = #quantx.params<f8E3M4, axes = [0], scale = <dense<0.5> : tensor<4xf32>>>,
  // CHECK-DAG: fnuz = #quantx.params<f8E4M3FNUZ, scale = <5.000000e-01 : f16>>
  fnuz = #quantx.params<f8E4M3FNUZ, scale = <0.5 : f16>>,
  // CHECK-DAG: e5fnuz = #quantx.params<f8E5M2FNUZ, scale = <5.000000e-01 : bf16>>
  e5fnuz = #quantx.params<f8E5M2FNUZ, scale = <0.5 : bf16>>,
  // CHECK-DAG: mxfp4 = #quantx.params<f4E2M1FN, axes = [1], block_sizes = [32], scale = <dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf8E8M0FNU>>>
  mxfp4 = #quantx.params<f4E2M1FN, axes = [1], block_sizes = [32], scale = <dense<[0.5, 1.0]> : tensor<2xf8E8M0FNU>>>,
  // CHECK-DAG: nvfp4 = #quantx.params<f4E2M1FN, axes = [1], block_sizes = [16], scale = <dense<[4.480000e+02, 1.953130e-03]> : tensor<2xf8E4M3FN>>, outer_scale = <1.250000e-01 : f32>>
  nvfp4 = #quantx.params<f4E2M1FN, axes = [1], block_sizes = [16], scale = <dense<[448.0, 0.001953125]> : tensor<2xf8E4M3FN>>, outer_scale = <0.125 : f32>>
}

// CHECK-LABEL: @schemes
func.func private @schemes() attributes {
  // CHECK-DAG: tensor = #quantx.scheme<ui8>
  tensor = #quantx.scheme<ui8<0:255>>,
  // CHECK-DAG: rows = #quantx.scheme<i8<-127:127>, axes = [0]>
  rows = #quantx.scheme<i8<-127:127>, axes = [0]>,
  // CHECK-DAG: blocks = #quantx.scheme<i4, axes = [0, 1], block_sizes = [1, 32]>
  blocks = #quantx.scheme<i4, axes = [0, 1], block_sizes = [1, 32]>,
  // CHECK-DAG: float = #quantx.scheme<f8E5M2, axes = [1], overflow = ieee>
  float = #quantx.scheme<f8E5M2, axes = [1], overflow = ieee>
}

// CHECK-LABEL: @fixed_points
func.func private @fixed_points() attributes {
  // CHECK-DAG: single = #quantx.fixed_point<multiplier = 1518500250, shift = 33>
  single = #quantx.fixed_point<multiplier = 1518500250, shift = 33, rounding = single>,
  // CHECK-DAG: double = #quantx.fixed_point<multiplier = 2147483647, shift = 62, rounding = double>
  double = #quantx.fixed_point<multiplier = 2147483647, shift = 62, rounding = double>,
  // CHECK-DAG: even = #quantx.fixed_point<multiplier = 1073741824, shift = 1, rounding = nearest_even>
  even = #quantx.fixed_point<multiplier = 1073741824, shift = 1, rounding = nearest_even>,
  // CHECK-DAG: channels = #quantx.fixed_point<multiplier = [1518500250, 1073741824], shift = [33, 40]>
  channels = #quantx.fixed_point<multiplier = [1518500250, 1073741824], shift = [33, 40]>,
  // CHECK-DAG: narrow = #quantx.fixed_point<multiplier = 18000, shift = 30, rounding = double, width = 16>
  narrow = #quantx.fixed_point<multiplier = 18000, shift = 30, width = 16, rounding = double>
}

// CHECK-LABEL: @ranges
func.func private @ranges() attributes {
  // CHECK-DAG: tensor = #quantx.range<min = -1.000000e+00, max = 2.500000e+00>
  tensor = #quantx.range<min = -1.0, max = 2.5>,
  // CHECK-DAG: channels = #quantx.range<min = [-1.000000e+00, 0.000000e+00], max = [2.500000e+00, 6.000000e+00], axis = 1>
  channels = #quantx.range<min = [-1.0, 0.0], max = [2.5, 6.0], axis = 1>
}

{-#
  dialect_resources: {
    builtin: {
      scales: "0x040000000000003F0000803E"
    }
  }
#-}
