//===- ElementsUtils.h - Reading numbers out of elements --------*- C++ -*-===//
//
// Dense attributes and resource blobs seen as plain arrays. Used by attributes,
// folds and passes, so that none of them cares which of the two it was given.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H
#define QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/SmallVector.h"

namespace quantx {

/// True when the values can be read: a dense attribute, or a resource whose
/// blob is present, has the size its type needs, and holds whole bytes per
/// element.
bool canReadElements(mlir::ElementsAttr elements);

/// All values as f32, row-major, rounded to nearest even when the element type
/// is wider. Needs `canReadElements` and a float element type.
llvm::SmallVector<float> elementsToFloats(mlir::ElementsAttr elements);

/// All values as integers, row-major, zero-extended for unsigned element types
/// and for i1, sign-extended for all others. Needs `canReadElements` and an
/// integer element type of at most 64 bits.
llvm::SmallVector<int64_t> elementsToIntegers(mlir::ElementsAttr elements);

/// Dense elements of an integer type from one value (a splat) or from one value
/// per element. Values are truncated to the element type.
mlir::ElementsAttr integersToElements(int64_t value,
                                      mlir::RankedTensorType type);
mlir::ElementsAttr integersToElements(llvm::ArrayRef<int64_t> values,
                                      mlir::RankedTensorType type);

/// Elements of `type` over raw little-endian `data`, which is copied once: a
/// resource named after `name` when the data is longer than 64 elements, a
/// dense attribute when it is shorter or a splat.
mlir::ElementsAttr makeElements(mlir::RankedTensorType type,
                                llvm::ArrayRef<char> data,
                                llvm::StringRef name);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H
