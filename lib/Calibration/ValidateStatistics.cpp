//===- ValidateStatistics.cpp - Statistics that no values could give ------===//

#include "quantx/Calibration/TensorStatistics.h"

#include "SumAccumulator.h"

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

using Fields = TensorStatistics::Fields;

static Error fieldError(StringRef field, const Twine &what) {
  return createStringError("field '" + field + "': " + what);
}

static Error checkRange(const Fields &fields) {
  if (!std::isfinite(fields.min))
    return fieldError("min", "must be finite");
  if (!std::isfinite(fields.max))
    return fieldError("max", "must be finite");
  if (fields.min > fields.max)
    return fieldError("min", "is larger than 'max'");
  return Error::success();
}

static Error checkHistogram(const Fields &fields) {
  const Histogram &histogram = fields.histogram;
  auto fail = [](const Twine &what) { return fieldError("histogram", what); };
  int width = Histogram::getWidthExponent(fields.min, fields.max);
  if (histogram.getWidthExponent() != width)
    return fail("bins are 2^" + Twine(histogram.getWidthExponent()) +
                " wide, but 'min' and 'max' make them 2^" + Twine(width));
  ArrayRef<uint64_t> counts = histogram.getCounts();
  int64_t first = histogram.getFirstBin();
  int64_t last = first + static_cast<int64_t>(counts.size()) - 1;
  int32_t minBin = Histogram::getBin(fields.min, width);
  int32_t maxBin = Histogram::getBin(fields.max, width);
  if (first != minBin || last != maxBin || counts.front() == 0 ||
      counts.back() == 0)
    return fail("its first and last bin must be those of 'min' and 'max', " +
                Twine(minBin) + " and " + Twine(maxBin));
  APInt total(128, 0);
  for (uint64_t count : counts)
    total += count;
  if (total != APInt(128, fields.count))
    return fail("its counts do not add up to 'count'");
  return Error::success();
}

/// `count` times `value`, or times its square, exactly.
static APInt timesCount(uint64_t count, float value, bool square) {
  ExactSum sum(ExactSum::valueUnit), squares(ExactSum::squareUnit);
  addExactly(value, sum, squares);
  APInt units = square ? squares.getUnits() : sum.getUnits();
  return units * APInt(units.getBitWidth(), count);
}

static Error checkSums(const Fields &fields) {
  APInt sum = fields.sum.getUnits();
  if (sum.slt(timesCount(fields.count, fields.min, /*square=*/false)) ||
      sum.sgt(timesCount(fields.count, fields.max, /*square=*/false)))
    return fieldError("sum", "is not between 'count' times 'min' and 'count' "
                             "times 'max'");
  APInt squares = fields.sumOfSquares.getUnits();
  float largest = std::max(std::fabs(fields.min), std::fabs(fields.max));
  if (squares.isNegative() ||
      squares.sgt(timesCount(fields.count, largest, /*square=*/true)))
    return fieldError("sum_of_squares", "is not between 0 and 'count' times "
                                        "the largest square");
  return Error::success();
}

Expected<TensorStatistics> TensorStatistics::fromFields(Fields fields) {
  constexpr uint64_t maxCount = uint64_t(1) << 62;
  if (fields.count > maxCount)
    return fieldError("count", "is beyond 2^62");
  if (fields.count == 0) {
    if (!(fields.sum == ExactSum(ExactSum::valueUnit)) ||
        !(fields.sumOfSquares == ExactSum(ExactSum::squareUnit)))
      return fieldError("sum", "must be 0 where 'count' is 0");
    if (!fields.histogram.isEmpty())
      return fieldError("histogram", "must be empty where 'count' is 0");
  } else {
    if (fields.histogram.isEmpty())
      return fieldError("histogram", "is empty, but 'count' is not 0");
    if (Error error = checkRange(fields))
      return std::move(error);
    if (Error error = checkHistogram(fields))
      return std::move(error);
    if (Error error = checkSums(fields))
      return std::move(error);
  }
  // Nothing tells -0 from 0 once values were added.
  fields.min += 0.0f;
  fields.max += 0.0f;
  TensorStatistics statistics;
  statistics.fields = std::move(fields);
  return statistics;
}
