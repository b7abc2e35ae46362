// Functions of rows say how near to the reals they are, or why they stay in float.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file --remarks-filter='quantx-lower-to-integer' 2>&1 | FileCheck %s

#p = #quantx.params<i8, scale = <0.05 : f32>, zero_point = <-3 : i8>>
#half = #quantx.params<i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>
#out = #quantx.params<i16, scale = <0.0004 : f32>, zero_point = <5 : i16>>

func.func @passed(%q: tensor<4x50xi8>, %d: tensor<?x?xi8>) -> (tensor<4x50xi8>, tensor<?x?xi8>, tensor<4x50xi16>) {
  %x = quantx.dequantize %q, #p : tensor<4x50xi8> to tensor<4x50xf32>
  %u = quantx.dequantize %d, #p : tensor<?x?xi8> to tensor<?x?xf32>
  // CHECK: [[@LINE+1]]:{{.*}}softmax in integers, each result within 0.5000 steps of the real one
  %s = linalg.softmax dimension(1) ins(%x : tensor<4x50xf32>) outs(%x : tensor<4x50xf32>) -> tensor<4x50xf32>
  %0 = quantx.quantize %s, #half : tensor<4x50xf32> to tensor<4x50xi8>
  // CHECK: [[@LINE+1]]:{{.*}}softmax in integers, in rows whose length is known at run time only
  %t = linalg.softmax dimension(1) ins(%u : tensor<?x?xf32>) outs(%u : tensor<?x?xf32>) -> tensor<?x?xf32>
  %1 = quantx.quantize %t, #half : tensor<?x?xf32> to tensor<?x?xi8>
  // CHECK: [[@LINE+1]]:{{.*}}layer norm in integers, each result within 0.500{{[0-9]}} steps of the real one
  %n = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<4x50xf32>
  %2 = quantx.quantize %n, #out : tensor<4x50xf32> to tensor<4x50xi16>
  return %0, %1, %2 : tensor<4x50xi8>, tensor<?x?xi8>, tensor<4x50xi16>
}

// -----

#p = #quantx.params<i8, scale = <0.05 : f32>, zero_point = <-3 : i8>>
#rows = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#wide = #quantx.params<i32, scale = <0.5 : f32>, zero_point = <0 : i32>>
#half = #quantx.params<i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>
#fine = #quantx.params<i8, scale = <1.0e-12 : f32>, zero_point = <0 : i8>>

