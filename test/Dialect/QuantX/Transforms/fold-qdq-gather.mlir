// Elements taken at computed positions move as stored integers: gathers,
// embeddings, padding by the edge.
// RUN: quant-opt %s --quantx-fold-qdq --split-input-file | FileCheck %s

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// CHECK-LABEL: @below
// CHECK-SAME: %[[Q:.*]]: tensor<6x8xi8>, %[[I:.*]]: tensor<?xindex>
func.func @below(%q: tensor<6x8xi8>, %i: tensor<?xindex>, %init: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // CHECK: %[[G:.*]] = linalg.generic {{.*}} ins(%[[I]] : tensor<?xindex>) outs({{.*}} : tensor<?x8xi8>)
  // CHECK: tensor.extract %[[Q]][%{{.*}}, %{{.*}}] : tensor<6x8xi8>
  // CHECK: %[[R:.*]] = quantx.dequantize %[[G]]
  // CHECK: return %[[R]]
  %x = quantx.dequantize %q, #p : tensor<6x8xi8> to tensor<6x8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<?xindex>) outs(%init : tensor<?x8xf32>) {
  ^bb0(%at: index, %o: f32):
    %b = linalg.index 1 : index
    %e = tensor.extract %x[%at, %b] : tensor<6x8xf32>
    linalg.yield %e : f32
  } -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// An embedding: the table of floats is quantized once.
// CHECK-LABEL: @above
func.func @above(%i: tensor<?xindex>, %init: tensor<?x2xf32>) -> tensor<?x2xi8> {
  // CHECK: %[[T:.*]] = arith.constant dense<{{\[\[}}-3, -2], [-1, -7]]> : tensor<2x2xi8>
  // CHECK: %[[G:.*]] = linalg.generic
  // CHECK: tensor.extract %[[T]]
  // CHECK: return %[[G]]
  %table = arith.constant dense<[[0.0, 0.5], [1.0, -2.0]]> : tensor<2x2xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<?xindex>) outs(%init : tensor<?x2xf32>) {
  ^bb0(%at: index, %o: f32):
    %b = linalg.index 1 : index
    %e = tensor.extract %table[%at, %b] : tensor<2x2xf32>
    linalg.yield %e : f32
  } -> tensor<?x2xf32>
  %r = quantx.quantize %y, #p : tensor<?x2xf32> to tensor<?x2xi8>
  return %r : tensor<?x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#rows = #quantx.params<i8, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>

// Positions that floats decide, arithmetic beside the extraction and parameters
// per row stay as they are.
// CHECK-LABEL: @others
func.func @others(%q: tensor<2xi8>, %f: tensor<2xf32>, %init: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK-DAG: %[[X:.*]] = quantx.dequantize %{{.*}}, <i8, scale
  // CHECK-DAG: %[[Y:.*]] = quantx.dequantize %{{.*}}, <i8, axes
  // CHECK: tensor.extract %[[X]]
  // CHECK: tensor.extract %[[X]]
  // CHECK: tensor.extract %[[Y]]
  %x = quantx.dequantize %q, #p : tensor<2xi8> to tensor<2xf32>
  %y = quantx.dequantize %q, #rows : tensor<2xi8> to tensor<2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>, affine_map<(a) -> (a)>], iterator_types = ["parallel"]}
      ins(%f : tensor<2xf32>) outs(%init : tensor<2xf32>) {
  ^bb0(%number: f32, %o: f32):
    %whole = arith.fptosi %number : f32 to i32
    %at = arith.index_cast %whole : i32 to index
    %e = tensor.extract %x[%at] : tensor<2xf32>
    linalg.yield %e : f32
  } -> tensor<2xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>], iterator_types = ["parallel"]} outs(%init : tensor<2xf32>) {
  ^bb0(%o: f32):
    %at = linalg.index 0 : index
    %e = tensor.extract %x[%at] : tensor<2xf32>
    %n = arith.negf %e : f32
    linalg.yield %n : f32
  } -> tensor<2xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>], iterator_types = ["parallel"]} outs(%init : tensor<2xf32>) {
  ^bb0(%o: f32):
    %at = linalg.index 0 : index
    %e = tensor.extract %y[%at] : tensor<2xf32>
    linalg.yield %e : f32
  } -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
