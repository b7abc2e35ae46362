//===- LayoutAssignment.cpp - Which op takes which layout -----------------===//
//
// Layouts start at convolutions and poolings and flow along values, forwards
// and backwards, through every op that can carry them. The first layout to
// reach a value or an op stays.
//
//===----------------------------------------------------------------------===//

#include "Layout.h"

using namespace mlir;
using namespace quantx;

namespace {
class Assignment {
public:
  void seed(linalg::LinalgOp op) {
    if (std::optional<OpLayout> layout = getChannelsLastLayout(op))
      assign(op, std::move(*layout));
  }

  void propagate() {
    for (size_t next = 0; next < worklist.size(); ++next) {
      Value value = worklist[next];
      Layout layout = preferred.lookup(value);
      if (auto result = dyn_cast<OpResult>(value))
        visit(result.getOwner(), {true, result.getResultNumber()}, layout);
      for (OpOperand &use : value.getUses())
        visit(use.getOwner(), {false, use.getOperandNumber()}, layout);
    }
  }

  DenseMap<Operation *, OpLayout> take() { return std::move(layouts); }

private:
  void visit(Operation *op, Port port, ArrayRef<int64_t> layout) {
    if (layouts.contains(op))
      return;
    if (std::optional<OpLayout> form = transferLayout(op, port, layout))
      assign(op, std::move(*form));
  }

  void assign(Operation *op, OpLayout layout) {
    for (auto [value, wanted] : llvm::zip(op->getOperands(), layout.operands))
      prefer(value, wanted);
    for (auto [value, wanted] : llvm::zip(op->getResults(), layout.results))
      prefer(value, wanted);
    if (!layout.isIdentity())
      layouts.try_emplace(op, std::move(layout));
  }

  void prefer(Value value, const Layout &layout) {
    if (!layout.empty() && preferred.try_emplace(value, layout).second)
      worklist.push_back(value);
  }

  DenseMap<Operation *, OpLayout> layouts;
  DenseMap<Value, Layout> preferred;
  /// Every value that has a layout, in the order they got it, so that a value
  /// takes the layout of the nearest convolution.
  SmallVector<Value> worklist;
};
} // namespace

DenseMap<Operation *, OpLayout> quantx::assignChannelsLast(Operation *root) {
  Assignment assignment;
  root->walk([&](linalg::LinalgOp op) { assignment.seed(op); });
  assignment.propagate();
  return assignment.take();
}
