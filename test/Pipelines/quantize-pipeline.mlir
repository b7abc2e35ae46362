// The whole way in one argument, and each stage by its own name.
// RUN: quant-opt %s --quantx-quantize-pipeline=verify=error | FileCheck %s --check-prefixes=CHECK,S8
// RUN: quant-opt %s --quantx-insert-qdq --quantx-fold-qdq --quantx-lower-to-integer --canonicalize --cse \
// RUN:     --quantx-verify-integer-only | FileCheck %s --check-prefixes=CHECK,S8
// RUN: quant-opt %s '--quantx-quantize-pipeline=verify=error activation=ui8 weight-granularity=tensor rounding=nearest-even' \
// RUN:   | FileCheck %s --check-prefixes=CHECK,U8
// RUN: not quant-opt %s --quantx-quantize-pipeline=statistics=%t.none 2>&1 | FileCheck %s --check-prefix=MISSING

#id = affine_map<(i, j) -> (i, j)>

// MISSING: error: cannot read '{{.*}}.none': No such file or directory
// CHECK-LABEL: @main
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x2xf32> {
  // S8: %[[Q:.*]] = quantx.quantize %[[X]], <i8,
  // U8: %[[Q:.*]] = quantx.quantize %[[X]], <ui8,
  // S8: %[[A:.*]] = linalg.matmul ins(%[[Q]], %{{.*}} : tensor<?x4xi8>, tensor<4x2xi8>)
  // U8: %[[A:.*]] = linalg.generic {{.*}} ins(%[[Q]], %{{.*}} : tensor<?x4xi8>, tensor<4x2xi8>)
  // U8: arith.extui
  // S8: %[[R:.*]] = quantx.requantize %[[A]] axis 1, <multiplier = [{{[0-9]+}}, {{[0-9]+}}], shift = [{{[0-9]+}}, {{[0-9]+}}]> to
  // U8: %[[R:.*]] = quantx.requantize %[[A]], <multiplier = {{[0-9]+}}, shift = {{[0-9]+}}, rounding = nearest_even> to
  // CHECK: %[[Y:.*]] = quantx.dequantize %[[R]]
  // CHECK: return %[[Y]]
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %r = quantx.range %x, <min = -1.0, max = 1.5> : tensor<?x4xf32>
  %w = arith.constant dense<[[0.1, -0.7], [0.2, 0.3], [-0.5, 0.9], [0.4, 0.05]]> : tensor<4x2xf32>
  %b = arith.constant dense<[0.25, -0.125]> : tensor<2xf32>
  %d = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%d) : tensor<?x2xf32>
  %init = linalg.broadcast ins(%b : tensor<2xf32>) outs(%e : tensor<?x2xf32>) dimensions = [0]
  %m = linalg.matmul ins(%r, %w : tensor<?x4xf32>, tensor<4x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %relu = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%m : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
  ^bb0(%v: f32, %o: f32):
    %max = arith.maximumf %v, %zero : f32
    linalg.yield %max : f32
  } -> tensor<?x2xf32>
  %y = quantx.range %relu, <min = 0.0, max = 1.9> : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
