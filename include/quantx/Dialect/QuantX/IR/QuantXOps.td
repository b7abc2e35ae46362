//===- QuantXOps.td - Operations of the quantx dialect -----*- tablegen -*-===//

#ifndef QUANTX_OPS
#define QUANTX_OPS

include "mlir/Interfaces/InferIntRangeInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "quantx/Dialect/QuantX/IR/QuantXAttributes.td"

class QuantX_Op<string mnemonic, list<Trait> traits = []>
    : Op<QuantX_Dialect, mnemonic, traits>;

/// The result's type follows from the operands and the attributes. A more
/// precise rule than "inferred and given type are equal" is the verifier's.
defvar QuantX_InferType = InferTypeOpAdaptorWithIsCompatible;

/// The result has the shape of the first operand.
def QuantX_ReifyShape
    : DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, [
      "reifyResultShapes"]>;

/// The result's integers lie in the storage bounds.
def QuantX_InferRange
    : DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>;

defvar QuantX_FloatStorage = [
  F8E4M3FN, F8E5M2, F8E3M4, F8E4M3FNUZ, F8E5M2FNUZ, F4E2M1FN];

def QuantX_RealTensor : RankedTensorOf<[F32, F16, BF16]>;
def QuantX_StorageTensor : RankedTensorOf<
    !listconcat([I<2>, I<4>, I8, I16, I32, I64], QuantX_FloatStorage)>;
def QuantX_IntegerTensor : RankedTensorOf<[I<2>, I<4>, I8, I16, I32, I64]>;

def QuantX_QuantizeOp : QuantX_Op<"quantize", [
    Pure, Elementwise, SameOperandsAndResultShape, QuantX_InferType,
    QuantX_ReifyShape, QuantX_InferRange]> {
  let summary = "Real values to stored numbers";
  let description = [{
    Integer storage: `q = clamp(rne(x / scale) + zero_point, min, max)`: one
    IEEE division, ties to even, the zero point added after rounding and before
    the clamp; infinities saturate and NaN gives the zero point (rule QX-C1).

    Float storage: `encode(x / scale)`, rounded once, ties to even. NaN stays
    NaN, and numbers beyond the largest one saturate or not as the params'
    `overflow` says (rule QX-C8).

    The division is one of f32, or of `precision` when that is given: `x` and
    the scale are rounded to that type first (rule QX-C13).

    Example:

    ```mlir
    %q = quantx.quantize %x,
      <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4xf32> to tensor<4xi8>
    %h = quantx.quantize %x precision f16,
      <ui4, scale = <0.5 : f16>, zero_point = <8 : ui4>>
      : tensor<4xf32> to tensor<4xi4>
    %f = quantx.quantize %x, <f8E4M3FN, scale = <0.5 : f32>>
      : tensor<4xf32> to tensor<4xf8E4M3FN>
    ```
  }];
  let arguments = (ins QuantX_RealTensor:$input, QuantX_ParamsAttr:$params,
                       OptionalAttr<TypeAttr>:$precision);
  let results = (outs QuantX_StorageTensor:$result);
  let assemblyFormat = [{
    $input (`precision` $precision^)? `,` $params attr-dict
    `:` type($input) `to` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$input, "::quantx::ParamsAttr":$params), [{
      build($_builder, $_state, input, params, ::mlir::TypeAttr());
    }]>
  ];
  let hasVerifier = 1;
  let hasFolder = 1;
  let useCustomPropertiesEncoding = 1;
}

