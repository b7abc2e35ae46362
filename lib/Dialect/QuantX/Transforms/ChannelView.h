//===- ChannelView.h - Which channel an element is of -----------*- C++ -*-===//
//
// Reshapes split, merge and permute the dimension that counts channels. A view
// says how the channel of an element follows from its index, wherever it went.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELVIEW_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELVIEW_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace quantx {

/// A part of a channel number: (index[dim] / divisor % extent) * weight.
struct ChannelDigit {
  int64_t dim = 0;
  int64_t divisor = 1;
  int64_t extent = 1;
  int64_t weight = 1;

  bool operator==(const ChannelDigit &other) const {
    return dim == other.dim && divisor == other.divisor &&
           extent == other.extent && weight == other.weight;
  }
};

/// The channel of each element of a tensor as the sum of digits of its index.
/// Two views that count alike are equal.
class ChannelView {
public:
  /// Row-major over `dims` of the given extents.
  static ChannelView of(llvm::ArrayRef<int64_t> dims,
                        llvm::ArrayRef<int64_t> extents);

  explicit ChannelView(llvm::SmallVector<ChannelDigit, 2> digits);

  llvm::ArrayRef<ChannelDigit> getDigits() const { return digits; }

  /// How many channels there are.
  int64_t size() const;

  int64_t getChannel(llvm::ArrayRef<int64_t> index) const;

  /// False where a dimension of `type`, a ranked tensor, is too short to count
  /// all channels, because it is broadcast, or has a dynamic size.
  bool fits(mlir::Type type) const;

  /// The view of a tensor that has dimension `to[i]` for `from[i]`; none if the
  /// view has a dimension that is not in `from`.
  std::optional<ChannelView> withDims(llvm::ArrayRef<int64_t> from,
                                      llvm::ArrayRef<int64_t> to) const;

  /// The view of an operand that is read at `map` of the index of the result,
  /// null being the identity, when this is that of the result; and the other
  /// way round. None where a dimension does not occur, or not alone.
  std::optional<ChannelView> throughMap(mlir::AffineMap map) const;
  std::optional<ChannelView> backThroughMap(mlir::AffineMap map) const;

  bool operator==(const ChannelView &other) const {
    return digits == other.digits;
  }

private:
  /// By falling weight, each as long as can be.
  llvm::SmallVector<ChannelDigit, 2> digits;
};

/// Goes through the elements of a tensor of static shape in row-major order.
class ChannelCursor {
public:
  ChannelCursor(const ChannelView &view, llvm::ArrayRef<int64_t> shape)
      : view(view), shape(shape), index(shape.size(), 0) {
    isCounted.resize(shape.size());
    for (const ChannelDigit &digit : view.getDigits())
      isCounted.set(digit.dim);
  }

  /// The channel of the element.
  int64_t get() const { return channel; }

  void next();

private:
  const ChannelView &view;
  llvm::ArrayRef<int64_t> shape;
  llvm::SmallVector<int64_t> index;
  llvm::SmallBitVector isCounted;
  int64_t channel = 0;
};

/// The view of `result`, when `view` is that of `operand` and the op moves,
/// selects or sums up values; none where the channels do not survive, or in an
/// op that is not known.
std::optional<ChannelView> moveToResult(mlir::OpOperand &operand,
                                        mlir::OpResult result,
                                        const ChannelView &view);

/// The view of `operand` when `view` is that of `result`.
std::optional<ChannelView> moveToOperand(mlir::OpResult result,
                                         mlir::OpOperand &operand,
                                         const ChannelView &view);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELVIEW_H
