//===- ValueMatching.h - The same value in two modules ----------*- C++ -*-===//
//
// A quantized module keeps the names of the float one: what stands for the
// value X is at loc("X") where it is float, at loc("X"("quantize")) where it is
// stored.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_VALUEMATCHING_H
#define QUANTX_ANALYSIS_VALUEMATCHING_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include <string>
#include <vector>

namespace quantx {

/// A value of the float module, and one of the quantized module that stands for
/// it.
struct ValuePair {
  /// The key of the value in the float module; see ValueNaming.
  std::string name;
  /// A tensor of f32.
  mlir::Value real;
  /// A tensor of f32, or of stored numbers.
  mlir::Value quantized;
  /// What the stored numbers mean; null for floats, and where the scale is
  /// chosen at run time.
  ParamsAttr params;
  /// Dimension 1 of `real` comes last in `quantized`.
  bool isChannelsLast = false;

  /// "f32", "i8", "i16"; "i8, dynamic" where the scale is chosen at run time.
  std::string describeStorage() const;
};

/// A value without a counterpart, and why it has none: a predicate.
struct UnmatchedValue {
  std::string name;
  std::string reason;
};

struct ValueMatching {
  /// In the order of the float module. A value that is stored twice, for
  /// readers of 8 and of 16 bits, is in two pairs.
  std::vector<ValuePair> pairs;
  std::vector<UnmatchedValue> unmatchedReal;
  std::vector<UnmatchedValue> unmatchedQuantized;
};

/// Matches the values of two functions, outside of nested regions. Stored
/// numbers are preferred to the floats that they were made of. Arguments that
/// are floats in both are in no list, being equal.
ValueMatching matchValues(mlir::FunctionOpInterface real,
                          mlir::FunctionOpInterface quantized);

/// Makes what `pair.quantized` stands for, of the shape of `pair.real`, right
/// behind it.
mlir::Value createReal(const ValuePair &pair);

} // namespace quantx

#endif // QUANTX_ANALYSIS_VALUEMATCHING_H
