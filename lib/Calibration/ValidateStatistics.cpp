//===- ValidateStatistics.cpp - Statistics that no values could give ------===//

#include "quantx/Calibration/TensorStatistics.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

using Fields = TensorStatistics::Fields;

// What holds for the values of a tensor holds for those of a channel, so that
// the checks are of a Channel, and a tensor is looked at as one.

static Error fieldError(StringRef field, const Twine &what) {
  return createStringError("field '" + field + "': " + what);
}

static Error checkRange(const Channel &fields) {
  if (!std::isfinite(fields.min))
    return fieldError("min", "must be finite");
  if (!std::isfinite(fields.max))
    return fieldError("max", "must be finite");
  if (fields.min > fields.max)
    return fieldError("min", "is larger than 'max'");
  return Error::success();
}

static Error checkHistogram(const Channel &fields) {
  const Histogram &histogram = fields.histogram;
  if (histogram.isEmpty())
    return fieldError("histogram", "is empty, but 'count' is not 0");
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
  sum.addValue(value);
  squares.addSquare(value);
  APInt units = square ? squares.getUnits() : sum.getUnits();
  return units * APInt(units.getBitWidth(), count);
}

static Error checkSums(const Channel &fields) {
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

static Error checkValues(const Channel &values, bool withHistogram) {
  constexpr uint64_t maxCount = uint64_t(1) << 62;
  if (values.count > maxCount)
    return fieldError("count", "is beyond 2^62");
  if (values.count == 0) {
    if (!(values.sum == ExactSum(ExactSum::valueUnit)) ||
        !(values.sumOfSquares == ExactSum(ExactSum::squareUnit)))
      return fieldError("sum", "must be 0 where 'count' is 0");
    if (!values.histogram.isEmpty())
      return fieldError("histogram", "must be empty where 'count' is 0");
    return Error::success();
  }
  if (Error error = checkRange(values))
    return error;
  if (withHistogram)
    if (Error error = checkHistogram(values))
      return error;
  return checkSums(values);
}

/// Channels must add up to the tensor.
static Error checkChannels(const Channel &whole,
                           const ChannelStatistics &channels) {
  Channel total;
  for (auto [i, channel] : enumerate(channels.getChannels())) {
    if (Error error = checkValues(channel, channels.hasHistograms()))
      return createStringError("channel " + Twine(i) + ": " +
                               toString(std::move(error)));
    if (channel.count == 0 && (channel.min != 0 || channel.max != 0))
      return createStringError("channel " + Twine(i) +
                               ": field 'min': 'min' and 'max' must be 0 "
                               "where 'count' is 0");
    total.merge(channel);
  }
  if (!channels.hasHistograms())
    total.histogram = whole.histogram;
  if (!(total == whole))
    return fieldError("channels", "do not add up to the tensor's own values");
  return Error::success();
}

static Error checkRows(const Fields &fields) {
  for (const TensorRow &row : fields.rows->getRows()) {
    if (!all_of(row.values, [&](float value) {
          return fields.min <= value && value <= fields.max;
        }))
      return fieldError("rows", "hold values outside 'min' and 'max'");
    if (fields.channels &&
        fields.channels->getAxis() == fields.rows->getAxis() &&
        row.values.size() != fields.channels->size())
      return fieldError("rows", "along the channels must be as long as there "
                                "are channels");
  }
  return Error::success();
}

static Error checkBatches(const Fields &fields) {
  const BatchRanges &batches = *fields.batchRanges;
  if ((batches.getNumBatches() == 0) != (fields.count == 0))
    return fieldError("batch_ranges", "must have batches where there are "
                                      "values, and only there");
  for (BatchRange range : batches.getRanges())
    if (!(fields.min <= range.min && range.min <= range.max &&
          range.max <= fields.max))
      return fieldError("batch_ranges", "must lie between 'min' and 'max'");
  return Error::success();
}

Expected<TensorStatistics> TensorStatistics::fromFields(Fields fields) {
  Channel whole = {fields.count, fields.min,          fields.max,
                   fields.sum,   fields.sumOfSquares, fields.histogram};
  if (Error error = checkValues(whole, /*withHistogram=*/true))
    return std::move(error);
  // Nothing tells -0 from 0 once values were added.
  fields.min += 0.0f;
  fields.max += 0.0f;
  if (fields.channels)
    if (Error error = checkChannels(whole, *fields.channels))
      return std::move(error);
  if (fields.rows)
    if (Error error = checkRows(fields))
      return std::move(error);
  if (fields.batchRanges)
    if (Error error = checkBatches(fields))
      return std::move(error);
  TensorStatistics statistics;
  statistics.fields = std::move(fields);
  return statistics;
}
