//===- LinalgOps.cpp - Structured ops by their definition -----------------===//
//
// A structured op is its loops: for every point, read an element of each
// operand through its indexing map, run the body, write what it yields. That is
// all that is known about any of them here.
//
//===----------------------------------------------------------------------===//

#include "ScalarProgram.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

/// The value of an affine expression of the loops.
static int64_t evaluate(AffineExpr expr, ArrayRef<int64_t> loops) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return loops[dim.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  int64_t lhs = evaluate(binary.getLHS(), loops);
  int64_t rhs = evaluate(binary.getRHS(), loops);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return lhs + rhs;
  case AffineExprKind::Mul:
    return lhs * rhs;
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(lhs, rhs);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(lhs, rhs);
  case AffineExprKind::Mod:
    return llvm::mod(lhs, rhs);
  default:
    llvm_unreachable("indexing maps have no symbols");
  }
}

namespace {
/// An operand of a structured op: a tensor read through its map, or a number.
struct StructuredOperand {
  const HostTensor *tensor = nullptr;
  Scalar scalar;
  Type elementType;
  AffineMap map;

  /// The position of the element for a point of the loops, -1 if there is none.
  int64_t getPosition(ArrayRef<int64_t> loops) const {
    int64_t position = 0;
    for (auto [expr, size] :
         llvm::zip_equal(map.getResults(), tensor->getShape())) {
      int64_t at = evaluate(expr, loops);
      if (at < 0 || at >= size)
        return -1;
      position = position * size + at;
    }
    return position;
  }
};

class StructuredOp {
public:
  StructuredOp(linalg::LinalgOp op, const Frame &frame)
      : op(op), frame(frame) {}

  FailureOr<OpResults> run();

private:
  LogicalResult prepare();
  FailureOr<SmallVector<int64_t>> getLoops();
  LogicalResult runPoint(ArrayRef<int64_t> point, ScalarProgram &body);

  linalg::LinalgOp op;
  const Frame &frame;
  SmallVector<StructuredOperand> operands;
  /// The outputs, which operands of inits read too.
  SmallVector<HostTensor> results;
};
} // namespace

LogicalResult StructuredOp::prepare() {
  // Operands point into `results`, which must not grow any more then.
  for (OpOperand &init : op.getDpsInitsMutable()) {
    if (!isa<RankedTensorType>(init.get().getType()))
      return op->emitOpError("cannot be interpreted on buffers");
    results.push_back(copyTensor(frame.getTensor(init.get())));
  }
  for (OpOperand &operand : op->getOpOperands()) {
    StructuredOperand entry;
    entry.elementType = getElementTypeOrSelf(operand.get());
    entry.map = op.getMatchingIndexingMap(&operand);
    if (op.isDpsInit(&operand))
      entry.tensor =
          &results[operand.getOperandNumber() - op.getNumDpsInputs()];
    else if (isa<ShapedType>(operand.get().getType()))
      entry.tensor = &frame.getTensor(operand.get());
    else
      entry.scalar = frame.getScalar(operand.get());
    operands.push_back(entry);
  }
  return success();
}

FailureOr<SmallVector<int64_t>> StructuredOp::getLoops() {
  AffineMap toLoops = op.getShapesToLoopsMap();
  if (!toLoops)
    return op->emitOpError("cannot be interpreted: the sizes of its loops do "
                           "not follow from those of its operands");
  SmallVector<int64_t> sizes;
  for (const StructuredOperand &operand : operands)
    if (operand.tensor)
      llvm::append_range(sizes, operand.tensor->getShape());
  return SmallVector<int64_t>(
      llvm::map_range(toLoops.getResults(),
                      [&](AffineExpr expr) { return evaluate(expr, sizes); }));
}

LogicalResult StructuredOp::runPoint(ArrayRef<int64_t> point,
                                     ScalarProgram &body) {
  SmallVector<Scalar, 4> arguments;
  SmallVector<int64_t, 2> targets;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    if (!operand.tensor) {
      arguments.push_back(operand.scalar);
      continue;
    }
    int64_t position = operand.getPosition(point);
    if (position < 0)
      return op->emitOpError()
             << "reads outside of operand " << i << ", a tensor of "
             << operand.tensor->describe();
    arguments.push_back(load(*operand.tensor, operand.elementType, position));
    if (static_cast<int64_t>(i) >= op.getNumDpsInputs())
      targets.push_back(position);
  }
  ArrayRef<Scalar> yielded = body.run(arguments, point);
  for (auto [i, position] : llvm::enumerate(targets)) {
    Type type = operands[op.getNumDpsInputs() + i].elementType;
    if (failed(storeDefined(op, results[i], type, position, yielded[i])))
      return failure();
  }
  return success();
}

FailureOr<OpResults> StructuredOp::run() {
  if (failed(prepare()))
    return failure();
  FailureOr<SmallVector<int64_t>> loops = getLoops();
  FailureOr<ScalarProgram> body = ScalarProgram::get(*op.getBlock(), frame);
  if (failed(loops) || failed(body))
    return failure();
  auto visit = [&](ArrayRef<int64_t> point) { return runPoint(point, *body); };
  if (failed(forEachIndex(*loops, visit)))
    return failure();
  return OpResults(results.begin(), results.end());
}

std::optional<FailureOr<OpResults>>
interpreter::interpretLinalg(Operation *op, const Frame &frame) {
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return StructuredOp(structured, frame).run();
  return std::nullopt;
}
