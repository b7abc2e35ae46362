//===- QuantizationPasses.td - From float to integers ------*- tablegen -*-===//
//
// Included by Passes.td.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_QUANTIZATION_PASSES
#define QUANTX_TRANSFORMS_QUANTIZATION_PASSES

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// From a float model to quantize and dequantize
//===----------------------------------------------------------------------===//

def QuantXInsertObservers : Pass<"quantx-insert-observers", "mlir::ModuleOp"> {
  let summary = "Record the values that calibration needs";
  let description = [{
    Inserts a `quantx.observe` for every float tensor whose range has to be
    known: function arguments, and results of ops that compute new values. The
    result of a same-scale op (reshape, padding, maximum, ...) holds values that
    are observed already, and what is inside of a chain that becomes one integer
    op (a convolution before its relu, see `QuantizationChain`) is never
    quantized; observed, it could not be fused either. Each is named as the model
    names it (see `ValueNaming`).

    An observer has an axis where the value has channels, which is decided by
    `QuantizationFlowOpInterface`: those that a contraction with constant weights
    reads, through ops that only move values, or else those that it computes. It
    asks for rows of the data of such a contraction, of the data of a softmax and
    of a function's results, where the leading dimension counts samples.

    ```mlir
    %y = math.tanh %x : tensor<4xf32> loc("act")
    // becomes
    %y = math.tanh %x : tensor<4xf32> loc("act")
    quantx.observe "act" %y : tensor<4xf32>
    ```
  }];
  let dependentDialects = ["::quantx::QuantXDialect"];
}

def QuantXAnnotateRanges : Pass<"quantx-annotate-ranges", "mlir::ModuleOp"> {
  let summary = "State the ranges that a calibration found";
  let description = [{
    Reads a statistics file of quant-calibrate and inserts a `quantx.range`
    after every value that `quantx-insert-observers` would observe. The
    calibrator decides how much of what was seen the range holds; another one
    needs no new calibration.

    Of the rules of a recipe (`recipe=`) that name a calibrator for a value, for
    what an op computes (`calibrator`) or for what it reads (`input_calibrator`),
    the last one counts. Remarks say which calibrator gave each range, and so
    does `quantx-explain`.

    The file must be of this model: it holds a fingerprint of the weights and of
    the names of the values, which neither the batch size nor ranges and
    observers in the IR change. quant-calibrate runs `quantx-prepare-pipeline`
    before it looks, so that has to come before this pass as well.

    Ranges can also be stated, in a file `ranges=`: the table of lines
    `name threshold min max` that `quant-calibrate --print-ranges` prints, a
    calibration cache of TensorRT, or a calibration table of onnxruntime. Given
    together with statistics, they come first, and what the file lacks comes
    from the statistics. Given alone, a table must have a line for every value.
    A file of another tool need not: values without a range get none, which a
    remark says.

    ```mlir
    %y = linalg.exp ins(%x : ...) outs(%e : ...) -> tensor<4xf32> loc("act")
    // becomes
    %y = linalg.exp ins(%x : ...) outs(%e : ...) -> tensor<4xf32> loc("act")
    %r = quantx.range %y, <min = 0.1, max = 7.5> : tensor<4xf32>
    ```
  }];
  let options = [
    Option<"statisticsFile", "statistics", "std::string", /*default=*/"",
           "The statistics file">,
    Option<"acceptPartial", "accept-partial", "bool", /*default=*/"false",
           "Accept statistics of an interrupted run">,
    Option<"rangesFile", "ranges", "std::string", /*default=*/"",
           "A file that states ranges; they come before the statistics">,
    Option<"rangesFormat", "ranges-format", "std::string",
           /*default=*/"\"auto\"",
           "The format of that file: table, tensorrt, onnxruntime, or auto for "
           "what its contents look like">,
    Option<"calibratorSpec", "calibrator", "std::string",
           /*default=*/"\"min-max\"",
           "What makes a range of statistics: NAME or NAME:KEY=VALUE:..., for "
           "example percentile:p=99.99">,
    Option<"recipeFile", "recipe", "std::string", /*default=*/"",
           "A recipe, whose rules choose calibrators for single values">,
    Option<"symmetric", "symmetric", "bool", /*default=*/"false",
           "The ranges are for symmetric parameters: only the larger magnitude "
           "of their ends matters">
  ];
  let dependentDialects = ["::quantx::QuantXDialect"];
}

