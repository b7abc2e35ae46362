// RUN: quant-opt %s --convert-quant-to-quantx | FileCheck %s --implicit-check-not=quant. --implicit-check-not=!quant
// RUN: quant-opt %s --convert-quant-to-quantx | quant-opt --verify-roundtrip | FileCheck %s --check-prefix=PARSES

// PARSES: module

!layer = !quant.uniform<i8:f32, 0.5:-3>

// The rounding and the clamp between the casts stay: the driver must not fold.
// CHECK-LABEL: func.func @per_layer(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK: %[[Q:.*]] = quantx.quantize %[[X]], <i8, scale = <5.000000e-01 : f32>, zero_point = <-3 : i8>> : tensor<4xf32> to tensor<4xi8>
// CHECK: %[[Y:.*]] = quantx.dequantize %[[Q]], <i8, scale = <5.000000e-01 : f32>, zero_point = <-3 : i8>> : tensor<4xi8> to tensor<4xf32>
// CHECK: return %[[Y]]
func.func @per_layer(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!layer>
  %y = quant.dcast %q : tensor<4x!layer> to tensor<4xf32>
  return %y : tensor<4xf32>
}

// Unsigned storage with bounds, f16 reals: the scale is rounded to f16 (QX-B1).
// CHECK-LABEL: func.func @unsigned_half(
// CHECK: quantx.quantize %{{.*}}, <ui16<0:1023>, scale = <9.997550e-02 : f16>, zero_point = <512 : ui16>> : tensor<4xf16> to tensor<4xi16>
func.func @unsigned_half(%x: tensor<4xf16>) -> tensor<4x!quant.uniform<u16<0:1023>:f16, 0.1:512>> {
  %q = quant.qcast %x : tensor<4xf16> to tensor<4x!quant.uniform<u16<0:1023>:f16, 0.1:512>>
  return %q : tensor<4x!quant.uniform<u16<0:1023>:f16, 0.1:512>>
}

// Zero points that are all equal are one.
// CHECK-LABEL: func.func @per_axis(
// CHECK: quantx.quantize %{{.*}}, <i8<-127:127>, axes = [1], scale = <dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>, zero_point = <0 : i8>>
// CHECK: quantx.quantize %{{.*}}, <i8, axes = [0], scale = <dense<[5.000000e-01, 2.500000e-01]> : tensor<2xf32>>, zero_point = <dense<[1, -2]> : tensor<2xi8>>>
func.func @per_axis(%x: tensor<2x2xf32>) -> (tensor<2x2x!quant.uniform<i8<-127:127>:f32:1, {0.5, 0.25}>>, tensor<2x2x!quant.uniform<i8:f32:0, {0.5:1, 0.25:-2}>>) {
  %q = quant.qcast %x : tensor<2x2xf32> to tensor<2x2x!quant.uniform<i8<-127:127>:f32:1, {0.5, 0.25}>>
  %r = quant.qcast %x : tensor<2x2xf32> to tensor<2x2x!quant.uniform<i8:f32:0, {0.5:1, 0.25:-2}>>
  return %q, %r : tensor<2x2x!quant.uniform<i8<-127:127>:f32:1, {0.5, 0.25}>>, tensor<2x2x!quant.uniform<i8:f32:0, {0.5:1, 0.25:-2}>>
}

!blocks = !quant.uniform<u8:f32:{2:2, 0:3}, {{{1.0, 2.0:3}}, {{3.0, 4.0:255}}}>

// Blocked dimensions in any order are sorted, the others lose their dimension
// of size 1. The zero point 255 of u8 is kept as a signless -1 by upstream.
// CHECK-LABEL: func.func @sub_channel(
// CHECK: quantx.quantize %{{.*}}, <ui8, axes = [0, 2], block_sizes = [3, 2], scale = <dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>>, zero_point = <dense<{{\[\[}}0, 3], [0, 255]]> : tensor<2x2xui8>>> : tensor<6x5x4xf32> to tensor<6x5x4xi8>
func.func @sub_channel(%x: tensor<6x5x4xf32>) -> tensor<6x5x4x!blocks> {
  %q = quant.qcast %x : tensor<6x5x4xf32> to tensor<6x5x4x!blocks>
  return %q : tensor<6x5x4x!blocks>
}

