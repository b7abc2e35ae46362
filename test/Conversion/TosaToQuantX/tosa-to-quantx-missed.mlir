// RUN: quant-opt %s --convert-tosa-to-quantx --split-input-file \
// RUN:   --remarks-filter-missed='convert-tosa-to-quantx' --remark-policy=all --verify-diagnostics | FileCheck %s

// What has no exact form stays, and upstream's lowering takes it.

// CHECK-LABEL: @doubled_twice
// CHECK: tosa.rescale
module attributes {tosa.target_env = #tosa.target_env<specification_version = "1.0", level = none,
  profiles = [pro_int], extensions = [int16, doubleround, inexactround]>} {
func.func @doubled_twice(%x: tensor<4xi32>) -> tensor<4xi8> {
  %m = "tosa.const"() {values = dense<3> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<32> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.rescale has a multiplier of 3 with a shift of 32, where two roundings do not let the multiplier be doubled to the 2^30 that is needed}}
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = DOUBLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<4xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<4xi8>
  return %r : tensor<4xi8>
}
}

// -----

// At the ends of i32 two roundings of the smallest pair are not 0.
// CHECK-LABEL: @zero_channel
// CHECK: tosa.rescale
module attributes {tosa.target_env = #tosa.target_env<specification_version = "1.0", level = none,
  profiles = [pro_int], extensions = [int16, doubleround, inexactround]>} {
func.func @zero_channel(%x: tensor<2xi32>) -> tensor<2xi8> {
  %m = "tosa.const"() {values = dense<[1518500250, 0]> : tensor<2xi32>} : () -> tensor<2xi32>
  %s = "tosa.const"() {values = dense<[40, 40]> : tensor<2xi8>} : () -> tensor<2xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.rescale has a multiplier of 0 with a shift of 40, which is too small for a fixed point}}
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = DOUBLE_ROUND, per_channel = true,
    input_unsigned = false, output_unsigned = false}
    : (tensor<2xi32>, tensor<2xi32>, tensor<2xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<2xi8>
  return %r : tensor<2xi8>
}
}

// -----

// CHECK-LABEL: @too_small
// CHECK: tosa.rescale
func.func @too_small(%x: tensor<2xi64>) -> tensor<2xi8> {
  %m = "tosa.const"() {values = dense<1> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<62> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi64>} : () -> tensor<1xi64>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.rescale has a multiplier of 1 with a shift of 62, which is too small for a fixed point}}
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<2xi64>, tensor<1xi32>, tensor<1xi8>, tensor<1xi64>, tensor<1xi8>) -> tensor<2xi8>
  return %r : tensor<2xi8>
}

// -----

// CHECK-LABEL: @not_constant
// CHECK: tosa.rescale
func.func @not_constant(%x: tensor<2xi32>, %m: tensor<1xi32>) -> tensor<2xi8> {
  %s = "tosa.const"() {values = dense<40> : tensor<1xi8>} : () -> tensor<1xi8>
  %iz = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %oz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.rescale has multipliers that are no constant}}
  %r = tosa.rescale %x, %m, %s, %iz, %oz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<2xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<2xi8>
  return %r : tensor<2xi8>
}

// -----

// CHECK-LABEL: @not_rounded
// CHECK: tosa.table
func.func @not_rounded(%x: tensor<4xi16>) -> tensor<4xi32> {
  %t = "tosa.const"() {values = dense<7> : tensor<513xi16>} : () -> tensor<513xi16>
  // expected-remark @below {{tosa.table interpolates, and its result is not rounded to i16 by a rescale with the factor 2^-7}}
  %r = tosa.table %x, %t : (tensor<4xi16>, tensor<513xi16>) -> tensor<4xi32>
  return %r : tensor<4xi32>
}

// -----

// CHECK-LABEL: @weights_not_constant
// CHECK: tosa.conv2d
func.func @weights_not_constant(%x: tensor<1x4x4x2xi8>, %w: tensor<2x1x1x2xi8>) -> tensor<1x4x4x2xi32> {
  %b = "tosa.const"() {values = dense<10> : tensor<2xi32>} : () -> tensor<2xi32>
  %iz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  %wz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.conv2d has weights or a bias that are no constant, so that the zero point stays in its products}}
  %r = tosa.conv2d %x, %w, %b, %iz, %wz {pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>,
    dilation = array<i64: 1, 1>, acc_type = i32}
    : (tensor<1x4x4x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x4x4x2xi32>
  return %r : tensor<1x4x4x2xi32>
}

// -----

// CHECK-LABEL: @weights_with_zero_point
// CHECK: tosa.conv2d
func.func @weights_with_zero_point(%x: tensor<1x4x4x2xi8>) -> tensor<1x4x4x2xi32> {
  %w = "tosa.const"() {values = dense<1> : tensor<2x1x1x2xi8>} : () -> tensor<2x1x1x2xi8>
  %b = "tosa.const"() {values = dense<10> : tensor<2xi32>} : () -> tensor<2xi32>
  %iz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  %wz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  // expected-remark @below {{tosa.conv2d has weights with a zero point, which stays in its products}}
  %r = tosa.conv2d %x, %w, %b, %iz, %wz {pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>,
    dilation = array<i64: 1, 1>, acc_type = i32}
    : (tensor<1x4x4x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x4x4x2xi32>
  return %r : tensor<1x4x4x2xi32>
}
