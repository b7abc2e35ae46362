//===- Frame.cpp - The values of one function call ------------------------===//

#include "Frame.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"

#include <cstring>

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

FailureOr<HostTensor> interpreter::createTensor(Operation *op, Type type,
                                                ArrayRef<int64_t> shape) {
  auto tensorType = dyn_cast<RankedTensorType>(type);
  std::optional<ElementType> storage =
      tensorType ? getStorage(tensorType.getElementType()) : std::nullopt;
  if (!storage)
    return op->emitOpError() << "cannot be interpreted: " << type
                             << " is no ranked tensor of floats or of integers "
                                "of up to 64 bits";
  if (failed(verifyCompatibleShape(shape, tensorType.getShape())))
    return op->emitOpError()
           << "is of type " << type << " but computes a tensor of "
           << shapeToString(shape, *storage);
  llvm::Expected<HostTensor> tensor = HostTensor::create(*storage, shape);
  if (!tensor)
    return op->emitOpError() << llvm::toString(tensor.takeError());
  return std::move(*tensor);
}

HostTensor interpreter::copyTensor(const HostTensor &tensor) {
  HostTensor copy = llvm::cantFail(
      HostTensor::create(tensor.getElementType(), tensor.getShape()));
  std::memcpy(copy.getData(), tensor.getData(), tensor.getNumBytes());
  return copy;
}

LogicalResult interpreter::storeDefined(Operation *op, HostTensor &tensor,
                                        Type type, int64_t index,
                                        const Scalar &value) {
  if (!value.undefined) {
    store(tensor, type, index, value);
    return success();
  }
  InFlightDiagnostic diagnostic =
      op->emitOpError() << "has a result that is not defined: element " << index
                        << " depends on an undefined number";
  diagnostic.attachNote(value.undefined->getLoc())
      << "'" << value.undefined->getName()
      << "' has operands for which it has no result";
  return diagnostic;
}

FailureOr<int64_t> interpreter::getIndex(Operation *op, const Frame &frame,
                                         OpFoldResult value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return *constant;
  const Scalar &scalar = frame.getScalar(cast<Value>(value));
  if (scalar.undefined)
    return op->emitOpError() << "uses the undefined result of '"
                             << scalar.undefined->getName() << "' as an index";
  return static_cast<int64_t>(scalar.integer);
}

FailureOr<SmallVector<int64_t>>
interpreter::getIndices(Operation *op, const Frame &frame,
                        ArrayRef<OpFoldResult> values) {
  SmallVector<int64_t> indices;
  for (OpFoldResult value : values) {
    FailureOr<int64_t> index = getIndex(op, frame, value);
    if (failed(index))
      return failure();
    indices.push_back(*index);
  }
  return indices;
}

LogicalResult interpreter::forEachIndex(
    ArrayRef<int64_t> shape,
    llvm::function_ref<LogicalResult(ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return success();
  SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    if (failed(visit(index)))
      return failure();
    size_t dim = shape.size();
    while (dim > 0 && ++index[dim - 1] == shape[dim - 1])
      index[--dim] = 0;
    if (dim == 0)
      return success();
  }
}

int64_t interpreter::getPosition(ArrayRef<int64_t> index,
                                 ArrayRef<int64_t> shape) {
  int64_t position = 0;
  for (auto [at, size] : llvm::zip_equal(index, shape)) {
    if (at < 0 || at >= size)
      return -1;
    position = position * size + at;
  }
  return position;
}
