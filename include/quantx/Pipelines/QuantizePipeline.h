//===- QuantizePipeline.h - A float module to integers ----------*- C++ -*-===//

#ifndef QUANTX_PIPELINES_QUANTIZEPIPELINE_H
#define QUANTX_PIPELINES_QUANTIZEPIPELINE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"

namespace quantx {

/// Options of `quantx-quantize-pipeline`. Those of a single pass mean what they
/// mean there.
struct QuantizePipelineOptions
    : public mlir::PassPipelineOptions<QuantizePipelineOptions> {
  Option<std::string> statistics{
      *this, "statistics",
      llvm::cl::desc("The statistics file of a calibration; without one, the "
                     "ranges are those that the module states itself")};
  Option<bool> acceptPartial{
      *this, "accept-partial",
      llvm::cl::desc("Accept statistics of an interrupted run"),
      llvm::cl::init(false)};
  Option<std::string> ranges{
      *this, "ranges",
      llvm::cl::desc("A file that states ranges, which come before those of "
                     "the statistics: name threshold min max, or a table of "
                     "TensorRT or onnxruntime")};
  Option<std::string> rangesFormat{
      *this, "ranges-format",
      llvm::cl::desc("The format of that file: table, tensorrt, onnxruntime, "
                     "or auto for what its contents look like"),
      llvm::cl::init("auto")};
  Option<std::string> calibrator{
      *this, "calibrator",
      llvm::cl::desc("What makes a range of statistics: NAME or "
                     "NAME:KEY=VALUE:..., for example percentile:p=99.99"),
      llvm::cl::init("min-max")};
  Option<QuantizationMode> mode{
      *this, "mode", llvm::cl::desc("What is quantized, and when"),
      llvm::cl::init(QuantizationMode::Static),
      llvm::cl::values(
          clEnumValN(QuantizationMode::Static, "static",
                     "values by their ranges, and weights"),
          clEnumValN(QuantizationMode::Dynamic, "dynamic",
                     "the data of contractions at run time, and weights"),
          clEnumValN(QuantizationMode::WeightOnly, "weight-only",
                     "weights of contractions"))};
  Option<StorageType> activation{
      *this, "activation", llvm::cl::desc("Storage type of activations"),
      llvm::cl::init(StorageType::I8),
      llvm::cl::values(clEnumValN(StorageType::I8, "i8", "signed 8 bits"),
                       clEnumValN(StorageType::UI8, "ui8", "unsigned 8 bits"),
                       clEnumValN(StorageType::I16, "i16", "signed 16 bits"))};
  Option<bool> activationSymmetric{
      *this, "activation-symmetric",
      llvm::cl::desc("Activations have zero point 0"), llvm::cl::init(false)};
  Option<StorageType> weight{
      *this, "weight", llvm::cl::desc("Storage type of weights"),
      llvm::cl::init(StorageType::I8),
      llvm::cl::values(clEnumValN(StorageType::I8, "i8", "signed 8 bits"),
                       clEnumValN(StorageType::UI8, "ui8", "unsigned 8 bits"),
                       clEnumValN(StorageType::I4, "i4", "signed 4 bits"),
                       clEnumValN(StorageType::UI4, "ui4", "unsigned 4 bits"))};
  Option<bool> weightSymmetric{*this, "weight-symmetric",
                               llvm::cl::desc("Weights have zero point 0"),
                               llvm::cl::init(true)};
  Option<WeightGranularity> weightGranularity{
      *this, "weight-granularity",
      llvm::cl::desc("What shares one scale of a weight"),
      llvm::cl::init(WeightGranularity::Channel),
      llvm::cl::values(
          clEnumValN(WeightGranularity::Channel, "channel",
                     "the weights of one output channel"),
          clEnumValN(WeightGranularity::Tensor, "tensor", "the whole tensor"))};
  Option<ActivationGranularity> activationGranularity{
      *this, "activation-granularity",
      llvm::cl::desc("What shares one scale that is chosen at run time"),
      llvm::cl::init(ActivationGranularity::Tensor),
      llvm::cl::values(clEnumValN(ActivationGranularity::Tensor, "tensor",
                                  "the whole tensor"),
                       clEnumValN(ActivationGranularity::Row, "row",
                                  "each index of the dimensions that are not "
                                  "summed over"))};
  Option<uint64_t> weightBlock{
      *this, "weight-block",
      llvm::cl::desc("Elements of a channel that share one scale; 0 for all"),
      llvm::cl::init(0)};
  Option<StorageBounds> activationBounds{
      *this, "activation-bounds",
      llvm::cl::desc("The integers that activations use"),
      llvm::cl::init(StorageBounds::Full),
      llvm::cl::values(
          clEnumValN(StorageBounds::Full, "full", "all of the type"),
          clEnumValN(StorageBounds::Narrow, "narrow",
                     "all but the smallest of a signed type"),
          clEnumValN(StorageBounds::Reduced, "reduced",
                     "those of one bit less"))};
  Option<StorageBounds> weightBounds{
      *this, "weight-bounds", llvm::cl::desc("The integers that weights use"),
      llvm::cl::init(StorageBounds::Narrow),
      llvm::cl::values(
          clEnumValN(StorageBounds::Full, "full", "all of the type"),
          clEnumValN(StorageBounds::Narrow, "narrow",
                     "all but the smallest of a signed type"),
          clEnumValN(StorageBounds::Reduced, "reduced",
                     "those of one bit less"))};
  Option<numerics::SymmetricDivisor> divisor{
      *this, "symmetric-divisor",
      llvm::cl::desc("What a symmetric scale divides the largest magnitude by"),
      llvm::cl::init(numerics::SymmetricDivisor::QMax),
      llvm::cl::values(
          clEnumValN(numerics::SymmetricDivisor::QMax, "qmax",
                     "the largest integer"),
          clEnumValN(numerics::SymmetricDivisor::HalfSpan, "half-span",
                     "half the difference of the largest and the smallest one, "
                     "as PyTorch does"))};
  Option<numerics::ZeroPointRounding> zeroPointRounding{
      *this, "zero-point-rounding",
      llvm::cl::desc("How zero points of ranges are rounded"),
      llvm::cl::init(numerics::ZeroPointRounding::TiesToEven),
      llvm::cl::values(clEnumValN(numerics::ZeroPointRounding::TiesToEven,
                                  "ties-to-even", "as ONNX and PyTorch do"),
                       clEnumValN(numerics::ZeroPointRounding::TiesAway,
                                  "ties-away", "as gemmlowp and TFLite do"))};
  ListOption<std::string> floatClasses{
      *this, "float",
      llvm::cl::desc("Ops that are computed in float between 8-bit values: "
                     "contraction, elementwise, reduction, pointwise, softmax, "
                     "normalization")};
  ListOption<std::string> wideClasses{
      *this, "wide",
      llvm::cl::desc("Ops that read 16-bit values; without the option, norms "
                     "that are computed in integers")};
  Option<std::string> recipe{
      *this, "recipe",
      llvm::cl::desc("A file of settings, which stand for options that are not "
                     "given, and of rules about single ops, which come after "
                     "the options")};
  Option<bool> biasCorrection{
      *this, "bias-correction",
      llvm::cl::desc("Add what the weights lose on average by being rounded to "
                     "the biases; needs statistics by channel"),
      llvm::cl::init(false)};
  Option<bool> explain{
      *this, "explain",
      llvm::cl::desc("Print a table of what was decided, and why, to stderr"),
      llvm::cl::init(false)};
  Option<RoundingMode> rounding{
      *this, "rounding", llvm::cl::desc("How fixed-point products are rounded"),
      llvm::cl::init(RoundingMode::Single),
      llvm::cl::values(clEnumValN(RoundingMode::Single, "single",
                                  "once, ties toward positive infinity"),
                       clEnumValN(RoundingMode::Double, "double",
                                  "twice, as gemmlowp and TFLite do"),
                       clEnumValN(RoundingMode::NearestEven, "nearest-even",
                                  "once, ties to even"))};
  Option<bool> observeErrors{
      *this, "observe-errors",
      llvm::cl::desc("Keep the float ops of each layer beside its integers and "
                     "observe how far those are from them, for quant-calibrate "
                     "to measure; nothing is verified"),
      llvm::cl::init(false)};
  Option<IntegerOnlyCheck> verify{
      *this, "verify", llvm::cl::desc("What an op that is left in float is"),
      llvm::cl::init(IntegerOnlyCheck::Remark),
      llvm::cl::values(
          clEnumValN(IntegerOnlyCheck::None, "none", "nothing"),
          clEnumValN(IntegerOnlyCheck::Remark, "remark", "worth a remark"),
          clEnumValN(IntegerOnlyCheck::Error, "error", "an error"))};
};

/// Appends the passes that write a float module as quantization wants it:
/// raise-aggregates, fuse-pointwise, sink-reshapes, fold-affine. They change
/// which values there are, so calibration runs them as well.
void buildPreparePipeline(mlir::OpPassManager &pm);

/// Replaces the options that were not given a value by what the recipe says, if
/// it can be read; if not, the passes report that.
void applyRecipe(QuantizePipelineOptions &options);

/// Appends the passes that turn a float module and the statistics of its
/// calibration into one that computes in integers: the prepare pipeline,
/// annotate-ranges, insert-qdq, correct-bias where asked for, fold-qdq,
/// lower-to-integer, cleanup, verify-integer-only. The functions keep their
/// signatures: floats come in and go out.
void buildQuantizePipeline(mlir::OpPassManager &pm,
                           const QuantizePipelineOptions &options);

/// Appends the first passes of the quantize pipeline, up to insert-qdq, which
/// prints what it decides and why.
void buildExplainPipeline(mlir::OpPassManager &pm,
                          const QuantizePipelineOptions &options);

/// Registers `quantx-prepare-pipeline`, `quantx-quantize-pipeline` and
/// `quantx-explain`.
void registerQuantizePipeline();

} // namespace quantx

#endif // QUANTX_PIPELINES_QUANTIZEPIPELINE_H
