//===- Evaluation.cpp - Known tensors in, known tensors out ---------------===//

#include "Evaluation.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// ConstantWriter
//===----------------------------------------------------------------------===//

void ConstantWriter::setInt(int64_t index, int64_t number) {
  assert(!isMinifloat(type) && "a minifloat may overflow in several ways");
  if (type == DataType::Bool)
    return setBits(index, number != 0);
  if (type == DataType::Float)
    return setBits(index, llvm::bit_cast<uint32_t>(static_cast<float>(number)));
  if (isFloat(type))
    return setFloat(index, static_cast<double>(number));
  setBits(index, static_cast<uint64_t>(number));
}

int64_t truncateToInt(double number, DataType type) {
  if (std::isnan(number))
    return 0;
  if (type == DataType::UInt64)
    return number >= 0x1p64 ? -1
           : number <= 0 ? 0
                         : static_cast<int64_t>(static_cast<uint64_t>(number));
  bool wide = type == DataType::Int64 || type == DataType::UInt32;
  double bound = wide ? 0x1p63 : 0x1p31;
  if (number < -bound)
    return wide ? std::numeric_limits<int64_t>::min()
                : std::numeric_limits<int32_t>::min();
  if (number >= bound)
    return wide ? std::numeric_limits<int64_t>::max()
                : std::numeric_limits<int32_t>::max();
  return static_cast<int64_t>(number);
}

void ConstantWriter::setFloat(int64_t index, double number) {
  assert(!isMinifloat(type) && "a minifloat may overflow in several ways");
  if (type == DataType::Bool)
    return setBits(index, number != 0);
  if (!isFloat(type))
    return setInt(index, truncateToInt(number, type));
  llvm::APFloat value(number);
  bool losesInfo = false;
  value.convert(getSemantics(type), llvm::APFloat::rmNearestTiesToEven,
                &losesInfo);
  setBits(index, value.bitcastToAPInt().getZExtValue());
}

TensorValue ConstantWriter::finish(ArrayRef<int64_t> shape,
                                   MLIRContext *context) const {
  TensorData data;
  data.type = type;
  data.shape.assign(shape.begin(), shape.end());
  data.bytes = *bytes;
  data.owner = bytes;
  return makeConstant(std::move(data), context);
}

//===----------------------------------------------------------------------===//
// Known tensors
//===----------------------------------------------------------------------===//

bool isWorthFolding(NodeImporter &importer, int64_t numElements) {
  int64_t limit = int64_t(1) << 16;
  for (unsigned i = 0, e = importer.getNumInputs(); i < e; ++i)
    if (importer.hasInput(i) && importer.getInput(i).known)
      limit += importer.getInput(i).known->data.getNumElements();
  return numElements <= limit;
}

OpFoldResult getExtentElement(NodeImporter &importer, const KnownTensor &known,
                              int64_t index) {
  if (known.isSymbolic())
    return known.elements[index];
  return importer.getMath().constant(getIntElement(known.data, index));
}

TensorValue makeExtents(NodeImporter &importer, DataType type,
                        ArrayRef<int64_t> shape,
                        ArrayRef<OpFoldResult> elements) {
  ConstantWriter writer(type, static_cast<int64_t>(elements.size()));
  bool constant = true;
  for (auto [index, element] : llvm::enumerate(elements)) {
    std::optional<int64_t> number = getConstantIntValue(element);
    constant &= number.has_value();
    writer.setInt(static_cast<int64_t>(index), number.value_or(0));
  }
  TensorValue value = writer.finish(shape, importer.getContext());
  if (constant)
    return value;
  KnownTensor known = *value.known;
  known.elements.assign(elements.begin(), elements.end());
  value.known = std::make_shared<KnownTensor>(std::move(known));
  return value;
}

static TensorValue
gatherExtents(NodeImporter &importer, ArrayRef<TensorValue> operands,
              ArrayRef<int64_t> shape, int64_t count,
              llvm::function_ref<ElementSource(int64_t)> getSource) {
  SmallVector<OpFoldResult> elements;
  for (int64_t i = 0; i < count; ++i) {
    ElementSource source = getSource(i);
    elements.push_back(getExtentElement(
        importer, *operands[source.operand].known, source.index));
  }
  return makeExtents(importer, operands.front().type, shape, elements);
}

TensorValue
gatherElements(NodeImporter &importer, ArrayRef<TensorValue> operands,
               ArrayRef<int64_t> shape,
               llvm::function_ref<ElementSource(int64_t index)> getSource) {
  DataType type = operands.front().type;
  TensorData data;
  data.type = type;
  data.shape.assign(shape.begin(), shape.end());
  int64_t count = data.getNumElements();
  if (llvm::any_of(operands, [](const TensorValue &operand) {
        return operand.known->isSymbolic();
      }))
    return gatherExtents(importer, operands, shape, count, getSource);
  ConstantWriter writer(type, count);
  for (int64_t i = 0; i < count; ++i) {
    ElementSource source = getSource(i);
    writer.setBits(i,
                   operands[source.operand].known->data.getBits(source.index));
  }
  return writer.finish(shape, importer.getContext());
}

TensorValue transposeKnown(NodeImporter &importer, const TensorValue &value,
                           ArrayRef<int64_t> permutation) {
  ArrayRef<int64_t> from = value.known->getShape();
  SmallVector<int64_t> shape =
      llvm::map_to_vector(permutation, [&](int64_t dim) { return from[dim]; });
  SmallVector<int64_t> coordinates(shape.size()), source(shape.size());
  return gatherElements(
      importer, value, shape, [&](int64_t i) -> ElementSource {
        delinearize(i, shape, coordinates);
        for (auto [coordinate, dim] : llvm::zip_equal(coordinates, permutation))
          source[dim] = coordinate;
        return {0, linearize(source, from)};
      });
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

void delinearize(int64_t index, ArrayRef<int64_t> shape,
                 MutableArrayRef<int64_t> coordinates) {
  for (size_t dim = shape.size(); dim-- > 0;) {
    coordinates[dim] = index % shape[dim];
    index /= shape[dim];
  }
}

int64_t linearize(ArrayRef<int64_t> coordinates, ArrayRef<int64_t> shape) {
  int64_t index = 0;
  for (auto [coordinate, extent] : llvm::zip_equal(coordinates, shape))
    index = index * extent + coordinate;
  return index;
}

int64_t linearizeBroadcast(ArrayRef<int64_t> coordinates,
                           ArrayRef<int64_t> operandShape) {
  ArrayRef<int64_t> own = coordinates.take_back(operandShape.size());
  int64_t index = 0;
  for (auto [coordinate, extent] : llvm::zip_equal(own, operandShape))
    index = index * extent + (extent == 1 ? 0 : coordinate);
  return index;
}

} // namespace quantx::importer
