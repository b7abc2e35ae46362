// A gather from strided memory has no lowering.
// Reduced from random graph 5392.
// RUN: quantx-fuzz-graphs --module %s --seed 5392

#map = affine_map<(d0) -> (d0)>
module {
  func.func @main(%arg0: tensor<1xf32>) -> tensor<2xf32> {
    %0 = quantx.range %arg0, <min = 0.161212608, max = 0.340488017> : tensor<1xf32>
    %extracted_slice = tensor.extract_slice %0[0] [1] [3] : tensor<1xf32> to tensor<1xf32>
    %cst = arith.constant dense<0> : tensor<2xi64>
    %1 = tensor.empty() : tensor<2xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%cst : tensor<2xi64>) outs(%1 : tensor<2xf32>) {
    ^bb0(%in: i64, %out: f32):
      %3 = linalg.index 0 : index
      %4 = arith.index_cast %in : i64 to index
      %extracted = tensor.extract %extracted_slice[%4] : tensor<1xf32>
      linalg.yield %extracted : f32
    } -> tensor<2xf32>
    return %2 : tensor<2xf32>
  }
}
