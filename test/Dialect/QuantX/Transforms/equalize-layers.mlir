// RUN: quant-opt %s --quantx-equalize-layers --split-input-file | FileCheck %s
// RUN: quant-opt %s --quantx-equalize-layers --split-input-file -o /dev/null \
// RUN:   --remarks-filter=quantx-equalize-layers 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --quantx-equalize-layers=power-of-two --split-input-file | FileCheck %s --check-prefix=POWER
// RUN: quant-opt %s --quantx-equalize-layers=through-clamps --split-input-file | FileCheck %s --check-prefix=CLAMP

#id = affine_map<(d0, d1) -> (d0, d1)>

// r1 = [16, 1], r2 = [1, 4]: s = sqrt(r1 * r2) / r2 = [4, 0.5]. Row c of the
// first weight and its bias are divided by s, column c of the second multiplied.

// CHECK-LABEL: func.func @pair(
// CHECK: arith.constant dense<[{{\[}}2.000000e+00, 2.000000e+00], [4.000000e+00, -1.000000e+00]]> : tensor<2x2xf32>
// CHECK: arith.constant dense<[2.000000e+00, 6.000000e+00]> : tensor<2xf32>
// CHECK: arith.constant dense<[{{\[}}4.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
// REMARK: Equalized{{.*}}2 channels of 'first' are divided by 0.5 to 4 for 'second'
func.func @pair(%x: tensor<?x2xf32>, %n: index) -> tensor<?x1xf32> {
  %zero = arith.constant 0.0 : f32
  %w1 = arith.constant dense<[[8.0, 1.0], [16.0, -0.5]]> : tensor<2x2xf32>
  %b1 = arith.constant dense<[8.0, 3.0]> : tensor<2xf32>
  %w2 = arith.constant dense<[[1.0], [4.0]]> : tensor<2x1xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %bias = linalg.broadcast ins(%b1 : tensor<2xf32>) outs(%e : tensor<?x2xf32>) dimensions = [0]
  %a = linalg.matmul ins(%x, %w1 : tensor<?x2xf32>, tensor<2x2xf32>) outs(%bias : tensor<?x2xf32>) -> tensor<?x2xf32> loc("first")
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x2xf32>
  %f = tensor.empty(%n) : tensor<?x1xf32>
  %init = linalg.fill ins(%zero : f32) outs(%f : tensor<?x1xf32>) -> tensor<?x1xf32>
  %y = linalg.matmul ins(%r, %w2 : tensor<?x2xf32>, tensor<2x1xf32>) outs(%init : tensor<?x1xf32>) -> tensor<?x1xf32> loc("second")
  return %y : tensor<?x1xf32>
}

// -----

// s = sqrt(12 * 2) / 2 = 2.45 becomes 2, the nearest power; channels that are dead
// on one side are left alone.

// POWER-LABEL: func.func @powers(
// POWER: arith.constant dense<{{.*}}6.000000e+00, 0.000000e+00, 3.000000e+00]]> : tensor<1x3xf32>
// POWER: arith.constant dense<{{.*}}[4.000000e+00], [5.000000e+00], [0.000000e+00]]> : tensor<3x1xf32>
func.func @powers(%x: tensor<4x1xf32>) -> tensor<4x1xf32> {
  %zero = arith.constant 0.0 : f32
  %w1 = arith.constant dense<[[12.0, 0.0, 3.0]]> : tensor<1x3xf32>
  %w2 = arith.constant dense<[[2.0], [5.0], [0.0]]> : tensor<3x1xf32>
  %e = tensor.empty() : tensor<4x3xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4x3xf32>) -> tensor<4x3xf32>
  %a = linalg.matmul ins(%x, %w1 : tensor<4x1xf32>, tensor<1x3xf32>) outs(%i : tensor<4x3xf32>) -> tensor<4x3xf32>
  %f = tensor.empty() : tensor<4x1xf32>
  %j = linalg.fill ins(%zero : f32) outs(%f : tensor<4x1xf32>) -> tensor<4x1xf32>
  %y = linalg.matmul ins(%a, %w2 : tensor<4x3xf32>, tensor<3x1xf32>) outs(%j : tensor<4x1xf32>) -> tensor<4x1xf32>
  return %y : tensor<4x1xf32>
}

// -----

#map = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>

// A convolution, a zero padding, a depthwise convolution, a maximum over
// windows, a reshape that flattens channels and places, a product: a chain, whose
// middle weight is scaled on both sides. Ranges of 8, 1, 1 and of 64, 1, 1 become
// their geometric means, which rounds come close to.

