// RUN: quant-opt %s --quantx-lower-to-integer --cse --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-lower-to-integer --remarks-filter=quantx-lower-to-integer \
// RUN:   --split-input-file -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#pw = #quantx.params<i8<-127:127>, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>

// The product runs on stored values; zero point, scales and bias are one
// elementwise op on its sums (QX-I14).

// CHECK-DAG: #[[ID:.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[ROWS:.+]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[COLUMNS:.+]] = affine_map<(d0, d1) -> (d1)>

// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[Q:.+]]: tensor<?x3xi8>, %[[S:.+]]: tensor<?xf32>, %[[Z:.+]]: tensor<?xi8>, %[[B:.+]]: tensor<?x2xf32>
// CHECK-DAG: %[[SUMS:.+]] = arith.constant dense<[6, -3]> : tensor<2xi32>
// CHECK-DAG: %[[SW:.+]] = arith.constant dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>
// CHECK: %[[ACC:.+]] = linalg.matmul ins(%[[Q]], %{{.+}} : tensor<?x3xi8>, tensor<3x2xi8>)
// CHECK: linalg.generic {indexing_maps = [#[[ID]], #[[ROWS]], #[[COLUMNS]], #[[ROWS]], #[[COLUMNS]], #[[ID]], #[[ID]]]
// CHECK-SAME: ins(%[[ACC]], %[[S]], %[[SW]], %[[Z]], %[[SUMS]], %[[B]] :
// CHECK: ^bb0(%[[P:.+]]: i32, %[[A:.+]]: f32, %[[W:.+]]: f32, %[[ZA:.+]]: i8, %[[SUM:.+]]: i32, %[[BIAS:.+]]: f32,
// CHECK: %[[WIDE:.+]] = arith.extsi %[[ZA]] : i8 to i32
// CHECK: %[[CORRECTION:.+]] = arith.muli %[[WIDE]], %[[SUM]]
// CHECK: %[[SUM2:.+]] = arith.subi %[[P]], %[[CORRECTION]]
// CHECK: %[[REAL:.+]] = arith.sitofp %[[SUM2]] : i32 to f32
// CHECK: %[[UNIT:.+]] = arith.mulf %[[A]], %[[W]]
// CHECK: %[[SCALED:.+]] = arith.mulf %[[REAL]], %[[UNIT]]
// CHECK: %[[Y:.+]] = arith.addf %[[SCALED]], %[[BIAS]]
// CHECK: linalg.yield %[[Y]]
// REMARK: [Passed] dynamic {{.*}}"linalg.matmul sums stored values, with scales that are chosen at run time"
func.func @rows(%q: tensor<?x3xi8>, %s: tensor<?xf32>, %z: tensor<?xi8>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %x = quantx.dynamic_dequantize %q, %s, %z, <i8, axes = [0]> : tensor<?x3xi8>, tensor<?xf32>, tensor<?xi8> to tensor<?x3xf32>
  %wq = arith.constant dense<[[1, -1], [2, 0], [3, -2]]> : tensor<3x2xi8>
  %w = quantx.dequantize %wq, #pw : tensor<3x2xi8> to tensor<3x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x3xf32>, tensor<3x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// What an i32 cannot hold is summed in 64 bits. Without a zero point, nothing is
// subtracted.

// CHECK-LABEL: func.func @wide(
// CHECK: linalg.matmul {{.*}} outs(%{{.+}} : tensor<2x1xi64>)
// CHECK-NOT: arith.subi
// CHECK: arith.sitofp %{{.+}} : i64 to f32
func.func @wide(%q: tensor<2x1024xi16>, %s: tensor<f32>, %init: tensor<2x1xf32>) -> tensor<2x1xf32> {
  %x = quantx.dynamic_dequantize %q, %s, <i16> : tensor<2x1024xi16>, tensor<f32> to tensor<2x1024xf32>
  %wq = arith.constant dense<127> : tensor<1024x1xi8>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<1024x1xi8> to tensor<1024x1xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x1024xf32>, tensor<1024x1xf32>) outs(%init : tensor<2x1xf32>) -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}

// -----

// REMARK: [Missed] float {{.*}}"linalg.matmul reads data whose parameters vary along a dimension that is summed over"
// CHECK-LABEL: func.func @columns(
// CHECK: linalg.matmul {{.*}} tensor<2x2xf32>
func.func @columns(%q: tensor<2x2xi8>, %s: tensor<2xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %x = quantx.dynamic_dequantize %q, %s, <i8, axes = [1]> : tensor<2x2xi8>, tensor<2xf32> to tensor<2x2xf32>
  %wq = arith.constant dense<1> : tensor<2x2xi8>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<2x2xi8> to tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// REMARK: [Missed] float {{.*}}"linalg.matmul reads data with parameters per block"
// CHECK-LABEL: func.func @blocks(
// CHECK: linalg.matmul {{.*}} tensor<2x4xf32>
func.func @blocks(%q: tensor<2x4xi8>, %s: tensor<2x2xf32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %x = quantx.dynamic_dequantize %q, %s, <i8, axes = [0, 1], block_sizes = [1, 2]> : tensor<2x4xi8>, tensor<2x2xf32> to tensor<2x4xf32>
  %wq = arith.constant dense<1> : tensor<4x2xi8>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4x2xi8> to tensor<4x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// REMARK: [Missed] float {{.*}}"linalg.matmul multiplies data that is quantized at run time with a tensor that is not constant"
// CHECK-LABEL: func.func @two(
func.func @two(%q: tensor<2x4xi8>, %s: tensor<f32>, %wq: tensor<4x2xi8>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %x = quantx.dynamic_dequantize %q, %s, <i8> : tensor<2x4xi8>, tensor<f32> to tensor<2x4xf32>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4x2xi8> to tensor<4x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// REMARK: [Missed] float {{.*}}"linalg.matmul reads data that is not stored in an integer of at most 16 bits"
// CHECK-LABEL: func.func @floats(
func.func @floats(%q: tensor<2x4xf8E4M3FN>, %s: tensor<f32>, %init: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %x = quantx.dynamic_dequantize %q, %s, <f8E4M3FN> : tensor<2x4xf8E4M3FN>, tensor<f32> to tensor<2x4xf32>
  %wq = arith.constant dense<1> : tensor<4x2xi8>
  %w = quantx.dequantize %wq, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4x2xi8> to tensor<4x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
