//===- VerifyIntegerOnly.cpp - Which ops still compute in float -----------===//

#include "DynamicPlan.h"
#include "IntegerForm.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXVERIFYINTEGERONLY
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Float ops
//===----------------------------------------------------------------------===//

static bool isFloat(Type type) {
  return isa<FloatType>(getElementTypeOrSelf(type));
}

/// True for an op of which any part reads or gives floats.
static bool touchesFloats(Operation *op) {
  auto hasFloat = [](Operation *nested) {
    return llvm::any_of(nested->getOperandTypes(), isFloat) ||
                   llvm::any_of(nested->getResultTypes(), isFloat)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  };
  return op->walk(hasFloat).wasInterrupted();
}

/// True for ops that compute no float: conversions, constants and what is made
/// of them, questions about shapes, the ends of blocks.
static bool isExempt(Operation *op) {
  if (isa<QuantizeOp, DequantizeOp, DynamicDequantizeOp, ObserveOp,
          tensor::DimOp>(op) ||
      op->hasTrait<OpTrait::IsTerminator>())
    return true;
  return op->getNumResults() != 0 &&
         llvm::all_of(op->getResults(), isConstantValue);
}

/// The ops below `root` that compute in float, control flow looked into.
static SmallVector<Operation *> getFloatOps(Operation *root) {
  SmallVector<Operation *> result;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op == root || isa<FunctionOpInterface, RegionBranchOpInterface>(op) ||
        op->hasTrait<OpTrait::SymbolTable>())
      return WalkResult::advance();
    if (!isExempt(op) && touchesFloats(op))
      result.push_back(op);
    return WalkResult::skip();
  });
  return result;
}

//===----------------------------------------------------------------------===//
// Between quantize and dequantize
//===----------------------------------------------------------------------===//

/// Adds everything that depends on `op`.
static void addUsers(Operation *op, DenseSet<Operation *> &reached) {
  SmallVector<Operation *> worklist = {op};
  while (!worklist.empty())
    for (Operation *user : worklist.pop_back_val()->getUsers())
      if (reached.insert(user).second)
        worklist.push_back(user);
}

/// Adds everything that `op` depends on.
static void addProducers(Operation *op, DenseSet<Operation *> &reached) {
  SmallVector<Operation *> worklist = {op};
  while (!worklist.empty())
    for (Value operand : worklist.pop_back_val()->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        if (reached.insert(producer).second)
          worklist.push_back(producer);
}

/// Float ops in the order of the IR, and why they are that.
using FloatOps = llvm::MapVector<Operation *, std::string>;

/// Keeps the ops that lie on a way from a quantize to a dequantize.
static void keepBetween(Operation *root, FloatOps &ops) {
  DenseSet<Operation *> after, before;
  root->walk([&](Operation *op) {
    if (isa<QuantizeOp>(op))
      addUsers(op, after);
    if (isa<DequantizeOp>(op))
      addProducers(op, before);
  });
  ops.remove_if([&](const auto &entry) {
    return !after.contains(entry.first) || !before.contains(entry.first);
  });
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

static constexpr StringLiteral kHasIntegerForm =
    "has an integer form, which quantx-lower-to-integer would give it";

namespace {
/// The float ops below an op, with the reason of each.
class FloatReport {
public:
  FloatReport(Operation *root, IntegerOnlyScope scope) {
    for (Operation *op : getFloatOps(root))
      reasons[op] = "";
    root->walk([&](QuantizeOp op) { explainRoot(op); });
    for (auto &[op, reason] : reasons)
      if (reason.empty())
        reason = explainFloat(op);
    if (scope == IntegerOnlyScope::Between)
      keepBetween(root, reasons);
  }

  const FloatOps &getReasons() const { return reasons; }

private:
  void explainRoot(QuantizeOp root);

  FloatOps reasons;
};
} // namespace

/// A quantize that still reads floats says why the op above it has no integer
/// form. Right after a dequantize, it is a float op itself.
void FloatReport::explainRoot(QuantizeOp root) {
  Operation *producer = root.getInput().getDefiningOp();
  if (!producer)
    return;
  Operation *blamed =
      reasons.contains(producer) ? producer : root.getOperation();
  Refusal refusal;
  std::string reason = kHasIntegerForm.str();
  if (failed(matchIntegerForm(root, RoundingMode::Single, refusal))) {
    if (!refusal.op)
      return;
    reason = refusal.reason;
    if (reasons.contains(refusal.op))
      blamed = refusal.op;
    else if (refusal.op != blamed)
      reason = "reads a tensor that " + reason;
  }
  // A float op may end in several roots; the first reason stands.
  std::string &entry = reasons[blamed];
  if (entry.empty())
    entry = reason;
}

std::string quantx::explainFloat(Operation *op) {
  if (std::string mark = getFloatMark(op); !mark.empty())
    return mark;
  if (op->getNumResults() != 1)
    return "has no integer form";
  QuantizationFlow flow = getQuantizationFlow(op->getResult(0));
  auto *accumulating = std::get_if<AccumulatingFlow>(&flow);
  Refusal refusal;
  if (accumulating &&
      accumulating->data->get().getDefiningOp<DynamicDequantizeOp>())
    return succeeded(matchDynamicContraction(op->getResult(0), *accumulating,
                                             refusal))
               ? kHasIntegerForm.str()
               : refusal.reason;
  if (std::string reason = explainNoIntegerForm(flow); !reason.empty())
    return reason;
  for (OpOperand *operand : getQuantizedOperands(flow))
    if (!operand->get().getDefiningOp<DequantizeOp>())
      return llvm::formatv("reads {0}, which is not quantized",
                           describeValue(operand->get()));
  return "gives a result that is not quantized";
}

namespace {
struct VerifyIntegerOnly
    : quantx::impl::QuantXVerifyIntegerOnlyBase<VerifyIntegerOnly> {
  using QuantXVerifyIntegerOnlyBase::QuantXVerifyIntegerOnlyBase;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    FloatReport report(getOperation(), scope);
    bool failed = false;
    for (const auto &[op, reason] : report.getReasons()) {
      std::string decision = explainByRecipe(op, mode);
      bool isError = severity == IntegerOnlySeverity::Error && decision.empty();
      failed |= isError;
      InFlightDiagnostic diagnostic = isError ? mlir::emitError(op->getLoc())
                                              : mlir::emitRemark(op->getLoc());
      diagnostic << describeValue(op) << " is computed in float by '"
                 << op->getName() << "', which "
                 << (decision.empty() ? reason : decision);
    }
    if (failed)
      signalPassFailure();
  }

private:
  static std::string describeValue(Operation *op) {
    return op->getNumResults() == 0 ? "nothing"
                                    : quantx::describeValue(op->getResult(0));
  }
};
} // namespace
