//===- TensorOps.cpp - Tensors made, read and reshaped --------------------===//

#include "ScalarProgram.h"

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cstring>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

using Result = FailureOr<OpResults>;

static Result single(FailureOr<HostTensor> tensor) {
  if (failed(tensor))
    return failure();
  return OpResults{*tensor};
}

//===----------------------------------------------------------------------===//
// Tensors from nothing
//===----------------------------------------------------------------------===//

static Result runConstant(arith::ConstantOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getType());
  if (!type)
    return OpResults{getConstantScalar(op.getValue())};
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  std::optional<ElementsReader> reader =
      elements ? ElementsReader::get(elements) : std::nullopt;
  FailureOr<HostTensor> tensor = createTensor(op, type, type.getShape());
  if (failed(tensor))
    return failure();
  if (!reader)
    return op->emitOpError("cannot be interpreted: its elements cannot be "
                           "read");
  Type element = type.getElementType();
  for (int64_t i = 0, e = tensor->getNumElements(); i < e; ++i)
    store(*tensor, element, i, fromBits(reader->getBits(i), element));
  return OpResults{*tensor};
}

/// Elements that must not be read: NaN, or a byte of 0x5A.
static void fillUndefined(HostTensor &tensor, Type type) {
  if (!isa<FloatType>(type) && !type.isInteger(1)) {
    std::memset(tensor.getData(), 0x5A, tensor.getNumBytes());
    return;
  }
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i)
    store(tensor, type, i, Scalar::ofReal(NAN));
}

static Result runEmpty(tensor::EmptyOp op, const Frame &frame) {
  auto sizes = getIndices(op, frame, op.getMixedSizes());
  if (failed(sizes))
    return failure();
  FailureOr<HostTensor> tensor = createTensor(op, op.getType(), *sizes);
  if (succeeded(tensor))
    fillUndefined(*tensor, op.getType().getElementType());
  return single(tensor);
}

/// A tensor of one number everywhere.
static Result runSplat(tensor::SplatOp op, const Frame &frame) {
  SmallVector<OpFoldResult> mixed;
  size_t dynamic = 0;
  Builder builder(op.getContext());
  for (int64_t size : op.getType().getShape())
    if (ShapedType::isDynamic(size))
      mixed.push_back(op.getDynamicSizes()[dynamic++]);
    else
      mixed.push_back(builder.getIndexAttr(size));
  auto sizes = getIndices(op, frame, mixed);
  if (failed(sizes))
    return failure();
  FailureOr<HostTensor> tensor = createTensor(op, op.getType(), *sizes);
  if (failed(tensor))
    return failure();
  for (int64_t i = 0, e = tensor->getNumElements(); i < e; ++i)
    if (failed(storeDefined(op, *tensor, op.getType().getElementType(), i,
                            frame.getScalar(op.getInput()))))
      return failure();
  return OpResults{*tensor};
}

static Result runFromElements(tensor::FromElementsOp op, const Frame &frame) {
  FailureOr<HostTensor> tensor =
      createTensor(op, op.getType(), op.getType().getShape());
  if (failed(tensor))
    return failure();
  for (auto [i, element] : llvm::enumerate(op.getElements()))
    if (failed(storeDefined(op, *tensor, element.getType(),
                            static_cast<int64_t>(i), frame.getScalar(element))))
      return failure();
  return OpResults{*tensor};
}

static Result runGenerate(tensor::GenerateOp op, const Frame &frame) {
  SmallVector<int64_t> shape(op.getType().getShape());
  size_t dynamic = 0;
  for (int64_t &size : shape) {
    if (!ShapedType::isDynamic(size))
      continue;
    auto index = getIndex(op, frame, op.getDynamicExtents()[dynamic++]);
    if (failed(index))
      return failure();
    size = *index;
  }
  FailureOr<HostTensor> tensor = createTensor(op, op.getType(), shape);
  FailureOr<ScalarProgram> body =
      ScalarProgram::get(op.getBody().front(), frame);
  if (failed(tensor) || failed(body))
    return failure();
  int64_t position = 0;
  auto visit = [&](ArrayRef<int64_t> index) {
    SmallVector<Scalar> arguments;
    for (int64_t at : index)
      arguments.push_back(Scalar::ofInteger(at));
    return storeDefined(op, *tensor, op.getType().getElementType(), position++,
                        body->run(arguments, index).front());
  };
  if (failed(forEachIndex(shape, visit)))
    return failure();
  return OpResults{*tensor};
}

//===----------------------------------------------------------------------===//
// Elements and shapes
//===----------------------------------------------------------------------===//

static Result runExtract(tensor::ExtractOp op, const Frame &frame) {
  const HostTensor &tensor = frame.getTensor(op.getTensor());
  auto index = getIndices(op, frame, getAsOpFoldResult(op.getIndices()));
  if (failed(index))
    return failure();
  int64_t position = getPosition(*index, tensor.getShape());
  if (position < 0)
    return op->emitOpError()
           << "reads outside of its operand, a tensor of " << tensor.describe();
  return OpResults{load(tensor, op.getType(), position)};
}

static Result runInsert(tensor::InsertOp op, const Frame &frame) {
  HostTensor tensor = copyTensor(frame.getTensor(op.getDest()));
  auto index = getIndices(op, frame, getAsOpFoldResult(op.getIndices()));
  if (failed(index))
    return failure();
  int64_t position = getPosition(*index, tensor.getShape());
  if (position < 0)
    return op->emitOpError() << "writes outside of its operand, a tensor of "
                             << tensor.describe();
  if (failed(storeDefined(op, tensor, op.getScalar().getType(), position,
                          frame.getScalar(op.getScalar()))))
    return failure();
  return OpResults{tensor};
}

