//===- QuantizationScheme.h - From reals to parameters ----------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_QUANTIZATIONSCHEME_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_QUANTIZATIONSCHEME_H

#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "quantx/Numerics/Parameters.h"

namespace quantx {

enum class StorageType { I8, UI8, I16, UI16, I4, UI4 };
enum class WeightGranularity { Channel, Tensor };
/// What is quantized: activations by their ranges and weights; the data of each
/// contraction by its values at run time, and weights; weights alone.
enum class QuantizationMode { Static, Dynamic, WeightOnly };
/// What shares one scale that is chosen at run time.
enum class ActivationGranularity { Tensor, Row };

/// Which integers of a storage type are used: all; for signed types, all but
/// the smallest; those of a type of one bit less, for cores whose dot products
/// saturate.
enum class StorageBounds { Full, Narrow, Reduced };

/// How values of one role are stored.
struct RoleScheme {
  StorageType storage = StorageType::I8;
  bool symmetric = false;
  StorageBounds bounds = StorageBounds::Full;
};

/// What a recipe says of storage; what it does not say is as elsewhere.
struct StorageChoice {
  std::optional<StorageType> type;
  std::optional<bool> symmetric;
  std::optional<StorageBounds> bounds;
  /// Of weights.
  std::optional<WeightGranularity> granularity;
  std::optional<int64_t> block;

  /// Replaces what `later` says.
  void update(const StorageChoice &later);
  /// `role` with what this says of it.
  RoleScheme apply(RoleScheme role) const;
};

/// Parameters, or why there are none.
struct SchemeResult {
  /// Null when there are none.
  ParamsAttr params;
  /// Why not, as a predicate of the value.
  std::string reason;
  /// The range asked for a scale below 2^-126 and got that.
  bool scaleRaised = false;
};

/// A quantization scheme; the default is the one that serves all targets:
/// asymmetric i8 activations with symmetric, narrow i8 weights per output
/// channel.
struct QuantizationScheme {
  RoleScheme activation;
  /// Activations that an op wants to read in 16 bits.
  RoleScheme wideActivation = {StorageType::I16, /*symmetric=*/true,
                               StorageBounds::Full};
  RoleScheme weight = {StorageType::I8, /*symmetric=*/true,
                       StorageBounds::Narrow};
  WeightGranularity weightGranularity = WeightGranularity::Channel;
  /// Elements of a channel that share a scale, counted along the longest
  /// dimension that is summed over; 0 for all of them.
  int64_t weightBlock = 0;
  /// Of ranges that are known at compile time.
  numerics::SymmetricDivisor divisor = numerics::SymmetricDivisor::QMax;
  numerics::ZeroPointRounding zeroPointRounding =
      numerics::ZeroPointRounding::TiesToEven;

  /// This scheme with what a recipe says of single values. Activations that it
  /// gives another type have that one where 16 bits are wanted, too, if it has
  /// as many.
  QuantizationScheme withActivation(const StorageChoice &choice) const;
  QuantizationScheme withWeight(const StorageChoice &choice) const;

  /// Per-tensor parameters for values in `range`, of 16 bits if `isWide`.
  SchemeResult getActivationParams(mlir::MLIRContext *context, Interval range,
                                   bool isWide = false) const;

  /// Parameters for a result that lies in `range` by definition, reached only
  /// in the limit: with asymmetric full-range storage the step is a power of
  /// two if the range's width is, and the upper end saturates (softmax: 1/256).
  SchemeResult getFixedRangeParams(mlir::MLIRContext *context, Interval range,
                                   bool isWide = false) const;

  /// How activations are stored whose scale is chosen at run time, with
  /// parameters for each index of `axes` (in increasing order).
  SchemeAttr getDynamicScheme(mlir::MLIRContext *context,
                              llvm::ArrayRef<int64_t> axes) const;

  /// Parameters from the numbers of a weight of `type`, one set per index of
  /// `channelDims` (in increasing order) unless the granularity is per tensor,
  /// and in each channel one per block.
  SchemeResult getWeightParams(mlir::RankedTensorType type,
                               mlir::ElementsAttr elements,
                               llvm::ArrayRef<int64_t> channelDims) const;

  /// Per-tensor parameters for weights in `range`.
  SchemeResult getWeightParams(mlir::MLIRContext *context,
                               Interval range) const;
};

/// The smallest interval that holds the numbers of `elements`, which can be
/// read (see canReadElements); none if one of them is NaN or infinite.
std::optional<Interval> getInterval(mlir::ElementsAttr elements);

/// The same for a constant, or for a tensor that same-scale ops made of
/// constants; none, too, where one cannot be read.
std::optional<Interval> getInterval(mlir::Value constant);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_QUANTIZATIONSCHEME_H
