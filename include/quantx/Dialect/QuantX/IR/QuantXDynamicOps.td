//===- QuantXDynamicOps.td - Scales that are values --------*- tablegen -*-===//
//
// The ops whose parameters are known at run time only: dynamic quantization,
// and quantization that is being trained. Included by QuantXOps.td.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DYNAMIC_OPS
#define QUANTX_DYNAMIC_OPS

def QuantX_ScaleTensor : RankedTensorOf<[F32, F16, BF16]>;

def QuantX_ChooseParamsOp : QuantX_Op<"choose_params", [
    Pure, DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, [
      "reifyResultShapes"]>]> {
  let summary = "Scale and zero point of the values at hand";
  let description = [{
    Takes the minimum and the maximum of the tensor, or of each index or block
    that the scheme's axes name, and derives parameters from them in f32 (rule
    QX-D8). With unsigned 8-bit storage that is ONNX's DynamicQuantizeLinear.

    `symmetric` gives a scale alone, for a zero point of 0. Float storage is
    always symmetric. The results have one dimension per axis of the scheme.

    Example:

    ```mlir
    %s, %z = quantx.choose_params %x, <ui8>
      : tensor<?x8xf32> -> tensor<f32>, tensor<i8>
    %rows = quantx.choose_params %x symmetric, <i8<-127:127>, axes = [0]>
      : tensor<?x8xf32> -> tensor<?xf32>
    ```
  }];
  let arguments = (ins QuantX_RealTensor:$input, UnitAttr:$symmetric,
                       QuantX_SchemeAttr:$scheme);
  let results = (outs RankedTensorOf<[F32]>:$scale,
                      Optional<QuantX_IntegerTensor>:$zero_point);
  let assemblyFormat = [{
    $input (`symmetric` $symmetric^)? `,` $scheme attr-dict
    `:` type($input) `->` type($scale) (`,` type($zero_point)^)?
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$input, "::quantx::SchemeAttr":$scheme,
                   CArg<"bool", "false">:$symmetric)>
  ];
  let hasVerifier = 1;
}

def QuantX_DynamicQuantizeOp : QuantX_Op<"dynamic_quantize", [
    Pure, AllShapesMatch<["input", "result"]>,
    QuantX_ReifyShape, QuantX_InferRange]> {
  let summary = "Real values to stored numbers, by a scale that is a value";
  let description = [{
    What `quantx.quantize` computes, with scale and zero point as operands.
    They have one dimension per axis of the scheme. The zero point has the
    signless storage type and the scale's shape; without one it is 0.

    Any scale is allowed: the division is IEEE's, an infinite quotient saturates
    and a NaN gives the zero point (rule QX-C14). With constants that a
    `#quantx.params` may hold, the op canonicalizes to `quantx.quantize`.

    Example:

    ```mlir
    %q = quantx.dynamic_quantize %x, %s, %z, <ui8>
      : tensor<?x8xf32>, tensor<f32>, tensor<i8> to tensor<?x8xi8>
    %r = quantx.dynamic_quantize %x, %rows, <i8<-127:127>, axes = [0]>
      : tensor<?x8xf32>, tensor<?xf32> to tensor<?x8xi8>
    ```
  }];
  let arguments = (ins QuantX_RealTensor:$input, QuantX_ScaleTensor:$scale,
                       Optional<QuantX_IntegerTensor>:$zero_point,
                       QuantX_SchemeAttr:$scheme,
                       OptionalAttr<TypeAttr>:$precision);
  let results = (outs QuantX_StorageTensor:$result);
  let assemblyFormat = [{
    $input (`precision` $precision^)? `,` $scale `,` ($zero_point^ `,`)? $scheme
    attr-dict `:` type($input) `,` type($scale) (`,` type($zero_point)^)?
    `to` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$input, "::mlir::Value":$scale,
                   "::mlir::Value":$zeroPoint, "::quantx::SchemeAttr":$scheme)>
  ];
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def QuantX_DynamicDequantizeOp : QuantX_Op<"dynamic_dequantize", [
    Pure, AllShapesMatch<["input", "result"]>,
    QuantX_ReifyShape]> {
  let summary = "Stored numbers to real values, by a scale that is a value";
  let description = [{
    What `quantx.dequantize` computes, with scale and zero point as operands, as
    `quantx.dynamic_quantize` takes them.

    Example:

    ```mlir
    %y = quantx.dynamic_dequantize %q, %s, %z, <ui8>
      : tensor<?x8xi8>, tensor<f32>, tensor<i8> to tensor<?x8xf32>
    ```
  }];
  let arguments = (ins QuantX_StorageTensor:$input, QuantX_ScaleTensor:$scale,
                       Optional<QuantX_IntegerTensor>:$zero_point,
                       QuantX_SchemeAttr:$scheme);
  let results = (outs QuantX_RealTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` ($zero_point^ `,`)? $scheme attr-dict
    `:` type($input) `,` type($scale) (`,` type($zero_point)^)?
    `to` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$input, "::mlir::Value":$scale,
                   "::mlir::Value":$zeroPoint, "::quantx::SchemeAttr":$scheme,
                   CArg<"::mlir::Type", "{}">:$elementType)>
  ];
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

def QuantX_F32Tensor : RankedTensorOf<[F32]>;

def QuantX_FakeQuantizeOp : QuantX_Op<"fake_quantize", [
    Pure, AllTypesMatch<["input", "result"]>, QuantX_ReifyShape]> {
  let summary = "The rounding and clamping that quantization does, on reals";
  let description = [{
    `dynamic_dequantize(dynamic_quantize(x))`: what a quantized value will be,
    as a real number. The forward function of quantization-aware training, whose
    scale is a value because it may be learned (rule QX-G1).

    Example:

    ```mlir
    %y = quantx.fake_quantize %x, %s, %z, <i8>
      : tensor<?x8xf32>, tensor<f32>, tensor<i8>
    ```
  }];
  let arguments = (ins QuantX_F32Tensor:$input, QuantX_F32Tensor:$scale,
                       Optional<QuantX_IntegerTensor>:$zero_point,
                       QuantX_SchemeAttr:$scheme);
  let results = (outs QuantX_F32Tensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` ($zero_point^ `,`)? $scheme attr-dict
    `:` type($input) `,` type($scale) (`,` type($zero_point)^)?
  }];
  let hasVerifier = 1;
}

