// A structured op that takes each element from a tensor at a position that no
// float decides only moves values, whatever computes the position.
// RUN: quant-opt %s --quantx-print-flow -verify-diagnostics -o /dev/null

func.func @gather(%x: tensor<6x8xf32>, %i: tensor<?xindex>, %s: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-remark @below {{same-scale: data #0}}
  %0 = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<?xindex>) outs(%s : tensor<?x8xf32>) {
  ^bb0(%at: index, %o: f32):
    %b = linalg.index 1 : index
    %e = tensor.extract %x[%at, %b] : tensor<6x8xf32>
    linalg.yield %e : f32
  } -> tensor<?x8xf32>
  // expected-remark @below {{opaque: depends on a scalar that is not constant}}
  %1 = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<?xindex>) outs(%s : tensor<?x8xf32>) {
  ^bb0(%at: index, %o: f32):
    %b = linalg.index 1 : index
    %e = tensor.extract %x[%at, %b] : tensor<6x8xf32>
    %n = arith.negf %e : f32
    linalg.yield %n : f32
  } -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}
