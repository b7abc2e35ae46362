//===- RowFunction.h - Softmax and normalizations ---------------*- C++ -*-===//

#ifndef QUANTX_ANALYSIS_ROWFUNCTION_H
#define QUANTX_ANALYSIS_ROWFUNCTION_H

#include "quantx/Analysis/RowAlgebra.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include <string>

namespace quantx {

/// factor * f(x) + offset, where f is softmax(scale * x) or a normalization of
/// x over the rows along `dims`.
struct RowFunctionMatch {
  RowFunction function = RowFunction::Softmax;
  DimMask dims = 0;
  /// Of softmax alone.
  double scale = 1;
  /// Of normalizations alone; never negative.
  double epsilon = 0;
  /// Made of numbers and other tensors alone.
  RowPolynomial factor;
  RowPolynomial offset;

  bool isPlain() const {
    return scale == 1 && factor.getNumber() == 1.0 && offset.isZero();
  }
};

/// What a form is if it is softmax or a normalization; otherwise `reason` says,
/// as a sentence without its subject, why it is none.
std::optional<RowFunctionMatch> matchRowFunction(const RowAlgebra &algebra,
                                                 const RowPolynomial &form,
                                                 std::string &reason);

/// True for forms that would be odd outside of softmax and normalizations: with
/// sums of squares or of exponentials over a row, or roots of sums.
bool resemblesRowFunction(const RowAlgebra &algebra, const RowPolynomial &form);

} // namespace quantx

#endif // QUANTX_ANALYSIS_ROWFUNCTION_H
