//===- RowChain.cpp - What follows softmax and normalizations -------------===//

#include "RowChain.h"

#include "quantx/Dialect/QuantX/Transforms/Recipe.h"

using namespace mlir;
using namespace quantx;

namespace {
/// The operand that an op multiplies by constants, adds constants to or clamps;
/// null if it does something else.
struct AffineOperand {
  OpOperand *operator()(const PointwiseFlow &flow) const {
    return flow.affine ? flow.data : nullptr;
  }
  OpOperand *operator()(const ElementwiseBinaryFlow &flow) const {
    if (isConstantValue(flow.rhs->get()))
      return flow.lhs;
    return isConstantValue(flow.lhs->get()) ? flow.rhs : nullptr;
  }
  OpOperand *operator()(const AccumulatingFlow &flow) const {
    bool isScaling =
        flow.reductionCount == 1 && isConstantValue(flow.weight->get());
    return isScaling ? flow.data : nullptr;
  }
  template <typename Flow>
  OpOperand *operator()(const Flow &) const {
    return nullptr;
  }
};
} // namespace

bool quantx::isRowChain(Value value) {
  while (true) {
    QuantizationFlow flow = getQuantizationFlow(value);
    if (std::holds_alternative<RowFlow>(flow))
      return true;
    OpOperand *operand = std::visit(AffineOperand(), flow);
    if (!operand)
      return false;
    value = operand->get();
  }
}

/// x -> after(before(x)).
static ChannelAffine compose(const ChannelAffine &before,
                             const ChannelAffine &after, int64_t rank) {
  GridDomain factors = before.factor.getDomain();
  factors.include(after.factor.getDomain());
  GridDomain offsets = before.offset.getDomain();
  offsets.include(after.factor.getDomain());
  offsets.include(after.offset.getDomain());
  ChannelAffine result;
  result.factor = generateGrid(factors, rank, [&](ArrayRef<int64_t> index) {
    return before.factor.at(index) * after.factor.at(index);
  });
  result.offset = generateGrid(offsets, rank, [&](ArrayRef<int64_t> index) {
    return before.offset.at(index) * after.factor.at(index) +
           after.offset.at(index);
  });
  return result;
}

FailureOr<RowChain> quantx::getRowChain(Value value, Refusal &refusal) {
  RowChain chain;
  bool hasChannels = false;
  while (true) {
    auto result = cast<OpResult>(value);
    Operation *op = result.getOwner();
    if (std::string mark = getFloatMark(op); !mark.empty())
      return refusal(op, mark);
    QuantizationFlow flow = getQuantizationFlow(value);
    if (auto *row = std::get_if<RowFlow>(&flow)) {
      chain.head = result;
      chain.flow = *row;
      return chain;
    }
    OpOperand *operand = std::visit(AffineOperand(), flow);
    int64_t rank = cast<ShapedType>(value.getType()).getRank();
    auto *pointwise = std::get_if<PointwiseFlow>(&flow);
    bool isInPlace =
        pointwise && (!pointwise->map || pointwise->map.isIdentity());
    if (!hasChannels && isInPlace) {
      chain.function = pointwise->affine->then(chain.function);
    } else if (auto affine = readAffine(*operand, rank)) {
      chain.channels = compose(*affine, chain.channels, rank);
      hasChannels = true;
    } else {
      return refusal(op, "follows a function of rows, clamps before a constant "
                         "is multiplied or added, or reads numbers that are "
                         "not known or not at the index that it writes");
    }
    value = operand->get();
  }
}
