// RUN: quant-opt %s --convert-float8-to-arith --split-input-file --verify-diagnostics

func.func @dynamic(%x: tensor<?xf32>) -> tensor<?xf8E5M2> {
  // expected-error @+1 {{casts elements of 'tensor<?xf32>', whose shape is not static; run --convert-elementwise-to-linalg first}}
  %q = arith.truncf %x : tensor<?xf32> to tensor<?xf8E5M2>
  return %q : tensor<?xf8E5M2>
}

// -----

func.func @rounding(%x: f32) -> f8E5M2 {
  // expected-error @+1 {{rounds to 'f8E5M2' in a mode that it has no lowering for; use to_nearest_even, or leave the mode out}}
  %q = arith.truncf %x upward : f32 to f8E5M2
  return %q : f8E5M2
}

// -----

func.func @wide(%x: f8E5M2) -> f128 {
  // expected-error @+1 {{casts 'f8E5M2' to 'f128'; 8- and 4-bit floats have a lowering from and to f16, bf16, f32 and f64; cast through one of them}}
  %r = arith.extf %x : f8E5M2 to f128
  return %r : f128
}
