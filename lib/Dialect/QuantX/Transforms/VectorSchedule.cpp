//===- VectorSchedule.cpp - How one linalg op is vectorized ---------------===//
//
// One rule: the loop that is innermost in every result becomes a vector, all
// others stay loops. Reductions so keep their order, and every lane does what
// scalar code would do, to the bit. Sums and extremes of integers have no order
// to keep: along the innermost dim of their operand they become vectors that
// are reduced.
//
//===----------------------------------------------------------------------===//

#include "VectorSchedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

/// At most this many registers hold one value of the body.
static constexpr int64_t kRegistersPerValue = 4;

/// Widths of the narrowest tensor element and of the widest value computed.
static std::pair<int64_t, int64_t> getBitWidths(linalg::LinalgOp op) {
  int64_t narrowest = 64, widest = 8;
  auto add = [&](Type type, bool isElement) {
    Type element = getElementTypeOrSelf(type);
    if (!element.isIntOrFloat())
      return;
    int64_t bits = std::max<int64_t>(8, element.getIntOrFloatBitWidth());
    widest = std::max(widest, bits);
    if (isElement)
      narrowest = std::min(narrowest, bits);
  };
  for (Value operand : op->getOperands())
    add(operand.getType(), isa<ShapedType>(operand.getType()));
  op->getRegion(0).walk([&](Operation *inner) {
    for (Type type : inner->getResultTypes())
      add(type, /*isElement=*/false);
  });
  return {narrowest, widest};
}

/// Elements a vector of `op` has along a loop of `extent`: all of them if that
/// is not more registers than a value may take, else a full register of the
/// narrowest operand.
static int64_t getVectorWidth(linalg::LinalgOp op, int64_t extent,
                              const Target &target) {
  auto [narrowest, widest] = getBitWidths(op);
  int64_t full = target.vectorBits / narrowest;
  int64_t limit = kRegistersPerValue * target.vectorBits / widest;
  if (!ShapedType::isDynamic(extent) && extent <= limit)
    return extent;
  return std::max<int64_t>(1, std::min(full, limit));
}

/// The loop that indexes the last dim of `map` alone, if one does.
static std::optional<unsigned> getInnermostLoop(AffineMap map) {
  if (map.getNumResults() == 0)
    return std::nullopt;
  auto dim = dyn_cast<AffineDimExpr>(map.getResults().back());
  if (!dim)
    return std::nullopt;
  for (AffineExpr other : map.getResults().drop_back())
    if (other.isFunctionOfDim(dim.getPosition()))
      return std::nullopt;
  return dim.getPosition();
}

/// True if the dims of `map` are each indexed by one loop or a constant, so
/// that a transpose of the operand is a permutation of its results.
static bool isTransposable(AffineMap map) {
  return map.isProjectedPermutation(/*allowZeroInResults=*/true);
}

/// The loop that is innermost in every result; an error text if there is none.
static std::optional<unsigned> getResultLoop(linalg::LinalgOp op,
                                             std::string &failure) {
  std::optional<unsigned> loop;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    std::optional<unsigned> innermost =
        getInnermostLoop(op.getMatchingIndexingMap(&init));
    if (!innermost) {
      failure = op.getRank(&init) == 0
                    ? "its result is a single number"
                    : "no loop runs along the last dim of a result";
      return std::nullopt;
    }
    if (loop && *loop != *innermost) {
      failure = "results are innermost in different loops";
      return std::nullopt;
    }
    loop = innermost;
  }
  return loop;
}

/// A copy that permutes dims: two loops become one square vector.
static bool isTranspose(linalg::LinalgOp op, unsigned resultLoop) {
  if (op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
      op.getNumReductionLoops() != 0 ||
      op.getBlock()->getOperations().size() != 1)
    return false;
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
  std::optional<unsigned> inputLoop = getInnermostLoop(map);
  return inputLoop && *inputLoop != resultLoop && map.isPermutation() &&
         op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isPermutation() &&
         op->getRegion(0).front().getTerminator()->getOperand(0) ==
             op->getRegion(0).getArgument(0);
}