// CHECK-LABEL: func.func @four_bits(
// CHECK-SAME: -> tensor<2x4xi4>
// CHECK: quantx.quantize %{{.*}}, <ui4, axes = [1], block_sizes = [2], scale = <dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>>, zero_point = <dense<[8, 15]> : tensor<2xui4>>> : tensor<2x4xf32> to tensor<2x4xi4>
func.func @four_bits(%x: tensor<2x4xf32>) -> tensor<2x4x!quant.uniform<u4:f32:{1:2}, {{1.0:8, 2.0:15}}>> {
  %q = quant.qcast %x : tensor<2x4xf32> to tensor<2x4x!quant.uniform<u4:f32:{1:2}, {{1.0:8, 2.0:15}}>>
  return %q : tensor<2x4x!quant.uniform<u4:f32:{1:2}, {{1.0:8, 2.0:15}}>>
}

// Upstream prints the 2 of u2 as -2, and reads that with all bits of a byte set.
// CHECK-LABEL: func.func @two_bits(
// CHECK: <ui2<1:2>, axes = [0], block_sizes = [1], {{.*}}, zero_point = <dense<[1, 2]> : tensor<2xui2>>>
func.func @two_bits(%x: tensor<2xf32>) -> tensor<2x!quant.uniform<u2<1:2>:f32:{0:1}, {1.0:1, 2.0:-2}>> {
  %q = quant.qcast %x : tensor<2xf32> to tensor<2x!quant.uniform<u2<1:2>:f32:{0:1}, {1.0:1, 2.0:-2}>>
  return %q : tensor<2x!quant.uniform<u2<1:2>:f32:{0:1}, {1.0:1, 2.0:-2}>>
}

// CHECK-LABEL: func.func @sub_channel_of_one(
// CHECK: quantx.quantize %{{.*}}, <i8, scale = <2.000000e+00 : f32>, zero_point = <7 : i8>>
func.func @sub_channel_of_one(%x: tensor<6x2xf32>) -> tensor<6x2x!quant.uniform<i8:f32:{}, {{2.0:7}}>> {
  %q = quant.qcast %x : tensor<6x2xf32> to tensor<6x2x!quant.uniform<i8:f32:{}, {{2.0:7}}>>
  return %q : tensor<6x2x!quant.uniform<i8:f32:{}, {{2.0:7}}>>
}

// A dimension with parameters of its own is as long as they say.
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME: -> tensor<?x?xi8>
// CHECK: %[[X:.*]] = tensor.cast %{{.*}} : tensor<?x?xf32> to tensor<?x6xf32>
// CHECK: %[[Q:.*]] = quantx.quantize %[[X]], <i8, axes = [1], block_sizes = [3]
// CHECK: tensor.cast %[[Q]] : tensor<?x6xi8> to tensor<?x?xi8>
func.func @dynamic(%x: tensor<?x?xf32>) -> tensor<?x?x!quant.uniform<i8:f32:{1:3}, {{1.0, 2.0}}>> {
  %q = quant.qcast %x : tensor<?x?xf32> to tensor<?x?x!quant.uniform<i8:f32:{1:3}, {{1.0, 2.0}}>>
  return %q : tensor<?x?x!quant.uniform<i8:f32:{1:3}, {{1.0, 2.0}}>>
}

// CHECK-LABEL: func.func @scalar(
// CHECK-SAME: %[[X:.*]]: bf16) -> i8
// CHECK: %[[T:.*]] = tensor.from_elements %[[X]] : tensor<bf16>
// CHECK: %[[Q:.*]] = quantx.quantize %[[T]], <i8, scale = <5.000000e-01 : bf16>, zero_point = <0 : i8>> : tensor<bf16> to tensor<i8>
// CHECK: tensor.extract %[[Q]][] : tensor<i8>
func.func @scalar(%x: bf16) -> !quant.uniform<i8:bf16, 0.5> {
  %q = quant.qcast %x : bf16 to !quant.uniform<i8:bf16, 0.5>
  return %q : !quant.uniform<i8:bf16, 0.5>
}

