// RUN: quant-opt %s --convert-quantx-to-quant --split-input-file --verify-diagnostics

func.func @tail_block(%x: tensor<5xf32>) -> tensor<5xi8> {
  // expected-error @below {{[QX-B5] upstream's quant types cannot say this: every block must be whole, found dimension 0 of size 5 in blocks of 4}}
  // expected-note @below {{pad the dimension to whole blocks}}
  %q = quantx.quantize %x, <i8, axes = [0], block_sizes = [4], scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<5xf32> to tensor<5xi8>
  return %q : tensor<5xi8>
}

// -----

func.func @narrow_scale(%x: tensor<4xf32>) -> tensor<4xi8> {
  // expected-error @below {{cannot say this: the scale must have the type of the reals, 'f32', found 'f16'}}
  // expected-note @below {{convert the reals to the scale's type}}
  %q = quantx.quantize %x, <i8, scale = <0.5 : f16>, zero_point = <0 : i8>> : tensor<4xf32> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

func.func @storage(%x: tensor<4xf32>) -> (tensor<4xf8E4M3FN>, tensor<4xi64>) {
  // expected-error @below {{cannot say this: storage must be an integer, found 'f8E4M3FN'}}
  // expected-note @below {{lower it with convert-quantx-to-linalg}}
  %f = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>> : tensor<4xf32> to tensor<4xf8E4M3FN>
  // expected-error @below {{cannot say this: storage must have at most 32 bits, found 'i64'}}
  // expected-note @below {{lower it with convert-quantx-to-linalg}}
  %i = quantx.quantize %x, <i64, scale = <0.5 : f32>, zero_point = <0 : i64>> : tensor<4xf32> to tensor<4xi64>
  return %f, %i : tensor<4xf8E4M3FN>, tensor<4xi64>
}

// -----

func.func @outer_scale(%x: tensor<4xf32>) -> tensor<4xi8> {
  // expected-error @below {{cannot say this: a scale has one level, found an outer scale}}
  // expected-note @below {{lower it with convert-quantx-to-linalg}}
  %q = quantx.quantize %x, <i8, axes = [0], block_sizes = [2], scale = <dense<[0.5, 2.0]> : tensor<2xf8E4M3FN>>, outer_scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4xf32> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

func.func @precision(%x: tensor<4xf16>) -> tensor<4xi8> {
  // expected-error @below {{cannot say this: the type of the division is open, found precision 'f16'}}
  // expected-note @below {{lower it with convert-quantx-to-linalg}}
  %q = quantx.quantize %x precision f16, <i8, scale = <0.5 : f16>, zero_point = <0 : i8>> : tensor<4xf16> to tensor<4xi8>
  return %q : tensor<4xi8>
}

// -----

// All that cannot be said is reported, and nothing is changed.
func.func @ops(%acc: tensor<4xi32>, %x: tensor<4xf32>) -> tensor<4xi8> {
  // expected-error @below {{[QX-B5] upstream's quant dialect has no such op: needed are quantize, dequantize or range, found quantx.requantize}}
  // expected-note @below {{lower it first, with convert-quantx-to-linalg}}
  %q = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>> : tensor<4xi32> to tensor<4xi8>
  // expected-error @below {{has no such op: needed are quantize, dequantize or range, found quantx.observe}}
  // expected-note @below {{convert-quantx-observe-to-calls}}
  quantx.observe "x" %x : tensor<4xf32>
  return %q : tensor<4xi8>
}

// -----

func.func @ranges(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // expected-error @below {{a range holds for the tensor, found one per index of axis 0}}
  // expected-note @below {{remove the op: it changes no value}}
  %y = quantx.range %x, <min = [-1.0, 0.0], max = [2.5, 6.0], axis = 0> : tensor<2xf32>
  // expected-error @below {{a range has min < max, found min = max = 2}}
  // expected-note @below {{remove the op: it changes no value}}
  %z = quantx.range %x, <min = 2.0, max = 2.0> : tensor<2xf32>
  return %y, %z : tensor<2xf32>, tensor<2xf32>
}

// -----

func.func @no_scale(%x: tensor<0xf32>) -> tensor<0xi8> {
  // expected-error @below {{a type has at least one scale, found 'tensor<0xf32>'}}
  // expected-note @below {{remove the op, whose tensor is empty}}
  %q = quantx.quantize %x, <i8, axes = [0], scale = <dense<> : tensor<0xf32>>, zero_point = <0 : i8>> : tensor<0xf32> to tensor<0xi8>
  return %q : tensor<0xi8>
}