func.func @softmax(%q: tensor<2x5xi8>, %w: tensor<2x5xi32>, %f: tensor<2x5xf32>)
    -> (tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>) {
  %x = quantx.dequantize %q, #p : tensor<2x5xi8> to tensor<2x5xf32>
  %y = quantx.dequantize %q, #rows : tensor<2x5xi8> to tensor<2x5xf32>
  %z = quantx.dequantize %w, #wide : tensor<2x5xi32> to tensor<2x5xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.softmax has operand #0, which is not quantized
  %a = linalg.softmax dimension(1) ins(%f : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %0 = quantx.quantize %a, #half : tensor<2x5xf32> to tensor<2x5xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.softmax has operand #0, whose parameters are not per tensor
  %b = linalg.softmax dimension(1) ins(%y : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %1 = quantx.quantize %b, #half : tensor<2x5xf32> to tensor<2x5xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.softmax has operand #0, which is not stored in an integer of at most 16 bits
  %c = linalg.softmax dimension(1) ins(%z : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %2 = quantx.quantize %c, #half : tensor<2x5xf32> to tensor<2x5xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.softmax needs the multiplier 1.000000e+12, and the largest is below 2^30: the scale of its result is too small
  %d = linalg.softmax dimension(1) ins(%x : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %3 = quantx.quantize %d, #fine : tensor<2x5xf32> to tensor<2x5xi8>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.softmax has its result multiplied by numbers that differ or are not positive, or numbers added to it
  %e = linalg.softmax dimension(1) ins(%x : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %g = linalg.negf ins(%e : tensor<2x5xf32>) outs(%f : tensor<2x5xf32>) -> tensor<2x5xf32>
  %4 = quantx.quantize %g, #half : tensor<2x5xf32> to tensor<2x5xi8>
  return %0, %1, %2, %3, %4 : tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x5xi8>
}

// -----

#p = #quantx.params<i16, scale = <0.05 : f32>, zero_point = <-3 : i16>>
#small = #quantx.params<i16, scale = <1.0e-12 : f32>, zero_point = <-3 : i16>>
#out = #quantx.params<i8, scale = <0.04 : f32>, zero_point = <5 : i8>>
#fine = #quantx.params<i8, scale = <1.0e-30 : f32>, zero_point = <5 : i8>>
#id = affine_map<(i, j) -> (i, j)>
#first = affine_map<(i, j) -> (i)>

func.func @normalize(%q: tensor<2x?xi16>, %long: tensor<2x32769xi16>, %s: tensor<2x96xi16>)
    -> (tensor<2x?xi8>, tensor<2x32769xi8>, tensor<2x96xi8>, tensor<2x96xi8>, tensor<2x96xi8>, tensor<2x96xi8>) {
  %x = quantx.dequantize %q, #p : tensor<2x?xi16> to tensor<2x?xf32>
  %y = quantx.dequantize %long, #p : tensor<2x32769xi16> to tensor<2x32769xf32>
  %z = quantx.dequantize %s, #small : tensor<2x96xi16> to tensor<2x96xf32>
  %w = quantx.dequantize %s, #p : tensor<2x96xi16> to tensor<2x96xf32>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.normalize normalizes rows whose length is known at run time only
  %a = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<2x?xf32>
  %0 = quantx.quantize %a, #out : tensor<2x?xf32> to tensor<2x?xi8>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.normalize normalizes rows of 32769 elements of 16 bits, and sums of squares are exact up to 32768
  %b = quantx.normalize %y dims [1] epsilon 1.0e-05 : tensor<2x32769xf32>
  %1 = quantx.quantize %b, #out : tensor<2x32769xf32> to tensor<2x32769xi8>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.normalize has the epsilon 1.000000e+02, which is too large for steps of 1.000000e-12 in its input
  %c = quantx.normalize %z dims [1] epsilon 1.0e+02 : tensor<2x96xf32>
  %2 = quantx.quantize %c, #out : tensor<2x96xf32> to tensor<2x96xi8>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.normalize is multiplied by or added to numbers that are too large for the scale of its result
  %d = quantx.normalize %w dims [1] epsilon 1.0e-05 : tensor<2x96xf32>
  %3 = quantx.quantize %d, #fine : tensor<2x96xf32> to tensor<2x96xi8>
  %inf = arith.constant dense<[1.0, 0x7F800000]> : tensor<2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}quantx.normalize is multiplied by or added to numbers that are not finite
  %e = quantx.normalize %w dims [1] epsilon 1.0e-05 : tensor<2x96xf32>
  %f = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]}
    ins(%e, %inf : tensor<2x96xf32>, tensor<2xf32>) outs(%w : tensor<2x96xf32>) {
  ^bb0(%a0: f32, %a1: f32, %o: f32):
    %sum = arith.addf %a0, %a1 : f32
    linalg.yield %sum : f32
  } -> tensor<2x96xf32>
  %4 = quantx.quantize %f, #out : tensor<2x96xf32> to tensor<2x96xi8>
  %g = quantx.normalize %w dims [1] epsilon 1.0e-05 : tensor<2x96xf32>
  %zero = arith.constant dense<0.0> : tensor<2x96xf32>
  %gamma = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.max follows a function of rows, clamps before a constant is multiplied or added
  %h = linalg.max ins(%g, %zero : tensor<2x96xf32>, tensor<2x96xf32>) outs(%w : tensor<2x96xf32>) -> tensor<2x96xf32>
  %i = linalg.generic {indexing_maps = [#id, #first, #id], iterator_types = ["parallel", "parallel"]}
    ins(%h, %gamma : tensor<2x96xf32>, tensor<2xf32>) outs(%w : tensor<2x96xf32>) {
  ^bb0(%a0: f32, %a1: f32, %o: f32):
    %product = arith.mulf %a0, %a1 : f32
    linalg.yield %product : f32
  } -> tensor<2x96xf32>
  %5 = quantx.quantize %i, #out : tensor<2x96xf32> to tensor<2x96xi8>
  return %0, %1, %2, %3, %4, %5 : tensor<2x?xi8>, tensor<2x32769xi8>, tensor<2x96xi8>, tensor<2x96xi8>, tensor<2x96xi8>, tensor<2x96xi8>
}
