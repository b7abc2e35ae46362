//===- ElementsUtils.h - Reading numbers out of elements --------*- C++ -*-===//
//
// Dense attributes and resource blobs seen as plain arrays. Used by attributes,
// folds and passes, so that none of them cares which of the two it was given.
//
// A resource of i2, i4 or f4E2M1FN holds its elements packed, lowest bits
// first, in ceil(count * bits / 8) bytes, which is how ONNX stores them. A
// dense attribute holds what MLIR gives it: one element a byte.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H
#define QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "quantx/Numerics/NarrowFloat.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace quantx {

/// The format of a float type narrower than f32; none for other types.
std::optional<numerics::FloatFormat> getFloatFormat(mlir::Type type);

/// Bytes of `count` elements of `type` (an integer or a float) in a resource.
size_t getResourceBytes(mlir::Type type, size_t count);

/// The numbers of an elements attribute, in row-major order, read in place.
class ElementsReader {
public:
  /// None when the values cannot be read: neither a dense attribute nor a
  /// resource whose blob is there and has the size its type needs. The reader
  /// must not outlive the attribute's context.
  static std::optional<ElementsReader> get(mlir::ElementsAttr elements);

  size_t size() const { return count; }

  /// The bits of element `index`, zero-extended.
  uint64_t getBits(size_t index) const;

  /// As an integer: zero-extended for unsigned element types and for i1,
  /// sign-extended for all others. Needs an integer element type of at most 64
  /// bits.
  int64_t getInteger(size_t index) const;

  /// As f32, rounded to nearest even when the element type is wider. Needs a
  /// float element type.
  float getFloat(size_t index) const;

private:
  ElementsReader(mlir::Type type, llvm::ArrayRef<char> data, size_t count,
                 unsigned pitch, bool isSplat)
      : type(type), data(data), count(count), pitch(pitch), isSplat(isSplat) {}

  mlir::Type type;
  llvm::ArrayRef<char> data;
  size_t count;
  /// Bits from one element to the next: the element's own when packed, else a
  /// multiple of 8.
  unsigned pitch;
  bool isSplat;
};

/// New elements of a static type, written one by one into the storage they will
/// have: nothing is copied when they are done.
class ElementsBuilder {
public:
  /// `name` is that of the resource, should it become one.
  ElementsBuilder(mlir::RankedTensorType type, llvm::StringRef name);

  /// Sets element `index` to the low bits of `bits`. Every element is set once.
  void set(size_t index, uint64_t bits);

  /// A splat if all elements are equal, else dense for few elements and a
  /// resource for many. The builder is spent.
  mlir::ElementsAttr take();

private:
  bool isPacked() const { return pitch < 8; }
  bool allEqual() const;

  mlir::RankedTensorType type;
  std::string name;
  unsigned pitch;
  mlir::AsmResourceBlob blob;
  llvm::MutableArrayRef<char> data;
};

/// True when an ElementsReader can be had.
bool canReadElements(mlir::ElementsAttr elements);

/// All values as f32, row-major, as ElementsReader::getFloat gives them. Needs
/// `canReadElements` and a float element type.
llvm::SmallVector<float> elementsToFloats(mlir::ElementsAttr elements);

/// All values as integers, row-major, as ElementsReader::getInteger gives them.
/// Needs `canReadElements` and an integer element type of at most 64 bits.
llvm::SmallVector<int64_t> elementsToIntegers(mlir::ElementsAttr elements);

/// The same bits as elements of another type of their width. A resource is
/// shared. Needs `canReadElements`.
mlir::ElementsAttr withElementType(mlir::ElementsAttr elements,
                                   mlir::Type type);

/// Dense elements of an integer type from one value (a splat) or from one value
/// per element. Values are truncated to the element type.
mlir::ElementsAttr integersToElements(int64_t value,
                                      mlir::RankedTensorType type);
mlir::ElementsAttr integersToElements(llvm::ArrayRef<int64_t> values,
                                      mlir::RankedTensorType type);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_IR_ELEMENTSUTILS_H
