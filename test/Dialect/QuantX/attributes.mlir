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

// CHECK-LABEL: @fixed_points
func.func private @fixed_points() attributes {
  // CHECK-DAG: single = #quantx.fixed_point<multiplier = 1518500250, shift = 33>
  single = #quantx.fixed_point<multiplier = 1518500250, shift = 33, rounding = single>,
  // CHECK-DAG: double = #quantx.fixed_point<multiplier = 2147483647, shift = 62, rounding = double>
  double = #quantx.fixed_point<multiplier = 2147483647, shift = 62, rounding = double>,
  // CHECK-DAG: even = #quantx.fixed_point<multiplier = 1073741824, shift = 1, rounding = nearest_even>
  even = #quantx.fixed_point<multiplier = 1073741824, shift = 1, rounding = nearest_even>,
  // CHECK-DAG: channels = #quantx.fixed_point<multiplier = [1518500250, 1073741824], shift = [33, 40]>
  channels = #quantx.fixed_point<multiplier = [1518500250, 1073741824], shift = [33, 40]>
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
