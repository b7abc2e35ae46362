//===- Elements.h - Large constants as bytes --------------------*- C++ -*-===//
//
// Transposing and reshaping constants without a visit to each element as an
// attribute. Both storage forms are read: dense and dense_resource.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_ELEMENTS_H
#define QUANTX_DIALECT_QUANTX_UTILS_ELEMENTS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include <optional>

namespace quantx {

/// Constants of more elements than this are kept as resources, which are not
/// hashed and not printed inline.
inline constexpr int64_t kMaxInlineElements = 64;

/// The row-major bytes of `elements`, ceil(bits / 8) bytes an element; a splat
/// gives its one element. Null for storage that is not laid out so (i1, sparse,
/// a resource that is not loaded or has another size).
std::optional<llvm::ArrayRef<char>>
getElementBytes(mlir::ElementsAttr elements);

/// An attribute of static `type` from its row-major `bytes`: inline up to
/// kMaxInlineElements elements, beyond that a resource called `name`.
mlir::ElementsAttr makeElements(mlir::ShapedType type,
                                llvm::ArrayRef<char> bytes,
                                llvm::StringRef name);

/// Result dim i is dim `permutation[i]` of `elements`, as in linalg.transpose.
/// Linear in the number of elements. Null if the bytes cannot be read.
mlir::ElementsAttr transposeElements(mlir::ElementsAttr elements,
                                     llvm::ArrayRef<int64_t> permutation);

/// The same elements in row-major order under another static shape. The bytes
/// of a resource are shared. Null if the bytes cannot be read.
mlir::ElementsAttr reshapeElements(mlir::ElementsAttr elements,
                                   mlir::ShapedType type);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_ELEMENTS_H
