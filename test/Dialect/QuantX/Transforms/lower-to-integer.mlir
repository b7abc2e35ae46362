// The shape of each integer form; test/Execution/LowerToInteger runs them.
// RUN: quant-opt %s --quantx-lower-to-integer --split-input-file | FileCheck %s

#px = #quantx.params<i8, scale = <0.05 : f32>, zero_point = <-3 : i8>>
#pw = #quantx.params<i8<-127:127>, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#py = #quantx.params<i8, scale = <0.1 : f32>, zero_point = <-128 : i8>>
#id = affine_map<(a, b, c, d) -> (a, b, c, d)>

// Padding holds the zero point; bias 1.0 / (0.05 * 0.5) - (-3) * sum(w) = 40 +
// 135; the clamp is one of stored values; the batch size is asked of the input.
// CHECK-LABEL: @convolution
// CHECK-SAME: %[[Q:.*]]: tensor<?x1x4x4xi8>
func.func @convolution(%q: tensor<?x1x4x4xi8>) -> tensor<?x2x4x4xi8> {
  // CHECK-DAG: %[[BIAS:.*]] = arith.constant dense<[175, -79]> : tensor<2xi32>
  // CHECK-DAG: %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<2x1x3x3xi8>
  // CHECK-DAG: %[[Z:.*]] = arith.constant -3 : i8
  // CHECK: %[[P:.*]] = tensor.pad %[[Q]]
  // CHECK: tensor.yield %[[Z]]
  // CHECK: %[[DIM:.*]] = tensor.dim %[[Q]]
  // CHECK: %[[E:.*]] = tensor.empty(%[[DIM]]) : tensor<?x2x4x4xi32>
  // CHECK: %[[B:.*]] = linalg.broadcast ins(%[[BIAS]] : tensor<2xi32>) outs(%[[E]] : {{.*}}) dimensions = [0, 2, 3]
  // CHECK: %[[A:.*]] = linalg.conv_2d_nchw_fchw{{.*}} ins(%[[P]], %[[W]] : tensor<?x1x6x6xi8>, tensor<2x1x3x3xi8>) outs(%[[B]] : tensor<?x2x4x4xi32>)
  // CHECK: %[[R:.*]] = quantx.requantize %[[A]] axis 1, <multiplier = [1073741824, 1073741824], shift = [32, 33]> to <i8<-128:-68>, scale = <1.000000e-01 : f32>, zero_point = <-128 : i8>>
  // CHECK: return %[[R]]
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %six = arith.constant 6.0 : f32
  %x = quantx.dequantize %q, #px : tensor<?x1x4x4xi8> to tensor<?x1x4x4xf32>
  %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] {
  ^bb0(%a: index, %b: index, %c: index, %d: index):
    tensor.yield %zero : f32
  } : tensor<?x1x4x4xf32> to tensor<?x1x6x6xf32>
  %dim = tensor.dim %x, %c0 : tensor<?x1x4x4xf32>
  %e = tensor.empty(%dim) : tensor<?x2x4x4xf32>
  %bias = arith.constant dense<[1.0, -2.0]> : tensor<2xf32>
  %init = linalg.broadcast ins(%bias : tensor<2xf32>) outs(%e : tensor<?x2x4x4xf32>) dimensions = [0, 2, 3]
  %wq = arith.constant dense<[[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[[-1, 2, -3], [4, -5, 6], [7, 8, 9]]]]> : tensor<2x1x3x3xi8>
  %w = quantx.dequantize %wq, #pw : tensor<2x1x3x3xi8> to tensor<2x1x3x3xf32>
  %y = linalg.conv_2d_nchw_fchw ins(%p, %w : tensor<?x1x6x6xf32>, tensor<2x1x3x3xf32>) outs(%init : tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %dim2 = tensor.dim %y, %c0 : tensor<?x2x4x4xf32>
  %e2 = tensor.empty(%dim2) : tensor<?x2x4x4xf32>
  %z = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%y : tensor<?x2x4x4xf32>) outs(%e2 : tensor<?x2x4x4xf32>) {
  ^bb0(%i: f32, %o: f32):
    %m = arith.maximumf %i, %zero : f32
    %n = arith.minimumf %m, %six : f32
    linalg.yield %n : f32
  } -> tensor<?x2x4x4xf32>
  %r = quantx.quantize %z, #py : tensor<?x2x4x4xf32> to tensor<?x2x4x4xi8>
  return %r : tensor<?x2x4x4xi8>
}