def QuantXInsertQDQ : Pass<"quantx-insert-qdq"> {
  let summary = "Quantize values by their ranges";
  let description = [{
    Consumes the `quantx.range` ops: a value that has a range, and that an op
    with an integer form gives or reads (see `QuantizationFlowOpInterface`),
    goes through one `quantx.quantize` and one `quantx.dequantize`, which all
    its users share. The function computes in float what integers will compute
    later, and keeps its signature.

    - Nothing is rounded inside a chain that one integer op can do: a
      convolution with the addition of its bias and the clamp or scaling after
      it, a sum with the division that makes it a mean, a sequence of pointwise
      ops. The range of the last value of the chain is the one that counts.
    - Ops that only move values carry the parameters of their operands. Where
      operands differ (concatenation), the result gets parameters that hold all
      of them.
    - A weight, the constant factor of a sum of products, gets parameters from
      its own numbers. Other constants are quantized as activations. Biases stay
      in float.
    - A result with a fixed range (softmax) needs no `quantx.range`.

    - Norms read 16-bit values, since they multiply the rounding of their input,
      and so do the sums before them: a residual stream has 16 bits from one norm
      to the next. Readers that need no more than 8 get a second pair.
    - What a recipe keeps in float is marked with `quantx.float` and the reason:
      as an island (`float=softmax`), with its operands and its result quantized
      as if it were not, or altogether. Quantization that is there already stays.

    Values that stay in float are reported by missed remarks with the reason.

    The other modes need no ranges and look at each sum of several products with
    a constant weight:

    - `dynamic` quantizes the weight as above, and the data by parameters chosen
      from its own values at run time (rule QX-D8), for the tensor or, with
      `activation-granularity=row`, for each index of the dimensions that are not
      summed over: the rows of a matrix product, the samples of a convolution.
      Contractions that read one value share its integers. Results stay float.
    - `weight-only` quantizes the weight alone. With `weight-block=n`, n elements
      of a channel share a scale, along the longest dimension that is summed
      over; the last block may be short.

    ```mlir
    %r = quantx.range %x, #quantx.range<min = 0.0, max = 2.55> : tensor<2x4xf32>
    %y = linalg.matmul ins(%r, %w : ...) outs(%bias : ...) -> tensor<2x8xf32>
    %c = linalg.max ins(%y, %zeros : ...) outs(%e : ...) -> tensor<2x8xf32>
    %s = quantx.range %c, #quantx.range<min = 0.0, max = 5.1> : tensor<2x8xf32>
    // becomes
    %q = quantx.quantize %x, #quantx.params<i8, scale = <0.01 : f32>, zero_point = <-128 : i8>> : ...
    %d = quantx.dequantize %q, ...
    %v = quantx.dequantize %wq, #quantx.params<i8<-127:127>, axes = [1], ...> : ...
    %y = linalg.matmul ins(%d, %v : ...) outs(%bias : ...) -> tensor<2x8xf32>
    %c = linalg.max ins(%y, %zeros : ...) outs(%e : ...) -> tensor<2x8xf32>
    %p = quantx.quantize %c, #quantx.params<i8, scale = <0.02 : f32>, zero_point = <-128 : i8>> : ...
    %s = quantx.dequantize %p, ...
    ```
  }];
  let options = [
    Option<"mode", "mode", "::quantx::QuantizationMode",
           "::quantx::QuantizationMode::Static", "What is quantized, and when",
           [{::llvm::cl::values(
               clEnumValN(::quantx::QuantizationMode::Static, "static",
                          "values by their ranges, and weights"),
               clEnumValN(::quantx::QuantizationMode::Dynamic, "dynamic",
                          "the data of contractions at run time, and weights"),
               clEnumValN(::quantx::QuantizationMode::WeightOnly, "weight-only",
                          "weights of contractions"))}]>,
    Option<"activation", "activation", "::quantx::StorageType",
           "::quantx::StorageType::I8", "Storage type of activations",
           [{::llvm::cl::values(
               clEnumValN(::quantx::StorageType::I8, "i8", "signed 8 bits"),
               clEnumValN(::quantx::StorageType::UI8, "ui8", "unsigned 8 bits"),
               clEnumValN(::quantx::StorageType::I16, "i16", "signed 16 bits"))}]>,
    Option<"weight", "weight", "::quantx::StorageType",
           "::quantx::StorageType::I8", "Storage type of weights",
           [{::llvm::cl::values(
               clEnumValN(::quantx::StorageType::I8, "i8", "signed 8 bits"),
               clEnumValN(::quantx::StorageType::UI8, "ui8", "unsigned 8 bits"),
               clEnumValN(::quantx::StorageType::I4, "i4", "signed 4 bits"),
               clEnumValN(::quantx::StorageType::UI4, "ui4",
                          "unsigned 4 bits"))}]>,
    Option<"weightGranularity", "weight-granularity",
           "::quantx::WeightGranularity",
           "::quantx::WeightGranularity::Channel",
           "What shares one scale of a weight",
           [{::llvm::cl::values(
               clEnumValN(::quantx::WeightGranularity::Channel, "channel",
                          "the weights of one output channel"),
               clEnumValN(::quantx::WeightGranularity::Tensor, "tensor",
                          "the whole tensor"))}]>,
    Option<"activationGranularity", "activation-granularity",
           "::quantx::ActivationGranularity",
           "::quantx::ActivationGranularity::Tensor",
           "What shares one scale that is chosen at run time",
           [{::llvm::cl::values(
               clEnumValN(::quantx::ActivationGranularity::Tensor, "tensor",
                          "the whole tensor"),
               clEnumValN(::quantx::ActivationGranularity::Row, "row",
                          "each index of the dimensions that are not summed "
                          "over"))}]>,
    Option<"weightBlock", "weight-block", "uint64_t", /*default=*/"0",
           "Elements of a channel that share one scale, along the longest "
           "dimension that is summed over; 0 for all of them">,
    Option<"activationSymmetric", "activation-symmetric", "bool",
           /*default=*/"false", "Activations have zero point 0">,
    Option<"weightSymmetric", "weight-symmetric", "bool", /*default=*/"true",
           "Weights have zero point 0">,
    Option<"keepFloatConstants", "keep-float-constants", "bool",
           /*default=*/"false",
           "Leave the quantize of a constant unfolded, for "
           "quantx-correct-bias">,
    Option<"activationBounds", "activation-bounds", "::quantx::StorageBounds",
           "::quantx::StorageBounds::Full",
           "The integers that activations use",
           [{::llvm::cl::values(
               clEnumValN(::quantx::StorageBounds::Full, "full",
                          "all of the type"),
               clEnumValN(::quantx::StorageBounds::Narrow, "narrow",
                          "all but the smallest of a signed type"),
               clEnumValN(::quantx::StorageBounds::Reduced, "reduced",
                          "those of one bit less"))}]>,
    Option<"weightBounds", "weight-bounds", "::quantx::StorageBounds",
           "::quantx::StorageBounds::Narrow", "The integers that weights use",
           [{::llvm::cl::values(
               clEnumValN(::quantx::StorageBounds::Full, "full",
                          "all of the type"),
               clEnumValN(::quantx::StorageBounds::Narrow, "narrow",
                          "all but the smallest of a signed type"),
               clEnumValN(::quantx::StorageBounds::Reduced, "reduced",
                          "those of one bit less"))}]>,
    Option<"divisor", "symmetric-divisor",
           "::quantx::numerics::SymmetricDivisor",
           "::quantx::numerics::SymmetricDivisor::QMax",
           "What a symmetric scale divides the largest magnitude by",
           [{::llvm::cl::values(
               clEnumValN(::quantx::numerics::SymmetricDivisor::QMax, "qmax",
                          "the largest integer"),
               clEnumValN(::quantx::numerics::SymmetricDivisor::HalfSpan,
                          "half-span",
                          "half the difference of the largest and the smallest "
                          "one, as PyTorch does"))}]>,
    Option<"zeroPointRounding", "zero-point-rounding",
           "::quantx::numerics::ZeroPointRounding",
           "::quantx::numerics::ZeroPointRounding::TiesToEven",
           "How zero points of ranges are rounded",
           [{::llvm::cl::values(
               clEnumValN(::quantx::numerics::ZeroPointRounding::TiesToEven,
                          "ties-to-even", "as ONNX and PyTorch do"),
               clEnumValN(::quantx::numerics::ZeroPointRounding::TiesAway,
                          "ties-away", "as gemmlowp and TFLite do"))}]>,
    ListOption<"floatClasses", "float", "std::string",
               "Ops that are computed in float between 8-bit values: "
               "contraction, elementwise, reduction, pointwise, softmax, "
               "normalization">,
    ListOption<"wideClasses", "wide", "std::string",
               "Ops that read 16-bit values; without the option, norms that are "
               "computed in integers">,
    Option<"recipeFile", "recipe", "std::string", /*default=*/"",
           "A file of settings, which stand for options that are not given, and "
           "of rules about single ops, which come after the options">,
    Option<"explain", "explain", "bool", /*default=*/"false",
           "Print a table of what was decided, and why, to stderr">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::quantx::QuantXDialect"];
}

//===----------------------------------------------------------------------===//
// To integers
//===----------------------------------------------------------------------===//

def QuantXFoldQDQ : Pass<"quantx-fold-qdq"> {
  let summary = "Move quantize and dequantize to where they meet, exactly";
  let description = [{
    Rewrites that give the same bits for every input:

    - `dequantize` moves below, and `quantize` above, ops that move values
      (transpose, reshape, slice, pad, concatenation, ...), and a maximum or
      minimum of dequantized values moves onto the stored integers: max pools,
      comparisons. Parameters per axis follow their dimension. Padding and the
      start of a maximum become the stored value that stands for them exactly;
      -inf, which none stands for, becomes the smallest value of the storage
      type where it cannot show in the result.
    - Operands of a concatenation, select, maximum or minimum with different
      parameters each get a `quantize` of their own to those of the result
      (rule QX-I8).
    - A clamp vanishes where the range of the storage implies it (rule QX-I9).
    - `quantize(dequantize(q))` of equal parameters is `q`, and `quantize` of a
      constant is a constant. `dequantize(quantize(x))` is never touched.

    What stays in float below a dequantize gives a missed remark with the reason.

    ```mlir
    %x = quantx.dequantize %q, #p : tensor<1x4x4xi8> to tensor<1x4x4xf32>
    %y = tensor.pad %x low[0, 1, 1] high[0, 1, 1] {... tensor.yield %zero}
    %r = quantx.quantize %y, #p : tensor<1x6x6xf32> to tensor<1x6x6xi8>
    // becomes, the zero point being -3
    %r = tensor.pad %q low[0, 1, 1] high[0, 1, 1] {... tensor.yield %c-3_i8}
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect",
                           "mlir::tensor::TensorDialect"];
}

def QuantXLowerToInteger : Pass<"quantx-lower-to-integer"> {
  let summary = "Compute quantized ops in integers";
  let description = [{
    Starts at every `quantize` and looks back: through what a requantize absorbs
    (clamps, multiplication by a positive constant, bias) to an op whose
    operands are dequantized, and computes that op on the stored integers.

    - Contractions and convolutions of every layout accumulate i8 x i8 in i32 (in
      i64 when the sums are not known to fit, with a remark). Named ops keep
      their names. The sums over constants, the zero points and the bias go into
      the tensor they accumulate onto (rules QX-I1 to QX-I3); with a zero point
      on the weight, the sum over the input is computed. Unsigned operands are
      zero-extended in a `linalg.generic`: named ops sign-extend.
    - Sums, means and average pools become an integer sum and one requantize
      (QX-I6). Additions and subtractions round once (QX-I4), products are
      requantized (QX-I5); with factors of either sign and offsets they are
      linear functions (QX-I10). Quotients divide with a remainder (QX-I11).
    - A change of scale is a requantize, a clamp one of stored values, or nothing
      (QX-I8, QX-I9). Any other function of one 8-bit tensor, however many ops
      compute it, becomes a table of 256 entries (QX-L3); one of a 16-bit tensor
      a linear function, an interpolated table or one of 65536 entries (QX-L5).
    - Softmax, layer norm and RMS norm become sums, tables and one division or
      inverse square root per row (QX-N2 to QX-N9). Factors and offsets behind a
      norm are part of it, so that nothing is rounded between.

    Contractions of a `dynamic_dequantize` and a dequantized constant become one
    on stored values as well; their results stay float, by one elementwise op
    that applies zero point, scales and bias (QX-I14).

    Runs the rewrites of `quantx-fold-qdq` before and after. Each result gives a
    passed remark with the largest possible distance from its float ops, a
    contraction also with its scales and the proven bound of its sums. What stays
    in float gives a missed remark with the reason.

    ```mlir
    %x = quantx.dequantize %q, #px : tensor<?x4xi8> to tensor<?x4xf32>
    %w = quantx.dequantize %qw, #pw : tensor<4x2xi8> to tensor<4x2xf32>
    %y = linalg.matmul ins(%x, %w : ...) outs(%bias : tensor<?x2xf32>)
    %r = quantx.quantize %y, #py : tensor<?x2xf32> to tensor<?x2xi8>
    // becomes
    %b = linalg.broadcast ins(%folded : tensor<2xi32>) outs(%e : tensor<?x2xi32>) dimensions = [0]
    %a = linalg.matmul ins(%q, %qw : tensor<?x4xi8>, tensor<4x2xi8>) outs(%b : tensor<?x2xi32>)
    %r = quantx.requantize %a axis 1, <multiplier = [..], shift = [..]> to #py
    ```
  }];
  let options = [
    Option<"observeErrors", "observe-errors", "bool", "false",
           "Keep the float ops beside the integers, and observe how far those "
           "are from them, in steps, for quant-calibrate to measure">,
    Option<"rounding", "rounding", "::quantx::RoundingMode",
           "::quantx::RoundingMode::Single",
           "How fixed-point products are rounded",
           [{::llvm::cl::values(
             clEnumValN(::quantx::RoundingMode::Single, "single",
                        "once, ties toward positive infinity"),
             clEnumValN(::quantx::RoundingMode::Double, "double",
                        "twice, as gemmlowp and TFLite do"),
             clEnumValN(::quantx::RoundingMode::NearestEven, "nearest-even",
                        "once, ties to even"))}]>
  ];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::linalg::LinalgDialect",
                           "mlir::math::MathDialect",
                           "mlir::tensor::TensorDialect"];
}

def QuantXDecomposeAggregates : Pass<"quantx-decompose-aggregates"> {
  let summary = "Write ops that stand for several structured ops as those";
  let description = [{
    Ops such as linalg.softmax say in one op what later stages know only as
    several reductions and elementwise ops. Every op with the interface
    `AggregatedOpInterface` is replaced by its own decomposition. The parts take
    the location of the whole.

    ```mlir
    %s = linalg.softmax dimension(1) ins(%x : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
    // becomes
    %m = linalg.generic ... arith.maxnumf   // the maximum of each row
    %n = linalg.generic ... arith.subf, math.exp
    %d = linalg.generic ... arith.addf      // the sum of each row
    %s = linalg.generic ... arith.divf
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::math::MathDialect", "mlir::tensor::TensorDialect"];
}

def QuantXVerifyIntegerOnly : Pass<"quantx-verify-integer-only"> {
  let summary = "List the ops that compute in float, each with the reason";
  let description = [{
    A module is integer-only when floats are quantized where they come in,
    dequantized where they go out, and computed with nowhere. Every op that
    computes in float is listed by the name of the value it computes, with the
    reason why it has no integer form; by default that is an error. Conversions
    and constants are not listed, except a quantize that changes the scale of a
    dequantized value.

    With `scope=between`, float ops before the first quantize and after the last
    dequantize (preparation of the input, a softmax at the end) are left out.

    With the `mode` that `quantx-insert-qdq` had, what that mode keeps in float by
    decision is no error, and the remark names the mode.

    ```mlir
    %x = quantx.dequantize %q, #p : tensor<1x10xi8> to tensor<1x10xf32>
    %y = linalg.softmax dimension(1) ins(%x : ...) outs(%e : ...)
    // error: 'probabilities' is computed in float by 'linalg.softmax', which
    // has no integer form yet
    ```
  }];
  let options = [
    Option<"severity", "severity", "::quantx::IntegerOnlySeverity",
           "::quantx::IntegerOnlySeverity::Error", "What a float op is",
           [{::llvm::cl::values(
             clEnumValN(::quantx::IntegerOnlySeverity::Error, "error",
                        "an error"),
             clEnumValN(::quantx::IntegerOnlySeverity::Remark, "remark",
                        "worth a remark"))}]>,
    Option<"mode", "mode", "::quantx::QuantizationMode",
           "::quantx::QuantizationMode::Static",
           "What was quantized: what else is float is so by decision",
           [{::llvm::cl::values(
               clEnumValN(::quantx::QuantizationMode::Static, "static",
                          "everything"),
               clEnumValN(::quantx::QuantizationMode::Dynamic, "dynamic",
                          "contractions, at run time"),
               clEnumValN(::quantx::QuantizationMode::WeightOnly, "weight-only",
                          "weights"))}]>,
    Option<"scope", "scope", "::quantx::IntegerOnlyScope",
           "::quantx::IntegerOnlyScope::All", "Which float ops count",
           [{::llvm::cl::values(
             clEnumValN(::quantx::IntegerOnlyScope::All, "all", "all of them"),
             clEnumValN(::quantx::IntegerOnlyScope::Between, "between",
                        "those between a quantize and a dequantize"))}]>
  ];
}

#endif // QUANTX_TRANSFORMS_QUANTIZATION_PASSES
