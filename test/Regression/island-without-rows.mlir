// A float softmax of rows without elements, between stored values: the loops of an
// island were tiled though they have no iterations.
// RUN: quant-opt %s --quantx-quantize-pipeline=verify=none --quantx-codegen-pipeline -o /dev/null

func.func @zero_row(%x: tensor<4x0xf32>, %e: tensor<4x0xf32>) -> tensor<4x0xf32> {
  %0 = quantx.range %x, <min = -1.0, max = 1.0> : tensor<4x0xf32>
  %1 = quantx.normalize %0 dims [1] epsilon 1.0e-5 : tensor<4x0xf32>
  %2 = quantx.range %1, <min = -1.0, max = 1.0> : tensor<4x0xf32>
  %3 = linalg.softmax dimension(1) ins(%2 : tensor<4x0xf32>) outs(%e : tensor<4x0xf32>) -> tensor<4x0xf32>
  return %3 : tensor<4x0xf32>
}
