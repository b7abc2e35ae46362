// Ends of ranges without a short decimal form are printed as their bits, and
// 0x4BAF01E0 was read back as 0.
// Reduced from random graph 167.
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quantx-fuzz-graphs --module %s

// CHECK: quantx.range %{{.*}}, <min = 4.697300e-05, max = 0x4BAF01E0>
// CHECK: quantx.range %{{.*}}, <min = [0xCBAF01E0, 1.000000e+00], max = [-2.000000e+00, 0x4BAF01E0], axis = 0>
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = quantx.range %x, <min = 4.697300e-05, max = 0x4BAF01E0> : tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @axis(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = quantx.range %x, <min = [0xCBAF01E0, 1.0], max = [-2.0, 0x4BAF01E0], axis = 0> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