// CHECK-LABEL: func.func @chain(
// CHECK-DAG: arith.constant dense<{{\[\[\[\[}}{{2.00|1.99}}{{.*}}[{{4.00|3.99}}{{.*}}> : tensor<2x1x1x1xf32>
// REMARK: Equalized{{.*}}2 channels of 'conv' are divided by {{.*}} for 'depthwise'
// REMARK: Equalized{{.*}}2 channels of 'depthwise' are divided by {{.*}} for 'dense'
func.func @chain(%x: tensor<1x1x3x3xf32>) -> tensor<1x3xf32> {
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %w1 = arith.constant dense<[[[[8.0]]], [[[64.0]]]]> : tensor<2x1x1x1xf32>
  %w2 = arith.constant dense<[[[1.0, 0.5]], [[1.0, 1.0]]]> : tensor<2x1x2xf32>
  %w3 = arith.constant dense<1.0> : tensor<6x3xf32>
  %e = tensor.empty() : tensor<1x2x3x3xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32>
  %a = linalg.conv_2d_nchw_fchw ins(%x, %w1 : tensor<1x1x3x3xf32>, tensor<2x1x1x1xf32>)
      outs(%i : tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("conv")
  %p = tensor.pad %a low[0, 0, 0, 1] high[0, 0, 0, 0] {
  ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):
    tensor.yield %zero : f32
  } : tensor<1x2x3x3xf32> to tensor<1x2x3x4xf32>
  %d = linalg.depthwise_conv_2d_nchw_chw ins(%p, %w2 : tensor<1x2x3x4xf32>, tensor<2x1x2xf32>)
      outs(%i : tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> loc("depthwise")
  %q = tensor.empty() : tensor<1x2x3x1xf32>
  %l = linalg.fill ins(%lowest : f32) outs(%q : tensor<1x2x3x1xf32>) -> tensor<1x2x3x1xf32>
  %window = tensor.empty() : tensor<1x3xf32>
  %m = linalg.pooling_nchw_max ins(%d, %window : tensor<1x2x3x3xf32>, tensor<1x3xf32>)
      outs(%l : tensor<1x2x3x1xf32>) -> tensor<1x2x3x1xf32>
  %c = tensor.collapse_shape %m [[0], [1, 2, 3]] : tensor<1x2x3x1xf32> into tensor<1x6xf32>
  %f = tensor.empty() : tensor<1x3xf32>
  %j = linalg.fill ins(%zero : f32) outs(%f : tensor<1x3xf32>) -> tensor<1x3xf32>
  %y = linalg.matmul ins(%c, %w3 : tensor<1x6xf32>, tensor<6x3xf32>) outs(%j : tensor<1x3xf32>) -> tensor<1x3xf32> loc("dense")
  return %y : tensor<1x3xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>

// relu6 lets no factors through, unless every channel gets a bound of its own.

// REMARK: NotEqualized{{.*}}the inputs of 'second' are not equalized: 'six' clamps all channels to [0, 6]
// CLAMP-LABEL: func.func @clamp(
// CLAMP: %[[BOUND:.+]] = arith.constant dense<[1.500000e+00, 1.200000e+01]> : tensor<2xf32>
// CLAMP: linalg.generic {{.*}} ins(%{{.+}}, %[[BOUND]], %{{.+}} :
// CLAMP: arith.minimumf
// CLAMP: arith.maximumf
func.func @clamp(%x: tensor<?x1xf32>, %n: index) -> tensor<?x1xf32> {
  %zero = arith.constant 0.0 : f32
  %six = arith.constant 6.0 : f32
  %w1 = arith.constant dense<[[16.0, 1.0]]> : tensor<1x2xf32>
  %w2 = arith.constant dense<[[1.0], [4.0]]> : tensor<2x1xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  %a = linalg.matmul ins(%x, %w1 : tensor<?x1xf32>, tensor<1x2xf32>) outs(%i : tensor<?x2xf32>) -> tensor<?x2xf32> loc("first")
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %zero : f32
    %c = arith.minimumf %m, %six : f32
    linalg.yield %c : f32
  } -> tensor<?x2xf32> loc("six")
  %f = tensor.empty(%n) : tensor<?x1xf32>
  %j = linalg.fill ins(%zero : f32) outs(%f : tensor<?x1xf32>) -> tensor<?x1xf32>
  %y = linalg.matmul ins(%r, %w2 : tensor<?x2xf32>, tensor<2x1xf32>) outs(%j : tensor<?x1xf32>) -> tensor<?x1xf32> loc("second")
  return %y : tensor<?x1xf32>
}
