// RUN: quant-opt %s --quantx-verify-integer-only=severity=remark --split-input-file --verify-diagnostics
// RUN: not quant-opt %s --quantx-verify-integer-only --split-input-file 2>&1 | FileCheck %s --check-prefix=ERROR

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#id = affine_map<(i, j) -> (i, j)>

// Conversions at the ends, integer ops and questions about shapes: no remark.
func.func @integer_only(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%d) : tensor<?x4xi8>
  %q = quantx.quantize %x, #p : tensor<?x4xf32> to tensor<?x4xi8>
  %m = linalg.max ins(%q, %q : tensor<?x4xi8>, tensor<?x4xi8>) outs(%e : tensor<?x4xi8>) -> tensor<?x4xi8>
  %y = quantx.dequantize %m, #p : tensor<?x4xi8> to tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>

// Named by the value; the reason is that of quantx-lower-to-integer.
func.func @reasons(%x: tensor<2x4xi8>, %w: tensor<4x4xf32>) -> (tensor<2x4xi8>, tensor<2x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  %d = quantx.dequantize %x, #p : tensor<2x4xi8> to tensor<2x4xf32>
  // ERROR: error: {{.*}}'probabilities' is computed in float by 'linalg.softmax', which has an integer form, which quantx-lower-to-integer would give it
  // expected-remark @unknown {{'probabilities' is computed in float by 'linalg.softmax', which has an integer form, which quantx-lower-to-integer would give it}}
  %s = linalg.softmax dimension(1) ins(%d : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32> loc("probabilities")
  %q = quantx.quantize %s, #p : tensor<2x4xf32> to tensor<2x4xi8>
  // expected-remark @below {{result of 'linalg.matmul' is computed in float by 'linalg.matmul', which reads argument #1, which is not quantized}}
  %m = linalg.matmul ins(%d, %w : tensor<2x4xf32>, tensor<4x4xf32>) outs(%i : tensor<2x4xf32>) -> tensor<2x4xf32>
  // expected-remark @below {{by 'linalg.tanh', which reads result of 'linalg.matmul', which is not quantized}}
  %t = linalg.tanh ins(%m : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %q, %t : tensor<2x4xi8>, tensor<2x4xf32>
}

// -----

#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
#o = #quantx.params<i8, scale = <0.25 : f32>, zero_point = <-3 : i8>>

// What was not lowered though it could have been: the ops, and a quantize that
// changes a scale.
func.func @not_lowered(%x: tensor<4xi8>, %y: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>, tensor<4xf32>) {
  %a = quantx.dequantize %x, #p : tensor<4xi8> to tensor<4xf32>
  %b = quantx.dequantize %y, #p : tensor<4xi8> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  // expected-remark @below {{by 'linalg.add', which has an integer form, which quantx-lower-to-integer would give it}}
  %s = linalg.add ins(%a, %b : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %q = quantx.quantize %s, #p : tensor<4xf32> to tensor<4xi8>
  // expected-remark @below {{by 'quantx.quantize', which has an integer form}}
  %r = quantx.quantize %a, #o : tensor<4xf32> to tensor<4xi8>
  // expected-remark @below {{by 'linalg.mul', which gives a result that is not quantized}}
  %m = linalg.mul ins(%a, %b : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %q, %r, %m : tensor<4xi8>, tensor<4xi8>, tensor<4xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// A float detour inside a body is one, whatever the op reads and gives.
func.func @detour(%x: tensor<4xi8>, %c: i1) -> tensor<4xi8> {
  %e = tensor.empty() : tensor<4xi8>
  %r = scf.if %c -> tensor<4xi8> {
    // expected-remark @below {{is computed in float by 'linalg.generic', which does not compute floats}}
    %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xi8>) outs(%e : tensor<4xi8>) {
    ^bb0(%i: i8, %o: i8):
      %f = arith.sitofp %i : i8 to f32
      %s = math.sqrt %f : f32
      %t = arith.fptosi %s : f32 to i8
      linalg.yield %t : i8
    } -> tensor<4xi8>
    scf.yield %y : tensor<4xi8>
  } else {
    scf.yield %x : tensor<4xi8>
  }
  return %r : tensor<4xi8>
}
