//===- ObservedParts.cpp - What to keep of an observed tensor -------------===//

#include "ObservedParts.h"

#include "MovedDims.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Samples
//===----------------------------------------------------------------------===//

static std::optional<int64_t> getLeadingSize(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() == 0)
    return std::nullopt;
  return type.getDimSize(0);
}

/// The arguments that have samples: those of dynamic leading size, or else of
/// that of the first argument that has one.
static void addArguments(FunctionOpInterface function,
                         DenseMap<Value, int64_t> &sampleDims) {
  std::optional<int64_t> wanted;
  for (BlockArgument argument : function.getArguments())
    if (std::optional<int64_t> size = getLeadingSize(argument);
        size && (!wanted || ShapedType::isDynamic(*size)))
      wanted = size;
  for (BlockArgument argument : function.getArguments())
    if (wanted && getLeadingSize(argument) == wanted)
      sampleDims[argument] = 0;
}

ObservedPartsAnalysis::ObservedPartsAnalysis(Operation *root) {
  walkChains(root, [&](const QuantizationChain &chain) {
    heads[chain.getTail()] = chain.head;
  });
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto function = dyn_cast<FunctionOpInterface>(op);
        function && !function.isExternal())
      addArguments(function, sampleDims);
    for (OpResult result : op->getResults())
      for (OpOperand &operand : op->getOpOperands())
        if (auto it = sampleDims.find(operand.get()); it != sampleDims.end())
          if (std::optional<int64_t> dim =
                  moveSampleDim(operand, it->second, result))
            sampleDims.try_emplace(result, *dim);
  });
}

//===----------------------------------------------------------------------===//
// Readers
//===----------------------------------------------------------------------===//

namespace {

/// What the readers of a value, through ops that only move it, ask for:
/// dimensions of the value.
struct Demands {
  /// The channels of a contraction's data.
  std::optional<int64_t> dataDim;
  /// The dimension of a softmax.
  std::optional<int64_t> softmaxDim;
  bool isFunctionResult = false;

  /// Adds the demands of the readers of `value`, whose dimensions have been
  /// `origins` (-1 for none).
  void visit(Value value, ArrayRef<int64_t> origins);

private:
  void visit(OpOperand &use, OpResult result, ArrayRef<int64_t> origins);
  static void set(std::optional<int64_t> &dim, int64_t origin) {
    if (!dim && origin >= 0)
      dim = origin;
  }

  /// A value that is moved on several ways is looked at once.
  DenseSet<Value> seen;
};

} // namespace

/// The dimension of the data along which a contraction reads the channels that
/// it sums over; without one, the channels that it keeps apart (depthwise).
static std::optional<int64_t> getDataChannelDim(const AccumulatingFlow &flow) {
  auto isReduced = [&](int64_t dim) {
    return !llvm::is_contained(flow.dataRowDims, dim);
  };
  SmallVector<int64_t> dims;
  llvm::copy_if(flow.dataSharedDims, std::back_inserter(dims), isReduced);
  if (dims.empty())
    llvm::append_range(dims, flow.dataSharedDims);
  if (dims.size() != 1)
    return std::nullopt;
  return dims.front();
}

void Demands::visit(OpOperand &use, OpResult result,
                    ArrayRef<int64_t> origins) {
  QuantizationFlow flow = getQuantizationFlow(result);
  if (auto *accumulating = std::get_if<AccumulatingFlow>(&flow)) {
    if (accumulating->data == &use &&
        isConstantValue(accumulating->weight->get()))
      if (std::optional<int64_t> dim = getDataChannelDim(*accumulating))
        set(dataDim, origins[*dim]);
  } else if (auto *row = std::get_if<RowFlow>(&flow)) {
    if (row->data == &use && row->function == RowFunction::Softmax &&
        row->dims.size() == 1)
      set(softmaxDim, origins[row->dims.front()]);
  } else if (auto *moved = std::get_if<SameScaleFlow>(&flow)) {
    if (!llvm::is_contained(moved->data, &use))
      return;
    SmallVector<int64_t> dims = getSourceDims(use, result);
    for (int64_t &dim : dims)
      dim = dim < 0 ? -1 : origins[dim];
    visit(result, dims);
  }
}

void Demands::visit(Value value, ArrayRef<int64_t> origins) {
  if (!isa<RankedTensorType>(value.getType()) || !seen.insert(value).second)
    return;
  for (OpOperand &use : value.getUses()) {
    Operation *op = use.getOwner();
    isFunctionResult |= op->hasTrait<OpTrait::IsTerminator>() &&
                        isa<FunctionOpInterface>(op->getParentOp());
    for (OpResult result : op->getResults())
      visit(use, result, origins);
  }
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// The channels of a contraction's result.
static std::optional<int64_t> getResultDim(Value head) {
  QuantizationFlow flow = getQuantizationFlow(head);
  auto *accumulating = std::get_if<AccumulatingFlow>(&flow);
  if (!accumulating || !isConstantValue(accumulating->weight->get()) ||
      accumulating->resultChannelDims.size() != 1)
    return std::nullopt;
  return accumulating->resultChannelDims.front();
}

ObservedParts ObservedPartsAnalysis::get(Value value) const {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return {};
  Demands demands;
  demands.visit(value, llvm::to_vector(llvm::seq<int64_t>(0, type.getRank())));
  ObservedParts parts;
  parts.axis = demands.dataDim;
  if (Value head = heads.lookup(value);
      !parts.axis && head && head.getType() == value.getType())
    parts.axis = getResultDim(head);
  // The rows of a softmax are its own.
  int64_t last = type.getRank() - 1;
  if (demands.softmaxDim && demands.softmaxDim != parts.axis)
    parts.axis =
        *demands.softmaxDim == last ? std::nullopt : demands.softmaxDim;
  if (parts.axis && type.isDynamicDim(static_cast<unsigned>(*parts.axis)))
    parts.axis.reset();
  int64_t rowDim = parts.axis.value_or(last);
  bool isWanted = demands.softmaxDim
                      ? demands.softmaxDim == rowDim
                      : demands.dataDim || demands.isFunctionResult;
  auto samples = sampleDims.find(value);
  parts.rows = isWanted && rowDim > 0 && samples != sampleDims.end() &&
               samples->second == 0;
  return parts;
}
