// A tile of one element: its lookup was a gather whose index is no vector.
// Reduced from random graph 182.
// RUN: quantx-fuzz-graphs --module %s --seed 182

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<1x1x17xf32>) -> tensor<1x1x17xf32> {
    %0 = quantx.range %arg0, <min = -4.24009562, max = 2.14906263> : tensor<1x1x17xf32>
    %1 = tensor.empty() : tensor<1x1x17xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%0 : tensor<1x1x17xf32>) outs(%1 : tensor<1x1x17xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst = arith.constant 2.000000e-01 : f32
      %4 = arith.mulf %in, %cst : f32
      %cst_0 = arith.constant 5.000000e-01 : f32
      %5 = arith.addf %4, %cst_0 : f32
      %cst_1 = arith.constant 1.000000e+00 : f32
      %6 = arith.minimumf %5, %cst_1 : f32
      %cst_2 = arith.constant 0.000000e+00 : f32
      %7 = arith.maximumf %6, %cst_2 : f32
      linalg.yield %7 : f32
    } -> tensor<1x1x17xf32>
    %3 = quantx.range %2, <min = 0.000000e+00, max = 0.92981255> : tensor<1x1x17xf32>
    return %3 : tensor<1x1x17xf32>
  }
}
