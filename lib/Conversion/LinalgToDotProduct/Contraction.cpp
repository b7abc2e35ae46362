//===- Contraction.cpp - From a linalg op to its description --------------===//

#include "Contraction.h"

#include "Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

namespace {
/// A factor of the product: which block argument, and how it was extended.
struct Factor {
  unsigned argument;
  Type type;
  Signedness sign;
};

struct Body {
  Factor lhs;
  Factor rhs;
  Type accumulator;
};
} // namespace

static std::optional<Factor> matchFactor(Value value, Block &body) {
  Factor factor{0, value.getType(), Signedness::Signed};
  if (Operation *ext = value.getDefiningOp()) {
    if (!isa<arith::ExtSIOp, arith::ExtUIOp>(ext))
      return std::nullopt;
    if (isa<arith::ExtUIOp>(ext))
      factor.sign = Signedness::Unsigned;
    value = ext->getOperand(0);
    factor.type = value.getType();
  }
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != &body)
    return std::nullopt;
  factor.argument = argument.getArgNumber();
  return factor;
}

/// `yield (out + a * b)` in any operand order, integer or float.
static std::optional<Body> matchBody(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return std::nullopt;
  Block &body = *op.getBlock();
  Operation *add = body.getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::AddIOp, arith::AddFOp>(add))
    return std::nullopt;
  for (unsigned i : {0u, 1u}) {
    Operation *mul = add->getOperand(1 - i).getDefiningOp();
    if (add->getOperand(i) != body.getArgument(2) ||
        !isa_and_nonnull<arith::MulIOp, arith::MulFOp>(mul))
      continue;
    std::optional<Factor> lhs = matchFactor(mul->getOperand(0), body);
    std::optional<Factor> rhs = matchFactor(mul->getOperand(1), body);
    if (!lhs || !rhs || lhs->argument + rhs->argument != 1)
      continue;
    if (lhs->argument == 1)
      std::swap(lhs, rhs);
    return Body{*lhs, *rhs, add->getResult(0).getType()};
  }
  return std::nullopt;
}

