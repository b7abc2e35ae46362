//===- Movement.cpp - Transpose and Concat --------------------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

static FailureOr<SmallVector<int64_t>> getPermutation(NodeImporter &importer) {
  int64_t rank = importer.getInput(0).getRank();
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::optional<ArrayRef<int64_t>> stated = importer.getInts("perm");
  if (!stated) {
    std::reverse(order.begin(), order.end());
    return order;
  }
  if (stated->size() != order.size() ||
      !std::is_permutation(stated->begin(), stated->end(), order.begin()))
    return importer.error()
           << "its attribute 'perm' is [" << *stated
           << "], which is no permutation of " << rank << " dimensions";
  return SmallVector<int64_t>(stated->begin(), stated->end());
}

static LogicalResult importTranspose(NodeImporter &importer) {
  FailureOr<SmallVector<int64_t>> permutation = getPermutation(importer);
  if (failed(permutation))
    return failure();
  const TensorValue &input = importer.getInput(0);
  if (llvm::is_sorted(*permutation))
    return importer.setResult(0, input);
  return importer.setResult(
      0, emitTranspose(importer, input, *permutation, importer.getLoc()));
}

static FailureOr<bool> evaluateTranspose(NodeImporter &importer) {
  FailureOr<SmallVector<int64_t>> permutation = getPermutation(importer);
  if (failed(permutation))
    return failure();
  TensorValue result =
      transposeKnown(importer, importer.getInput(0), *permutation);
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

namespace {

struct ConcatOperands {
  SmallVector<TensorValue> operands;
  int64_t axis = 0;
  Shape shape;
};

} // namespace

/// Checks that the operands agree but for the axis, and adds that up.
static FailureOr<ConcatOperands> getConcatOperands(NodeImporter &importer) {
  ConcatOperands concat;
  for (unsigned i = 0, e = importer.getNumInputs(); i < e; ++i) {
    if (!importer.hasInput(i))
      return importer.error() << "its input " << i << " is missing";
    concat.operands.push_back(importer.getInput(i));
  }
  const TensorValue &first = concat.operands.front();
  if (!importer.hasAttr("axis"))
    return importer.error() << "it needs the attribute 'axis'";
  FailureOr<int64_t> axis =
      importer.normalizeAxis(importer.getInt("axis", 0), first.getRank());
  if (failed(axis))
    return failure();
  concat.axis = *axis;
  concat.shape = first.shape;
  for (const TensorValue &operand : ArrayRef(concat.operands).drop_front()) {
    bool fits =
        operand.type == first.type && operand.getRank() == first.getRank();
    for (int64_t dim = 0; fits && dim < first.getRank(); ++dim) {
      if (dim == *axis)
        continue;
      int64_t size = operand.getStaticDim(dim);
      OpFoldResult &common = concat.shape[dim];
      fits = size == getStatic(common) || ShapedType::isDynamic(size) ||
             ShapedType::isDynamic(getStatic(common));
      emitRequireEqual(importer, operand.shape[dim], common,
                       "its inputs differ outside the axis it concatenates");
      if (ShapedType::isDynamic(getStatic(common)))
        common = operand.shape[dim];
    }
    if (!fits)
      return importer.error()
             << "its inputs do not fit one another along axis " << *axis << ": "
             << first.getTensorType(importer.getContext()) << " and "
             << operand.getTensorType(importer.getContext());
    concat.shape[*axis] =
        importer.getMath().add(concat.shape[*axis], operand.shape[*axis]);
  }
  return concat;
}

static LogicalResult importConcat(NodeImporter &importer) {
  FailureOr<ConcatOperands> concat = getConcatOperands(importer);
  if (failed(concat))
    return failure();
  if (concat->operands.size() == 1)
    return importer.setResult(0, concat->operands.front());
  SmallVector<Value> values =
      llvm::map_to_vector(concat->operands, [&](const TensorValue &operand) {
        return importer.materialize(operand);
      });
  TensorValue result{concat->operands.front().type, concat->shape, nullptr,
                     nullptr};
  result.value = tensor::ConcatOp::create(
      importer.getBuilder(), importer.getLoc(),
      result.getTensorType(importer.getContext()), concat->axis, values);
  return importer.setResult(0, std::move(result));
}

static FailureOr<bool> evaluateConcat(NodeImporter &importer) {
  FailureOr<ConcatOperands> concat = getConcatOperands(importer);
  if (failed(concat))
    return failure();
  SmallVector<int64_t> shape = llvm::map_to_vector(concat->shape, getStatic);
  if (!countElements(shape))
    return false;
  SmallVector<int64_t> coordinates(shape.size());
  TensorValue result = gatherElements(
      importer, concat->operands, shape, [&](int64_t i) -> ElementSource {
        delinearize(i, shape, coordinates);
        int64_t &position = coordinates[concat->axis];
        unsigned operand = 0;
        while (position >= concat->operands[operand].getStaticDim(concat->axis))
          position -= concat->operands[operand++].getStaticDim(concat->axis);
        return {operand,
                linearize(coordinates,
                          concat->operands[operand].known->getShape())};
      });
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

void addMovementOperators(OperatorTable &table) {
  table.add({{"Transpose", 1, 1, 1, "perm:is", importTranspose,
              evaluateTranspose, true},
             {"Concat", 1, OperatorSpec::variadic, 1, "axis:i", importConcat,
              evaluateConcat, true}});
}

} // namespace quantx::importer
