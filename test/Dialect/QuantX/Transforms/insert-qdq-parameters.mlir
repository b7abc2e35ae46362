// Parameters from ranges, against vectors that other tools publish.
// RUN: quant-opt %s --quantx-insert-qdq="activation=ui8" | FileCheck %s --check-prefix=UI8
// RUN: quant-opt %s --quantx-insert-qdq="activation=ui8 zero-point-rounding=ties-away" | FileCheck %s --check-prefix=AWAY
// RUN: quant-opt %s --quantx-insert-qdq="activation-symmetric symmetric-divisor=half-span" | FileCheck %s --check-prefix=HALF
// RUN: quant-opt %s --quantx-insert-qdq="activation-symmetric" | FileCheck %s --check-prefix=QMAX
// RUN: quant-opt %s --quantx-insert-qdq="activation-bounds=reduced weight-bounds=reduced" | FileCheck %s --check-prefix=REDUCED
// RUN: quant-opt %s --quantx-insert-qdq="activation-bounds=narrow weight-bounds=full" | FileCheck %s --check-prefix=NARROW

// torch.ao.quantization on linspace(-3, 5, 4001): 0.0313725508749485 and 96
// (quint8, affine), 0.03921568766236305 (qint8, symmetric). TFLite: (-10, 30)
// gives 0.156863 and 64, (0, 30) 0.117647 and 0, (-10, 0) 0.039216 and 255.
// -2.5 of steps of 1 is a tie.

// UI8:      @vectors
// UI8:      quantize %{{.*}}, <ui8, scale = <0.0313725509 : f32>, zero_point = <96 : ui8>>
// UI8-NEXT: dequantize
// UI8-NEXT: quantize %{{.*}}, <ui8, scale = <0.156862751 : f32>, zero_point = <64 : ui8>>
// UI8-NEXT: dequantize
// UI8-NEXT: quantize %{{.*}}, <ui8, scale = <0.117647059 : f32>, zero_point = <0 : ui8>>
// UI8-NEXT: dequantize
// UI8-NEXT: quantize %{{.*}}, <ui8, scale = <0.0392156877 : f32>, zero_point = <255 : ui8>>
// UI8-NEXT: dequantize
// UI8-NEXT: quantize %{{.*}}, <ui8, scale = <1.000000e+00 : f32>, zero_point = <2 : ui8>>

// AWAY:      @vectors
// AWAY:      <ui8, scale = <0.0313725509 : f32>, zero_point = <96 : ui8>>
// AWAY:      <ui8, scale = <0.156862751 : f32>, zero_point = <64 : ui8>>
// AWAY:      <ui8, scale = <0.117647059 : f32>, zero_point = <0 : ui8>>
// AWAY:      <ui8, scale = <0.0392156877 : f32>, zero_point = <255 : ui8>>
// AWAY:      <ui8, scale = <1.000000e+00 : f32>, zero_point = <3 : ui8>>

// HALF:      @vectors
// HALF:      quantize %{{.*}}, <i8, scale = <0.0392156877 : f32>, zero_point = <0 : i8>>
// QMAX:      @vectors
// QMAX:      quantize %{{.*}}, <i8, scale = <0.0393700786 : f32>, zero_point = <0 : i8>>

// 8 / 127 = 0.0629921257, and -3 is 48 steps above the smallest of -64.
// REDUCED:     @vectors
// REDUCED:     quantize %{{.*}}, <i8<-64:63>, scale = <0.0629921257 : f32>, zero_point = <-16 : i8>>
// REDUCED:     @weight
// REDUCED:     dequantize %{{.*}}, <i8<-64:63>, axes = [1], scale = <dense<[0.0476190485, 0.0634920672]>

// NARROW:      @vectors
// NARROW:      quantize %{{.*}}, <i8<-127:127>, scale = <0.0314960629 : f32>, zero_point = <-32 : i8>>
// NARROW:      @weight
// NARROW:      dequantize %{{.*}}, <i8, axes = [1], scale = <dense<[0.0236220472, 0.0314960629]>
func.func @vectors(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>, %d: tensor<4xf32>, %f: tensor<4xf32>, %e: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = quantx.range %a, <min = -3.0, max = 5.0> : tensor<4xf32>
  %1 = quantx.range %b, <min = -10.0, max = 30.0> : tensor<4xf32>
  %2 = quantx.range %c, <min = 0.0, max = 30.0> : tensor<4xf32>
  %3 = quantx.range %d, <min = -10.0, max = 0.0> : tensor<4xf32>
  %4 = quantx.range %f, <min = -2.5, max = 252.5> : tensor<4xf32>
  %5 = linalg.abs ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %6 = linalg.abs ins(%1 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %7 = linalg.abs ins(%2 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %8 = linalg.abs ins(%3 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %9 = linalg.abs ins(%4 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %5, %6, %7, %8, %9 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

func.func @weight(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, -4.0], [3.0, 2.0]]> : tensor<2x2xf32>
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %0 = quantx.range %x, <min = -3.0, max = 5.0> : tensor<2x2xf32>
  %1 = linalg.matmul ins(%0, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %1, <min = -30.0, max = 30.0> : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}
