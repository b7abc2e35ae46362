//===- Scores.cpp - How good results are ----------------------------------===//

#include "Scores.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

Expected<std::vector<int64_t>> tools::argmaxRows(const HostTensor &tensor) {
  assert(tensor.getRank() > 0 && "rows are needed");
  int64_t rows = tensor.getShape().front();
  int64_t size = rows ? tensor.getNumElements() / rows : 0;
  std::vector<int64_t> places(rows, -1);
  for (int64_t row = 0; row < rows; ++row) {
    double largest = 0;
    for (int64_t i = 0; i < size; ++i) {
      double value = tensor.getElement(row * size + i);
      if (std::isnan(value) || (places[row] >= 0 && value <= largest))
        continue;
      places[row] = i;
      largest = value;
    }
  }
  return places;
}

Error tools::checkLabels(const HostTensor &labels, int64_t needed) {
  if (labels.getRank() != 1 || isFloat(labels.getElementType()))
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
        labels.getElement(first + row) == static_cast<double>((*places)[row]);
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
  Comparison result;
  for (int64_t i = 0, e = outputs.getNumElements(); i < e; ++i)
    result.maxAbsDifference =
        std::max(result.maxAbsDifference,
                 difference(outputs.getElement(i), part.getElement(i)));
  auto placesA = argmaxRows(outputs), placesB = argmaxRows(part);
  if (!placesA || !placesB)
    return joinErrors(placesA.takeError(), placesB.takeError());
  for (auto [x, y] : zip_equal(*placesA, *placesB))
    result.agreeing += x == y;
  result.identical =
      outputs.getElementType() == part.getElementType() &&
      std::memcmp(outputs.getData(), part.getData(), part.getNumBytes()) == 0;
  return result;
}
