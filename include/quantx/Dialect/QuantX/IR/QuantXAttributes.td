//===- QuantXAttributes.td - Typed parameters --------------*- tablegen -*-===//

#ifndef QUANTX_ATTRIBUTES
#define QUANTX_ATTRIBUTES

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "quantx/Dialect/QuantX/IR/QuantXEnums.td"

class QuantX_Attr<string name, string attrMnemonic>
    : AttrDef<QuantX_Dialect, name> {
  let mnemonic = attrMnemonic;
  let genVerifyDecl = 1;
}

def QuantX_ScaleAttr : QuantX_Attr<"Scale", "scale"> {
  let summary = "Scales: the size of one quantization step";
  let description = [{
    One scale (a rank-0 tensor, written as a number) or one per channel or
    block (a tensor). The element type is f32, f16, bf16, f8E8M0FNU or
    f8E4M3FN. Every scale is finite, positive and at least 2^-126 when read as
    f32 (rule QX-P1; narrower types are exempt from the lower bound, since
    their smallest value is exact in f32).

    Example:

    ```mlir
    #quantx.scale<0.5 : f32>
    #quantx.scale<dense<[0.5, 0.25]> : tensor<2xf32>>
    ```
  }];
  let parameters = (ins "::mlir::ElementsAttr":$values);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// True for one scale that holds for the whole tensor.
    bool isScalar() const;
    /// Number of scales.
    int64_t size() const { return getValues().getNumElements(); }
    /// All scales as f32, in row-major order; exact for every element type.
    ::llvm::SmallVector<float> toFloats() const;
    /// Checks every scale (QX-P1) and that a resource is there (QX-P13).
    ::mlir::LogicalResult
    verifyValues(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError)
        const;
  }];
  let builders = [
    AttrBuilder<(ins "float":$scale)>,
    AttrBuilder<(ins "::llvm::ArrayRef<float>":$scales)>
  ];
}

def QuantX_ZeroPointAttr : QuantX_Attr<"ZeroPoint", "zero_point"> {
  let summary = "Zero points: the storage value that means 0.0";
  let description = [{
    One zero point (a rank-0 tensor, written as a number) or one per channel or
    block (a tensor), of the storage type, unsigned types included.

    Example:

    ```mlir
    #quantx.zero_point<-3 : i8>
    #quantx.zero_point<128 : ui8>
    #quantx.zero_point<dense<[1, -1]> : tensor<2xi8>>
    ```
  }];
  let parameters = (ins "::mlir::ElementsAttr":$values);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// True for one zero point that holds for the whole tensor.
    bool isScalar() const;
    /// Number of zero points.
    int64_t size() const { return getValues().getNumElements(); }
    /// All zero points, in row-major order, extended by their signedness.
    ::llvm::SmallVector<int64_t> toIntegers() const;
    /// True when every zero point is 0.
    bool isAllZero() const;
  }];
  let builders = [
    AttrBuilder<(ins "int64_t":$zeroPoint, "::mlir::Type":$storageType)>,
    AttrBuilder<(ins "::llvm::ArrayRef<int64_t>":$zeroPoints,
                     "::mlir::Type":$storageType)>
  ];
}

