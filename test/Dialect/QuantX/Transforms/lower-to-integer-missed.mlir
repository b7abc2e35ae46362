// What stays in float says why.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file --remarks-filter='quantx-lower-to-integer' 2>&1 | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#tiny = #quantx.params<i8, scale = <1.0e-12 : f32>, zero_point = <0 : i8>>
#huge = #quantx.params<i8, scale = <1.0e12 : f32>, zero_point = <0 : i8>>
#rows = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#columns = #quantx.params<i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#wide = #quantx.params<i32, scale = <0.5 : f32>, zero_point = <0 : i32>>
#short = #quantx.params<i16, scale = <0.5 : f32>, zero_point = <0 : i16>>
#id = affine_map<(i, j) -> (i, j)>

func.func @too_large(%a: tensor<2x2xi8>, %b: tensor<2x2xi8>, %init: tensor<2x2xf32>) -> (tensor<2x2xi8>, tensor<2x2xi8>) {
  %x = quantx.dequantize %a, #huge : tensor<2x2xi8> to tensor<2x2xf32>
  %y = quantx.dequantize %b, #p : tensor<2x2xi8> to tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %i = linalg.fill ins(%zero : f32) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul needs the multiplier 5.000000e+23 for channel 0, and the largest is below 2^30: the scale of its result is too small for those of its operands
  %m = linalg.matmul ins(%x, %y : tensor<2x2xf32>, tensor<2x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  %r = quantx.quantize %m, #tiny : tensor<2x2xf32> to tensor<2x2xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.add needs the multipliers 1.000000e+24 and 5.000000e+11 and the constant 0.000000e+00, and the largest is below 2^30
  %s = linalg.add ins(%x, %y : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %t = quantx.quantize %s, #tiny : tensor<2x2xf32> to tensor<2x2xi8>
  return %r, %t : tensor<2x2xi8>, tensor<2x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#rows = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#wide = #quantx.params<i32, scale = <0.5 : f32>, zero_point = <0 : i32>>

func.func @operands(%a: tensor<2x2xi8>, %b: tensor<2x2xi8>, %f: tensor<2x2xf32>, %w: tensor<2x2xi32>) -> (tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>) {
  %x = quantx.dequantize %a, #p : tensor<2x2xi8> to tensor<2x2xf32>
  %y = quantx.dequantize %b, #rows : tensor<2x2xi8> to tensor<2x2xf32>
  %v = quantx.dequantize %w, #wide : tensor<2x2xi32> to tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul has operand #1, which is not quantized
  %m = linalg.matmul ins(%x, %f : tensor<2x2xf32>, tensor<2x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = quantx.quantize %m, #p : tensor<2x2xf32> to tensor<2x2xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul has operand #1, whose parameters vary along a dimension that is summed over
  %n = linalg.matmul ins(%x, %y : tensor<2x2xf32>, tensor<2x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = quantx.quantize %n, #p : tensor<2x2xf32> to tensor<2x2xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul has operand #1, which is not stored in an integer of at most 16 bits
  %o = linalg.matmul ins(%x, %v : tensor<2x2xf32>, tensor<2x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.quantize %o, #p : tensor<2x2xf32> to tensor<2x2xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul accumulates onto a tensor that is not constant
  %q = linalg.matmul ins(%x, %x : tensor<2x2xf32>, tensor<2x2xf32>) outs(%f : tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = quantx.quantize %q, #p : tensor<2x2xf32> to tensor<2x2xi8>
  return %0, %1, %2, %3 : tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#columns = #quantx.params<i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#wide = #quantx.params<i32, scale = <0.5 : f32>, zero_point = <0 : i32>>

func.func @functions(%a: tensor<2x2xi8>, %s: tensor<2x2xi32>) -> (tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>) {
  %x = quantx.dequantize %a, #p : tensor<2x2xi8> to tensor<2x2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.dequantize is not stored in 8 or 16 bits, and a table is for values of those
  %y = quantx.dequantize %s, #wide : tensor<2x2xi32> to tensor<2x2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.dequantize has parameters per axis, and a table is for one scale
  %z = quantx.dequantize %a, #columns : tensor<2x2xi8> to tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %t = linalg.tanh ins(%y : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = quantx.quantize %t, #p : tensor<2x2xf32> to tensor<2x2xi8>
  %u = linalg.tanh ins(%z : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = quantx.quantize %u, #p : tensor<2x2xf32> to tensor<2x2xi8>
  %m = linalg.matmul ins(%x, %x : tensor<2x2xf32>, tensor<2x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.tanh is no increasing linear function with bounds, and what it reads is not quantized
  %v = linalg.tanh ins(%m : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.quantize %v, #p : tensor<2x2xf32> to tensor<2x2xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.div has operand #1, whose parameters are not per tensor
  %d = linalg.div ins(%x, %z : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = quantx.quantize %d, #p : tensor<2x2xf32> to tensor<2x2xi8>
  return %0, %1, %2, %3 : tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>, tensor<2x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <1.0e-5 : f32>, zero_point = <0 : i8>>
#o = #quantx.params<i8, scale = <1.0e-3 : f32>, zero_point = <0 : i8>>

// A bias that 64 bits cannot hold is a warning, whatever remarks are shown.
func.func @bias(%q: tensor<1x2xi8>) -> tensor<1x3xi8> {
  %w = arith.constant dense<1> : tensor<2x3xi8>
  %b = arith.constant dense<[[1.0e10, -1.0e10, 0x7FC00000]]> : tensor<1x3xf32>
  %x = quantx.dequantize %q, #p : tensor<1x2xi8> to tensor<1x2xf32>
  %y = quantx.dequantize %w, #p : tensor<2x3xi8> to tensor<2x3xf32>
  // CHECK: [[@LINE+2]]:{{.*}}warning: the bias of 2 channels is beyond the 64 bits of its accumulator and was clamped (QX-I16)
  // CHECK: [[@LINE+1]]:{{.*}}warning: the bias of 1 channels is NaN and was taken as 0 (QX-I2)
  %m = linalg.matmul ins(%x, %y : tensor<1x2xf32>, tensor<2x3xf32>) outs(%b : tensor<1x3xf32>) -> tensor<1x3xf32>
  %r = quantx.quantize %m, #o : tensor<1x3xf32> to tensor<1x3xi8>
  return %r : tensor<1x3xi8>
}
