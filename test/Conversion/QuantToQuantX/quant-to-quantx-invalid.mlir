// RUN: quant-opt %s --convert-quant-to-quantx --split-input-file --verify-diagnostics
// RUN: not quant-opt %s --convert-quant-to-quantx --split-input-file 2>&1 | FileCheck %s --implicit-check-not="failed to legalize"

// CHECK: error:

// expected-error @below {{'func.func' op '!quant.uniform<i8:f32, 5.000000e-01:300>' has no form in quantx: [QX-P6] zero point #0 must lie in the storage bounds [-128, 127], found 300}}
// expected-note @below {{upstream accepts any zero point; choose one that the storage holds, or wider storage}}
func.func @zero_point(%x: tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5:300>> {
  // The type is reported once.
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:300>>
  return %q : tensor<4x!quant.uniform<i8:f32, 0.5:300>>
}

// -----

// expected-error @below {{[QX-P6] zero point #1 must lie in the storage bounds [0, 10], found 11}}
// expected-note @below {{choose one that the storage holds}}
func.func private @zero_point_of_axis(tensor<2x!quant.uniform<u8<0:10>:f32:0, {0.5:10, 0.5:11}>>)

// -----

// expected-error @below {{has no form in quantx: [QX-P1] scale #0 must be finite, positive and, as f32, at least 2^-126, found}}
// expected-note @below {{scales are rounded to the expressed type; state scales that are normal numbers of it}}
func.func private @subnormal_scale(tensor<4x!quant.uniform<i8:f32, 1.0e-42>>)

// -----

// expected-error @below {{[QX-P1] scale #1 must be finite, positive}}
// expected-note @below {{scales are rounded to the expressed type}}
func.func private @subnormal_scale_of_axis(tensor<2x!quant.uniform<i8:f32:0, {1.0, 1.0e-38}>>)

// -----

// expected-error @below {{'func.func' op '!quant.uniform<i8:f64, 5.000000e-01>' has no form in quantx: [QX-B2] the expressed type must be f32, f16 or bf16, found 'f64'}}
// expected-note @below {{state f32 as the expressed type and convert the reals}}
func.func private @expressed_type(tensor<4x!quant.uniform<i8:f64, 0.5>>)

// -----

// expected-error @below {{has no form in quantx: [QX-P3] storage is}}
// expected-note @below {{use the next wider storage type with explicit bounds}}
func.func private @storage(tensor<4x!quant.uniform<i7:f32, 0.5>>)

// -----

// expected-error @below {{has no form in quantx: [QX-R1]}}
// expected-note @below {{state bounds that are finite as f32 and in order}}
func.func private @range(tensor<4x!quant.calibrated<f32<-1.0:1.0e300>>>)

// -----

func.func @any(%x: tensor<4xf32>) {
  // expected-error @below {{'quant.qcast' op [QX-B3] needs a type that states a scale, found 'tensor<4x!quant.any<i8<-8:7>:f32>>'}}
  // expected-note @below {{state the scale in a !quant.uniform}}
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.any<i8<-8:7>:f32>>
  return
}

// -----

func.func @unranked(%x: tensor<*x!quant.uniform<i8:f32, 0.5>>) {
  // expected-error @below {{'quant.dcast' op [QX-B3] needs a scalar or a tensor of known rank, found 'tensor<*x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  // expected-note @below {{cast the operand to a ranked tensor with tensor.cast}}
  %y = quant.dcast %x : tensor<*x!quant.uniform<i8:f32, 0.5>> to tensor<*xf32>
  return
}

// -----

!layer = !quant.uniform<i8:f32, 0.5>
func.func @foreign(%x: tensor<4x!layer>) -> tensor<4x!layer> {
  %e = tensor.empty() : tensor<4x!layer>
  // Softmax computes with reals, and does not show it in a region.
  // expected-error @below {{'linalg.softmax' op [QX-B4] has quantized operands or results, found ('tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>', 'tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>') -> ('tensor<4x!quant.uniform<i8:f32, 5.000000e-01>>'); needed is an op that acts on the stored integers, not on the reals they stand for}}
  // expected-note @below {{put quant.dcast before it and quant.qcast behind it, or, if it only moves values, name its dialect in the option storage-dialects}}
  %r = linalg.softmax dimension(0) ins(%x : tensor<4x!layer>) outs(%e : tensor<4x!layer>) -> tensor<4x!layer>
  return %r : tensor<4x!layer>
}

// -----

!layer = !quant.uniform<i8:f32, 0.5>
func.func @tosa_arithmetic(%x: tensor<4x!layer>) -> (tensor<4x!layer>, tensor<4xf32>) {
  // A sum of stored integers has another scale and another zero point.
  // expected-error @below {{'tosa.add' op [QX-B4] has quantized operands or results}}
  // expected-note @below {{put quant.dcast before it and quant.qcast behind it}}
  %s = tosa.add %x, %x : (tensor<4x!layer>, tensor<4x!layer>) -> tensor<4x!layer>
  // Numbers or reals? A quant.dcast says which.
  // expected-error @below {{'tosa.cast' op [QX-B4] has quantized operands or results}}
  // expected-note @below {{put quant.dcast before it and quant.qcast behind it}}
  %y = tosa.cast %x : (tensor<4x!layer>) -> tensor<4xf32>
  return %s, %y : tensor<4x!layer>, tensor<4xf32>
}