def QuantX_SchemeAttr : QuantX_Attr<"Scheme", "scheme"> {
  let summary = "How a tensor is quantized, without the numbers";
  let description = [{
    Storage type with its bounds and granularity: what `#quantx.params` says
    except for scale and zero point, which the ops that carry a scheme take as
    operands or compute from data.

    - The storage type is an integer (i2, i4, i8, i16, i32, i64, or unsigned
      ui2 to ui32) or a float (f8E4M3FN, f8E5M2, f8E3M4, f8E4M3FNUZ,
      f8E5M2FNUZ, f4E2M1FN). Integer bounds narrower than the type follow in
      angle brackets.
    - `axes` names the dimensions that have parameters of their own: none is
      per tensor, one is per axis. `block_sizes`, one per axis, gives the
      number of consecutive elements that share parameters (1 when absent); the
      last block of a dimension may be shorter.
    - `overflow` says what a float storage type does with numbers beyond its
      largest one.

    Example:

    ```mlir
    #quantx.scheme<i8<-127:127>, axes = [0]>
    #quantx.scheme<i4, axes = [1], block_sizes = [32]>
    #quantx.scheme<f8E4M3FN, overflow = ieee>
    ```
  }];
  let parameters = (ins
    "::mlir::Type":$storageType,
    "int64_t":$storageMin,
    "int64_t":$storageMax,
    "::quantx::Overflow":$overflow,
    ArrayRefParameter<"int64_t">:$axes,
    ArrayRefParameter<"int64_t">:$blockSizes);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// The smallest and the largest value that an integer storage type can
    /// hold, by its signedness (signless means signed); {0, 0} for floats.
    static std::pair<int64_t, int64_t> getTypeBounds(::mlir::Type type);

    bool isInteger() const;
    bool isFloat() const { return !isInteger(); }
    bool isUnsigned() const;
    bool isPerTensor() const { return getAxes().empty(); }
    /// Elements along axis `index` of `axes` that share parameters.
    int64_t getBlockSize(size_t index) const {
      return getBlockSizes().empty() ? 1 : getBlockSizes()[index];
    }
    /// The element type of a tensor that holds such values: an integer storage
    /// type signless, a float storage type as it is.
    ::mlir::Type getTensorElementType() const;
    /// The shape of the scale of a tensor of `type`, one dimension per axis;
    /// dynamic where the tensor is.
    ::llvm::SmallVector<int64_t> getScaleShape(::mlir::ShapedType type) const;
    /// Checks the granularity against a tensor's shape. The message states both
    /// sides.
    ::mlir::LogicalResult
    verifyFor(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError,
              ::mlir::ShapedType type) const;
  }];
  let builders = [
    AttrBuilder<(ins "::mlir::Type":$storageType)>
  ];
}

def QuantX_ParamsAttr : QuantX_Attr<"Params", "params"> {
  let summary = "The meaning of a quantized tensor";
  let description = [{
    Storage type with its bounds, granularity, scale and zero point: a
    `#quantx.scheme` with its numbers. The real value of a stored integer `q`
    is `f32(q - zero_point) * scale`, that of a stored float `f32(q) * scale`.

    - The tensor itself is always signless; `ui8` says that its numbers are
      unsigned.
    - The scale holds one value per tensor, or a tensor with one dimension per
      axis. The zero point has the scale's shape or is one value for all. Float
      storage has none.
    - `outer_scale` is a second-level scale, one for the tensor: the scale of a
      block is then the product of both, rounded once to f32 (NVFP4).

    Example:

    ```mlir
    #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
    #quantx.params<i8<-127:127>, axes = [0],
      scale = <dense<[0.5, 0.25]> : tensor<2xf32>>, zero_point = <0 : i8>>
    #quantx.params<i4, axes = [1], block_sizes = [32],
      scale = <dense<[0.5, 0.25]> : tensor<2xf16>>, zero_point = <0 : i4>>
    #quantx.params<ui8, scale = <0.5 : f32>, zero_point = <128 : ui8>>
    #quantx.params<f8E4M3FN, scale = <0.5 : f32>, overflow = ieee>
    #quantx.params<f4E2M1FN, axes = [0], block_sizes = [16],
      scale = <dense<[0.5, 448.0]> : tensor<2xf8E4M3FN>>,
      outer_scale = <0.125 : f32>>
    ```
  }];
  let parameters = (ins
    "::mlir::Type":$storageType,
    "int64_t":$storageMin,
    "int64_t":$storageMax,
    "::quantx::Overflow":$overflow,
    ArrayRefParameter<"int64_t">:$axes,
    ArrayRefParameter<"int64_t">:$blockSizes,
    "::quantx::ScaleAttr":$scale,
    "::quantx::ScaleAttr":$outerScale,
    "::quantx::ZeroPointAttr":$zeroPoint);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// The smallest and the largest value that an integer storage type can
    /// hold, by its signedness (signless means signed); {0, 0} for floats.
    static std::pair<int64_t, int64_t> getTypeBounds(::mlir::Type type) {
      return SchemeAttr::getTypeBounds(type);
    }

    /// Storage and granularity alone.
    SchemeAttr getScheme() const;
    bool isInteger() const;
    bool isFloat() const { return !isInteger(); }
    bool isUnsigned() const;
    bool isPerTensor() const { return getAxes().empty(); }
    /// One axis, blocks of one element.
    bool isPerAxis() const;
    /// The axis of per-axis parameters.
    std::optional<int64_t> getAxis() const;
    /// The element type of a tensor that holds such values: an integer storage
    /// type signless, a float storage type as it is.
    ::mlir::Type getTensorElementType() const;
    /// All scales as f32, in row-major order, the outer scale multiplied in.
    ::llvm::SmallVector<float> getScales() const;
    /// All zero points, one for each scale or one for all; 0 for floats.
    ::llvm::SmallVector<int64_t> getZeroPoints() const;
    /// True when one zero point holds for the whole tensor.
    bool hasScalarZeroPoint() const;
    /// The parameters at position `index` of the flattened scale.
    float getScaleAt(int64_t index) const;
    int64_t getZeroPointAt(int64_t index) const;
    /// The same with `axes` renumbered by `newAxes`, for a tensor whose
    /// dimensions moved.
    ParamsAttr withAxes(::llvm::ArrayRef<int64_t> newAxes) const;
    /// Checks resources, which attributes cannot check while a module is being
    /// parsed, and the granularity against a tensor's shape. The message states
    /// both sides.
    ::mlir::LogicalResult
    verifyFor(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError,
              ::mlir::ShapedType type) const;
    /// The same as a question.
    bool isValidFor(::mlir::ShapedType type) const;
  }];
  let builders = [
    AttrBuilder<(ins "::mlir::Type":$storageType, "int64_t":$storageMin,
                     "int64_t":$storageMax, "float":$scale,
                     "int64_t":$zeroPoint)>,
    AttrBuilder<(ins "::mlir::Type":$storageType, "int64_t":$storageMin,
                     "int64_t":$storageMax, "int64_t":$axis,
                     "::llvm::ArrayRef<float>":$scales,
                     "::llvm::ArrayRef<int64_t>":$zeroPoints)>,
    AttrBuilder<(ins "::mlir::Type":$storageType, "int64_t":$storageMin,
                     "int64_t":$storageMax, "::llvm::ArrayRef<int64_t>":$axes,
                     "::llvm::ArrayRef<int64_t>":$blockSizes,
                     "::quantx::ScaleAttr":$scale,
                     "::quantx::ZeroPointAttr":$zeroPoint)>,
    AttrBuilderWithInferredContext<(ins "::quantx::SchemeAttr":$scheme,
                     "::quantx::ScaleAttr":$scale,
                     "::quantx::ScaleAttr":$outerScale,
                     "::quantx::ZeroPointAttr":$zeroPoint)>
  ];
}

