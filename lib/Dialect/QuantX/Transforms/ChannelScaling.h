//===- ChannelScaling.h - Multiplying channels of constants -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELSCALING_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELSCALING_H

#include "ChannelGroups.h"
#include "ConstantGrid.h"
#include "llvm/ADT/MapVector.h"

namespace quantx {

/// A weight seen channel by channel of one group, beside what the groups on its
/// other side multiply it by.
struct ScaledView {
  const ChannelView *view = nullptr;
  llvm::ArrayRef<double> factors;
};

/// The largest magnitude in each channel of a readable f32 constant, whose
/// elements are multiplied by the `factors` of `other` where it has a view.
std::vector<double> getLargestMagnitudes(const GroupFactor &factor,
                                         const ScaledView &other = {});

/// Makes `into` the larger of the two, channel by channel.
void takeLarger(std::vector<double> &into, llvm::ArrayRef<double> other);

/// False where `offset` cannot have a number for each channel: its op would
/// have to read it otherwise.
bool canScale(const GroupOffset &offset);

/// Factors for groups that are not refused. All are gathered before the IR
/// changes, so that a weight between two groups is rewritten, and rounded,
/// once.
class ChannelScaling {
public:
  /// `factors` holds f for each channel of `group`; both have to live as long
  /// as this.
  void add(ChannelGroup &group, llvm::ArrayRef<double> factors);

  /// Rewrites the constants. A group for which a number would not be finite is
  /// refused and left alone. The constants that were there are erased where
  /// nothing reads them.
  void apply();

private:
  /// What the elements of a constant are multiplied by or divided by.
  struct Part {
    ChannelGroup *group;
    ChannelView view;
    llvm::ArrayRef<double> factors;
    bool divides;
  };
  /// A broadcast constant.
  struct Broadcast {
    GroupOffset offset;
    ChannelGroup *group;
    llvm::ArrayRef<double> factors;
  };
  using Parts = llvm::SmallVector<Part, 2>;

  void addOffset(const GroupOffset &offset, ChannelGroup &group,
                 llvm::ArrayRef<double> factors);
  bool computeAll();
  mlir::ElementsAttr compute(mlir::OpOperand *operand, const Parts &parts);
  std::optional<Grid<float>> compute(const Broadcast &broadcast);
  static void replace(mlir::OpOperand *operand, mlir::Value value);

  llvm::MapVector<mlir::OpOperand *, Parts> constants;
  std::vector<Broadcast> broadcasts;
  std::vector<std::pair<mlir::OpOperand *, mlir::ElementsAttr>> newConstants;
  std::vector<std::pair<mlir::OpOperand *, Grid<float>>> newBroadcasts;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELSCALING_H