// CHECK-LABEL: func.func @storage_cast(
// CHECK-SAME: %[[X:.*]]: tensor<4xi8>) -> tensor<4xi8>
// CHECK-NEXT: return %[[X]]
func.func @storage_cast(%x: tensor<4xi8>) -> tensor<4xi8> {
  %q = quant.scast %x : tensor<4xi8> to tensor<4x!layer>
  %y = quant.scast %q : tensor<4x!layer> to tensor<4xi8>
  return %y : tensor<4xi8>
}

!calibrated = !quant.calibrated<f32<-1.0:2.5>>

// The pair is one range; a value that arrives calibrated gets one, too.
// CHECK-LABEL: func.func @calibrated(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xf32>, %[[Z:[a-z0-9]+]]: tensor<4xf32>, %[[S:[a-z0-9]+]]: f32)
// CHECK: %[[Y:.*]] = quantx.range %[[X]], <min = -1.000000e+00, max = 2.500000e+00> : tensor<4xf32>
// CHECK: %[[V:.*]] = quantx.range %[[Z]], <min = -1.000000e+00, max = 2.500000e+00> : tensor<4xf32>
// CHECK: %[[T:.*]] = tensor.from_elements %[[S]] : tensor<f32>
// CHECK: %[[R:.*]] = quantx.range %[[T]]
// CHECK: %[[W:.*]] = tensor.extract %[[R]][] : tensor<f32>
// CHECK: return %[[Y]], %[[V]], %[[W]]
func.func @calibrated(%x: tensor<4xf32>, %z: tensor<4x!calibrated>, %s: f32) -> (tensor<4xf32>, tensor<4xf32>, !calibrated) {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!calibrated>
  %y = quant.dcast %q : tensor<4x!calibrated> to tensor<4xf32>
  %v = quant.dcast %z : tensor<4x!calibrated> to tensor<4xf32>
  %w = quant.qcast %s : f32 to !calibrated
  return %y, %v, %w : tensor<4xf32>, tensor<4xf32>, !calibrated
}

// Types that no cast asks for, storage and rank of any kind among them.
// CHECK-LABEL: func.func private @declared(tensor<4xi8>, tensor<*xi8>, i5, (tensor<2xi8>) -> i8, tuple<tensor<4xi8>, f16>)
// CHECK-SAME: attributes {types = [i8, tensor<4xi8>]}
func.func private @declared(tensor<4x!layer>, tensor<*x!layer>, !quant.any<i5<-8:7>:f32>, (tensor<2x!layer>) -> !layer, tuple<tensor<4x!quant.any<i8>>, !quant.calibrated<f16<-1.0:1.0>>>)
    attributes {types = [!layer, tensor<4x!layer>]}

// CHECK-LABEL: func.func @control_flow(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4xi8>
// CHECK: cf.cond_br %{{.*}}, ^[[A:bb[0-9]+]](%[[X]] : tensor<4xi8>), ^[[B:bb[0-9]+]](%{{.*}} : tensor<4xi8>)
// CHECK: ^[[A]](%{{.*}}: tensor<4xi8>):
// CHECK: scf.if %{{.*}} -> (tensor<4xi8>)
// CHECK: func.call @callee(%{{.*}}) : (tensor<4xi8>) -> tensor<4xi8>
// CHECK: ^[[B]](%{{.*}}: tensor<4xi8>):
// CHECK: scf.for {{.*}} -> (tensor<4xi8>)
// CHECK: scf.while {{.*}} (tensor<4xi8>) -> tensor<4xi8>
func.func @control_flow(%x: tensor<4x!layer>, %z: tensor<4x!layer>, %c: i1, %n: index) -> tensor<4x!layer> {
  cf.cond_br %c, ^a(%x : tensor<4x!layer>), ^b(%z : tensor<4x!layer>)
^a(%u: tensor<4x!layer>):
  %i = scf.if %c -> tensor<4x!layer> {
    %r = func.call @callee(%u) : (tensor<4x!layer>) -> tensor<4x!layer>
    scf.yield %r : tensor<4x!layer>
  } else {
    scf.yield %u : tensor<4x!layer>
  }
  cf.br ^b(%i : tensor<4x!layer>)
^b(%v: tensor<4x!layer>):
  %l = scf.for %k = %n to %n step %n iter_args(%a = %v) -> tensor<4x!layer> {
    scf.yield %a : tensor<4x!layer>
  }
  %w = scf.while (%a = %l) : (tensor<4x!layer>) -> tensor<4x!layer> {
    scf.condition(%c) %a : tensor<4x!layer>
  } do {
  ^body(%a: tensor<4x!layer>):
    scf.yield %a : tensor<4x!layer>
  }
  return %w : tensor<4x!layer>
}
func.func private @callee(tensor<4x!layer>) -> tensor<4x!layer>

