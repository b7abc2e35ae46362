// What becomes integers says how, and how far it is from the float ops at most;
// every contraction is told of.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file --remarks-filter='quantx-lower-to-integer' 2>&1 | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#w = #quantx.params<i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#o = #quantx.params<i8, scale = <4.0 : f32>, zero_point = <0 : i8>>

func.func @contractions(%q: tensor<1x3xi8>, %f: tensor<1x3xf32>, %many: tensor<?x200000xi8>, %others: tensor<200000x2xi8>, %d: index) -> (tensor<1x2xi8>, tensor<1x2xf32>, tensor<?x2xi8>) {
  %c = arith.constant dense<[[1, -2], [3, 4], [-5, 6]]> : tensor<3x2xi8>
  %b = arith.constant dense<[[0.3, 0.0]]> : tensor<1x2xf32>
  %x = quantx.dequantize %q, #p : tensor<1x3xi8> to tensor<1x3xf32>
  %y = quantx.dequantize %c, #w : tensor<3x2xi8> to tensor<3x2xf32>
  // Differences in [-125, 130]; the second channel has weights of 10 and -2.
  // A bias of 0.3 is 1.2 units of 1/4, so 0.2 / 16 steps off.
  // CHECK: [[@LINE+1]]:{{.*}}result of 'linalg.matmul' accumulates in i32: |sum| <= 1550, 12 bits; scales 0.5 * [0.25, 0.5] to 4; is within 0.5125 steps of 4, 2.05, of the float ops
  %m = linalg.matmul ins(%x, %y : tensor<1x3xf32>, tensor<3x2xf32>) outs(%b : tensor<1x2xf32>) -> tensor<1x2xf32>
  %r = quantx.quantize %m, #o : tensor<1x2xf32> to tensor<1x2xi8>

  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%d) : tensor<?x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x2xf32>) -> tensor<?x2xf32>
  // CHECK: [[@LINE+3]]:{{.*}}result of 'linalg.matmul' accumulates in i64: |sum| <= 3380000000, 33 bits; scales 0.5 * 0.5 to 4; is within 0.5{{.*}} steps
  %z = quantx.dequantize %many, #p : tensor<?x200000xi8> to tensor<?x200000xf32>
  %v = quantx.dequantize %others, #p : tensor<200000x2xi8> to tensor<200000x2xf32>
  %n = linalg.matmul ins(%z, %v : tensor<?x200000xf32>, tensor<200000x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %s = quantx.quantize %n, #o : tensor<?x2xf32> to tensor<?x2xi8>

  // CHECK: [[@LINE+1]]:{{.*}}linalg.matmul reads argument #1, which is not quantized
  %k = linalg.matmul ins(%f, %y : tensor<1x3xf32>, tensor<3x2xf32>) outs(%b : tensor<1x2xf32>) -> tensor<1x2xf32>
  return %r, %k, %s : tensor<1x2xi8>, tensor<1x2xf32>, tensor<?x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#wide = #quantx.params<i16, scale = <0.0001 : f32>, zero_point = <0 : i16>>
#unit = #quantx.params<i16, scale = <3.0517578125e-05 : f32>, zero_point = <0 : i16>>

func.func @functions(%a: tensor<4xi8>, %b: tensor<4xi16>) -> (tensor<4xi8>, tensor<4xi16>, tensor<4xi16>, tensor<4xi8>) {
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #wide : tensor<4xi16> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}result of 'linalg.abs' is within 0 steps of 0.5, 0, of the float ops
  %0 = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r0 = quantx.quantize %0, #p : tensor<4xf32> to tensor<4xi8>
  // CHECK: [[@LINE+1]]:{{.*}}result of 'linalg.tanh' interpolates between 513 entries; is within 1.{{.*}} steps of 3.05176e-05
  %1 = linalg.tanh ins(%y : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r1 = quantx.quantize %1, #unit : tensor<4xf32> to tensor<4xi16>
  // CHECK: [[@LINE+1]]:{{.*}}result of 'linalg.floor' reads a table of 65536 entries, since interpolation between 513 would be {{.*}} steps off; is within 0.0{{.*}} steps of 0.0001
  %2 = linalg.floor ins(%y : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r2 = quantx.quantize %2, #wide : tensor<4xf32> to tensor<4xi16>
  // CHECK: [[@LINE+1]]:{{.*}}result of 'linalg.div' is within 0.5 steps of 0.5, 0.25, of the float ops
  %3 = linalg.div ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r3 = quantx.quantize %3, #p : tensor<4xf32> to tensor<4xi8>
  return %r0, %r1, %r2, %r3 : tensor<4xi8>, tensor<4xi16>, tensor<4xi16>, tensor<4xi8>
}
