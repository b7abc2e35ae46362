// Every op whose parameters are values: text, generic and bytecode forms
// round-trip.
// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK-LABEL: @choose_params
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>
func.func @choose_params(%x: tensor<?x8xf32>) {
  // CHECK: %{{.*}}, %{{.*}} = quantx.choose_params %[[X]], <ui8> : tensor<?x8xf32> -> tensor<f32>, tensor<i8>
  %s, %z = quantx.choose_params %x, <ui8> : tensor<?x8xf32> -> tensor<f32>, tensor<i8>
  // CHECK: quantx.choose_params %[[X]] symmetric, <i8<-127:127>, axes = [0]> : tensor<?x8xf32> -> tensor<?xf32>
  %rows = quantx.choose_params %x symmetric, <i8<-127:127>, axes = [0]> : tensor<?x8xf32> -> tensor<?xf32>
  // CHECK: quantx.choose_params %[[X]], <f8E4M3FN, axes = [0, 1], block_sizes = [1, 3]> : tensor<?x8xf32> -> tensor<?x3xf32>
  %blocks = quantx.choose_params %x, <f8E4M3FN, axes = [0, 1], block_sizes = [1, 3]> : tensor<?x8xf32> -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: @dynamic
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x8xf32>, %[[S:[^:]*]]: tensor<f32>, %[[Z:[^:]*]]: tensor<i8>, %[[ROWS:[^:]*]]: tensor<?xf16>
func.func @dynamic(%x: tensor<?x8xf32>, %s: tensor<f32>, %z: tensor<i8>, %rows: tensor<?xf16>) {
  // CHECK: %[[Q:.*]] = quantx.dynamic_quantize %[[X]], %[[S]], %[[Z]], <ui8> : tensor<?x8xf32>, tensor<f32>, tensor<i8> to tensor<?x8xi8>
  %0 = quantx.dynamic_quantize %x, %s, %z, <ui8> : tensor<?x8xf32>, tensor<f32>, tensor<i8> to tensor<?x8xi8>
  // CHECK: quantx.dynamic_quantize %[[X]] precision f16, %[[ROWS]], <i8<-127:127>, axes = [0]> : tensor<?x8xf32>, tensor<?xf16> to tensor<?x8xi8>
  %1 = quantx.dynamic_quantize %x precision f16, %rows, <i8<-127:127>, axes = [0]> : tensor<?x8xf32>, tensor<?xf16> to tensor<?x8xi8>
  // CHECK: %[[F:.*]] = quantx.dynamic_quantize %[[X]], %[[S]], <f8E5M2, overflow = ieee> : tensor<?x8xf32>, tensor<f32> to tensor<?x8xf8E5M2>
  %2 = quantx.dynamic_quantize %x, %s, <f8E5M2, overflow = ieee> : tensor<?x8xf32>, tensor<f32> to tensor<?x8xf8E5M2>
  // CHECK: quantx.dynamic_dequantize %[[Q]], %[[S]], %[[Z]], <ui8> : tensor<?x8xi8>, tensor<f32>, tensor<i8> to tensor<?x8xf32>
  %3 = quantx.dynamic_dequantize %0, %s, %z, <ui8> : tensor<?x8xi8>, tensor<f32>, tensor<i8> to tensor<?x8xf32>
  // CHECK: quantx.dynamic_dequantize %[[F]], %[[S]], <f8E5M2> : tensor<?x8xf8E5M2>, tensor<f32> to tensor<?x8xf16>
  %4 = quantx.dynamic_dequantize %2, %s, <f8E5M2> : tensor<?x8xf8E5M2>, tensor<f32> to tensor<?x8xf16>
  return
}

// CHECK-LABEL: @training
// CHECK-SAME: %[[DY:[^:]*]]: tensor<?x8xf32>, %[[X:[^:]*]]: tensor<?x8xf32>, %[[S:[^:]*]]: tensor<f32>, %[[Z:[^:]*]]: tensor<i8>
func.func @training(%dy: tensor<?x8xf32>, %x: tensor<?x8xf32>, %s: tensor<f32>, %z: tensor<i8>) {
  // CHECK: quantx.fake_quantize %[[X]], %[[S]], %[[Z]], <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  %0 = quantx.fake_quantize %x, %s, %z, <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  // CHECK: quantx.fake_quantize %[[X]], %[[S]], <f8E4M3FN> : tensor<?x8xf32>, tensor<f32>
  %1 = quantx.fake_quantize %x, %s, <f8E4M3FN> : tensor<?x8xf32>, tensor<f32>
  // CHECK: quantx.fake_quantize_gradient %[[DY]], %[[X]], %[[S]], %[[Z]], <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  %2 = quantx.fake_quantize_gradient %dy, %x, %s, %z, <i8> : tensor<?x8xf32>, tensor<f32>, tensor<i8>
  // CHECK: quantx.lsq_gradient %[[DY]], %[[X]], %[[S]], <i8> : tensor<?x8xf32>, tensor<f32>
  %3 = quantx.lsq_gradient %dy, %x, %s, <i8> : tensor<?x8xf32>, tensor<f32>
  // CHECK: quantx.pact_gradient %[[DY]], %[[X]], %[[S]] : tensor<?x8xf32>, tensor<f32>
  %4, %5 = quantx.pact_gradient %dy, %x, %s : tensor<?x8xf32>, tensor<f32>
  return
}
