// What stays in float says why.
// RUN: quant-opt %s --quantx-fold-qdq --split-input-file --remarks-filter='quantx-fold-qdq' 2>&1 | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#other = #quantx.params<i8, scale = <0.25 : f32>, zero_point = <-3 : i8>>
#w = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>

func.func @unequal(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<8xf32> {
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #other : tensor<4xi8> to tensor<4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}tensor.concat has operands of different quantization parameters
  %c = tensor.concat dim(0) %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return %c : tensor<8xf32>
}

func.func @merged(%q: tensor<2x4xi8>) -> tensor<8xf32> {
  %x = quantx.dequantize %q, #w : tensor<2x4xi8> to tensor<2x4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}tensor.collapse_shape moves dimensions that have parameters of their own to places where parameters per axis cannot follow
  %c = tensor.collapse_shape %x [[0, 1]] : tensor<2x4xf32> into tensor<8xf32>
  return %c : tensor<8xf32>
}

// Scales per index need an extent that is known.
func.func @axis_becomes_dynamic(%q: tensor<2x4xi8>) -> tensor<?x4xf32> {
  %x = quantx.dequantize %q, #w : tensor<2x4xi8> to tensor<2x4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}tensor.cast moves dimensions that have parameters of their own to places where parameters per axis cannot follow
  %c = tensor.cast %x : tensor<2x4xf32> to tensor<?x4xf32>
  return %c : tensor<?x4xf32>
}

func.func @padding(%q: tensor<4xi8>) -> tensor<6xf32> {
  %third = arith.constant 0.3 : f32
  %x = quantx.dequantize %q, #p : tensor<4xi8> to tensor<4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}tensor.pad fills with a value that no stored value stands for
  %y = tensor.pad %x low[1] high[1] {
  ^bb0(%a: index):
    tensor.yield %third : f32
  } : tensor<4xf32> to tensor<6xf32>
  return %y : tensor<6xf32>
}

func.func @half_quantized(%q: tensor<4xi8>, %y: tensor<4xf32>) -> tensor<8xf32> {
  %x = quantx.dequantize %q, #p : tensor<4xi8> to tensor<4xf32>
  // CHECK: [[@LINE+1]]:{{.*}}tensor.concat has operands that are not quantized
  %c = tensor.concat dim(0) %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return %c : tensor<8xf32>
}

// Windows of nothing but padding give -inf, which no byte stands for.
func.func @all_padding(%q: tensor<1x1x4x4xi8>) -> tensor<1x1x3x3xf32> {
  %lowest = arith.constant 0xFF800000 : f32
  %x = quantx.dequantize %q, #p : tensor<1x1x4x4xi8> to tensor<1x1x4x4xf32>
  %y = tensor.pad %x low[0, 0, 2, 2] high[0, 0, 0, 0] {
  ^bb0(%a: index, %b: index, %c: index, %e: index):
    tensor.yield %lowest : f32
  } : tensor<1x1x4x4xf32> to tensor<1x1x6x6xf32>
  %window = tensor.empty() : tensor<2x2xf32>
  %empty = tensor.empty() : tensor<1x1x3x3xf32>
  %start = linalg.fill ins(%lowest : f32) outs(%empty : tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32>
  // CHECK: [[@LINE+1]]:{{.*}}linalg.pooling_nchw_max pads with a value that no stored value stands for, and whole windows may lie in the padding
  %0 = linalg.pooling_nchw_max {strides = dense<2> : vector<2xi64>}
      ins(%y, %window : tensor<1x1x6x6xf32>, tensor<2x2xf32>) outs(%start : tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32>
  return %0 : tensor<1x1x3x3xf32>
}
