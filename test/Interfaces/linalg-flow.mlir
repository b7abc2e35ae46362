// RUN: quant-opt %s --quantx-print-flow --split-input-file --verify-diagnostics

// What each op tells quantization. Each function holds one idea and, where
// there are several, the spellings of it.

// Contractions and convolutions: the channel dimension of the weight and of the
// result is found through the maps.
func.func @convolution(%x: tensor<?x3x9x9xf32>, %init: tensor<?x8x7x7xf32>) -> tensor<?x8x7x7xf32> {
  %w = arith.constant dense<1.0> : tensor<8x3x3x3xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 0->1, 27 terms, rows 0->0, shared 1=1}}
  %0 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<?x3x9x9xf32>, tensor<8x3x3x3xf32>)
                                outs(%init : tensor<?x8x7x7xf32>) -> tensor<?x8x7x7xf32>
  return %0 : tensor<?x8x7x7xf32>
}

func.func @depthwise(%x: tensor<1x8x9x9xf32>, %init: tensor<1x8x7x7xf32>) -> tensor<1x8x7x7xf32> {
  %w = arith.constant dense<1.0> : tensor<8x3x3xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 0->1, 9 terms}}
  %0 = linalg.depthwise_conv_2d_nchw_chw ins(%x, %w : tensor<1x8x9x9xf32>, tensor<8x3x3xf32>)
                                         outs(%init : tensor<1x8x7x7xf32>) -> tensor<1x8x7x7xf32>
  return %0 : tensor<1x8x7x7xf32>
}

func.func @grouped(%x: tensor<1x2x3x9xf32>, %init: tensor<1x2x4x7xf32>) -> tensor<1x2x4x7xf32> {
  %w = arith.constant dense<1.0> : tensor<2x4x3x3xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 0->1 1->2, 9 terms}}
  %0 = linalg.generic {
    indexing_maps = [affine_map<(n, g, f, o, c, k) -> (n, g, c, o + k)>,
                     affine_map<(n, g, f, o, c, k) -> (g, f, c, k)>,
                     affine_map<(n, g, f, o, c, k) -> (n, g, f, o)>],
    iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]}
    ins(%x, %w : tensor<1x2x3x9xf32>, tensor<2x4x3x3xf32>) outs(%init : tensor<1x2x4x7xf32>) {
  ^bb0(%a: f32, %b: f32, %acc: f32):
    %p = arith.mulf %b, %a : f32
    %s = arith.addf %p, %acc : f32
    linalg.yield %s : f32
  } -> tensor<1x2x4x7xf32>
  return %0 : tensor<1x2x4x7xf32>
}

// The constant factor is the weight wherever it stands; without one it is the
// second.
func.func @matmul(%x: tensor<5x4xf32>, %y: tensor<4x5xf32>, %init: tensor<5x5xf32>) -> tensor<5x5xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %e = tensor.empty() : tensor<5x4xf32> // expected-remark {{same-scale:}}
  // expected-remark @below {{same-scale: data #0}}
  %c = tensor.collapse_shape %w [[0, 1]] : tensor<1x4xf32> into tensor<4xf32>
  // expected-remark @below {{same-scale: data #0}}
  %b = linalg.broadcast ins(%c : tensor<4xf32>) outs(%e : tensor<5x4xf32>) dimensions = [0]
  // expected-remark @below {{accumulating: data #1 weight #0 init #2, channels 0->0, 4 terms}}
  %0 = linalg.matmul ins(%b, %y : tensor<5x4xf32>, tensor<4x5xf32>)
                     outs(%init : tensor<5x5xf32>) -> tensor<5x5xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 1->1, 4 terms}}
  %1 = linalg.matmul ins(%x, %y : tensor<5x4xf32>, tensor<4x5xf32>)
                     outs(%0 : tensor<5x5xf32>) -> tensor<5x5xf32>
  return %1 : tensor<5x5xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>