// -----

#ux = #quantx.params<ui8, scale = <0.1 : f32>, zero_point = <128 : ui8>>
#pw = #quantx.params<i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <dense<[3, -4]> : tensor<2xi8>>>
#py = #quantx.params<i8, scale = <0.1 : f32>, zero_point = <-128 : i8>>

// Nothing is constant and both have zero points: both sums are computed, and the
// unsigned operand is zero-extended.
// CHECK-LABEL: @zero_points_at_run_time
// CHECK-SAME: %[[Q:.*]]: tensor<?x4xi8>, %[[W:.*]]: tensor<4x2xi8>
func.func @zero_points_at_run_time(%q: tensor<?x4xi8>, %wq: tensor<4x2xi8>) -> tensor<?x2xi8> {
  // CHECK-DAG: arith.constant dense<[1536, -2048]> : tensor<2xi32>
  // CHECK-DAG: %[[ZW:.*]] = arith.constant dense<[3, -4]> : tensor<2xi32>
  // CHECK-DAG: %[[ZX:.*]] = arith.constant 128 : i32
  // CHECK: %[[A:.*]] = linalg.generic {{.*}} ins(%[[Q]], %[[W]] :
  // CHECK: arith.extui
  // CHECK: arith.extsi
  // CHECK: %[[SQ:.*]] = linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[Q]],
  // CHECK: %[[SW:.*]] = linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[W]],
  // CHECK: %[[C:.*]] = linalg.generic {{.*}} ins(%[[A]], %[[SQ]], %[[ZW]], %[[SW]] :
  // CHECK: arith.muli %{{.*}}, %[[ZX]] : i32
  // CHECK: quantx.requantize %[[C]] axis 1
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %x = quantx.dequantize %q, #ux : tensor<?x4xi8> to tensor<?x4xf32>
  %w = quantx.dequantize %wq, #pw : tensor<4x2xi8> to tensor<4x2xf32>
  %dim = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%dim) : tensor<?x2xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x2xf32>) outs(%f : tensor<?x2xf32>) -> tensor<?x2xf32>
  %r = quantx.quantize %y, #py : tensor<?x2xf32> to tensor<?x2xi8>
  return %r : tensor<?x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#o = #quantx.params<i8, scale = <0.25 : f32>, zero_point = <7 : i8>>

