//===- Evaluation.cpp - Known tensors in, known tensors out ---------------===//

#include "Evaluation.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/APFloat.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// ConstantWriter
//===----------------------------------------------------------------------===//

template <typename T>
void ConstantWriter::store(int64_t index, T element) {
  std::memcpy(bytes->data() + index * sizeof(T), &element, sizeof(T));
}

static uint16_t encodeHalf(double number, const llvm::fltSemantics &semantics) {
  llvm::APFloat value(number);
  bool losesInfo = false;
  value.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue());
}

void ConstantWriter::setInt(int64_t index, int64_t number) {
  if (type == DataType::Bool)
    return store<uint8_t>(index, number != 0);
  if (type == DataType::Float)
    return store<float>(index, static_cast<float>(number));
  if (isFloat(type))
    return setFloat(index, static_cast<double>(number));
  switch (getByteWidth(type)) {
  case 1:
    return store(index, static_cast<uint8_t>(number));
  case 2:
    return store(index, static_cast<uint16_t>(number));
  case 4:
    return store(index, static_cast<uint32_t>(number));
  default:
    return store(index, number);
  }
}

/// Truncates toward zero; what does not fit becomes the nearest bound.
static int64_t truncate(double number, DataType type) {
  if (std::isnan(number))
    return 0;
  if (type == DataType::UInt64)
    return number >= 0x1p64 ? -1
           : number <= 0 ? 0
                         : static_cast<int64_t>(static_cast<uint64_t>(number));
  unsigned bits = 8 * getByteWidth(type);
  double high = std::ldexp(1.0, isUnsignedInteger(type) ? bits : bits - 1);
  double low = isUnsignedInteger(type) ? 0.0 : -high;
  if (number <= low)
    return bits == 64 ? std::numeric_limits<int64_t>::min()
                      : static_cast<int64_t>(low);
  if (number >= high)
    return bits == 64 ? std::numeric_limits<int64_t>::max()
                      : static_cast<int64_t>(high) - 1;
  return static_cast<int64_t>(number);
}

void ConstantWriter::setFloat(int64_t index, double number) {
  switch (type) {
  case DataType::Float:
    return store(index, static_cast<float>(number));
  case DataType::Double:
    return store(index, number);
  case DataType::Float16:
    return store(index, encodeHalf(number, llvm::APFloat::IEEEhalf()));
  case DataType::BFloat16:
    return store(index, encodeHalf(number, llvm::APFloat::BFloat()));
  case DataType::Bool:
    return store<uint8_t>(index, number != 0);
  default:
    return setInt(index, truncate(number, type));
  }
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
  size_t width = getByteWidth(type);
  auto bytes = std::make_shared<std::vector<char>>(count * width);
  for (int64_t i = 0; i < count; ++i) {
    ElementSource source = getSource(i);
    const TensorData &from = operands[source.operand].known->data;
    std::memcpy(bytes->data() + i * width,
                from.bytes.data() + source.index * width, width);
  }
  data.bytes = *bytes;
  data.owner = std::move(bytes);
  return makeConstant(std::move(data), importer.getContext());
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
