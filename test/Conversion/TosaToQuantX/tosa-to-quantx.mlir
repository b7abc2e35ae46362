// RUN: quant-opt %s --convert-tosa-to-quantx --split-input-file | FileCheck %s

// One function an idea; test/Execution/TosaToQuantX compares the bits.

// CHECK-LABEL: @per_tensor(
// CHECK-SAME:    %[[X:.*]]: tensor<?x3xi32>
// CHECK: quantx.requantize %[[X]], <multiplier = 1518500250, shift = 33> to <i8, scale = <1.000000e+00 : f32>, zero_point = <-3 : i8>>
func.func @per_tensor(%x: tensor<?x3xi32>) -> tensor<?x3xi8> {
  %m = "tosa.const"() {values = dense<1518500250> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<33> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<?x3xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<?x3xi8>
  return %r : tensor<?x3xi8>
}

// -----

// Normalized by doubling. The channel with multiplier 0 and the one below 2^-32
// are always 0, which the smallest pair is too.
// CHECK-LABEL: @per_channel(
// CHECK: axis 1, <multiplier = [1518500250, 1610612736, 1073741824, 1073741824], shift = [33, 59, 62, 62]>
// CHECK-SAME: to <ui8, scale = <1.000000e+00 : f32>, zero_point = <200 : ui8>>
module attributes {tosa.target_env = #tosa.target_env<specification_version = "1.0", level = none,
  profiles = [pro_int], extensions = [int16, doubleround, inexactround]>} {
func.func @per_channel(%x: tensor<2x4xi32>) -> tensor<2x4xi8> {
  %m = "tosa.const"() {values = dense<[1518500250, 3, 0, 1]> : tensor<4xi32>} : () -> tensor<4xi32>
  %s = "tosa.const"() {values = dense<[33, 30, 5, 40]> : tensor<4xi8>} : () -> tensor<4xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<200> : tensor<1xi8>} : () -> tensor<1xi8>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = INEXACT_ROUND, per_channel = true,
    input_unsigned = false, output_unsigned = true}
    : (tensor<2x4xi32>, tensor<4xi32>, tensor<4xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<2x4xi8>
  return %r : tensor<2x4xi8>
}
}

// -----

// Up to a shift of 31 there is no second rounding, and a multiplier may be doubled.
// CHECK-LABEL: @double_is_single(
// CHECK: unsigned zero_point 255, <multiplier = 1610612736, shift = 59> to
// CHECK-LABEL: @double(
// CHECK: <multiplier = 1073741824, shift = 32, rounding = double> to
module attributes {tosa.target_env = #tosa.target_env<specification_version = "1.0", level = none,
  profiles = [pro_int], extensions = [int16, doubleround, inexactround]>} {
func.func @double_is_single(%x: tensor<4xi8>) -> tensor<4xi8> {
  %m = "tosa.const"() {values = dense<3> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<30> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<255> : tensor<1xi8>} : () -> tensor<1xi8>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = DOUBLE_ROUND, per_channel = false,
    input_unsigned = true, output_unsigned = false}
    : (tensor<4xi8>, tensor<1xi32>, tensor<1xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<4xi8>
  return %r : tensor<4xi8>
}
func.func @double(%x: tensor<4xi16>) -> tensor<4xi16> {
  %m = "tosa.const"() {values = dense<1073741824> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<32> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi16>} : () -> tensor<1xi16>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi16>} : () -> tensor<1xi16>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = DOUBLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<4xi16>, tensor<1xi32>, tensor<1xi8>, tensor<1xi16>, tensor<1xi16>) -> tensor<4xi16>
  return %r : tensor<4xi16>
}
}

// -----

// CHECK-LABEL: @bits48(
// CHECK: %[[WIDE:.*]] = linalg.generic
// CHECK: arith.extsi %{{.*}} : i48 to i64
// CHECK: quantx.requantize %[[WIDE]], <multiplier = 20000, shift = 33, width = 16> to <i16,
func.func @bits48(%x: tensor<4xi48>) -> tensor<4xi16> {
  %m = "tosa.const"() {values = dense<10000> : tensor<1xi16>} : () -> tensor<1xi16>
  %s = "tosa.const"() {values = dense<32> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi48>} : () -> tensor<1xi48>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi16>} : () -> tensor<1xi16>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = false, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<4xi48>, tensor<1xi16>, tensor<1xi8>, tensor<1xi48>, tensor<1xi16>) -> tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

// Upstream's lowering crashes on this one (llvm-project#224020).
// CHECK-LABEL: @bits64(
// CHECK: quantx.requantize %{{.*}}, <multiplier = 1518500250, shift = 33> to <i32,
func.func @bits64(%x: tensor<4xi64>) -> tensor<4xi32> {
  %m = "tosa.const"() {values = dense<1518500250> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<33> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi64>} : () -> tensor<1xi64>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<4xi64>, tensor<1xi32>, tensor<1xi8>, tensor<1xi64>, tensor<1xi32>) -> tensor<4xi32>
  return %r : tensor<4xi32>
}

