//===- RowOps.cpp - Softmax and normalization -----------------------------===//
//
// Functions of whole rows, in the arithmetic of their element type: one
// rounding per step, sums in the order of the elements. quantx.normalize is
// rule QX-N1.
//
//===----------------------------------------------------------------------===//

#include "Frame.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

namespace {
/// A function from the numbers of a row to as many others.
using RowFunction = llvm::function_ref<void(MutableArrayRef<double>)>;
} // namespace

/// Applies `function` to every row of the op's operand: the elements that
/// differ in their indices of `dims` only.
static FailureOr<OpResults> mapRows(Operation *op, const Frame &frame,
                                    ArrayRef<int64_t> dims,
                                    RowFunction function) {
  const HostTensor &input = frame.getTensor(op->getOperand(0));
  FailureOr<HostTensor> result =
      createTensor(op, op->getResult(0).getType(), input.getShape());
  if (failed(result))
    return failure();
  Type type = getElementTypeOrSelf(op->getOperand(0));
  SmallVector<int64_t> outer(input.getShape()), inner(outer.size(), 1);
  for (int64_t dim : dims)
    std::swap(outer[dim], inner[dim]);
  (void)forEachIndex(outer, [&](ArrayRef<int64_t> first) {
    SmallVector<int64_t> positions;
    (void)forEachIndex(inner, [&](ArrayRef<int64_t> offset) {
      SmallVector<int64_t> index;
      for (auto [a, b] : llvm::zip_equal(first, offset))
        index.push_back(a + b);
      positions.push_back(getPosition(index, input.getShape()));
      return success();
    });
    SmallVector<double> row;
    for (int64_t position : positions)
      row.push_back(load(input, type, position).real);
    function(row);
    for (auto [position, number] : llvm::zip_equal(positions, row))
      store(*result, type, position, Scalar::ofReal(number));
    return success();
  });
  return OpResults{*result};
}

/// exp(x - max) over its sum.
static FailureOr<OpResults> runSoftmax(linalg::SoftmaxOp op,
                                       const Frame &frame) {
  if (op->getNumResults() != 1)
    return op->emitOpError("cannot be interpreted on buffers");
  Type type = getElementTypeOrSelf(op.getInput());
  auto dim = static_cast<int64_t>(op.getDimension());
  return mapRows(op, frame, dim, [&](MutableArrayRef<double> row) {
    double largest = -INFINITY, sum = 0;
    for (double x : row)
      largest = std::fmax(largest, x);
    for (double &x : row) {
      x = roundTo(std::exp(roundTo(x - largest, type)), type);
      sum = roundTo(sum + x, type);
    }
    for (double &x : row)
      x = roundTo(x / sum, type);
  });
}

static FailureOr<OpResults> runNormalize(NormalizeOp op, const Frame &frame) {
  Type type = getElementTypeOrSelf(op.getInput());
  double epsilon = roundTo(op.getEpsilon().convertToDouble(), type);
  return mapRows(op, frame, op.getDims(), [&](MutableArrayRef<double> row) {
    double count = roundTo(static_cast<double>(row.size()), type), sum = 0;
    for (double x : row)
      sum = roundTo(sum + x, type);
    double mean = op.getUncentered() ? 0 : roundTo(sum / count, type);
    double squares = 0;
    for (double &x : row) {
      x = roundTo(x - mean, type);
      squares = roundTo(squares + roundTo(x * x, type), type);
    }
    double variance = roundTo(squares / count, type);
    double deviation =
        roundTo(std::sqrt(roundTo(variance + epsilon, type)), type);
    for (double &x : row)
      x = roundTo(x / deviation, type);
  });
}

std::optional<FailureOr<OpResults>>
interpreter::interpretRows(Operation *op, const Frame &frame) {
  if (auto softmax = dyn_cast<linalg::SoftmaxOp>(op))
    return runSoftmax(softmax, frame);
  if (auto normalize = dyn_cast<NormalizeOp>(op))
    return runNormalize(normalize, frame);
  return std::nullopt;
}
