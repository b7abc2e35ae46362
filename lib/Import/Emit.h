//===- Emit.h - The forms that imported operators share ---------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_EMIT_H
#define QUANTX_LIB_IMPORT_EMIT_H

#include "NodeImporter.h"

namespace quantx::importer {

/// Builds the scalar result of an elementwise op from its scalar operands.
using ScalarFn = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

/// The body of a contraction: sum + a * b for the arguments a, b, sum. Integers
/// are extended by their sign to the type of the sum.
mlir::Value emitMultiplyAdd(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::ValueRange args);

/// A scalar constant of the element type of `type`; rounded to nearest.
mlir::Value emitScalar(NodeImporter &importer, DataType type, double number,
                       mlir::Location loc);

/// Element `index` of a constant as a scalar constant, exactly.
mlir::Value emitConstantElement(NodeImporter &importer, const TensorData &data,
                                int64_t index, mlir::Location loc);

/// A run-time check that two extents are equal, unless they are seen to be.
void emitRequireEqual(NodeImporter &importer, mlir::OpFoldResult a,
                      mlir::OpFoldResult b, llvm::StringRef what);

/// An uninitialized tensor.
mlir::Value emitEmpty(NodeImporter &importer, DataType type, const Shape &shape,
                      mlir::Location loc);

/// A tensor filled with one number.
TensorValue emitFilled(NodeImporter &importer, DataType type,
                       const Shape &shape, double number, mlir::Location loc);
TensorValue emitFilled(NodeImporter &importer, DataType type,
                       const Shape &shape, mlir::Value scalar,
                       mlir::Location loc);

/// `value` with the same elements in the same order and another shape, as
/// collapse_shape and expand_shape; free for constants. Static numbers of
/// elements must be equal; dynamic ones are checked when the program runs
/// unless they are seen to be.
TensorValue emitReshape(NodeImporter &importer, const TensorValue &value,
                        const Shape &shape, mlir::Location loc);

/// The common shape of `operands` under numpy broadcasting, or an error.
mlir::FailureOr<Shape> broadcastShapes(NodeImporter &importer,
                                       llvm::ArrayRef<TensorValue> operands);

/// An all-parallel linalg.generic over `shape`, to which every operand
/// broadcasts. Operand extents of 1 that are broadcast are dropped, constants
/// of one element are captured as scalars.
TensorValue emitElementwise(NodeImporter &importer,
                            llvm::ArrayRef<TensorValue> operands,
                            const Shape &shape, DataType resultType,
                            mlir::Location loc, ScalarFn body);

/// A tensor of `shape` whose element at some indices is the element of `value`
/// at the indices that `getSource` computes from them (index values).
TensorValue
emitIndexed(NodeImporter &importer, const TensorValue &value,
            const Shape &shape, mlir::Location loc,
            llvm::function_ref<void(mlir::OpBuilder &, mlir::Location,
                                    llvm::MutableArrayRef<mlir::Value> indices)>
                getSource);

/// linalg.reduce of `value` over `axes` (sorted), whose dimensions go away.
TensorValue emitReduce(NodeImporter &importer, const TensorValue &value,
                       llvm::ArrayRef<int64_t> axes, double init,
                       mlir::Location loc, ScalarFn combine);

/// The number of elements `count` as a scalar of float type `type`.
mlir::Value emitCount(NodeImporter &importer, mlir::OpFoldResult count,
                      DataType type, mlir::Location loc);

/// `value`, whose dimension i is dimension `dims[i]` (increasing) of the
/// result, repeated along the other dimensions of `shape`.
TensorValue emitBroadcast(NodeImporter &importer, const TensorValue &value,
                          llvm::ArrayRef<int64_t> dims, const Shape &shape,
                          mlir::Location loc);

/// The part of `value` at `offsets` of the given sizes and strides.
TensorValue emitSlice(NodeImporter &importer, const TensorValue &value,
                      const Shape &offsets, const Shape &sizes,
                      const Shape &strides, mlir::Location loc);

/// `value` with dimension i of the result being dimension `permutation[i]`.
TensorValue emitTranspose(NodeImporter &importer, const TensorValue &value,
                          llvm::ArrayRef<int64_t> permutation,
                          mlir::Location loc);

/// `value` with `low` and `high` elements of the scalar `number` around it;
/// neither is negative.
TensorValue emitPad(NodeImporter &importer, const TensorValue &value,
                    const Shape &low, const Shape &high, mlir::Value number,
                    mlir::Location loc);
TensorValue emitPad(NodeImporter &importer, const TensorValue &value,
                    const Shape &low, const Shape &high, double number,
                    mlir::Location loc);

/// The same for static amounts; negative ones remove elements instead.
TensorValue emitPadOrCrop(NodeImporter &importer, const TensorValue &value,
                          llvm::ArrayRef<int64_t> low,
                          llvm::ArrayRef<int64_t> high, mlir::Value number,
                          mlir::Location loc);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_EMIT_H
