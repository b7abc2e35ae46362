// One case per rule of the ops; names are the rules' labels.
// RUN: quant-opt %s --verify-diagnostics --split-input-file

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_c3_quantize(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-C3] the stored tensor must have element type 'i8' for storage 'i8', found 'tensor<4xi16>'}}
  %0 = quantx.quantize %x, #s8 : tensor<4xf32> to tensor<4xi16>
  return
}

// -----

#s16 = #quantx.params<i16, scale = <0.5 : f32>, zero_point = <-3 : i16>>
func.func @qx_c3_dequantize(%a: tensor<4xf32>) {
  // expected-note @below {{the operand is produced here by arith.constant}}
  %q = arith.constant dense<1> : tensor<4xi8>
  // expected-error @below {{[QX-C3] the stored tensor must have element type 'i16' for storage 'i16', found 'tensor<4xi8>'}}
  %0 = quantx.dequantize %q, #s16 : tensor<4xi8> to tensor<4xf32>
  return
}

// -----

#w = #quantx.params<i8, axes = [1], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @qx_p11(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-P11] axis 1 needs a tensor of rank 2 or more, found 'tensor<4xi8>'}}
  %0 = quantx.quantize %x, #w : tensor<4xf32> to tensor<4xi8>
  return
}

// -----

#w = #quantx.params<i8, axes = [1], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @qx_p12_count(%x: tensor<4x3xf32>) {
  // expected-error @below {{[QX-P12] dimension 1 of size 3 needs 3 scales, found 2}}
  %0 = quantx.quantize %x, #w : tensor<4x3xf32> to tensor<4x3xi8>
  return
}

// -----

#w = #quantx.params<i8, axes = [1], block_sizes = [4], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @qx_p12_blocks(%x: tensor<4x9xf32>) {
  // expected-error @below {{[QX-P12] dimension 1 of size 9 needs 3 scales, found 2}}
  %0 = quantx.quantize %x, #w : tensor<4x9xf32> to tensor<4x9xi8>
  return
}

// -----

#w = #quantx.params<i8, axes = [1], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @qx_p12_dynamic(%x: tensor<4x?xf32>) {
  // expected-error @below {{[QX-P12] dimension 1 has parameters of its own and must be static, found 'tensor<4x?xi8>'}}
  %0 = quantx.quantize %x, #w : tensor<4x?xf32> to tensor<4x?xi8>
  return
}

// -----

func.func @qx_p13(%x: tensor<2xf32>) {
  // expected-error @below {{[QX-P13] the scale's resource is missing or has another size than 'tensor<2xf32>'}}
  %0 = quantx.quantize %x, <i8, axes = [0], scale = <dense_resource<absent> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<2xf32> to tensor<2xi8>
  return
}

// -----

func.func @qx_p1_resource(%x: tensor<2xf32>) {
  // expected-error @below {{[QX-P1] scale #1 must be finite}}
  %0 = quantx.quantize %x, <i8, axes = [0], scale = <dense_resource<bad> : tensor<2xf32>>, zero_point = <0 : i8>> : tensor<2xf32> to tensor<2xi8>
  return
}

