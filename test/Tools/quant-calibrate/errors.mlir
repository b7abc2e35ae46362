// A module that has observers of its own is run with those: the error of each
// layer's integers, measured, stays below what their remark guarantees.
// RUN: quant-opt %s --quantx-quantize-pipeline=observe-errors --remarks-filter=quantx-lower-to-integer -o %t.mlir 2> %t.remarks
// RUN: %python -c "import numpy as np; np.save('%t.npy', np.random.default_rng(3).normal(0, 1, (64, 8)).astype(np.float32))"
// RUN: quant-calibrate %t.mlir --inputs %t.npy -o %t.json
// RUN: %python %S/../Inputs/check-errors.py %t.remarks %t.json 2

func.func @main(%x: tensor<?x8xf32> loc("x")) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %0 = quantx.range %x, <min = -4.0, max = 4.0> : tensor<?x8xf32>
  %e0 = tensor.empty(%n) : tensor<?x8xf32>
  %1 = linalg.tanh ins(%0 : tensor<?x8xf32>) outs(%e0 : tensor<?x8xf32>) -> tensor<?x8xf32> loc("tangent")
  %2 = quantx.range %1, <min = -1.0, max = 1.0> : tensor<?x8xf32>
  %w = arith.constant dense<[[0.3, -1.1, 0.7], [0.2, 0.9, -0.4], [-0.6, 0.5, 1.0], [0.8, -0.1, 0.1], [0.4, 0.6, -0.9], [-0.3, 0.7, 0.2], [1.2, -0.8, 0.5], [0.1, 0.3, -0.2]]> : tensor<8x3xf32>
  %e1 = tensor.empty(%n) : tensor<?x3xf32>
  %b = arith.constant dense<[0.1, -0.2, 0.3]> : tensor<3xf32>
  %i = linalg.broadcast ins(%b : tensor<3xf32>) outs(%e1 : tensor<?x3xf32>) dimensions = [0]
  %3 = linalg.matmul ins(%2, %w : tensor<?x8xf32>, tensor<8x3xf32>) outs(%i : tensor<?x3xf32>) -> tensor<?x3xf32> loc("product")
  %4 = quantx.range %3, <min = -3.0, max = 3.0> : tensor<?x3xf32>
  return %4 : tensor<?x3xf32>
}
