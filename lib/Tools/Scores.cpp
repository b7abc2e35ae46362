//===- Scores.cpp - How good results are ----------------------------------===//

#include "Scores.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

/// Element `index` as a double; exact for every type but 64-bit integers.
static double getElement(const HostTensor &tensor, int64_t index) {
  switch (tensor.getElementType()) {
  case ElementType::Bool:
    return tensor.values<bool>()[index];
  case ElementType::I8:
    return tensor.values<int8_t>()[index];
  case ElementType::U8:
    return tensor.values<uint8_t>()[index];
  case ElementType::I16:
    return tensor.values<int16_t>()[index];
  case ElementType::U16:
    return tensor.values<uint16_t>()[index];
  case ElementType::I32:
    return tensor.values<int32_t>()[index];
  case ElementType::U32:
    return tensor.values<uint32_t>()[index];
  case ElementType::I64:
    return static_cast<double>(tensor.values<int64_t>()[index]);
  case ElementType::U64:
    return static_cast<double>(tensor.values<uint64_t>()[index]);
  case ElementType::F16:
    break;
  case ElementType::F32:
    return tensor.values<float>()[index];
  case ElementType::F64:
    return tensor.values<double>()[index];
  }
  llvm_unreachable("widened by the caller");
}

/// `tensor` with elements that getElement can read.
static Expected<HostTensor> widen(const HostTensor &tensor) {
  if (tensor.getElementType() == ElementType::F16)
    return tensor.toF32();
  return tensor;
}

Expected<std::vector<int64_t>> tools::argmaxRows(const HostTensor &tensor) {
  assert(tensor.getRank() > 0 && "rows are needed");
  Expected<HostTensor> wide = widen(tensor);
  if (!wide)
    return wide.takeError();
  int64_t rows = tensor.getShape().front();
  int64_t size = rows ? tensor.getNumElements() / rows : 0;
  std::vector<int64_t> places(rows, -1);
  for (int64_t row = 0; row < rows; ++row) {
    double largest = 0;
    for (int64_t i = 0; i < size; ++i) {
      double value = getElement(*wide, row * size + i);
      if (std::isnan(value) || (places[row] >= 0 && value <= largest))
        continue;
      places[row] = i;
      largest = value;
    }
  }
  return places;
}

Error tools::checkLabels(const HostTensor &labels, int64_t needed) {
  ElementType type = labels.getElementType();
  if (labels.getRank() != 1 || type == ElementType::F16 ||
      type == ElementType::F32 || type == ElementType::F64)
    return createStringError("labels must be integers of shape [N], they are " +
                             labels.describe());
  if (labels.getNumElements() < needed)
    return createStringError("there are " + Twine(labels.getNumElements()) +
                             " labels, but " + Twine(needed) + " samples");
  return Error::success();
}

Expected<int64_t> tools::countCorrect(const HostTensor &outputs,
                                      const HostTensor &labels, int64_t first) {
  auto places = argmaxRows(outputs);
  if (!places)
    return places.takeError();
  auto rows = static_cast<int64_t>(places->size());
  int64_t correct = 0;
  for (int64_t row = 0; row < rows; ++row)
    correct +=
        getElement(labels, first + row) == static_cast<double>((*places)[row]);
  return correct;
}

static double difference(double a, double b) {
  if (std::isnan(a) && std::isnan(b))
    return 0;
  double distance = a == b ? 0 : std::fabs(a - b);
  return std::isnan(distance) ? std::numeric_limits<double>::infinity()
                              : distance;
}

Error tools::checkReference(const HostTensor &reference,
                            const TensorSpec &result, int64_t needed) {
  TensorSpec rows = result;
  rows.shape.front() = mlir::ShapedType::kDynamic;
  // The numbers are compared, so any element type will do.
  rows.type = reference.getElementType();
  if (!rows.accepts(reference) || reference.getShape().front() < needed)
    return createStringError("the reference is " + reference.describe() +
                             ", but the result is " + result.describe() +
                             ", for " + Twine(needed) + " samples");
  return Error::success();
}

Expected<Comparison> tools::compareRows(const HostTensor &outputs,
                                        const HostTensor &reference,
                                        int64_t first) {
  int64_t rows = outputs.getShape().front();
  HostTensor part = reference.slice(first, rows);
  if (part.getShape() != outputs.getShape())
    return createStringError("the reference for these samples is " +
                             part.describe() + ", but the result is " +
                             outputs.describe());
  auto a = widen(outputs), b = widen(part);
  if (!a || !b)
    return joinErrors(a.takeError(), b.takeError());
  Comparison result;
  for (int64_t i = 0, e = outputs.getNumElements(); i < e; ++i)
    result.maxAbsDifference =
        std::max(result.maxAbsDifference,
                 difference(getElement(*a, i), getElement(*b, i)));
  auto placesA = argmaxRows(*a), placesB = argmaxRows(*b);
  if (!placesA || !placesB)
    return joinErrors(placesA.takeError(), placesB.takeError());
  for (auto [x, y] : zip_equal(*placesA, *placesB))
    result.agreeing += x == y;
  result.identical =
      outputs.getElementType() == part.getElementType() &&
      std::memcmp(outputs.getData(), part.getData(), part.getNumBytes()) == 0;
  return result;
}