{-#
  dialect_resources: {
    builtin: {
      bad: "0x040000000000003F00000000"
    }
  }
#-}

// -----

func.func @shapes(%x: tensor<4xf32>) {
  // expected-error @below {{all non-scalar operands/results must have the same shape and base type}}
  %0 = "quantx.quantize"(%x) <{params = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>}> : (tensor<4xf32>) -> tensor<5xi8>
  return
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_q1_no_axis(%acc: tensor<4x2xi32>) {
  // expected-error @below {{[QX-Q1] 2 multipliers need an axis, found none}}
  %0 = quantx.requantize %acc, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
  return
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_q1_axis(%acc: tensor<4x2xi32>) {
  // expected-error @below {{[QX-Q1] axis must lie in [0, 2) of 'tensor<4x2xi32>', found 2}}
  %0 = quantx.requantize %acc axis 2, <multiplier = 1518500250, shift = 33> to #s8 : tensor<4x2xi32> to tensor<4x2xi8>
  return
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_q1_count(%acc: tensor<4x3xi32>) {
  // expected-error @below {{[QX-Q1] axis 1 of 'tensor<4x3xi32>' needs one multiplier per index, found 2}}
  %0 = quantx.requantize %acc axis 1, <multiplier = [1518500250, 1073741824], shift = [33, 40]> to #s8 : tensor<4x3xi32> to tensor<4x3xi8>
  return
}

// -----

#w = #quantx.params<i8, axes = [1], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>
func.func @qx_q2(%acc: tensor<4x2xi32>) {
  // expected-error @below {{[QX-Q2] the result of a requantize has parameters per tensor, found axes [1]}}
  %0 = quantx.requantize %acc, <multiplier = 1518500250, shift = 33> to #w : tensor<4x2xi32> to tensor<4x2xi8>
  return
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_q3_zero_point(%q: tensor<4xi8>) {
  // expected-error @below {{[QX-Q3] the input's zero point must lie in [-128, 127] of 'i8', found 128}}
  %0 = quantx.requantize %q zero_point 128, <multiplier = 1518500250, shift = 33> to #s8 : tensor<4xi8> to tensor<4xi8>
  return
}

// -----

#s8 = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
func.func @qx_q3_unsigned(%acc: tensor<4xi32>) {
  // expected-error @below {{[QX-Q3] unsigned applies to stored values of 8 or 16 bits, found 'i32'}}
  %0 = quantx.requantize %acc unsigned, <multiplier = 1518500250, shift = 33> to #s8 : tensor<4xi32> to tensor<4xi8>
  return
}

// -----

func.func @qx_l1(%q: tensor<4xi8>) {
  // expected-error @below {{[QX-L1] a table for 8-bit values has 256 entries, found 'tensor<255xi8>'}}
  %0 = quantx.lookup %q, dense<7> : tensor<255xi8> : tensor<4xi8> to tensor<4xi8>
  return
}

// -----

func.func @qx_l2(%q: tensor<4xi8>) {
  // expected-error @below {{[QX-L2] the table's element type 'i16' must be the result's, found 'tensor<4xi8>'}}
  %0 = quantx.lookup %q, dense<7> : tensor<256xi16> : tensor<4xi8> to tensor<4xi8>
  return
}

// -----

func.func @qx_o1(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-O1] the value's name must not be empty}}
  quantx.observe "" %x : tensor<4xf32>
  return
}

// -----

func.func @qx_o2_rank(%x: tensor<?x4xf32>) {
  // expected-error @below {{[QX-O2] the axis of the channels must be a dimension of static size of 'tensor<?x4xf32>', found 2}}
  quantx.observe "x" %x axis 2 : tensor<?x4xf32>
  return
}

// -----

func.func @qx_o2_dynamic(%x: tensor<?x4xf32>) {
  // expected-error @below {{[QX-O2] the axis of the channels must be a dimension of static size of 'tensor<?x4xf32>', found 0}}
  quantx.observe "x" %x axis 0 : tensor<?x4xf32>
  return
}

// -----

func.func @qx_o3_axis(%x: tensor<3x4xf32>) {
  // expected-error @below {{[QX-O3] rows are told apart by sample, which the leading dimension counts, so they need an axis after it; found 'tensor<3x4xf32>' with rows along dimension 0}}
  quantx.observe "x" %x axis 0 rows : tensor<3x4xf32>
  return
}

// -----

func.func @qx_o3_rank(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-O3] rows are told apart by sample, which the leading dimension counts, so they need an axis after it; found 'tensor<4xf32>' with rows along dimension 0}}
  quantx.observe "x" %x rows : tensor<4xf32>
  return
}

// -----

func.func @qx_r3_axis(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-R3] axis must lie in [0, 1) of 'tensor<4xf32>', found 1}}
  %0 = quantx.range %x, <min = [0.0, 0.0], max = [1.0, 1.0], axis = 1> : tensor<4xf32>
  return
}

// -----

func.func @qx_r3_count(%x: tensor<4xf32>) {
  // expected-error @below {{[QX-R3] axis 0 of 'tensor<4xf32>' needs one interval per index, found 2}}
  %0 = quantx.range %x, <min = [0.0, 0.0], max = [1.0, 1.0], axis = 0> : tensor<4xf32>
  return
}