def QuantX_FixedPointAttr : QuantX_Attr<"FixedPoint", "fixed_point"> {
  let summary = "A real multiplier as an integer and a shift";
  let description = [{
    Stands for `multiplier * 2^-shift`, one value or one per channel. A
    multiplier lies in [2^30, 2^31), a shift in [1, 62] (rule QX-F1), so that
    every real number has exactly one form. `width = 16` is TOSA's form for
    48-bit accumulators: multipliers in [2^14, 2^15).

    Example:

    ```mlir
    #quantx.fixed_point<multiplier = 1518500250, shift = 33>
    #quantx.fixed_point<multiplier = 1518500250, shift = 33, rounding = double>
    #quantx.fixed_point<multiplier = [1518500250, 1073741824], shift = [33, 40]>
    #quantx.fixed_point<multiplier = 18000, shift = 30, width = 16>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int32_t">:$multipliers,
    ArrayRefParameter<"int32_t">:$shifts,
    "::quantx::RoundingMode":$rounding,
    "int32_t":$width);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// True for one multiplier that holds for the whole tensor.
    bool isScalar() const { return getMultipliers().size() == 1; }
    int64_t size() const { return getMultipliers().size(); }
  }];
  let builders = [
    AttrBuilder<(ins "::llvm::ArrayRef<int32_t>":$multipliers,
                     "::llvm::ArrayRef<int32_t>":$shifts,
                     "::quantx::RoundingMode":$rounding), [{
      return $_get($_ctxt, multipliers, shifts, rounding, /*width=*/32);
    }]>
  ];
}

def QuantX_RangeAttr : QuantX_Attr<"Range", "range"> {
  let summary = "The range of real values a tensor takes";
  let description = [{
    Closed interval of f32 values, one for the tensor or one per index of an
    axis. `min <= max`, both finite (rule QX-R1).

    Example:

    ```mlir
    #quantx.range<min = -1.0, max = 2.5>
    #quantx.range<min = [-1.0, 0.0], max = [2.5, 6.0], axis = 1>
    ```
  }];
  let parameters = (ins
    "::mlir::DenseF32ArrayAttr":$mins,
    "::mlir::DenseF32ArrayAttr":$maxs,
    "std::optional<int64_t>":$axis);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    bool isPerTensor() const { return !getAxis(); }
  }];
}

#endif // QUANTX_ATTRIBUTES
