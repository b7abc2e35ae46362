//===- IntegerContraction.h - Sums of products of 8-bit integers *- C++ -*-===//
//
// What ConvInteger, MatMulInteger, QLinearConv and QLinearMatMul share. Sums
// are i32 and wrap, as ONNX allows; rule QX-I1 takes the zero points out of
// them.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_OPERATORS_INTEGERCONTRACTION_H
#define QUANTX_LIB_IMPORT_OPERATORS_INTEGERCONTRACTION_H

#include "../EmitConvolution.h"

namespace quantx::importer {

/// An operand of 8-bit integers that stand for their difference from a zero
/// point of the same type; no zero point means 0.
struct IntegerOperand {
  TensorValue value;
  /// A scalar, or a tensor that broadcasts to `value`.
  std::optional<TensorValue> zeroPoint;
};

/// Input `index` with its zero point, input `zeroIndex`, which is left out
/// where it is not given or known to be 0. A zero point of one element has
/// become a scalar; other shapes are the caller's to check.
mlir::FailureOr<IntegerOperand>
readIntegerOperand(NodeImporter &importer, unsigned index, unsigned zeroIndex);

/// True for a constant whose elements are all 0.
bool isKnownZero(const TensorValue &value);

/// The convolution of the two, N x M x spatial in i32, onto `bias` (i32). The
/// zero point of the filter is a scalar or has M elements. Padding stands for
/// zeros. `part` says what this is where it is not the result of the node.
mlir::FailureOr<TensorValue> emitIntegerConvolution(
    NodeImporter &importer, IntegerOperand input, IntegerOperand filter,
    const std::optional<TensorValue> &bias, llvm::StringRef part = "");

/// numpy's matmul of the two in i32. A zero point of one dimension has an
/// element for each row of `a` or column of `b`; one of more broadcasts.
mlir::FailureOr<TensorValue> emitIntegerMatMul(NodeImporter &importer,
                                               IntegerOperand a,
                                               IntegerOperand b,
                                               llvm::StringRef part = "");

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORS_INTEGERCONTRACTION_H
