//===- RowForm.h - Functions of rows in integers ----------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWFORM_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWFORM_H

#include "IntegerForm.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

#include <optional>

namespace quantx {

/// The quantized operand of a function of rows.
struct RowInput {
  mlir::Value stored;
  ParamsAttr params;
  /// The dimensions along which a row runs.
  llvm::SmallVector<int64_t, 1> dims;
  /// Elements of a row, if static.
  std::optional<int64_t> count;
  /// The positive number that the reals are multiplied by before the function.
  double factor = 1;

  unsigned getBits() const {
    return params.getStorageType().getIntOrFloatBitWidth();
  }
};

/// Emits structured ops on the elements of a tensor and on its rows.
class RowEmitter {
public:
  RowEmitter(mlir::OpBuilder &builder, mlir::Location loc,
             const RowInput &input);

  /// One number of `type` per row: `body(element, accumulator)` from `start` on
  /// over the elements of `values`, which has the shape of the input.
  mlir::Value reduce(mlir::Value values, mlir::Type type, int64_t start,
                     ElementwiseBody body) const;

  /// One number per row from one of each of `operands`.
  mlir::Value onRows(mlir::ValueRange operands, mlir::Type type,
                     ElementwiseBody body) const;

  /// One number per element. `rows` are read at the row of the element and come
  /// after `elements` in the body.
  mlir::Value onElements(llvm::ArrayRef<ElementwiseOperand> elements,
                         mlir::ValueRange rows, mlir::Type type,
                         ElementwiseBody body) const;

  mlir::OpBuilder &getBuilder() const { return builder; }
  mlir::Location getLoc() const { return loc; }

  /// A table of 32-bit numbers.
  mlir::Value createTable(llvm::ArrayRef<int32_t> entries) const;

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
  llvm::SmallVector<mlir::utils::IteratorType> iterators;
  /// From the dimensions of the input to those of its rows.
  mlir::AffineMap rowMap;
  llvm::SmallVector<mlir::OpFoldResult> sizes, rowSizes;
};

/// Says that `head` computes in integers, and how near to the reals.
void remarkRowForm(mlir::OpResult head, llvm::StringRef function,
                   std::optional<double> errorBound);

mlir::FailureOr<IntegerForm> matchSoftmax(mlir::OpResult head,
                                          const RowInput &input,
                                          const Epilogue &epilogue,
                                          Refusal &refusal);
mlir::FailureOr<IntegerForm>
matchNormalize(mlir::OpResult head, const RowInput &input, const RowFlow &flow,
               const Epilogue &epilogue, Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWFORM_H
