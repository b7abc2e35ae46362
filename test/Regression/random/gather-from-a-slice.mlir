// The gathered tensor was placed in a slice of the padded one, whose strides a
// vector gather does not know.
// Reduced from random graph 5000.
// RUN: quantx-fuzz-graphs --module %s --seed 5000

#map = affine_map<(d0, d1, d2) -> (d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module {
  func.func @main(%arg0: tensor<2x1x17xf32>) -> (tensor<2x1x1xf32>, tensor<2x2x18xf32>) {
    %0 = quantx.range %arg0, <min = -31.7145023, max = 5.50517178> : tensor<2x1x17xf32>
    %cst = arith.constant dense<16> : tensor<1xi64>
    %1 = tensor.empty() : tensor<2x1x1xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst : tensor<1xi64>) outs(%1 : tensor<2x1x1xf32>) {
    ^bb0(%in: i64, %out: f32):
      %6 = linalg.index 0 : index
      %7 = linalg.index 1 : index
      %8 = linalg.index 2 : index
      %9 = arith.index_cast %in : i64 to index
      %extracted = tensor.extract %0[%6, %7, %9] : tensor<2x1x17xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x1x1xf32>
    %cst_0 = arith.constant 0.000000e+00 : f32
    %padded = tensor.pad %0 low[0, 0, 0] high[0, 1, 1] {
    ^bb0(%arg1: index, %arg2: index, %arg3: index):
      tensor.yield %cst_0 : f32
    } : tensor<2x1x17xf32> to tensor<2x2x18xf32>
    %3 = tensor.empty() : tensor<2x2x18xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%padded : tensor<2x2x18xf32>) outs(%3 : tensor<2x2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %6 = math.ceil %in : f32
      linalg.yield %6 : f32
    } -> tensor<2x2x18xf32>
    %5 = quantx.range %4, <min = -3.100000e+01, max = 6.000000e+00> : tensor<2x2x18xf32>
    return %2, %5 : tensor<2x1x1xf32>, tensor<2x2x18xf32>
  }
}