bool quantx::isContraction(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() && op.getNumReductionLoops() > 0 &&
         op.getNumParallelLoops() + op.getNumReductionLoops() ==
             op.getNumLoops() &&
         matchBody(op);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Whether each result is a different loop by itself.
static bool isIndexedByLoops(AffineMap map) {
  return map.isProjectedPermutation();
}

static std::optional<LoopKind> classifyLoop(bool inInput, bool inWeights,
                                            bool inOutput) {
  if (inOutput && inWeights)
    return inInput ? LoopKind::Batch : LoopKind::Column;
  if (inOutput && inInput)
    return LoopKind::Row;
  if (inInput && inWeights)
    return LoopKind::Reduction;
  return std::nullopt;
}

static LogicalResult classifyLoops(Contraction &contraction,
                                   RankedTensorType weights,
                                   AffineMap weightsMap, std::string &reason) {
  SmallVector<int64_t> sizes = contraction.op.getStaticLoopRanges();
  for (auto [index, size] : llvm::enumerate(sizes)) {
    std::optional<LoopKind> kind =
        classifyLoop(contraction.input.map.isFunctionOfDim(index),
                     weightsMap.isFunctionOfDim(index),
                     contraction.output.map.isFunctionOfDim(index));
    if (!kind) {
      reason =
          llvm::formatv("loop {0} walks only one of the three tensors", index);
      return failure();
    }
    contraction.loops.push_back({*kind, size});
  }
  // The weights are static where another tensor of the same loop may not be.
  for (auto [dim, size] : llvm::enumerate(weights.getShape()))
    contraction.loops[weightsMap.getDimPosition(dim)].size = size;
  return success();
}

/// Row-major strides of \p weights, by loop.
static void computeWeightOffsets(Contraction &contraction,
                                 AffineMap weightsMap) {
  auto type = cast<RankedTensorType>(contraction.weights.getType());
  SmallVector<int64_t> strides(contraction.loops.size(), 0);
  int64_t stride = 1;
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    strides[weightsMap.getDimPosition(dim)] = stride;
    stride *= type.getDimSize(dim);
  }
  for (auto [loop, stride] : llvm::zip_equal(contraction.loops, strides)) {
    SmallVector<int64_t> &offsets = contraction.weightOffsets.emplace_back();
    // Loops that the weights do not know may be dynamic, and need no table.
    if (loop.kind == LoopKind::Row)
      continue;
    for (int64_t i = 0; i < loop.size; ++i)
      offsets.push_back(i * stride);
  }
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Access quantx::makeAccess(Value value, AffineMap map) {
  Access access{value, map, {}};
  for (int64_t i = 0; i < map.getNumResults(); ++i)
    access.groups.push_back({i});
  return access;
}

/// Where each element of \p tensor is a copy of an element of something
/// smaller (a fill, a broadcast bias), reads that instead. \p map is from the
/// loops to the indices of \p tensor.
static Access traceCopies(Value tensor, AffineMap map) {
  auto producer = tensor.getDefiningOp<linalg::LinalgOp>();
  if (!producer || producer.getNumDpsInits() != 1 ||
      producer.getNumParallelLoops() != producer.getNumLoops() ||
      !producer.hasPureTensorSemantics())
    return makeAccess(tensor, map);
  AffineMap outputMap =
      producer.getMatchingIndexingMap(producer.getDpsInitOperand(0));
  Value yielded = producer.getBlock()->getTerminator()->getOperand(0);
  auto argument = dyn_cast<BlockArgument>(yielded);
  if (!outputMap.isPermutation())
    return makeAccess(tensor, map);
  if (!argument && yielded.getParentBlock() != producer.getBlock())
    return makeAccess(yielded,
                      AffineMap::get(map.getNumDims(), 0, map.getContext()));
  if (!argument || argument.getOwner() != producer.getBlock() ||
      argument.getArgNumber() >= producer.getNumDpsInputs())
    return makeAccess(tensor, map);
  OpOperand *source = producer.getDpsInputOperand(argument.getArgNumber());
  AffineMap sourceMap = producer.getMatchingIndexingMap(source);
  if (!sourceMap.isProjectedPermutation())
    return makeAccess(tensor, map);
  return traceCopies(
      source->get(),
      sourceMap.compose(inversePermutation(outputMap)).compose(map));
}

/// The tensor that \p init overwrites wholly, if it is such a producer.
static Value destinationOf(Value init) {
  if (auto producer = init.getDefiningOp<linalg::LinalgOp>())
    if (producer.getNumDpsInits() == 1)
      return destinationOf(producer.getDpsInits().front());
  return init;
}

static void traceInit(Contraction &contraction) {
  Value outs = contraction.op.getDpsInits().front();
  Access traced = traceCopies(outs, contraction.output.map);
  contraction.init = traced;
  if (traced.tensor != outs)
    contraction.output.tensor = destinationOf(outs);
}

//===----------------------------------------------------------------------===//
// The description
//===----------------------------------------------------------------------===//

static LogicalResult checkTypes(const Body &body, std::string &reason) {
  auto *context = body.accumulator.getContext();
  Type i8 = IntegerType::get(context, 8), i32 = IntegerType::get(context, 32);
  Type f32 = Float32Type::get(context);
  if (body.lhs.type == body.rhs.type &&
      ((body.lhs.type == i8 && body.accumulator == i32) ||
       (body.lhs.type == f32 && body.accumulator == f32)))
    return success();
  llvm::raw_string_ostream(reason)
      << "products of " << body.lhs.type << " and " << body.rhs.type
      << " summed in " << body.accumulator
      << "; known are i8 x i8 in i32 and f32 x f32 in f32";
  return failure();
}

/// Which of the two inputs is the constant one, or made of constants; the
/// second if both are.
static std::optional<unsigned> findWeights(linalg::LinalgOp op) {
  for (unsigned i : {1u, 0u})
    if (isReadableConstant(op.getDpsInputOperand(i)->get()))
      return i;
  for (unsigned i : {1u, 0u})
    if (findWeightProducer(op.getDpsInputOperand(i)->get()))
      return i;
  return std::nullopt;
}

/// The innermost dimension of the output must be vectors of columns, or of
/// batches where the input has them side by side too (depthwise).
static LogicalResult checkLanes(const Contraction &contraction,
                                std::string &reason) {
  if (contraction.output.map.getNumResults() == 0) {
    reason = "the result is a scalar; no dimension is left for vector lanes";
    return failure();
  }
  LoopKind kind = contraction.loops[contraction.laneLoop()].kind;
  if (kind == LoopKind::Column)
    return success();
  if (kind == LoopKind::Row) {
    reason = "the innermost dimension of the result does not index the "
             "weights; convert the operands to channels-last first";
    return failure();
  }
  AffineMap map = contraction.input.map;
  unsigned last = map.getNumResults() - 1;
  auto lane = getAffineDimExpr(contraction.laneLoop(), map.getContext());
  if (map.getResult(last) == lane &&
      !map.dropResult(last).isFunctionOfDim(contraction.laneLoop()))
    return success();
  reason = "the innermost dimension of the result is a batch or group that "
           "does not lie innermost in the input";
  return failure();
}

FailureOr<Contraction> quantx::analyzeContraction(linalg::LinalgOp op,
                                                  std::string &reason) {
  Body body = *matchBody(op);
  if (failed(checkTypes(body, reason)))
    return failure();
  std::optional<unsigned> weights = findWeights(op);
  if (!weights) {
    reason = "neither factor is a constant, and weights are packed at compile "
             "time only";
    return failure();
  }
  Contraction contraction;
  contraction.op = op;
  contraction.isFloat = isa<FloatType>(body.accumulator);
  contraction.weights = op.getDpsInputOperand(*weights)->get();
  contraction.weightSign = (*weights == 1 ? body.rhs : body.lhs).sign;
  contraction.inputSign = (*weights == 1 ? body.lhs : body.rhs).sign;

  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  AffineMap weightsMap = maps[*weights];
  contraction.input = makeAccess(op.getDpsInputOperand(1 - *weights)->get(),
                                 maps[1 - *weights]);
  contraction.output = makeAccess(op.getDpsInits().front(), maps[2]);
  if (!isIndexedByLoops(weightsMap) || !isIndexedByLoops(maps[2])) {
    reason = "the weights or the result are not indexed by plain loops";
    return failure();
  }
  Value factor = contraction.weights;
  if (failed(classifyLoops(contraction,
                           cast<RankedTensorType>(factor.getType()), weightsMap,
                           reason)) ||
      failed(checkLanes(contraction, reason)))
    return failure();
  if (isReadableConstant(factor))
    computeWeightOffsets(contraction, weightsMap);
  else if (failed(setWeightBody(contraction, factor, weightsMap, reason)))
    return failure();
  traceInit(contraction);
  return contraction;
}

unsigned Contraction::laneLoop() const {
  return output.map.getDimPosition(output.map.getNumResults() - 1);
}

Type Contraction::accumulatorType() const {
  return cast<ShapedType>(op->getResult(0).getType()).getElementType();
}

SmallVector<Access *> Contraction::rowAccesses() {
  SmallVector<Access *> accesses = {&input, &output};
  if (init && !init->isScalar())
    accesses.push_back(&*init);
  if (epilogue)
    for (std::optional<Access> &operand : epilogue->operands)
      if (operand && !operand->isScalar())
        accesses.push_back(&*operand);
  return accesses;
}

SmallVector<OffsetTables *> Contraction::offsetTables() {
  SmallVector<OffsetTables *> tables = {&weightOffsets};
  if (weightBody)
    for (WeightBody::Parameter &parameter : weightBody->parameters)
      tables.push_back(&parameter.offsets);
  return tables;
}