// CHECK-LABEL: func.func @moves(
// CHECK: tensor.expand_shape %{{.*}} : tensor<4xi8> into tensor<2x2xi8>
// CHECK: linalg.transpose ins(%{{.*}} : tensor<2x2xi8>) outs(%{{.*}} : tensor<2x2xi8>)
// CHECK: tosa.reverse %{{.*}} : (tensor<2x2xi8>) -> tensor<2x2xi8>
// CHECK: "tosa.const"() <{values = dense<[1, 2]> : tensor<2xi8>}> : () -> tensor<2xi8>
// CHECK: arith.select %{{.*}} : tensor<2x2xi8>
func.func @moves(%x: tensor<4x!layer>, %c: i1) -> (tensor<2x2x!layer>, tensor<2x!layer>) {
  %r = tensor.expand_shape %x [[0, 1]] output_shape [2, 2] : tensor<4x!layer> into tensor<2x2x!layer>
  %e = tensor.empty() : tensor<2x2x!layer>
  %t = linalg.transpose ins(%r : tensor<2x2x!layer>) outs(%e : tensor<2x2x!layer>) permutation = [1, 0]
  %f = tosa.reverse %t {axis = 1 : i32} : (tensor<2x2x!layer>) -> tensor<2x2x!layer>
  %k = "tosa.const"() <{values = dense<[1, 2]> : tensor<2xi8>}> : () -> tensor<2x!layer>
  %s = arith.select %c, %f, %t : tensor<2x2x!layer>
  return %s, %k : tensor<2x2x!layer>, tensor<2x!layer>
}

#id = affine_map<(d0) -> (d0)>

// A body shows what it computes, so that it may be anything.
// CHECK-LABEL: func.func @body(
// CHECK: linalg.generic
// CHECK-NEXT: ^bb0(%[[A:.*]]: i8, %{{.*}}: i8):
// CHECK-NEXT: %[[S:.*]] = arith.maxsi %[[A]], %{{.*}} : i8
// CHECK-NEXT: linalg.yield %[[S]] : i8
func.func @body(%x: tensor<4x!layer>, %m: i8) -> tensor<4x!layer> {
  %e = tensor.empty() : tensor<4x!layer>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4x!layer>) outs(%e : tensor<4x!layer>) {
  ^bb0(%a: !layer, %b: !layer):
    %i = quant.scast %a : !layer to i8
    %j = arith.maxsi %i, %m : i8
    %k = quant.scast %j : i8 to !layer
    linalg.yield %k : !layer
  } -> tensor<4x!layer>
  return %r : tensor<4x!layer>
}

// CHECK-LABEL: func.func @unrealized(
// CHECK-SAME: %[[X:.*]]: tensor<4xi8>
// CHECK-NEXT: return %[[X]]
func.func @unrealized(%x: tensor<4x!layer>) -> tensor<4xi8> {
  %y = builtin.unrealized_conversion_cast %x : tensor<4x!layer> to tensor<4xi8>
  return %y : tensor<4xi8>
}
