//===- Constants.h - Reading and making constant tensors --------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONSTANTS_H
#define QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONSTANTS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"
#include <optional>
#include <vector>

namespace quantx {

/// Whether \p value is a constant tensor of static shape whose elements can be
/// read: dense or a resource that is present, seen through reshapes.
bool isReadableConstant(mlir::Value value);

/// The elements of \p value in row-major order if isReadableConstant and its
/// element type is T (int8_t, int32_t, float); std::nullopt otherwise.
template <typename T>
std::optional<std::vector<T>> readConstant(mlir::Value value);

/// The bytes of all elements of \p value in row-major order if
/// isReadableConstant and its elements are whole bytes; std::nullopt otherwise.
std::optional<std::vector<char>> readConstantBytes(mlir::Value value);

/// An arith.constant of \p type from the bytes of all its elements: dense when
/// small, else a resource blob called after \p name and aligned for vector
/// loads.
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc,
                           llvm::StringRef name, mlir::RankedTensorType type,
                           llvm::ArrayRef<char> bytes);

extern template std::optional<std::vector<int8_t>> readConstant(mlir::Value);
extern template std::optional<std::vector<int32_t>> readConstant(mlir::Value);
extern template std::optional<std::vector<float>> readConstant(mlir::Value);

/// The same from elements.
template <typename T>
mlir::Value createConstant(mlir::OpBuilder &builder, mlir::Location loc,
                           llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                           llvm::ArrayRef<T> elements);

extern template mlir::Value createConstant(mlir::OpBuilder &, mlir::Location,
                                           llvm::StringRef,
                                           llvm::ArrayRef<int64_t>,
                                           llvm::ArrayRef<int8_t>);
extern template mlir::Value createConstant(mlir::OpBuilder &, mlir::Location,
                                           llvm::StringRef,
                                           llvm::ArrayRef<int64_t>,
                                           llvm::ArrayRef<int32_t>);
extern template mlir::Value createConstant(mlir::OpBuilder &, mlir::Location,
                                           llvm::StringRef,
                                           llvm::ArrayRef<int64_t>,
                                           llvm::ArrayRef<float>);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONSTANTS_H