static Result runDim(tensor::DimOp op, const Frame &frame) {
  const HostTensor &tensor = frame.getTensor(op.getSource());
  auto dim = getIndex(op, frame, op.getIndex());
  if (failed(dim))
    return failure();
  if (*dim < 0 || *dim >= tensor.getRank())
    return op->emitOpError() << "asks for dimension " << *dim
                             << " of a tensor of " << tensor.describe();
  return OpResults{Scalar::ofInteger(tensor.getShape()[*dim])};
}

/// The elements in order under another shape and element type of their width.
static Result reshapeTo(Operation *op, const HostTensor &tensor,
                        ArrayRef<int64_t> shape) {
  FailureOr<HostTensor> result =
      createTensor(op, op->getResult(0).getType(), shape);
  if (failed(result))
    return failure();
  if (result->getNumBytes() != tensor.getNumBytes())
    return op->emitOpError()
           << "turns a tensor of " << tensor.describe() << " into one of "
           << result->describe() << ", which has not as many elements";
  std::memcpy(result->getData(), tensor.getData(), tensor.getNumBytes());
  return OpResults{*result};
}

static Result runCollapse(tensor::CollapseShapeOp op, const Frame &frame) {
  const HostTensor &tensor = frame.getTensor(op.getSrc());
  SmallVector<int64_t> shape;
  for (const auto &group : op.getReassociationIndices()) {
    int64_t size = 1;
    for (int64_t dim : group)
      size *= tensor.getShape()[dim];
    shape.push_back(size);
  }
  return reshapeTo(op, tensor, shape);
}

static Result runExpand(tensor::ExpandShapeOp op, const Frame &frame) {
  auto shape = getIndices(op, frame, op.getMixedOutputShape());
  if (failed(shape))
    return failure();
  return reshapeTo(op, frame.getTensor(op.getSrc()), *shape);
}

static Result runReshape(tensor::ReshapeOp op, const Frame &frame) {
  const HostTensor &sizes = frame.getTensor(op.getShape());
  Type type = getElementTypeOrSelf(op.getShape());
  SmallVector<int64_t> shape;
  for (int64_t i = 0, e = sizes.getNumElements(); i < e; ++i)
    shape.push_back(static_cast<int64_t>(load(sizes, type, i).integer));
  return reshapeTo(op, frame.getTensor(op.getSource()), shape);
}

//===----------------------------------------------------------------------===//
// Elementwise ops on tensors
//===----------------------------------------------------------------------===//

/// arith.addf and the like on whole tensors.
static Result runElementwise(Operation *op, const ScalarFunction &function,
                             const Frame &frame) {
  const HostTensor *like = nullptr;
  for (Value operand : op->getOperands()) {
    if (!isa<RankedTensorType>(operand.getType()))
      continue;
    const HostTensor &tensor = frame.getTensor(operand);
    if (like && like->getShape() != tensor.getShape())
      return op->emitOpError() << "has operands of " << like->describe()
                               << " and of " << tensor.describe();
    like = &tensor;
  }
  FailureOr<HostTensor> result =
      createTensor(op, op->getResult(0).getType(), like->getShape());
  if (failed(result))
    return failure();
  Type type = getElementTypeOrSelf(op->getResult(0));
  for (int64_t i = 0, e = result->getNumElements(); i < e; ++i) {
    SmallVector<Scalar> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          isa<RankedTensorType>(operand.getType())
              ? load(frame.getTensor(operand), getElementTypeOrSelf(operand), i)
              : frame.getScalar(operand));
    if (failed(
            storeDefined(op, *result, type, i, apply(function, op, operands))))
      return failure();
  }
  return OpResults{*result};
}

std::optional<Result> interpreter::interpretTensor(Operation *op,
                                                   const Frame &frame) {
  using Maybe = std::optional<Result>;
  return llvm::TypeSwitch<Operation *, Maybe>(op)
      .Case([&](arith::ConstantOp o) { return runConstant(o); })
      .Case([&](tensor::EmptyOp o) { return runEmpty(o, frame); })
      .Case([&](tensor::SplatOp o) { return runSplat(o, frame); })
      .Case([&](tensor::FromElementsOp o) { return runFromElements(o, frame); })
      .Case([&](tensor::GenerateOp o) { return runGenerate(o, frame); })
      .Case([&](tensor::ExtractOp o) { return runExtract(o, frame); })
      .Case([&](tensor::InsertOp o) { return runInsert(o, frame); })
      .Case([&](tensor::DimOp o) { return runDim(o, frame); })
      .Case([&](tensor::RankOp o) -> Maybe {
        return Result(OpResults{
            Scalar::ofInteger(frame.getTensor(o.getTensor()).getRank())});
      })
      .Case([&](tensor::CollapseShapeOp o) { return runCollapse(o, frame); })
      .Case([&](tensor::ExpandShapeOp o) { return runExpand(o, frame); })
      .Case([&](tensor::ReshapeOp o) { return runReshape(o, frame); })
      .Case<tensor::CastOp, tensor::BitcastOp>([&](Operation *o) {
        const HostTensor &tensor = frame.getTensor(o->getOperand(0));
        return reshapeTo(o, tensor, tensor.getShape());
      })
      .Default([&](Operation *o) -> Maybe {
        ScalarFunction function = getScalarFunction(o);
        if (!function || !isa<RankedTensorType>(o->getResult(0).getType()))
          return std::nullopt;
        return runElementwise(o, function, frame);
      });
}