static VectorSchedule getTransposeSchedule(linalg::LinalgOp op,
                                           unsigned resultLoop,
                                           const Target &target) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(0));
  VectorSchedule schedule;
  schedule.loops = {*getInnermostLoop(map), resultLoop};
  schedule.widths.assign(2, target.lanes());
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (unsigned loop : schedule.loops)
    if (ShapedType::isDynamic(extents[loop]))
      return VectorSchedule::scalar("a transposed dim has a dynamic extent");
  return schedule;
}

/// True if `value`, computed in the body of an op, is made of its argument
/// `source`.
static bool dependsOn(Value value, Value source) {
  llvm::SetVector<Value> values;
  values.insert(value);
  for (size_t i = 0; i < values.size(); ++i)
    if (Operation *op = values[i].getDefiningOp())
      values.insert_range(op->getOperands());
  return values.contains(source);
}

/// True if `op`, of one input, adds its numbers to the accumulator or takes the
/// extreme of both, and does nothing else with the accumulator. A number that
/// is the same for all of them is not in a vector: the vectorizer would take it
/// once.
static bool isUnorderedReduction(linalg::LinalgOp op) {
  Value accumulator = op.getBlock()->getArguments().back();
  Operation *combiner =
      op.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
  return accumulator.hasOneUse() && *accumulator.user_begin() == combiner &&
         isa_and_present<arith::AddIOp, arith::MaxSIOp, arith::MaxUIOp,
                         arith::MinSIOp, arith::MinUIOp>(combiner) &&
         dependsOn(combiner->getResult(0), op.getBlock()->getArgument(0));
}

/// The loop along which integers are reduced that lie side by side, if static:
/// as the vector loop it needs no transpose.
static std::optional<unsigned> getReductionLoop(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() != 1 || op.getNumDpsInputs() != 1 ||
      op.getNumDpsInits() != 1)
    return std::nullopt;
  std::optional<unsigned> loop =
      getInnermostLoop(op.getMatchingIndexingMap(op.getDpsInputOperand(0)));
  bool isReduced = loop && op.getIteratorTypesArray()[*loop] ==
                               utils::IteratorType::reduction;
  if (!isReduced || ShapedType::isDynamic(op.getStaticLoopRanges()[*loop]) ||
      !isUnorderedReduction(op))
    return std::nullopt;
  return loop;
}

/// Masked lanes compute on what is not there: nothing of that may trap.
static bool isSafeOnMaskedLanes(linalg::LinalgOp op) {
  return llvm::all_of(op.getBlock()->without_terminator(),
                      [](Operation &inner) { return isSpeculatable(&inner); });
}

VectorSchedule quantx::getVectorSchedule(linalg::LinalgOp op,
                                         const Target &target) {
  if (llvm::is_contained(op.getStaticLoopRanges(), 0))
    return VectorSchedule::scalar("a loop of it has no iterations");
  if (std::optional<unsigned> loop = getReductionLoop(op)) {
    VectorSchedule schedule;
    schedule.loops = {*loop};
    schedule.widths = {
        getVectorWidth(op, op.getStaticLoopRanges()[*loop], target)};
    return schedule;
  }
  std::string failure;
  std::optional<unsigned> loop = getResultLoop(op, failure);
  if (!loop)
    return VectorSchedule::scalar(failure.empty() ? "it has no result"
                                                  : failure);
  if (isTranspose(op, *loop))
    return getTransposeSchedule(op, *loop, target);
  VectorSchedule schedule;
  schedule.loops = {*loop};
  int64_t extent = op.getStaticLoopRanges()[*loop];
  schedule.widths = {getVectorWidth(op, extent, target)};
  if (extent == 1)
    return VectorSchedule::scalar("its result is a single number");
  if (ShapedType::isDynamic(extent) && !isSafeOnMaskedLanes(op))
    return VectorSchedule::scalar(
        "its innermost extent is dynamic and its body may trap");
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    if (!map.isFunctionOfDim(*loop) || getInnermostLoop(map) == loop)
      continue;
    if (!isTransposable(map))
      return VectorSchedule::scalar(llvm::formatv(
          "operand {0} is read with a stride", input->getOperandNumber()));
    schedule.strided.push_back(input->getOperandNumber());
  }
  return schedule;
}