// One rounding of the exact sum; products of sign-extended 32-bit differences.
// CHECK-LABEL: @add
// CHECK-SAME: %[[A:[^:]*]]: tensor<4xi8>, %[[B:.*]]: tensor<4xi8>
func.func @add(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: linalg.generic {{.*}} ins(%[[A]], %[[B]] : tensor<4xi8>, tensor<4xi8>) outs(%{{.*}} : tensor<4xi8>)
  // CHECK: %[[D1:.*]] = arith.subi %{{.*}} : i32
  // CHECK: %[[W1:.*]] = arith.extsi %[[D1]] : i32 to i64
  // CHECK: %[[P1:.*]] = arith.muli %[[W1]]
  // CHECK: %[[P2:.*]] = arith.muli
  // CHECK: %[[S:.*]] = arith.addi %[[P1]], %[[P2]] : i64
  // CHECK: arith.shrsi
  // CHECK-NOT: arith.shrsi
  // CHECK: linalg.yield
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #o : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %s = linalg.add ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = quantx.quantize %s, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// CHECK-LABEL: @mul
func.func @mul(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: %[[P:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<4xi32>)
  // CHECK: arith.muli %{{.*}} : i32
  // CHECK: quantx.requantize %[[P]], <multiplier = {{.*}}> to
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, #o : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %s = linalg.mul ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = quantx.quantize %s, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// CHECK-LABEL: @rescale
// CHECK-SAME: %[[A:.*]]: tensor<4xi8>
func.func @rescale(%a: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK-NEXT: %[[R:.*]] = quantx.requantize %[[A]] zero_point -3, <multiplier = 1073741824, shift = 29> to <i8,
  // CHECK-NEXT: return %[[R]]
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// Any function of one tensor, over any number of ops.
// CHECK-LABEL: @table
// CHECK-SAME: %[[A:.*]]: tensor<4xi8>
func.func @table(%a: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK-NEXT: %[[R:.*]] = quantx.lookup %[[A]], dense<{{.*}}> : tensor<256xi8>
  // CHECK-NEXT: return %[[R]]
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %t = linalg.tanh ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %s = linalg.exp ins(%t : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = quantx.quantize %s, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#id = affine_map<(d0, d1) -> (d0, d1)>

// 49 values of zero point -3: the sum starts at 147. The mean divides by 49 in
// the requantize: 2^31 / 49 * 2^6 / 2^1.
// CHECK-LABEL: @mean
// CHECK-SAME: %[[Q:.*]]: tensor<2x3x7x7xi8>
func.func @mean(%q: tensor<2x3x7x7xi8>) -> tensor<2x3xi8> {
  // CHECK-DAG: %[[START:.*]] = arith.constant 147 : i32
  // CHECK: %[[I:.*]] = linalg.fill ins(%[[START]] : i32)
  // CHECK: %[[S:.*]] = linalg.generic {{.*}} ins(%[[Q]] : tensor<2x3x7x7xi8>) outs(%[[I]] : tensor<2x3xi32>)
  // CHECK: quantx.requantize %[[S]], <multiplier = 1402438301, shift = 36>
  %zero = arith.constant 0.0 : f32
  %count = arith.constant 49.0 : f32
  %x = quantx.dequantize %q, #p : tensor<2x3x7x7xi8> to tensor<2x3x7x7xf32>
  %e = tensor.empty() : tensor<2x3xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  %s = linalg.reduce { arith.addf } ins(%x : tensor<2x3x7x7xf32>) outs(%i : tensor<2x3xf32>) dimensions = [2, 3]
  %m = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%v: f32, %o: f32):
    %d = arith.divf %v, %count : f32
    linalg.yield %d : f32
  } -> tensor<2x3xf32>
  %r = quantx.quantize %m, #p : tensor<2x3xf32> to tensor<2x3xi8>
  return %r : tensor<2x3xi8>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-128 : i8>>
#s = #quantx.params<i16, scale = <0.5 : f32>, zero_point = <0 : i16>>

// The sum of 70000 products of 16 bits by 8 may leave 32 bits.
// CHECK-LABEL: @wide_accumulator
func.func @wide_accumulator(%a: tensor<2x70000xi16>, %b: tensor<70000x2xi8>) -> tensor<2x2xi8> {
  // CHECK: linalg.matmul ins(%{{.*}}, %{{.*}} : tensor<2x70000xi16>, tensor<70000x2xi8>) outs(%{{.*}} : tensor<2x2xi64>)
  // CHECK: quantx.requantize %{{.*}} : tensor<2x2xi64> to tensor<2x2xi8>
  %zero = arith.constant 0.0 : f32
  %x = quantx.dequantize %a, #s : tensor<2x70000xi16> to tensor<2x70000xf32>
  %y = quantx.dequantize %b, #p : tensor<70000x2xi8> to tensor<70000x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %m = linalg.matmul ins(%x, %y : tensor<2x70000xf32>, tensor<70000x2xf32>) outs(%i : tensor<2x2xf32>) -> tensor<2x2xf32>
  %r = quantx.quantize %m, #p : tensor<2x2xf32> to tensor<2x2xi8>
  return %r : tensor<2x2xi8>
}

// -----

#p = #quantx.params<i8, scale = <1.0e-12 : f32>, zero_point = <1 : i8>>
#o = #quantx.params<i8, scale = <1.0 : f32>, zero_point = <7 : i8>>

// A multiplier below 2^-32 gives the zero point for every input.
// CHECK-LABEL: @vanishing
func.func @vanishing(%a: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: %[[Z:.*]] = arith.constant 7 : i8
  // CHECK: linalg.fill {quantx.params = #quantx.params<i8, {{.*}}>} ins(%[[Z]] : i8)
  %x = quantx.dequantize %a, #p : tensor<4xi8> to tensor<4xf32>
  %r = quantx.quantize %x, #o : tensor<4xf32> to tensor<4xi8>
  return %r : tensor<4xi8>
}

// -----

#px = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#pw = #quantx.params<i8, axes = [1], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
#pb = #quantx.params<i32, axes = [1], scale = <dense<[0.25, 0.125]> : tensor<2xf32>>, zero_point = <0 : i32>>

// A bias that whole steps of the accumulator would lose is added to the sum in
// fractions of them (QX-I16): 0.3 steps, of which one is 4 of the result.
#coarse = #quantx.params<i8, scale = <2.0 : f32>, zero_point = <0 : i8>>
#fine = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <0 : i8>>
#one = #quantx.params<i8, scale = <1.0 : f32>, zero_point = <0 : i8>>

// CHECK-LABEL: func @bias_below_a_step
func.func @bias_below_a_step(%q: tensor<4x2xi8>) -> tensor<4x3xi8> {
  %w = arith.constant dense<1> : tensor<2x3xi8>
  %b = arith.constant dense<0.6> : tensor<4x3xf32>
  %x = quantx.dequantize %q, #coarse : tensor<4x2xi8> to tensor<4x2xf32>
  %y = quantx.dequantize %w, #one : tensor<2x3xi8> to tensor<2x3xf32>
  // CHECK: %[[ZERO:.*]] = linalg.fill ins(%c0_i32
  // CHECK: %[[SUM:.*]] = linalg.matmul {{.*}} outs(%[[ZERO]] : tensor<4x3xi32>)
  // CHECK: linalg.generic {{.*}} ins(%[[SUM]]
  // CHECK: %[[S:.*]] = arith.shli %{{.*}}, %c4_i32 : i32
  // CHECK: arith.addi %[[S]], %{{.*}} : i32
  // CHECK: quantx.requantize {{.*}}<multiplier = 1073741824, shift = 32>
  %m = linalg.matmul ins(%x, %y : tensor<4x2xf32>, tensor<2x3xf32>) outs(%b : tensor<4x3xf32>) -> tensor<4x3xf32>
  %r = quantx.quantize %m, #fine : tensor<4x3xf32> to tensor<4x3xi8>
  return %r : tensor<4x3xi8>
}

// A bias of 32 bits in steps of the accumulator, as training exports it, whose
// dequantize stands behind the broadcast: 100 + 3 * (1 + 3), -200 + 3 * (2 + 4).
// CHECK-LABEL: @stored_bias
func.func @stored_bias(%q: tensor<3x2xi8>) -> tensor<3x2xi8> {
  // CHECK: %[[B:.*]] = arith.constant dense<[112, -182]> : tensor<2xi32>
  // CHECK: %[[INIT:.*]] = linalg.broadcast ins(%[[B]] : tensor<2xi32>)
  // CHECK: linalg.matmul ins(%{{.*}} : tensor<3x2xi8>, tensor<2x2xi8>) outs(%[[INIT]] : tensor<3x2xi32>)
  %wq = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %bq = arith.constant dense<[100, -200]> : tensor<2xi32>
  %x = quantx.dequantize %q, #px : tensor<3x2xi8> to tensor<3x2xf32>
  %w = quantx.dequantize %wq, #pw : tensor<2x2xi8> to tensor<2x2xf32>
  %e = tensor.empty() : tensor<3x2xi32>
  %b = linalg.broadcast ins(%bq : tensor<2xi32>) outs(%e : tensor<3x2xi32>) dimensions = [0]
  %c = quantx.dequantize %b, #pb : tensor<3x2xi32> to tensor<3x2xf32>
  %m = linalg.matmul ins(%x, %w : tensor<3x2xf32>, tensor<2x2xf32>) outs(%c : tensor<3x2xf32>) -> tensor<3x2xf32>
  %r = quantx.quantize %m, #px : tensor<3x2xf32> to tensor<3x2xi8>
  return %r : tensor<3x2xi8>
}

// Ops without parameters of their own say what their integers mean.
// CHECK-LABEL: @sum
// CHECK: linalg.generic
// CHECK-SAME: attrs = {quantx.params = #quantx.params<i8, scale = <2.500000e-01 : f32>, zero_point = <3 : i8>>}
func.func @sum(%a: tensor<4xi8>, %b: tensor<4xi8>) -> tensor<4xi8> {
  %x = quantx.dequantize %a, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4xi8> to tensor<4xf32>
  %y = quantx.dequantize %b, <i8, scale = <0.125 : f32>, zero_point = <0 : i8>> : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %s = linalg.add ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %q = quantx.quantize %s, <i8, scale = <0.25 : f32>, zero_point = <3 : i8>> : tensor<4xf32> to tensor<4xi8>
  return %q : tensor<4xi8>
}