#scalar = affine_map<(d0) -> ()>

// Clamps, in every spelling.
func.func @clamps(%x: tensor<4xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %six = arith.constant 6.0 : f32
  // expected-remark @below {{pointwise: data #0 in [0, inf], clamp to [0, inf], f(1) = 1}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %r = arith.maximumf %in, %zero : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{pointwise: data #0 in [0, 6], clamp to [0, 6], f(1) = 1}}
  %1 = linalg.generic {indexing_maps = [#id, #scalar, #id], iterator_types = ["parallel"]}
      ins(%0, %six : tensor<4xf32>, f32) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %high: f32, %out: f32):
    %low = arith.constant 0.0 : f32
    %a = arith.maxnumf %low, %in : f32
    %b = arith.minimumf %high, %a : f32
    linalg.yield %b : f32
  } -> tensor<4xf32>
  // expected-remark @below {{pointwise: data #0 in [-inf, inf], clamp to [0, inf], f(1) = 1}}
  %2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%1 : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %c = arith.cmpf ugt, %in, %zero : f32
    %r = arith.select %c, %in, %zero : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{clamp to [-inf, 6], f(1) = 1}}
  %3 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%2 : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %c = arith.cmpf oge, %in, %six : f32
    %r = arith.select %c, %six, %in : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// Scaling by a constant, given as a scalar or as a tensor of equal elements.
