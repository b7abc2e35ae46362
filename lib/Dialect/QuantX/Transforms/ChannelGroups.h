//===- ChannelGroups.h - Channels that are scaled together ------*- C++ -*-===//
//
// y = W2 * relu(W1 * x) stays what it is when row c of W1 is multiplied by f[c]
// and column c of W2 is divided by it. A group is everything that such factors
// touch: the values between, all the constants before and behind them.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELGROUPS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELGROUPS_H

#include "ChannelView.h"
#include "mlir/IR/Operation.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include <string>
#include <vector>

namespace quantx {

/// A constant factor: of a contraction or convolution, or of a multiplication
/// by one number per channel.
struct GroupFactor {
  mlir::OpOperand *operand = nullptr;
  /// Of the elements of the constant.
  ChannelView view;
  /// Of the values of the group: of the data for a consumer, of the result for
  /// a producer.
  ChannelView valueView;
  /// What the op computes, and its data.
  mlir::OpResult result;
  mlir::OpOperand *data = nullptr;
  /// A sum of several products, whose weight is quantized.
  bool isContraction = false;
};

/// A constant that is added to values of the group.
struct GroupOffset {
  mlir::OpOperand *operand = nullptr;
  /// The index into the constant for an index of the result; null is the
  /// identity.
  mlir::AffineMap map;
  mlir::OpResult result;
  /// Of the elements of `result`.
  ChannelView view;
};

/// Values whose channels one factor each can multiply.
struct ChannelGroup {
  /// How many channels there are.
  int64_t size = 0;
  /// The factors that give the values: multiplied by f.
  std::vector<GroupFactor> producers;
  /// What is added on the way: multiplied by f.
  std::vector<GroupOffset> offsets;
  /// Clamps to bounds that have to be multiplied by f.
  std::vector<std::pair<mlir::OpOperand *, ChannelView>> clamps;
  /// The factors that read the values: divided by f.
  std::vector<GroupFactor> consumers;
  /// Why no factors are possible; empty if they are.
  std::string refusal;

  bool isRefused() const { return !refusal.empty(); }
  void refuse(mlir::Value value, const llvm::Twine &reason);
};

/// A number for a message: four digits, no zeros behind.
std::string formatNumber(double number);

/// The groups below an op. Takes time linear in the number of ops.
class ChannelGroups {
public:
  /// With `throughClamps`, clamps to numbers other than 0 and infinity are in
  /// `clamps`, else they refuse.
  ChannelGroups(mlir::Operation *root, bool throughClamps);

  /// The data of every contraction with a constant weight is in one of them,
  /// the reader among its consumers. A value is in one group at most.
  llvm::MutableArrayRef<ChannelGroup> getGroups() { return groups; }

private:
  class Builder;
  std::vector<ChannelGroup> groups;
  /// The number of the group, and the view.
  llvm::DenseMap<mlir::Value, std::pair<size_t, ChannelView>> members;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELGROUPS_H