// -----

// TOSA's entry 0 is for -128, ours for 0.
// CHECK-LABEL: @table(
// CHECK: quantx.lookup %{{.*}}, dense_resource<table> : tensor<256xi8>
// CHECK: table: "0x4000000002
func.func @table(%x: tensor<4xi8>) -> tensor<4xi8> {
  %t = "tosa.const"() {values = dense<"0x01010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202"> : tensor<256xi8>} : () -> tensor<256xi8>
  %r = tosa.table %x, %t : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

// CHECK-LABEL: @interpolated(
// CHECK-SAME:    %[[X:.*]]: tensor<4xi16>
// CHECK-NOT: tosa.table
// CHECK: quantx.lookup %[[X]], dense<7> : tensor<513xi16> : tensor<4xi16> to tensor<4xi16>
func.func @interpolated(%x: tensor<4xi16>) -> tensor<4xi16> {
  %t = "tosa.const"() {values = dense<7> : tensor<513xi16>} : () -> tensor<513xi16>
  %m = "tosa.const"() {values = dense<16384> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<21> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi16>} : () -> tensor<1xi16>
  %y = tosa.table %x, %t : (tensor<4xi16>, tensor<513xi16>) -> tensor<4xi32>
  %r = tosa.rescale %y, %m, %s, %iz, %oz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<4xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi16>) -> tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

// Channel 0: 10 - -3 * (1 + 2) = 19; channel 1: 10 - -3 * (3 + 4) = 31.
// CHECK-LABEL: @convolution(
// CHECK-SAME:    %[[X:.*]]: tensor<1x?x4x2xi8>
// CHECK-DAG: %[[ZP:.*]] = "tosa.const"() <{values = dense<-3> : tensor<1xi8>}>
// CHECK-DAG: %[[BIAS:.*]] = "tosa.const"() <{values = dense<[19, 31]> : tensor<2xi32>}>
// CHECK-DAG: %[[ZERO:.*]] = "tosa.const"() <{values = dense<0> : tensor<1xi8>}>
// CHECK-DAG: %[[WIDTHS:.*]] = tosa.const_shape {{.*}}dense<[0, 0, 1, 0, 0, 2, 0, 0]>
// CHECK: %[[PADDED:.*]] = tosa.pad %[[X]], %[[WIDTHS]], %[[ZP]] : {{.*}} -> tensor<1x?x6x2xi8>
// CHECK: tosa.conv2d %[[PADDED]], %{{.*}}, %[[BIAS]], %{{.*}} pad = array<i64: 0, 0, 0, 0>
func.func @convolution(%x: tensor<1x?x4x2xi8>) -> tensor<1x?x6x2xi32> {
  %w = "tosa.const"() {values = dense<[[[[1, 2]]], [[[3, 4]]]]> : tensor<2x1x1x2xi8>} : () -> tensor<2x1x1x2xi8>
  %b = "tosa.const"() {values = dense<10> : tensor<1xi32>} : () -> tensor<1xi32>
  %iz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  %wz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  %r = tosa.conv2d %x, %w, %b, %iz, %wz {pad = array<i64: 1, 0, 0, 2>, stride = array<i64: 1, 1>,
    dilation = array<i64: 1, 1>, acc_type = i32}
    : (tensor<1x?x4x2xi8>, tensor<2x1x1x2xi8>, tensor<1xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x?x6x2xi32>
  return %r : tensor<1x?x6x2xi32>
}

// -----

// Weights of a depthwise convolution are [height, width, input, multiplier].
// CHECK-LABEL: @depthwise(
// CHECK-DAG: "tosa.const"() <{values = dense<[-5, -10, -15, -20]> : tensor<4xi32>}>
// CHECK: tosa.depthwise_conv2d
func.func @depthwise(%x: tensor<1x4x4x2xi8>) -> tensor<1x4x4x4xi32> {
  %w = "tosa.const"() {values = dense<[[[[1, 2], [3, 4]]]]> : tensor<1x1x2x2xi8>} : () -> tensor<1x1x2x2xi8>
  %b = "tosa.const"() {values = dense<0> : tensor<4xi32>} : () -> tensor<4xi32>
  %iz = "tosa.const"() {values = dense<5> : tensor<1xi8>} : () -> tensor<1xi8>
  %wz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  %r = tosa.depthwise_conv2d %x, %w, %b, %iz, %wz {pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>,
    dilation = array<i64: 1, 1>, acc_type = i32}
    : (tensor<1x4x4x2xi8>, tensor<1x1x2x2xi8>, tensor<4xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x4x4x4xi32>
  return %r : tensor<1x4x4x4xi32>
}
