//===- FuseEpilogue.cpp - Elementwise work that joins a contraction -------===//

#include "Contraction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

/// Whether the scalar op has a vector form: elementwise, a constant, or a table
/// lookup.
static bool isVectorizable(Operation &op) {
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return extract.getTensor().getType().getRank() == 1;
  return isa<linalg::YieldOp, arith::ConstantOp>(op) ||
         OpTrait::hasElementwiseMappableTraits(&op);
}

/// Sizes of the result are those of the destination, which stays.
static void redirectSizes(linalg::LinalgOp op) {
  for (OpOperand &use : llvm::make_early_inc_range(op->getResult(0).getUses()))
    if (isa<tensor::DimOp>(use.getOwner()))
      use.set(op.getDpsInits().front());
}

/// Empty if \p consumer can take each element as it is computed.
static std::string checkConsumer(linalg::GenericOp consumer, OpOperand &use) {
  if (consumer.getNumParallelLoops() != consumer.getNumLoops())
    return "it reduces";
  if (!consumer.hasPureTensorSemantics() || consumer.getNumDpsInits() != 1)
    return "it does not have one tensor result";
  OpOperand *init = consumer.getDpsInitOperand(0);
  AffineMap outputMap = consumer.getMatchingIndexingMap(init);
  if (!consumer.isDpsInput(&use) || !outputMap.isPermutation() ||
      consumer.getMatchingIndexingMap(&use) != outputMap)
    return "it moves elements";
  if (consumer.payloadUsesValueFromOperand(init))
    return "it reads its destination";
  for (OpOperand *input : consumer.getDpsInputOperands())
    if (!consumer.getMatchingIndexingMap(input).isProjectedPermutation(true))
      return llvm::formatv("operand {0} is not indexed by plain loops",
                           input->getOperandNumber());
  for (Operation &op : *consumer.getBody())
    if (!isVectorizable(op))
      return llvm::formatv("'{0}' has no vector form",
                           op.getName().getStringRef());
  return "";
}

std::string quantx::fuseEpilogue(Contraction &contraction) {
  redirectSizes(contraction.op);
  Value result = contraction.op->getResult(0);
  if (result.use_empty())
    return "";
  OpOperand &use = *result.use_begin();
  auto consumer = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!consumer || consumer->getBlock() != contraction.op->getBlock())
    return "";
  if (!result.hasOneUse())
    return "the sums have other users";
  if (std::string reason = checkConsumer(consumer, use); !reason.empty())
    return reason;

  // From the contraction's loops to the consumer's, which are the result's
  // dimensions in some order.
  OpOperand *init = consumer.getDpsInitOperand(0);
  AffineMap toConsumer =
      inversePermutation(consumer.getMatchingIndexingMap(init))
          .compose(contraction.output.map);
  Epilogue epilogue{consumer, {}, use.getOperandNumber()};
  epilogue.operands.resize(consumer.getBody()->getNumArguments());
  for (OpOperand *input : consumer.getDpsInputOperands()) {
    if (input == &use)
      continue;
    epilogue.operands[input->getOperandNumber()] =
        makeAccess(input->get(),
                   consumer.getMatchingIndexingMap(input).compose(toConsumer));
  }
  contraction.output.tensor = init->get();
  contraction.epilogue = std::move(epilogue);
  return "";
}