def QuantX_DequantizeOp : QuantX_Op<"dequantize", [
    Pure, Elementwise, SameOperandsAndResultShape, QuantX_ReifyShape]> {
  let summary = "Stored numbers to real values";
  let description = [{
    Integer storage: `r = f32(q - zero_point) * scale`, the difference in exact
    integers (rule QX-C2). Float storage: `r = f32(q) * scale` (rule QX-C8). A
    result of f16 or bf16 is that f32 rounded once more.

    `dequantize(quantize(x))` is never folded to `x`: the rounding and the clamp
    are the meaning of the pair.

    Example:

    ```mlir
    %x = quantx.dequantize %q,
      <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4xi8> to tensor<4xf32>
    ```
  }];
  let arguments = (ins QuantX_StorageTensor:$input, QuantX_ParamsAttr:$params);
  let results = (outs QuantX_RealTensor:$result);
  let assemblyFormat = [{
    $input `,` $params attr-dict `:` type($input) `to` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$input, "::quantx::ParamsAttr":$params,
                   CArg<"::mlir::Type", "{}">:$elementType)>
  ];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QuantX_RequantizeOp : QuantX_Op<"requantize", [
    Pure, Elementwise, SameOperandsAndResultShape, QuantX_ReifyShape,
    QuantX_InferRange]> {
  let summary = "Accumulators or stored integers to integers of another scale";
  let description = [{
    `q = clamp(R((a - input_zero_point) * multiplier, shift) + zero_point, min,
    max)` in integers: the product is exact and rounded once or twice as the
    fixed point's rounding mode says (rule QX-F2). A fixed point with one value
    per channel needs `axis`, the dimension of the channels.

    The result's parameters are per tensor. Their scale takes no part in the
    arithmetic: the fixed point already is the quotient of the scales. It says
    what the result means. Storage is of integers.

    Example:

    ```mlir
    %q = quantx.requantize %acc,
      <multiplier = 1518500250, shift = 33>
      to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4x2xi32> to tensor<4x2xi8>
    %r = quantx.requantize %acc axis 1,
      <multiplier = [1518500250, 1073741824],
                          shift = [33, 40]>
      to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4x2xi32> to tensor<4x2xi8>
    ```
  }];
  let arguments = (ins
    QuantX_IntegerTensor:$input,
    QuantX_FixedPointAttr:$fixed_point,
    QuantX_ParamsAttr:$params,
    OptionalAttr<I64Attr>:$axis,
    DefaultValuedAttr<I64Attr, "0">:$input_zero_point,
    UnitAttr:$input_unsigned);
  let results = (outs QuantX_IntegerTensor:$result);
  let assemblyFormat = [{
    $input (`axis` $axis^)? (`unsigned` $input_unsigned^)?
    (`zero_point` $input_zero_point^)? `,` $fixed_point
    `to` $params attr-dict `:` type($input) `to` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QuantX_LookupOp : QuantX_Op<"lookup", [
    Pure, Elementwise, SameOperandsAndResultShape, QuantX_ReifyShape,
    QuantX_InferRange]> {
  let summary = "Any function of a stored integer, by table";
  let description = [{
    Up to 8 bits, `result = table[bits(q)]`, where `bits` reads the stored
    number as an unsigned one, whatever its signedness: entry 0 belongs to 0,
    entry 255 to the byte 0xFF, which is -1 when the storage is signed (rule
    QX-L1). The table has one entry for each bit pattern: 4, 16 or 256.

    A 16-bit value is read signed and interpolated between the 513 entries of a
    16-bit table, of which entry `i` belongs to `128 * (i - 256)` (rule QX-L4).

    Example:

    ```mlir
    %y = quantx.lookup %q, dense<7> : tensor<256xi8>
      : tensor<4xi8> to tensor<4xi8>
    %z = quantx.lookup %w, dense<7> : tensor<513xi16>
      : tensor<4xi16> to tensor<4xi16>
    ```
  }];
  let arguments = (ins RankedTensorOf<[I<2>, I<4>, I8, I16]>:$input,
                       ElementsAttr:$table);
  let results = (outs QuantX_IntegerTensor:$result);
  let assemblyFormat = [{
    $input `,` $table attr-dict `:` type($input) `to` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QuantX_ObserveOp : QuantX_Op<"observe", [MemoryEffects<[MemWrite]>]> {
  let summary = "Records the values of a tensor during calibration";
  let description = [{
    Passes every element to the statistics kept under `value_name`. It has no result,
    so that inserting and removing observers never touches the data flow.

    With `axis`, each index of that dimension, a channel, gets statistics of its
    own, too. With `rows`, some vectors of values along the axis, or along the
    last dimension without one, are kept as they are; the leading dimension then
    counts samples.

    Example:

    ```mlir
    quantx.observe "conv1" %x axis 1 rows : tensor<?x4x7x7xf32>
    quantx.observe "sum" %y : tensor<4xf32>
    ```
  }];
  let arguments = (ins StrAttr:$value_name, QuantX_RealTensor:$input,
                       OptionalAttr<I64Attr>:$axis, UnitAttr:$rows);
  let assemblyFormat = [{
    $value_name $input (`axis` $axis^)? (`rows` $rows^)? attr-dict
    `:` type($input)
  }];
  let builders = [
    OpBuilder<(ins "::llvm::StringRef":$valueName, "::mlir::Value":$input), [{
      build($_builder, $_state, valueName, input, ::mlir::IntegerAttr(),
            /*rows=*/false);
    }]>,
  ];
  let hasVerifier = 1;
  let useCustomPropertiesEncoding = 1;
  let extraClassDeclaration = [{
    /// The dimension that rows are along.
    int64_t getRowAxis() {
      return getAxis().value_or(getInput().getType().getRank() - 1);
    }
  }];
}

def QuantX_RangeOp : QuantX_Op<"range", [Pure, SameOperandsAndResultType]> {
  let summary = "States the range of real values a tensor takes";
  let description = [{
    The result is the input; calibration promises that its values lie in the
    range, or that those outside may be clipped. Inserting quantization consumes
    the op.

    Example:

    ```mlir
    %y = quantx.range %x, <min = -1.0, max = 2.5> : tensor<4xf32>
    ```
  }];
  let arguments = (ins QuantX_RealTensor:$input, QuantX_RangeAttr:$range);
  let results = (outs QuantX_RealTensor:$result);
  let assemblyFormat = "$input `,` $range attr-dict `:` type($input)";
  let hasVerifier = 1;
}

include "quantx/Dialect/QuantX/IR/QuantXDynamicOps.td"
include "quantx/Dialect/QuantX/IR/QuantXRowOps.td"

#endif // QUANTX_OPS
