//===- FusePointwise.cpp - Functions of one tensor as one op --------------===//
//
// x * sigmoid(x) reads two tensors, which quantization would give parameters of
// their own; as one op it is a function of x. The ops between the nearest
// tensor that everything is computed from and the result are those on the paths
// from its immediate dominator in the graph of pointwise ops.
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "PointwiseGraph.h"
#include "TensorLevelOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXFUSEPOINTWISE
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

/// A new op for `region` before its last op; null, and nothing changed, if its
/// function is not understood as one.
static linalg::GenericOp fuse(const PointwiseRegion &region) {
  OpBuilder builder(region.result.getOwner());
  SmallVector<Operation *> created;
  Value input = region.source;
  for (Operation *reshape : region.reshapes) {
    IRMapping mapping;
    mapping.map(reshape->getOperand(0), input);
    created.push_back(builder.clone(*reshape, mapping));
    input = created.back()->getResult(0);
  }
  Location loc = region.result.getLoc();
  auto type = cast<RankedTensorType>(region.result.getType());
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, input),
      type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, type, input, empty, {identity, identity}, loops,
      [&](OpBuilder &nested, Location at, ValueRange arguments) {
        Value result = emitPointwise(nested, region, arguments.front());
        linalg::YieldOp::create(nested, at, result);
      });
  QuantizationFlow flow = getQuantizationFlow(generic.getResult(0));
  if (std::holds_alternative<PointwiseFlow>(flow))
    return generic;
  generic.erase();
  for (Operation *op : llvm::reverse(created))
    op->erase();
  return {};
}

namespace {
struct FusePointwise : quantx::impl::QuantXFusePointwiseBase<FusePointwise> {
  void runOnOperation() override {
    SmallVector<Operation *> ops = getTensorLevelOps(getOperation());
    PointwiseGraph graph;
    for (Operation *op : ops) {
      std::optional<PointwiseRegion> region = graph.add(op);
      if (!region)
        continue;
      extend(*region);
      linalg::GenericOp fused = fuse(*region);
      if (!fused)
        continue;
      graph.addFunction(fused.getResult(0), region->source);
      region->result.replaceAllUsesWith(fused.getResult(0));
    }
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }

private:
  /// What follows and reads nothing else becomes part of the same function.
  static void extend(PointwiseRegion &region) {
    while (OpOperand *use = getOnlyReader(region.result)) {
      Operation *reader = use->getOwner();
      std::optional<PointwiseStep> step = getPointwiseStep(reader);
      if (!step || step->isReshape || step->operands.size() != 1 ||
          reader->getBlock() != region.result.getOwner()->getBlock() ||
          !isa<FloatType>(
              getElementTypeOrSelf(reader->getResult(0).getType())) ||
          region.ops.size() >= PointwiseRegion::maxOps)
        return;
      region.ops.push_back(reader);
      region.result = reader->getResult(0);
    }
  }
};
} // namespace
