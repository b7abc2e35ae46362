// RUN: quant-opt %s --quantx-correct-bias=statistics=%S/Inputs/correct-bias.json | FileCheck %s
// RUN: quant-opt %s --quantx-correct-bias=statistics=%S/Inputs/correct-bias.json -o /dev/null \
// RUN:   --remarks-filter=quantx-correct-bias 2>&1 | FileCheck %s --check-prefix=REMARK

#half = #quantx.params<i8<-127:127>, scale = <0.5 : f32>, zero_point = <0 : i8>>

// The means of x are [2, -1]. The weights 0.25 + 1/8 and -1.0 become 0.5 and -1:
// what is lost is -1/8 * 2 in the first channel of the result. The bias there was
// 3; in the second channel nothing is lost.

// CHECK-LABEL: func.func @product(
// CHECK: %[[W:.+]] = arith.constant dense<{{\[}}[1, 2], [-2, 4]]> : tensor<2x2xi8>
// CHECK: %[[V:.+]] = quantx.dequantize %[[W]]
// CHECK: %[[B:.+]] = arith.constant dense<[2.750000e+00, 4.000000e+00]> : tensor<2xf32>
// CHECK: %[[INIT:.+]] = linalg.broadcast ins(%[[B]]
// CHECK: linalg.matmul ins(%{{.+}}, %[[V]] : {{.*}}) outs(%[[INIT]] :
// CHECK-NOT: quantx.quantize %cst
// REMARK-DAG: Corrected{{.*}}the bias of 'product' is corrected by at most 0.25
func.func @product(%x: tensor<?x2xf32> loc("x"), %n: index) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[0.375, 1.0], [-1.0, 2.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %q = quantx.quantize %w, #half : tensor<2x2xf32> to tensor<2x2xi8>
  %v = quantx.dequantize %q, #half : tensor<2x2xi8> to tensor<2x2xf32>
  %s = quantx.quantize %x, #half : tensor<?x2xf32> to tensor<?x2xi8>
  %r = quantx.dequantize %s, #half : tensor<?x2xi8> to tensor<?x2xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %i = linalg.broadcast ins(%b : tensor<2xf32>) outs(%e : tensor<?x2xf32>) dimensions = [0]
  %y = linalg.matmul ins(%r, %v : tensor<?x2xf32>, tensor<2x2xf32>) outs(%i : tensor<?x2xf32>) -> tensor<?x2xf32> loc("product")
  return %y : tensor<?x2xf32>
}

// A padded window: its first and last elements see data at two of three places.
// -1/8 is lost in each, the mean is 3: -1/8 * 3 * (2/3 + 1 + 2/3) = -0.875. There
// was no bias.

// CHECK-LABEL: func.func @window(
// CHECK: %[[B:.+]] = arith.constant -8.750000e-01 : f32
// CHECK: %[[INIT:.+]] = linalg.fill ins(%[[B]] : f32)
// CHECK: linalg.conv_1d_ncw_fcw {{.*}} outs(%[[INIT]] :
// REMARK-DAG: Corrected{{.*}}the bias of 'window' is corrected by at most 0.875
func.func @window(%image: tensor<1x1x3xf32> loc("image")) -> tensor<1x1x3xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<0.375> : tensor<1x1x3xf32>
  %q = quantx.quantize %w, #half : tensor<1x1x3xf32> to tensor<1x1x3xi8>
  %v = quantx.dequantize %q, #half : tensor<1x1x3xi8> to tensor<1x1x3xf32>
  %p = tensor.pad %image low[0, 0, 1] high[0, 0, 1] {
  ^bb0(%i0: index, %i1: index, %i2: index):
    tensor.yield %zero : f32
  } : tensor<1x1x3xf32> to tensor<1x1x5xf32>
  %e = tensor.empty() : tensor<1x1x3xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %y = linalg.conv_1d_ncw_fcw ins(%p, %v : tensor<1x1x5xf32>, tensor<1x1x3xf32>)
      outs(%i : tensor<1x1x3xf32>) -> tensor<1x1x3xf32> loc("window")
  return %y : tensor<1x1x3xf32>
}

// Without statistics by channel, and onto what is no constant: left alone.

// CHECK-LABEL: func.func @missed(
// CHECK: arith.constant dense<{{\[}}[1, 2], [-2, 4]]> : tensor<2x2xi8>
// REMARK-DAG: NotCorrected{{.*}}the bias of 'onto' is not corrected: it does not start from constants, or they would not be finite
// REMARK-DAG: NotCorrected{{.*}}the bias of 'unknown' is not corrected: the statistics of 'plain' are not by these channels
func.func @missed(%y: tensor<4x2xf32> loc("y"), %plain: tensor<4x2xf32> loc("plain")) -> tensor<4x2xf32> {
  %w = arith.constant dense<[[0.375, 1.0], [-1.0, 2.0]]> : tensor<2x2xf32>
  %q = quantx.quantize %w, #half : tensor<2x2xf32> to tensor<2x2xi8>
  %v = quantx.dequantize %q, #half : tensor<2x2xi8> to tensor<2x2xf32>
  %a = linalg.matmul ins(%y, %v : tensor<4x2xf32>, tensor<2x2xf32>) outs(%y : tensor<4x2xf32>) -> tensor<4x2xf32> loc("onto")
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4x2xf32>) -> tensor<4x2xf32>
  %b = linalg.matmul ins(%plain, %v : tensor<4x2xf32>, tensor<2x2xf32>) outs(%i : tensor<4x2xf32>) -> tensor<4x2xf32> loc("unknown")
  %c = linalg.add ins(%a, %b : tensor<4x2xf32>, tensor<4x2xf32>) outs(%e : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %c : tensor<4x2xf32>
}
