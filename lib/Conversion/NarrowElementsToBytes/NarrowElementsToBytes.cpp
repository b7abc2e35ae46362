//===- NarrowElementsToBytes.cpp - Tensors of 2 to 8 bits as bytes --------===//

#include "NarrowTypes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "quantx/Conversion/Passes.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTNARROWELEMENTSTOBYTES
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

/// True for ops that move elements whole, so that they may move bytes as well,
/// and for those whose body says what is done with them.
static bool movesElements(Operation *op) {
  if (isa<linalg::LinalgOp, arith::ConstantOp, arith::BitcastOp,
          FunctionOpInterface>(op))
    return true;
  // An elementwise condition does not ask what it selects.
  if (isa<arith::SelectOp>(op))
    return true;
  return isa_and_present<tensor::TensorDialect, func::FuncDialect,
                         scf::SCFDialect, cf::ControlFlowDialect,
                         bufferization::BufferizationDialect>(op->getDialect());
}

static bool holdsNarrowTensor(Operation *op) {
  auto isNarrow = [](Type type) { return isNarrowTensor(type); };
  if (llvm::any_of(op->getOperandTypes(), isNarrow) ||
      llvm::any_of(op->getResultTypes(), isNarrow))
    return true;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      if (llvm::any_of(block.getArgumentTypes(), isNarrow))
        return true;
  if (auto function = dyn_cast<FunctionOpInterface>(op))
    return llvm::any_of(function.getArgumentTypes(), isNarrow) ||
           llvm::any_of(function.getResultTypes(), isNarrow);
  return false;
}

/// The ops that hold narrow tensors; fails, with an error, at one that computes
/// with them.
static FailureOr<SmallVector<Operation *>> collect(Operation *root) {
  SmallVector<Operation *> ops;
  WalkResult result = root->walk([&](Operation *op) {
    if (!holdsNarrowTensor(op))
      return WalkResult::advance();
    if (!movesElements(op)) {
      op->emitOpError() << "computes with tensors of elements below a byte, "
                           "which no pass here lowers; write it as a "
                           "linalg.generic whose body widens them "
                           "(--convert-elementwise-to-linalg may do it)";
      return WalkResult::interrupt();
    }
    ops.push_back(op);
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  return ops;
}

/// Named ops say by their name what their body does, which will no longer be
/// true.
static void generalizeNamedOps(SmallVectorImpl<Operation *> &ops) {
  IRRewriter rewriter(ops.empty() ? nullptr : ops.front()->getContext());
  for (Operation *&op : ops) {
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (!linalgOp || isa<linalg::GenericOp>(op))
      continue;
    rewriter.setInsertionPoint(op);
    FailureOr<linalg::GenericOp> generic =
        linalg::generalizeNamedOp(rewriter, linalgOp);
    if (succeeded(generic))
      op = *generic;
  }
}

/// Replaces the type of a constant, whose values become bytes.
static LogicalResult convertConstant(arith::ConstantOp op) {
  if (!isNarrowTensor(op.getType()))
    return success();
  std::string reason;
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  ElementsAttr bytes = elements ? unpackToBytes(elements, reason) : nullptr;
  if (!bytes)
    return op.emitOpError() << "of type " << op.getType()
                            << " cannot be laid out in memory: " << reason;
  op.setValueAttr(cast<TypedAttr>(bytes));
  return success();
}

/// Tensors become tensors of bytes; what a function takes and gives as well.
static void convertTypes(Operation *op) {
  for (Value result : op->getResults())
    result.setType(toBytes(result.getType()));
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (BlockArgument argument : block.getArguments())
        argument.setType(toBytes(argument.getType()));
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    return;
  auto convert = [](ArrayRef<Type> types) {
    return llvm::map_to_vector(types, toBytes);
  };
  function.setType(function.cloneTypeWith(convert(function.getArgumentTypes()),
                                          convert(function.getResultTypes())));
}

/// A bitcast between narrow tensors has nothing left to do.
static void dropBitcasts(ArrayRef<Operation *> ops) {
  for (Operation *op : ops)
    if (auto bitcast = dyn_cast<arith::BitcastOp>(op))
      if (bitcast.getIn().getType() == bitcast.getType()) {
        bitcast.replaceAllUsesWith(bitcast.getIn());
        bitcast.erase();
      }
}

namespace {
struct NarrowElementsToBytes
    : quantx::impl::ConvertNarrowElementsToBytesBase<NarrowElementsToBytes> {
  void runOnOperation() override {
    FailureOr<SmallVector<Operation *>> ops = collect(getOperation());
    if (failed(ops))
      return signalPassFailure();
    generalizeNamedOps(*ops);
    for (Operation *op : *ops)
      castScalars(op);
    for (Operation *op : *ops) {
      if (auto constant = dyn_cast<arith::ConstantOp>(op))
        if (failed(convertConstant(constant)))
          return signalPassFailure();
      convertTypes(op);
    }
    dropBitcasts(*ops);
  }
};
} // namespace
