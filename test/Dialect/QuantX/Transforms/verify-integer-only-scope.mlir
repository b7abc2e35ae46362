// Float ops before the first quantize and after the last dequantize count by
// default, and are left out with scope=between.
// RUN: quant-opt %s '--quantx-verify-integer-only=severity=remark scope=between' --verify-diagnostics
// RUN: not quant-opt %s --quantx-verify-integer-only 2>&1 | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

func.func @ends(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %e = tensor.empty() : tensor<2x4xf32>
  // CHECK: linalg.sqrt
  %n = linalg.sqrt ins(%x : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %q = quantx.quantize %n, #p : tensor<2x4xf32> to tensor<2x4xi8>
  %d = quantx.dequantize %q, #p : tensor<2x4xi8> to tensor<2x4xf32>
  // CHECK: linalg.exp
  // expected-remark @below {{by 'linalg.exp'}}
  %t = linalg.exp ins(%d : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %r = quantx.quantize %t, #p : tensor<2x4xf32> to tensor<2x4xi8>
  %y = quantx.dequantize %r, #p : tensor<2x4xi8> to tensor<2x4xf32>
  // CHECK: linalg.softmax
  %s = linalg.softmax dimension(1) ins(%y : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %s : tensor<2x4xf32>
}
