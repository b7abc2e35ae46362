// One case per rule of the ops whose parameters are values; names are the
// rules' labels.
// RUN: quant-opt %s --verify-diagnostics --split-input-file

func.func @qx_p11(%x: tensor<4xf32>, %s: tensor<4xf32>) {
  // expected-error @below {{[QX-P11] axis 1 needs a tensor of rank 2 or more, found 'tensor<4xf32>'}}
  %0 = quantx.dynamic_quantize %x, %s, <i8, axes = [1]> : tensor<4xf32>, tensor<4xf32> to tensor<4xi8>
  return
}

// -----

func.func @qx_p16_rank(%x: tensor<4x8xf32>, %s: tensor<4xf32>) {
  // expected-error @below {{[QX-P16] the scale of 'tensor<4x8xf32>' needs the shape 'tensor<f32>', found 'tensor<4xf32>'}}
  %0 = quantx.dynamic_quantize %x, %s, <i8> : tensor<4x8xf32>, tensor<4xf32> to tensor<4x8xi8>
  return
}

// -----

func.func @qx_p16_blocks(%x: tensor<4x9xf32>, %t: tensor<2xf32>) {
  // expected-note @below {{the operand is produced here by math.absf}}
  %s = math.absf %t : tensor<2xf32>
  // expected-error @below {{[QX-P16] the scale of 'tensor<4x9xf32>' needs the shape 'tensor<3xf32>', found 'tensor<2xf32>'}}
  %0 = quantx.dynamic_quantize %x, %s, <i8, axes = [1], block_sizes = [4]> : tensor<4x9xf32>, tensor<2xf32> to tensor<4x9xi8>
  return
}

// -----

func.func @qx_p16_zero_point(%x: tensor<4x8xf32>, %s: tensor<4xf32>, %z: tensor<i8>) {
  // expected-error @below {{[QX-P16] the zero point of 'tensor<4x8xf32>' needs the shape 'tensor<4xi8>', found 'tensor<i8>'}}
  %0 = quantx.dynamic_quantize %x, %s, %z, <i8, axes = [0]> : tensor<4x8xf32>, tensor<4xf32>, tensor<i8> to tensor<4x8xi8>
  return
}

// -----

func.func @qx_p5_type(%x: tensor<4xf32>, %s: tensor<f32>, %z: tensor<i16>) {
  // expected-error @below {{[QX-P5] the zero point must have element type 'i8' for storage 'ui8', found 'tensor<i16>'}}
  %0 = quantx.dynamic_quantize %x, %s, %z, <ui8> : tensor<4xf32>, tensor<f32>, tensor<i16> to tensor<4xi8>
  return
}

// -----

func.func @qx_p5_float(%q: tensor<4xf8E5M2>, %s: tensor<f32>, %z: tensor<i8>) {
  // expected-error @below {{[QX-P5] float storage has no zero point, found one beside 'f8E5M2'}}
  %0 = quantx.dynamic_dequantize %q, %s, %z, <f8E5M2> : tensor<4xf8E5M2>, tensor<f32>, tensor<i8> to tensor<4xf32>
  return
}

// -----

func.func @qx_c3(%x: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error @below {{[QX-C3] the stored tensor must have element type 'i4' for storage 'ui4', found 'tensor<4xi8>'}}
  %0 = quantx.dynamic_quantize %x, %s, <ui4> : tensor<4xf32>, tensor<f32> to tensor<4xi8>
  return
}

// -----

func.func @qx_c13(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-C13] the division is one of f32, f16 or bf16, found 'f64'}}
  %0 = quantx.quantize %x precision f64, <i8, scale = <0.5 : f32>, zero_point = <0 : i8>> : tensor<4xf32> to tensor<4xi8>
  return
}

// -----

func.func @qx_p17_symmetric(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-P17] symmetric parameters have no zero point, found a result for one}}
  %s, %z = quantx.choose_params %x symmetric, <i8> : tensor<4xf32> -> tensor<f32>, tensor<i8>
  return
}

// -----

func.func @qx_p17_asymmetric(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-P17] asymmetric parameters have a zero point, found no result for one}}
  %s = quantx.choose_params %x, <i8> : tensor<4xf32> -> tensor<f32>
  return
}

// -----

func.func @qx_g5_straight_through(%dy: tensor<4xf32>, %x: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error @below {{[QX-G5] the gradient is defined for integer storage, found 'f8E4M3FN'}}
  %0 = quantx.fake_quantize_gradient %dy, %x, %s, <f8E4M3FN> : tensor<4xf32>, tensor<f32>
  return
}

// -----

func.func @qx_g5_lsq(%dy: tensor<4xf32>, %x: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error @below {{[QX-G5] the gradient is defined for integer storage, found 'f8E4M3FN'}}
  %0 = quantx.lsq_gradient %dy, %x, %s, <f8E4M3FN> : tensor<4xf32>, tensor<f32>
  return
}

// -----

func.func @qx_q4(%acc: tensor<4xi32>) {
  // expected-error @below {{[QX-Q4] the result of a requantize has integer storage, found 'f8E4M3FN'}}
  %0 = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to <f8E4M3FN, scale = <0.5 : f32>> : tensor<4xi32> to tensor<4xi8>
  return
}

// -----

func.func @qx_l1_i4(%q: tensor<4xi4>) {
  // expected-error @below {{[QX-L1] a table for 4-bit values has 16 entries, found 'tensor<256xi8>'}}
  %0 = quantx.lookup %q, dense<7> : tensor<256xi8> : tensor<4xi4> to tensor<4xi8>
  return
}

// -----

func.func @qx_l4_entries(%q: tensor<4xi16>) {
  // expected-error @below {{[QX-L4] a table for 16-bit values has 513 entries to interpolate, or 65536, found 'tensor<512xi16>'}}
  %0 = quantx.lookup %q, dense<7> : tensor<512xi16> : tensor<4xi16> to tensor<4xi16>
  return
}

// -----

func.func @qx_l4_type(%q: tensor<4xi16>) {
  // expected-error @below {{[QX-L4] a table that is interpolated has i16 entries, found 'tensor<513xi8>'}}
  %0 = quantx.lookup %q, dense<7> : tensor<513xi8> : tensor<4xi16> to tensor<4xi8>
  return
}
