// RUN: quant-opt %s --quantx-tosa-pipeline | FileCheck %s

// A quantized layer as TOSA writes it: the zero point is in the padding and the
// bias, so that the convolution is one of plain integers, and the rescale is a
// requantize.

// CHECK-LABEL: @layer(
// CHECK-SAME:    %[[X:.*]]: tensor<1x4x4x2xi8>
// CHECK-DAG: %[[BIAS:.*]] = arith.constant dense<[19, 31]> : tensor<2xi32>
// CHECK-DAG: %[[ZP:.*]] = arith.constant -3 : i8
// CHECK: %[[PADDED:.*]] = tensor.pad %[[X]]
// CHECK: tensor.yield %[[ZP]]
// CHECK: %[[SUM:.*]] = linalg.conv_2d_nhwc_fhwc {{.*}} ins(%[[PADDED]], %{{.*}} : tensor<1x6x6x2xi8>, tensor<2x1x1x2xi8>)
// CHECK: %[[Q:.*]] = quantx.requantize %[[SUM]], <multiplier = 1518500250, shift = 33>
// CHECK: %[[Y:.*]] = quantx.lookup %[[Q]]
// CHECK: return %[[Y]]
// CHECK-NOT: tosa
func.func @layer(%x: tensor<1x4x4x2xi8>) -> tensor<1x6x6x2xi8> {
  %w = "tosa.const"() {values = dense<[[[[1, 2]]], [[[3, 4]]]]> : tensor<2x1x1x2xi8>} : () -> tensor<2x1x1x2xi8>
  %b = "tosa.const"() {values = dense<10> : tensor<2xi32>} : () -> tensor<2xi32>
  %iz = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
  %wz = "tosa.const"() {values = dense<0> : tensor<1xi8>} : () -> tensor<1xi8>
  %sum = tosa.conv2d %x, %w, %b, %iz, %wz {pad = array<i64: 1, 1, 1, 1>, stride = array<i64: 1, 1>,
    dilation = array<i64: 1, 1>, acc_type = i32}
    : (tensor<1x4x4x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x6x6x2xi32>
  %m = "tosa.const"() {values = dense<1518500250> : tensor<1xi32>} : () -> tensor<1xi32>
  %s = "tosa.const"() {values = dense<33> : tensor<1xi8>} : () -> tensor<1xi8>
  %z32 = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %q = tosa.rescale %sum, %m, %s, %z32, %iz {scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = false,
    input_unsigned = false, output_unsigned = false}
    : (tensor<1x6x6x2xi32>, tensor<1xi32>, tensor<1xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<1x6x6x2xi8>
  %t = "tosa.const"() {values = dense<7> : tensor<256xi8>} : () -> tensor<256xi8>
  %y = tosa.table %q, %t : (tensor<1x6x6x2xi8>, tensor<256xi8>) -> tensor<1x6x6x2xi8>
  return %y : tensor<1x6x6x2xi8>
}