def QuantX_FakeQuantizeGradientOp : QuantX_Op<"fake_quantize_gradient", [
    Pure, AllTypesMatch<["gradient", "input", "result"]>, QuantX_ReifyShape]> {
  let summary = "Straight-through gradient of fake_quantize";
  let description = [{
    The gradient by the input: that of the result where the rounded integer
    `rne(x / scale) + zero_point` lies in the storage bounds before it is
    clamped, 0 elsewhere and for NaN (rule QX-G2). Integer storage only.

    Example:

    ```mlir
    %dx = quantx.fake_quantize_gradient %dy, %x, %s, %z, <i8>
      : tensor<?x8xf32>, tensor<f32>, tensor<i8>
    ```
  }];
  let arguments = (ins QuantX_F32Tensor:$gradient, QuantX_F32Tensor:$input,
                       QuantX_F32Tensor:$scale,
                       Optional<QuantX_IntegerTensor>:$zero_point,
                       QuantX_SchemeAttr:$scheme);
  let results = (outs QuantX_F32Tensor:$result);
  let assemblyFormat = [{
    $gradient `,` $input `,` $scale `,` ($zero_point^ `,`)? $scheme attr-dict
    `:` type($input) `,` type($scale) (`,` type($zero_point)^)?
  }];
  let hasVerifier = 1;
}

def QuantX_LSQGradientOp : QuantX_Op<"lsq_gradient", [
    Pure, AllTypesMatch<["gradient", "input"]>,
    AllTypesMatch<["scale", "result"]>,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, [
      "reifyResultShapes"]>]> {
  let summary = "Gradient of fake_quantize by its scale (LSQ)";
  let description = [{
    Learned step size quantization (Esser et al., arXiv 1902.08153, section 2.1;
    rule QX-G3): the sum over the elements that share a scale of the incoming
    gradient times `rne(v) - v` inside the bounds, `min` below and `max` above
    them, where `v = x / scale`; the whole times `1 / sqrt(N * max)`, N being
    the number of those elements. The zero point is 0.

    Example:

    ```mlir
    %ds = quantx.lsq_gradient %dy, %x, %s, <i8>
      : tensor<?x8xf32>, tensor<f32>
    ```
  }];
  let arguments = (ins QuantX_F32Tensor:$gradient, QuantX_F32Tensor:$input,
                       QuantX_F32Tensor:$scale, QuantX_SchemeAttr:$scheme);
  let results = (outs QuantX_F32Tensor:$result);
  let assemblyFormat = [{
    $gradient `,` $input `,` $scale `,` $scheme attr-dict
    `:` type($input) `,` type($scale)
  }];
  let hasVerifier = 1;
}

def QuantX_PACTGradientOp : QuantX_Op<"pact_gradient", [
    Pure, AllTypesMatch<["gradient", "input", "input_gradient"]>,
    AllTypesMatch<["bound", "bound_gradient"]>,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, [
      "reifyResultShapes"]>]> {
  let summary = "Gradients of a clipped activation by input and bound (PACT)";
  let description = [{
    Parameterized clipping activation (Choi et al., arXiv 1805.06085, section 3;
    rule QX-G4): of `clip(x, 0, bound)` before its quantization. The gradient by
    the input is the incoming one where `0 <= x < bound` and 0 elsewhere, that
    by the bound is the sum of the incoming one where `x >= bound`.

    Example:

    ```mlir
    %dx, %da = quantx.pact_gradient %dy, %x, %bound
      : tensor<?x8xf32>, tensor<f32>
    ```
  }];
  let arguments = (ins QuantX_F32Tensor:$gradient, QuantX_F32Tensor:$input,
                       0DTensorOf<[F32]>:$bound);
  let results = (outs QuantX_F32Tensor:$input_gradient,
                      0DTensorOf<[F32]>:$bound_gradient);
  let assemblyFormat = [{
    $gradient `,` $input `,` $bound attr-dict `:` type($input) `,` type($bound)
  }];
}

#endif // QUANTX_DYNAMIC_OPS