func.func @scaling(%x: tensor<4xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  %eight = arith.constant dense<8.0> : tensor<f32>
  %two = arith.constant 2.0 : f32
  // expected-remark @below {{pointwise: data #0 in [-inf, inf], scale 0.125, offset 0, f(1) = 0.125}}
  %0 = linalg.generic {indexing_maps = [#id, #scalar, #id], iterator_types = ["parallel"]}
      ins(%x, %eight : tensor<4xf32>, tensor<f32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %by: f32, %out: f32):
    %r = arith.divf %in, %by : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{scale -3, offset 2 clamp to [-inf, 0], f(1) = -1}}
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%0 : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %three = arith.constant 3.0 : f32
    %zero = arith.constant 0.0 : f32
    %p = arith.mulf %three, %in : f32
    %d = arith.subf %two, %p : f32
    %r = arith.minimumf %d, %zero : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// Any function of one tensor, with the interval that its values lie in.
func.func @functions(%x: tensor<4xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant 1.0 : f32
  // Sigmoid.
  // expected-remark @below {{pointwise: data #0 in [0, 1], f(1) = 0.731059}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    %e = math.exp %n : f32
    %d = arith.addf %e, %one : f32
    %r = arith.divf %one, %d : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{pointwise: data #0 in [-1, 1], f(1) = 0.761594}}
  %1 = linalg.tanh ins(%0 : tensor<4xf32>) outs(%init : tensor<4xf32>) -> tensor<4xf32>
  // The square is a function of one tensor, whatever reads it twice.
  // expected-remark @below {{pointwise: data #0 in [-inf, inf], f(1) = 2}}
  %2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%1 : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.mulf %in, %in : f32
    %r = arith.addf %s, %in : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // Leaky relu is no clamp.
  // expected-remark @below {{pointwise: data #0 in [-inf, inf], f(1) = 1}}
  %3 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%2 : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %zero = arith.constant 0.0 : f32
    %slope = arith.constant 0.01 : f32
    %m = arith.mulf %in, %slope : f32
    %c = arith.cmpf ogt, %in, %zero : f32
    %r = arith.select %c, %in, %m : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>

// Two tensors, with what follows in the same body.
func.func @binary(%x: tensor<2x4xf32>, %y: tensor<4xf32>, %init: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %zero = arith.constant 0.0 : f32
  // expected-remark @below {{elementwise-binary: add lhs #0 rhs #1, clamp to [0, inf]}}
  %0 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %y : tensor<2x4xf32>, tensor<4xf32>) outs(%init : tensor<2x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    %r = arith.maximumf %s, %zero : f32
    linalg.yield %r : f32
  } -> tensor<2x4xf32>
  // expected-remark @below {{elementwise-binary: div lhs #0 rhs #1}}
  %1 = linalg.div ins(%0, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%init : tensor<2x4xf32>) -> tensor<2x4xf32>
  // Without a reduction loop the init is an operand like others.
  // expected-remark @below {{elementwise-binary: sub lhs #1 rhs #0}}
  %2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%1 : tensor<2x4xf32>) outs(%x : tensor<2x4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %s = arith.subf %out, %a : f32
    linalg.yield %s : f32
  } -> tensor<2x4xf32>
  // The larger of two values is one of them.
  // expected-remark @below {{same-scale: data #0 data #1}}
  %3 = linalg.max ins(%2, %x : tensor<2x4xf32>, tensor<2x4xf32>) outs(%init : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %3 : tensor<2x4xf32>
}

func.func @selected(%c: tensor<2x4xi1>, %x: tensor<2x4xf32>, %init: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %zero = arith.constant 0.0 : f32
  // expected-remark @below {{same-scale: data #1, 1 fills}}
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %x : tensor<2x4xi1>, tensor<2x4xf32>) outs(%init : tensor<2x4xf32>) {
  ^bb0(%a: i1, %b: f32, %out: f32):
    %s = arith.select %a, %b, %zero : f32
    linalg.yield %s : f32
  } -> tensor<2x4xf32>
  // expected-remark @below {{opaque: computes a function of something other than a tensor of floats}}
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c : tensor<2x4xi1>) outs(%init : tensor<2x4xf32>) {
  ^bb0(%a: i1, %out: f32):
    %one = arith.constant 1.0 : f32
    %s = arith.select %a, %one, %zero : f32
    linalg.yield %s : f32
  } -> tensor<2x4xf32>
  // expected-remark @below {{elementwise-binary: mul lhs #0 rhs #1}}
  %2 = linalg.mul ins(%0, %1 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%init : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#kept = affine_map<(d0, d1) -> (d0)>

// A scale and an offset per channel are an accumulation of one product, of
// equal factors too; a scale that is known at run time only is none.
func.func @normalization(%x: tensor<2x49xf32>, %s: f32, %init: tensor<2x49xf32>) -> tensor<2x49xf32> {
  %factor = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %twos = arith.constant dense<2.0> : tensor<2xf32>
  %offset = arith.constant dense<[-1.0, 2.0]> : tensor<2xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 0->0, 1 terms}}
  %0 = linalg.generic {indexing_maps = [#id, #kept, #kept, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %factor, %offset : tensor<2x49xf32>, tensor<2xf32>, tensor<2xf32>) outs(%init : tensor<2x49xf32>) {
  ^bb0(%in: f32, %f: f32, %o: f32, %out: f32):
    %p = arith.mulf %in, %f : f32
    %r = arith.addf %p, %o : f32
    linalg.yield %r : f32
  } -> tensor<2x49xf32>
  // expected-remark @below {{accumulating: data #0 weight #1 init #2, channels 0->0, 1 terms}}
  %1 = linalg.generic {indexing_maps = [#id, #kept, #kept, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0, %twos, %offset : tensor<2x49xf32>, tensor<2xf32>, tensor<2xf32>) outs(%init : tensor<2x49xf32>) {
  ^bb0(%in: f32, %f: f32, %o: f32, %out: f32):
    %r = math.fma %f, %in, %o : f32
    linalg.yield %r : f32
  } -> tensor<2x49xf32>
  // expected-remark @below {{opaque: depends on a scalar that is not constant}}
  %2 = linalg.generic {indexing_maps = [#id, affine_map<(d0, d1) -> ()>, #id], iterator_types = ["parallel", "parallel"]}
      ins(%1, %s : tensor<2x49xf32>, f32) outs(%init : tensor<2x49xf32>) {
  ^bb0(%in: f32, %f: f32, %out: f32):
    %r = arith.mulf %in, %f : f32
    linalg.yield %r : f32
  } -> tensor<2x49xf32>
  return %2 : tensor<2x49xf32>
}

func.func @reductions(%x: tensor<2x49xf32>, %init: tensor<2xf32>) -> tensor<2xf32> {
  // expected-remark @below {{reduction: data #0 init #1, 49 terms}}
  %0 = linalg.reduce { arith.addf } ins(%x : tensor<2x49xf32>) outs(%init : tensor<2xf32>) dimensions = [1]
  // A maximum starts from some value, which may stay: data, unless constant.
  // expected-remark @below {{same-scale: data #0 data #1}}
  %1 = linalg.reduce { arith.maximumf } ins(%x : tensor<2x49xf32>) outs(%0 : tensor<2xf32>) dimensions = [1]
  // expected-remark @below {{opaque: accumulates in a way that is no sum, maximum, minimum or sum of products}}
  %2 = linalg.reduce { arith.mulf } ins(%x : tensor<2x49xf32>) outs(%1 : tensor<2xf32>) dimensions = [1]
  // expected-remark @below {{opaque: combines 2 tensors in a way that is not one sum, difference, product or quotient}}
  %3 = linalg.generic {indexing_maps = [#id, #kept], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<2x49xf32>) outs(%2 : tensor<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sq = arith.mulf %in, %in : f32
    %s = arith.addf %sq, %out : f32
    linalg.yield %s : f32
  } -> tensor<2xf32>
  return %3 : tensor<2xf32>
}

func.func @pooling(%x: tensor<?x4x8x8xf32>, %d: index) -> (tensor<?x4x4x4xf32>, tensor<?x4x4x4xf32>) {
  %lowest = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0.0 : f32
  %window = tensor.empty() : tensor<2x2xf32> // expected-remark {{same-scale:}}
  %empty = tensor.empty(%d) : tensor<?x4x4x4xf32> // expected-remark {{same-scale:}}
  // expected-remark @below {{same-scale:, 1 fills}}
  %start = linalg.fill ins(%lowest : f32) outs(%empty : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  // expected-remark @below {{same-scale: data #0, 1 fills}}
  %0 = linalg.pooling_nchw_max {strides = dense<2> : vector<2xi64>}
      ins(%x, %window : tensor<?x4x8x8xf32>, tensor<2x2xf32>) outs(%start : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  // expected-remark @below {{same-scale:, 1 fills}}
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  // expected-remark @below {{reduction: data #0 init #2, 4 terms}}
  %1 = linalg.pooling_nchw_sum {strides = dense<2> : vector<2xi64>}
      ins(%x, %window : tensor<?x4x8x8xf32>, tensor<2x2xf32>) outs(%zeros : tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return %0, %1 : tensor<?x4x4x4xf32>, tensor<?x4x4x4xf32>
}

func.func @softmax(%x: tensor<2x4xf32>, %init: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-remark @below {{row: softmax data #0 along 1, epsilon 0, in [0, 1]}}
  %0 = linalg.softmax dimension(1) ins(%x : tensor<2x4xf32>) outs(%init : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// What is opaque says why.
func.func @opaque(%x: tensor<4xf32>, %s: f32, %init: tensor<4xf32>, %i: tensor<4xi32>) -> tensor<4xf32> {
  // expected-remark @below {{opaque: depends on a scalar that is not constant}}
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %r = arith.addf %in, %s : f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{opaque: computes with 'arith.sitofp', whose value on one element is not known}}
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%i : tensor<4xi32>) outs(%init : tensor<4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %r = arith.sitofp %in : i32 to f32
    linalg.yield %r : f32
  } -> tensor<4xf32>
  // expected-remark @below {{opaque: does not implement QuantizationFlowOpInterface}}
  %2 = arith.addf %0, %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}
