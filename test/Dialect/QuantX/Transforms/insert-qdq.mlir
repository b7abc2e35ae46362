// RUN: quant-opt %s --quantx-insert-qdq --split-input-file | FileCheck %s
// RUN: quant-opt %s --split-input-file --quantx-insert-qdq="activation=ui8 weight-granularity=tensor weight-bounds=full" \
// RUN:   | FileCheck %s --check-prefix=UI8
// RUN: quant-opt %s --split-input-file --quantx-insert-qdq="activation-symmetric activation-bounds=narrow weight=ui8 weight-symmetric=false" \
// RUN:   | FileCheck %s --check-prefix=SYM

// A convolution with its relu is one integer op: parameters before and after
// it, none between. Ranges are consumed, the signature is kept, biases stay.

#id4 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>

// CHECK-LABEL: func.func @convolution(
// CHECK-SAME: %[[X:.+]]: tensor<?x1x4x4xf32>) -> tensor<?x2x4x4xf32>
// UI8-LABEL: func.func @convolution(
// SYM-LABEL: func.func @convolution(
func.func @convolution(%x: tensor<?x1x4x4xf32>) -> tensor<?x2x4x4xf32> {
  // CHECK: %[[Q:.+]] = quantx.quantize %[[X]], <i8, scale = <0.00999999977 : f32>, zero_point = <-28 : i8>>
  // CHECK: %[[D:.+]] = quantx.dequantize %[[Q]], <i8, scale = <0.00999999977 : f32>, zero_point = <-28 : i8>>
  // UI8: quantx.quantize {{.*}}, <ui8, scale = <0.00999999977 : f32>, zero_point = <100 : ui8>>
  // SYM: quantx.quantize {{.*}}, <i8<-127:127>, scale = <0.0122047244 : f32>, zero_point = <0 : i8>>
  // CHECK-NOT: quantx.range
  %0 = quantx.range %x, <min = -1.0, max = 1.55> : tensor<?x1x4x4xf32>
  %c0 = arith.constant 0 : index
  // CHECK: tensor.dim %[[X]]
  %n = tensor.dim %0, %c0 : tensor<?x1x4x4xf32>
  %zero = arith.constant 0.0 : f32

  // The scale of the weight is per output channel, taken from its numbers.
  // CHECK: %[[WQ:.+]] = arith.constant dense<{{.*}}[127]{{.*}}[-127]{{.*}}> : tensor<2x1x1x1xi8>
  // CHECK: %[[W:.+]] = quantx.dequantize %[[WQ]], <i8<-127:127>, axes = [0], scale = <dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>>, zero_point = <0 : i8>>
  // UI8: quantx.dequantize {{.*}}, <i8, scale = <2.000000e+00 : f32>, zero_point = <0 : i8>>
  // SYM: quantx.dequantize {{.*}}, <ui8, axes = [0], scale = <dense<[0.498039216, 0.996078431]> : tensor<2xf32>>, zero_point = <dense<[0, 255]> : tensor<2xui8>>>
  %w = arith.constant dense<[[[[127.0]]], [[[-254.0]]]]> : tensor<2x1x1x1xf32>

  // CHECK: %[[BIAS:.+]] = linalg.broadcast ins(%{{.+}} : tensor<2xf32>)
  %b = arith.constant dense<[0.5, -0.5]> : tensor<2xf32>
  %e = tensor.empty(%n) : tensor<?x2x4x4xf32>
  %bias = linalg.broadcast ins(%b : tensor<2xf32>) outs(%e : tensor<?x2x4x4xf32>) dimensions = [0, 2, 3]
  // CHECK: %[[Y:.+]] = linalg.conv_2d_nchw_fchw ins(%[[D]], %[[W]] : {{.*}}) outs(%[[BIAS]] :
  %y = linalg.conv_2d_nchw_fchw ins(%0, %w : tensor<?x1x4x4xf32>, tensor<2x1x1x1xf32>)
                                outs(%bias : tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  // The range before the relu does not count.
  %1 = quantx.range %y, <min = -300.0, max = 300.0> : tensor<?x2x4x4xf32>
  // CHECK: %[[R:.+]] = linalg.generic {{.*}} ins(%[[Y]] :
  %r = linalg.generic {indexing_maps = [#id4, #id4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%1 : tensor<?x2x4x4xf32>) outs(%e : tensor<?x2x4x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x2x4x4xf32>
  // CHECK: %[[RQ:.+]] = quantx.quantize %[[R]], <i8, scale = <1.000000e+00 : f32>, zero_point = <-128 : i8>>
  // CHECK: %[[RD:.+]] = quantx.dequantize %[[RQ]], <i8, scale = <1.000000e+00 : f32>, zero_point = <-128 : i8>>
  // CHECK: return %[[RD]]
  %2 = quantx.range %r, <min = 0.0, max = 255.0> : tensor<?x2x4x4xf32>
  return %2 : tensor<?x2x4x4xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (0, d1)>

// The bias of a matmul that is written as an addition, the relu after it and a
// scaling are absorbed; the addition of a full matrix is not.

// CHECK-LABEL: func.func @bias_add(
func.func @bias_add(%x: tensor<2x4xf32>) -> tensor<2x2xf32> {
  %0 = quantx.range %x, <min = 0.0, max = 255.0> : tensor<2x4xf32>
  %w = arith.constant dense<1.0> : tensor<4x2xf32>
  %b = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %full = arith.constant dense<[[0.0, 2.0], [3.0, 255.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  // CHECK: %[[FULL:.+]] = quantx.dequantize %{{.+}}, <i8, scale = <1.000000e+00 : f32>, zero_point = <-128 : i8>> : tensor<2x2xi8>
  // CHECK: linalg.matmul
  // CHECK-NOT: quantx
  // CHECK: arith.addf
  // CHECK-NOT: quantx
  // CHECK: arith.mulf
  // CHECK-NOT: quantx
  // CHECK: linalg.yield
  %y = linalg.matmul ins(%0, %w : tensor<2x4xf32>, tensor<4x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %s = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y, %b : tensor<2x2xf32>, tensor<1x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %a = arith.addf %in, %bias : f32
    %r = arith.maximumf %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<2x2xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %r = arith.mulf %in, %half : f32
    linalg.yield %r : f32
  } -> tensor<2x2xf32>
  // CHECK: quantx.quantize {{.*}}scale = <2.000000e+00 : f32>
  // CHECK: %[[T:.+]] = quantx.dequantize
  %1 = quantx.range %t, <min = 0.0, max = 510.0> : tensor<2x2xf32>
  // CHECK: %[[SUM:.+]] = linalg.add ins(%[[T]], %[[FULL]] :
  // CHECK: quantx.quantize %[[SUM]]
  %u = linalg.add ins(%1, %full : tensor<2x2xf32>, tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %u, <min = 0.0, max = 1000.0> : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// -----

// A value with several users is quantized once, for all of them; ops that move
// values carry its parameters; two contractions need no weight to be constant.

// CHECK-LABEL: func.func @fan_out(
// CHECK-SAME: %[[X:.+]]: tensor<2x8xf32>
func.func @fan_out(%x: tensor<2x8xf32>) -> (tensor<4x4xf32>, tensor<2x8xf32>) {
  // CHECK: %[[Q:.+]] = quantx.quantize %[[X]], <[[P:i8, scale = <0.00784313772 : f32>, zero_point = <-1 : i8>]]>
  // CHECK: %[[D:.+]] = quantx.dequantize %[[Q]]
  // CHECK-NOT: quantx
  %0 = quantx.range %x, <min = -1.0, max = 1.0> : tensor<2x8xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  // CHECK: %[[S:.+]] = tensor.collapse_shape %[[D]]
  // CHECK: %[[SQ:.+]] = quantx.quantize %[[S]], <[[P]]>
  // CHECK: %[[SD:.+]] = quantx.dequantize %[[SQ]], <[[P]]>
  %s = tensor.collapse_shape %0 [[0, 1]] : tensor<2x8xf32> into tensor<16xf32>
  // CHECK: %[[L:.+]] = tensor.expand_shape %[[SD]]
  // CHECK: quantx.quantize %[[L]], <[[P]]>
  // CHECK: %[[LD:.+]] = quantx.dequantize
  %l = tensor.expand_shape %s [[0, 1]] output_shape [4, 4] : tensor<16xf32> into tensor<4x4xf32>
  // CHECK: linalg.matmul ins(%[[LD]], %[[LD]] :
  %y = linalg.matmul ins(%l, %l : tensor<4x4xf32>, tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = quantx.range %y, <min = -2.0, max = 2.0> : tensor<4x4xf32>
  // CHECK: return %{{.+}}, %[[D]]
  return %1, %0 : tensor<4x4xf32>, tensor<2x8xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// Values that meet in one tensor share its parameters where they go nowhere
// else; those that do are requantized on the way in.

// CHECK-LABEL: func.func @concat(
// CHECK-SAME: %[[A:[^:]+]]: tensor<4xf32>, %[[B:[^:]+]]: tensor<4xf32>
func.func @concat(%a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<12xf32>, tensor<4xf32>) {
  %f = tensor.empty() : tensor<12xf32>
  // CHECK: quantx.quantize %[[A]], <[[ALL:i8, scale = <1.000000e\+00 : f32>, zero_point = <-28 : i8>]]>
  // CHECK: quantx.quantize %[[B]], <i8, scale = <3.92156857E-4 : f32>, zero_point = <-128 : i8>>
  %0 = quantx.range %a, <min = -100.0, max = 155.0> : tensor<4xf32>
  %1 = quantx.range %b, <min = 0.0, max = 0.1> : tensor<4xf32>
  // CHECK: quantx.dequantize %{{.+}}, <[[ALL]]>
  %c = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: tensor.concat
  // CHECK: quantx.quantize %{{.+}}, <[[ALL]]>
  %y = tensor.concat dim(0) %0, %1, %c : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<12xf32>
  %t = linalg.tanh ins(%y : tensor<12xf32>) outs(%f : tensor<12xf32>) -> tensor<12xf32>
  %z = linalg.exp ins(%1 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %2 = quantx.range %z, <min = 1.0, max = 1.2> : tensor<4xf32>
  return %t, %2 : tensor<12xf32>, tensor<4xf32>
}

// One reader is one place to go to, however often it reads.

// CHECK-LABEL: func.func @concat_twice(
// CHECK-SAME: %[[A:[^:]+]]: tensor<4xf32>, %[[B:[^:]+]]: tensor<4xf32>
func.func @concat_twice(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<12xf32> {
  %f = tensor.empty() : tensor<12xf32>
  // CHECK: quantx.quantize %[[A]], <[[ALL:i8, scale = <1.000000e\+00 : f32>, zero_point = <-28 : i8>]]>
  // CHECK: quantx.quantize %[[B]], <[[ALL]]>
  %0 = quantx.range %a, <min = 0.0, max = 0.1> : tensor<4xf32>
  %1 = quantx.range %b, <min = -100.0, max = 155.0> : tensor<4xf32>
  %y = tensor.concat dim(0) %0, %1, %0 : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<12xf32>
  %t = linalg.tanh ins(%y : tensor<12xf32>) outs(%f : tensor<12xf32>) -> tensor<12xf32>
  %2 = quantx.range %t, <min = -1.0, max = 1.0> : tensor<12xf32>
  return %2 : tensor<12xf32>
}

// Padding with zero changes no parameters; with a number outside the range it
// does; with minus infinity, the start of a maximum, it saturates.
// CHECK-LABEL: func.func @padding(
func.func @padding(%x: tensor<2xf32>, %y: tensor<2xf32>, %z: tensor<2xf32>)
    -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  // CHECK-DAG: %[[X:.+]] = quantx.quantize %arg0, <[[P:i8, scale = <1.000000e\+00 : f32>, zero_point = <-128 : i8>]]>
  // CHECK-DAG: %[[Y:.+]] = quantx.quantize %arg1, <[[WIDE:i8, scale = <2.000000e\+00 : f32>, zero_point = <-128 : i8>]]>
  // CHECK-DAG: %[[Z:.+]] = quantx.quantize %arg2, <[[P]]>
  %0 = quantx.range %x, <min = 0.0, max = 255.0> : tensor<2xf32>
  %1 = quantx.range %y, <min = 0.0, max = 255.0> : tensor<2xf32>
  %2 = quantx.range %z, <min = 0.0, max = 255.0> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %large = arith.constant 510.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  // CHECK: tensor.pad
  // CHECK: quantx.quantize %{{.+}}, <[[P]]>
  %3 = tensor.pad %0 low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<2xf32> to tensor<3xf32>
  // CHECK: tensor.pad
  // CHECK: quantx.quantize %{{.+}}, <[[WIDE]]>
  %4 = tensor.pad %1 low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %large : f32
  } : tensor<2xf32> to tensor<3xf32>
  // CHECK: tensor.pad
  // CHECK: quantx.quantize %{{.+}}, <[[P]]>
  %5 = tensor.pad %2 low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %lowest : f32
  } : tensor<2xf32> to tensor<3xf32>
  %e = tensor.empty() : tensor<3xf32>
  // CHECK: linalg.add
  %s = linalg.add ins(%3, %4 : tensor<3xf32>, tensor<3xf32>) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %6 = quantx.range %s, <min = 0.0, max = 510.0> : tensor<3xf32>
  %t = linalg.add ins(%3, %5 : tensor<3xf32>, tensor<3xf32>) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %7 = quantx.range %t, <min = 0.0, max = 510.0> : tensor<3xf32>
  return %3, %6, %7 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#id1 = affine_map<(d0) -> (d0)>

// A mean is a sum and a division that round once. The range of what follows
// from a known one need not be stated: a clamp, a scaling, a bounded function.

// CHECK-LABEL: func.func @implied(
func.func @implied(%x: tensor<2x4xf32>) -> (tensor<2xf32>, tensor<2x4xf32>) {
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  %zero = arith.constant 0.0 : f32
  %four = arith.constant 4.0 : f32
  %one = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<2xf32>
  %f = tensor.empty() : tensor<2x4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  // CHECK: linalg.reduce
  // CHECK-NOT: quantx
  // CHECK: arith.divf
  // CHECK-NOT: quantx
  // CHECK: } -> tensor<2xf32>
  // CHECK-NEXT: quantx.quantize %{{.+}}, <i8, scale = <0.0784313753 : f32>, zero_point = <-1 : i8>>
  %sum = linalg.reduce { arith.addf } ins(%0 : tensor<2x4xf32>) outs(%init : tensor<2xf32>) dimensions = [1]
  %1 = quantx.range %sum, <min = -40.0, max = 40.0> : tensor<2xf32>
  %mean = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]}
      ins(%1 : tensor<2xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %r = arith.divf %in, %four : f32
    linalg.yield %r : f32
  } -> tensor<2xf32>
  // Sigmoid, then 1 - x: one table.
  // CHECK: math.exp
  // CHECK-NOT: quantx
  // CHECK: arith.subf
  // CHECK-NOT: quantx
  // CHECK: } -> tensor<2x4xf32>
  // CHECK-NEXT: quantx.quantize %{{.+}}, <i8, scale = <0.00392156886 : f32>, zero_point = <-128 : i8>>
  %sigmoid = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<2x4xf32>) outs(%f : tensor<2x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    %x0 = math.exp %n : f32
    %d = arith.addf %x0, %one : f32
    %r = arith.divf %one, %d : f32
    linalg.yield %r : f32
  } -> tensor<2x4xf32>
  %not = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%sigmoid : tensor<2x4xf32>) outs(%f : tensor<2x4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %r = arith.subf %one, %in : f32
    linalg.yield %r : f32
  } -> tensor<2x4xf32>
  return %mean, %not : tensor<2xf32>, tensor<2x4xf32>
}

// Softmax never gives more than 1, so its scale is a power of two.
// CHECK-LABEL: func.func @softmax(
// UI8-LABEL: func.func @softmax(
// SYM-LABEL: func.func @softmax(
func.func @softmax(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = quantx.range %x, <min = -10.0, max = 10.0> : tensor<2x4xf32>
  %e = tensor.empty() : tensor<2x4xf32>
  // CHECK: linalg.softmax
  // CHECK-NEXT: quantx.quantize %{{.+}}, <i8, scale = <3.906250e-03 : f32>, zero_point = <-128 : i8>>
  // UI8: linalg.softmax
  // UI8-NEXT: quantx.quantize %{{.+}}, <ui8, scale = <3.906250e-03 : f32>, zero_point = <0 : ui8>>
  // SYM: linalg.softmax
  // SYM-NEXT: quantx.quantize %{{.+}}, <i8<-127:127>, scale = <0.00787401571 : f32>, zero_point = <0 : i8>>
  %1 = linalg.softmax dimension(1) ins(%0 : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// What a clamp behind a reshape cuts off gets no room in the storage.
// CHECK-LABEL: func.func @look_ahead(
func.func @look_ahead(%x: tensor<2x2xf32>) -> tensor<4xf32> {
  // CHECK: quantx.quantize %{{.+}}, <[[P:i8, scale = <1.000000e\+00 : f32>, zero_point = <-128 : i8>]]>
  %0 = quantx.range %x, <min = -1000.0, max = 255.0> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: tensor.collapse_shape
  // CHECK-NEXT: quantx.quantize %{{.+}}, <[[P]]>
  %s = tensor.collapse_shape %0 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%s : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %zero : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  // CHECK: quantx.quantize %{{.+}}, <[[P]]>
  return %r : tensor<4xf32>
}

// -----

// Channels of the weight: those of a constant left factor are its rows; those
// of a grouped convolution have two dimensions; one constant that is used with
// two sets of parameters is quantized twice.

#x = affine_map<(n, g, f, o, c) -> (n, g, c, o)>
#w = affine_map<(n, g, f, o, c) -> (g, f, c)>
#y = affine_map<(n, g, f, o, c) -> (n, g, f, o)>

// CHECK-LABEL: func.func @channels(
func.func @channels(%x: tensor<2x2xf32>, %g: tensor<1x2x2x4xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x2x2x4xf32>) {
  // CHECK-DAG: quantx.dequantize %{{.+}}, <i8<-127:127>, axes = [0], scale = <dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>>
  // CHECK-DAG: quantx.dequantize %{{.+}}, <i8<-127:127>, axes = [1], scale = <dense<[2.000000e+00, 1.000000e+00]> : tensor<2xf32>>
  // CHECK-DAG: quantx.dequantize %{{.+}}, <i8<-127:127>, axes = [0, 1], scale = <dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>>
  %0 = quantx.range %x, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %1 = quantx.range %g, <min = 0.0, max = 1.0> : tensor<1x2x2x4xf32>
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<[[0.0, 127.0], [254.0, 127.0]]> : tensor<2x2xf32>
  %gw = arith.constant dense<[[[127.0, 0.0], [254.0, 0.0]], [[0.0, 381.0], [508.0, 0.0]]]> : tensor<2x2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  %ge = tensor.empty() : tensor<1x2x2x4xf32>
  %ginit = linalg.fill ins(%zero : f32) outs(%ge : tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
  %a = linalg.matmul ins(%w, %0 : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = quantx.range %a, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %b = linalg.matmul ins(%0, %w : tensor<2x2xf32>, tensor<2x2xf32>) outs(%init : tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = quantx.range %b, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %c = linalg.generic {indexing_maps = [#x, #w, #y],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%1, %gw : tensor<1x2x2x4xf32>, tensor<2x2x2xf32>) outs(%ginit : tensor<1x2x2x4xf32>) {
  ^bb0(%in: f32, %k: f32, %acc: f32):
    %p = arith.mulf %in, %k : f32
    %s = arith.addf %acc, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x2x2x4xf32>
  %4 = quantx.range %c, <min = 0.0, max = 1.0> : tensor<1x2x2x4xf32>
  return %2, %3, %4 : tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x2x2x4xf32>
}

// -----

// What another tool has quantized stays as it is, and its parameters are
// carried on.

// CHECK-LABEL: func.func @existing(
// CHECK-SAME: %[[X:.+]]: tensor<2x2xi8>
func.func @existing(%x: tensor<2x2xi8>) -> tensor<4xf32> {
  // CHECK: %[[D:.+]] = quantx.dequantize %[[X]]
  // CHECK-NEXT: %[[S:.+]] = tensor.collapse_shape %[[D]]
  // CHECK-NEXT: quantx.quantize %[[S]], <i8, scale = <3.000000e+00 : f32>, zero_point = <5 : i8>>
  %0 = quantx.dequantize %x, <i8, scale = <3.0 : f32>, zero_point = <5 : i8>> : tensor<2x2xi8> to tensor<2x2xf32>
  %1 = quantx.range %0, <min = 0.0, max = 1.0> : tensor<2x2xf32>
  %s = tensor.collapse_shape %1 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: %[[Y:.+]] = linalg.exp
  // CHECK-NEXT: quantx.quantize %[[Y]], <i8, scale = <7.000000e+00 : f32>, zero_point = <0 : i8>>
  // CHECK-NEXT: quantx.dequantize
  // CHECK-NEXT: return
  %y = linalg.exp ins(%s : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %2 = quantx.range %y, <min = 0.0, max = 1.0> : tensor<4xf32>
  %q = quantx.quantize %2, <i8, scale = <7.0 : f32>, zero_point = <0 : i8>> : tensor<4xf32> to tensor<4xi8>
  %d = quantx.dequantize %q, <i8, scale = <7.0 : f32>, zero_point = <0 : i8>> : tensor<4xi8> to tensor<4xf32>
  return %d : tensor<4xf32>
}
