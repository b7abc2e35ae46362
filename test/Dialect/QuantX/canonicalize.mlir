// Folds are exact, and the one everybody gets wrong does not happen.
// RUN: quant-opt %s --canonicalize --split-input-file | FileCheck %s

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#other = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-2 : i8>>

// dequantize(quantize(x)) is the rounding and the clamp: it stays.
// CHECK-LABEL: @keep_quantize_dequantize
func.func @keep_quantize_dequantize(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[Q:.*]] = quantx.quantize
  // CHECK: %[[R:.*]] = quantx.dequantize %[[Q]]
  // CHECK: return %[[R]]
  %q = quantx.quantize %x, #s8 : tensor<4xf32> to tensor<4xi8>
  %r = quantx.dequantize %q, #s8 : tensor<4xi8> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: @fold_dequantize_quantize
// CHECK-SAME: %[[Q:.*]]: tensor<4xi8>
func.func @fold_dequantize_quantize(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK-NEXT: return %[[Q]]
  %x = quantx.dequantize %q, #s8 : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #s8 : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// CHECK-LABEL: @keep_unequal_parameters
func.func @keep_unequal_parameters(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: quantx.dequantize
  // CHECK: quantx.quantize
  %x = quantx.dequantize %q, #s8 : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #other : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

// A stored value of unknown origin may lie outside narrow bounds, where the
// pair clamps.
#narrow = #quantx.params<i8<-127:127>, scale = <0.5 : f32>, zero_point = <0 : i8>>

// CHECK-LABEL: @keep_narrow_bounds
func.func @keep_narrow_bounds(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: quantx.dequantize
  // CHECK: quantx.quantize
  %x = quantx.dequantize %q, #narrow : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #narrow : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// CHECK-LABEL: @fold_clamped_to_bounds
func.func @fold_clamped_to_bounds(%x: tensor<4xf32>) -> tensor<4xi8> {
  // CHECK-NEXT: %[[Q:.*]] = quantx.quantize
  // CHECK-NEXT: return %[[Q]]
  %q = quantx.quantize %x, #narrow : tensor<4xf32> to tensor<4xi8>
  %y = quantx.dequantize %q, #narrow : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %y, #narrow : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

// 255 * 1e37 overflows f32, so that the round trip saturates.
#huge = #quantx.params<i8, scale = <1.0e37 : f32>, zero_point = <-128 : i8>>

// CHECK-LABEL: @keep_overflowing_scale
func.func @keep_overflowing_scale(%q: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: quantx.quantize
  %x = quantx.dequantize %q, #huge : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #huge : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

// f16 loses digits between the two.
#wide = #quantx.params<i16, scale = <0.1 : f32>, zero_point = <0 : i16>>

// CHECK-LABEL: @keep_half_precision
func.func @keep_half_precision(%q: tensor<4xi16>) -> tensor<4xi16> {
  // CHECK: quantx.quantize
  %x = quantx.dequantize %q, #wide : tensor<4xi16> to tensor<4xf16>
  %r = quantx.quantize %x, #wide : tensor<4xf16> to tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

// Rounding to even, saturation, NaN to the zero point, per-axis parameters.
// CHECK-LABEL: @fold_quantize_constant
func.func @fold_quantize_constant() -> (tensor<8xi8>, tensor<2x2xi8>, tensor<2x3xi8>) {
  // CHECK-DAG: dense<[-3, -1, -1, -5, 127, -128, -3, 127]> : tensor<8xi8>
  %c = arith.constant dense<[0.25, 0.75, 1.25, -1.25, 1.0e9, -1.0e9, 0x7FC00000, 0x7F800000]> : tensor<8xf32>
  %0 = quantx.quantize %c, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<8xf32> to tensor<8xi8>
  // CHECK-DAG: dense<{{\[}}[2, 5], [2, 5]]> : tensor<2x2xi8>
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %1 = quantx.quantize %w, <i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <dense<[0, 1]> : tensor<2xi8>>> : tensor<2x2xf32> to tensor<2x2xi8>
  // A block of two and a tail block of one.
  // CHECK-DAG: dense<{{\[}}[1, 1, 2], [4, 4, 8]]> : tensor<2x3xi8>
  %b = arith.constant dense<1.0> : tensor<2x3xf32>
  %2 = quantx.quantize %b, <i8, axes = [0, 1], block_sizes = [1, 2], scale = <dense<[[1.0, 0.5], [0.25, 0.125]]> : tensor<2x2xf32>>, zero_point = <0 : i8>> : tensor<2x3xf32> to tensor<2x3xi8>
  return %0, %1, %2 : tensor<8xi8>, tensor<2x2xi8>, tensor<2x3xi8>
}

// -----

// CHECK-LABEL: @fold_requantize_constant
func.func @fold_requantize_constant() -> (tensor<4xi8>, tensor<2x2xi8>, tensor<2xi8>) {
  // 0.25 * {6, -6, 1000, 2}: 1.5 and -1.5 go up, 250 saturates, 0.5 goes up.
  // CHECK-DAG: dense<[2, -1, 127, 1]> : tensor<4xi8>
  %a = arith.constant dense<[6, -6, 1000, 2]> : tensor<4xi32>
  %0 = quantx.requantize %a, <multiplier = 1073741824, shift = 32> to <i8, scale = <1.0 : f32>, zero_point = <0 : i8>> : tensor<4xi32> to tensor<4xi8>
  // CHECK-DAG: dense<{{\[}}[11, 6], [21, 11]]> : tensor<2x2xi8>
  %c = arith.constant dense<[[10, 10], [20, 20]]> : tensor<2x2xi32>
  %1 = quantx.requantize %c axis 1, <multiplier = [1073741824, 1073741824], shift = [30, 31]> to <i8, scale = <1.0 : f32>, zero_point = <1 : i8>> : tensor<2x2xi32> to tensor<2x2xi8>
  // The bytes are 255 and 0, the zero point 128.
  // CHECK-DAG: dense<[127, -128]> : tensor<2xi8>
  %u = arith.constant dense<[-1, 0]> : tensor<2xi8>
  %2 = quantx.requantize %u unsigned zero_point 128, <multiplier = 1073741824, shift = 30> to <i8, scale = <1.0 : f32>, zero_point = <0 : i8>> : tensor<2xi8> to tensor<2xi8>
  return %0, %1, %2 : tensor<4xi8>, tensor<2x2xi8>, tensor<2xi8>
}

// -----

// CHECK-LABEL: @fold_lookup_constant
func.func @fold_lookup_constant() -> tensor<3xi8> {
  // -1 is the byte 255: the last entry, not the one before the first.
  // CHECK: dense<[-94, -122, -87]>
  %q = arith.constant dense<[-1, 0, 5]> : tensor<3xi8>
  %0 = quantx.lookup %q, dense<[-122, -115, -108, -101, -94, -87, -80, -73, -66, -59, -52, -45, -38, -31, -24, -17, -10, -3, 4, 11, 18, 25, 32, 39, 46, 53, 60, 67, 74, 81, 88, 95, 102, 109, 116, 123, -121, -114, -107, -100, -93, -86, -79, -72, -65, -58, -51, -44, -37, -30, -23, -16, -9, -2, 5, 12, 19, 26, 33, 40, 47, 54, 61, 68, 75, 82, 89, 96, 103, 110, 117, 124, -120, -113, -106, -99, -92, -85, -78, -71, -64, -57, -50, -43, -36, -29, -22, -15, -8, -1, 6, 13, 20, 27, 34, 41, 48, 55, 62, 69, 76, 83, 90, 97, 104, 111, 118, 125, -119, -112, -105, -98, -91, -84, -77, -70, -63, -56, -49, -42, -35, -28, -21, -14, -7, 0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98, 105, 112, 119, -125, -118, -111, -104, -97, -90, -83, -76, -69, -62, -55, -48, -41, -34, -27, -20, -13, -6, 1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78, 85, 92, 99, 106, 113, 120, -124, -117, -110, -103, -96, -89, -82, -75, -68, -61, -54, -47, -40, -33, -26, -19, -12, -5, 2, 9, 16, 23, 30, 37, 44, 51, 58, 65, 72, 79, 86, 93, 100, 107, 114, 121, -123, -116, -109, -102, -95, -88, -81, -74, -67, -60, -53, -46, -39, -32, -25, -18, -11, -4, 3, 10, 17, 24, 31, 38, 45, 52, 59, 66, 73, 80, 87, 94, 101, 108, 115, 122, -122, -115, -108, -101, -94]> : tensor<256xi8> : tensor<3xi8> to tensor<3xi8>
  return %0 : tensor<3xi8>
}

// -----

// CHECK-LABEL: @observe_stays
func.func @observe_stays(%x: tensor<4xf32>) {
  // CHECK: quantx.observe "x"
  quantx.observe "x" %x : tensor<4xf32>
  return
}

// -----

// Constants of every storage are quantized when the module is compiled.
// CHECK-LABEL: @fold_low_precision
func.func @fold_low_precision() -> (tensor<4xi4>, tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>, tensor<4xf4E2M1FN>, tensor<2xi8>) {
  %x = arith.constant dense<[1.25, -100.0, 0.75, 0x7F800000]> : tensor<4xf32>
  %h = arith.constant dense<[2.0e-2, 1.0]> : tensor<2xf16>
  // CHECK-DAG: %[[I4:.*]] = arith.constant dense<[2, -8, 2, 7]> : tensor<4xi4>
  %0 = quantx.quantize %x, <i4, scale = <0.5 : f32>, zero_point = <0 : i4>> : tensor<4xf32> to tensor<4xi4>
  // CHECK-DAG: %[[SAT:.*]] = arith.constant dense<[2.500000e+00, -1.920000e+02, 1.500000e+00, 4.480000e+02]> : tensor<4xf8E4M3FN>
  %1 = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>> : tensor<4xf32> to tensor<4xf8E4M3FN>
  // CHECK-DAG: %[[IEEE:.*]] = arith.constant dense<[2.500000e+00, -1.920000e+02, 1.500000e+00, 0x7F]> : tensor<4xf8E4M3FN>
  %2 = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>, overflow = ieee> : tensor<4xf32> to tensor<4xf8E4M3FN>
  // CHECK-DAG: %[[FP4:.*]] = arith.constant dense<[2.000000e+00, -6.000000e+00, 4.000000e+00, 6.000000e+00]> : tensor<4xf4E2M1FN>
  %3 = quantx.quantize %x, <f4E2M1FN, axes = [0], block_sizes = [2], scale = <dense<[1.25, 0.375]> : tensor<2xf8E4M3FN>>, outer_scale = <0.5 : f32>> : tensor<4xf32> to tensor<4xf4E2M1FN>
  // CHECK-DAG: %[[F16:.*]] = arith.constant dense<[2, 100]> : tensor<2xi8>
  %4 = quantx.quantize %h precision f16, <i8, scale = <1.0e-2 : f16>, zero_point = <0 : i8>> : tensor<2xf16> to tensor<2xi8>
  // CHECK: return %[[I4]], %[[SAT]], %[[IEEE]], %[[FP4]], %[[F16]]
  return %0, %1, %2, %3, %4 : tensor<4xi4>, tensor<4xf8E4M3FN>, tensor<4xf8E4M3FN>, tensor<4xf4E2M1FN>, tensor<2xi8>
}

// Between two entries a 16-bit table is a straight line: -32768 + 64 lies half
// way from the first to the second.
// CHECK-LABEL: @fold_interpolated
func.func @fold_interpolated() -> tensor<3xi16> {
  %q = arith.constant dense<[-32768, -32704, 32767]> : tensor<3xi16>
  // CHECK: %[[Y:.*]] = arith.constant dense<7> : tensor<3xi16>
  // CHECK: return %[[Y]]
  %y = quantx.lookup %q, dense<7> : tensor<513xi16> : tensor<3xi16> to tensor<3xi16>
  return %y : tensor<3xi16>
}

// -----

// A scale that is a constant after all.
// CHECK-LABEL: @dynamic_becomes_static
// CHECK-SAME: %[[X:.*]]: tensor<4x2xf32>
func.func @dynamic_becomes_static(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %s = arith.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %z = arith.constant dense<[0, -56]> : tensor<2xi8>
  // CHECK: %[[Q:.*]] = quantx.quantize %[[X]] precision f16, <ui8, axes = [1], scale = <dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>, zero_point = <dense<[0, 200]> : tensor<2xui8>>>
  %q = quantx.dynamic_quantize %x precision f16, %s, %z, <ui8, axes = [1]> : tensor<4x2xf32>, tensor<2xf32>, tensor<2xi8> to tensor<4x2xi8>
  // CHECK: quantx.dequantize %[[Q]], <ui8, axes = [1], {{.*}}, zero_point = <0 : ui8>>
  %y = quantx.dynamic_dequantize %q, %s, <ui8, axes = [1]> : tensor<4x2xi8>, tensor<2xf32> to tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// Run-time scales may be anything, those of params may not.
// CHECK-LABEL: @dynamic_stays_dynamic
func.func @dynamic_stays_dynamic(%x: tensor<4xf32>, %d: tensor<?xf32>, %t: tensor<?xf32>) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %z = arith.constant dense<-128> : tensor<i8>
  // CHECK: quantx.dynamic_quantize
  %0 = quantx.dynamic_quantize %x, %zero, <i8> : tensor<4xf32>, tensor<f32> to tensor<4xi8>
  // CHECK: quantx.dynamic_quantize
  %1 = quantx.dynamic_quantize %x, %one, %z, <i8<-127:127>> : tensor<4xf32>, tensor<f32>, tensor<i8> to tensor<4xi8>
  // CHECK: quantx.dynamic_quantize
  %2 = quantx.dynamic_quantize %d, %t, <i8, axes = [0]> : tensor<?xf32>, tensor<?xf32> to tensor<?xi8>
  call @use(%0, %1, %2) : (tensor<4xi8>, tensor<4xi8>, tensor<?xi8>) -> ()
  return
}
func.func private @use(tensor<4xi8>, tensor<4xi8>, tensor<?xi8>)
