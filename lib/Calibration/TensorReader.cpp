//===- TensorReader.cpp - The statistics of a tensor from JSON ------------===//

#include "TensorFields.h"

#include "llvm/Support/MathExtras.h"

#include <optional>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// A histogram has fewer bins; it keeps a damaged file from asking for memory.
static constexpr int64_t maxBins = 2 * Histogram::minBins + 1;

namespace {
/// The counts of a histogram, filled in run by run.
struct RunCollector {
  /// Adds `[first, [count, ...]]`; false where it is no such thing, or does
  /// not come after the runs before it.
  bool add(const json::Value &run);

  int64_t firstBin = 0;
  std::vector<uint64_t> counts;
};
} // namespace

bool RunCollector::add(const json::Value &run) {
  const json::Array *pair = run.getAsArray();
  if (!pair || pair->size() != 2)
    return false;
  std::optional<int64_t> first = (*pair)[0].getAsInteger();
  const json::Array *values = (*pair)[1].getAsArray();
  // The first bin is at most 2^24 away from 0; see Histogram::getBin.
  if (!first || std::abs(*first) > (int64_t(1) << 25) || !values ||
      values->empty())
    return false;
  if (counts.empty())
    firstBin = *first;
  int64_t index = *first - firstBin;
  if (index < static_cast<int64_t>(counts.size()) ||
      index + static_cast<int64_t>(values->size()) > maxBins)
    return false;
  counts.resize(index);
  for (const json::Value &value : *values) {
    std::optional<uint64_t> count = value.getAsUINT64();
    if (!count)
      return false;
    counts.push_back(*count);
  }
  return true;
}

Histogram quantx::calibration::readHistogram(const json::Object &object,
                                             JSONFields &owner, StringRef field,
                                             const std::string &context) {
  JSONFields fields(object, context + ": field '" + field.str() + "'");
  int64_t exponent = fields.takeInteger("log2_bin_width");
  if (!isInt<16>(exponent))
    fields.fail("log2_bin_width", "is out of range");
  RunCollector runs;
  for (const json::Value &run : fields.takeArray("runs"))
    if (!fields.failed() && !runs.add(run))
      fields.fail("runs", "must hold [first bin, [count, ...]], ascending, "
                          "over at most " +
                              Twine(maxBins) + " bins");
  if (Error error = fields.finish()) {
    owner.fail(field, "is invalid: " + toString(std::move(error)));
    return {};
  }
  return Histogram(static_cast<int>(exponent),
                   static_cast<int32_t>(runs.firstBin), std::move(runs.counts));
}

Histogram quantx::calibration::readHistogram(JSONFields &owner,
                                             const std::string &context) {
  const json::Object &object = owner.takeObject("histogram");
  if (owner.failed())
    return {};
  return readHistogram(object, owner, "histogram", context);
}

static ExactSum readSum(JSONFields &fields, StringRef name, int unitExponent) {
  std::optional<ExactSum> sum =
      ExactSum::parse(fields.takeString(name), unitExponent);
  if (sum)
    return *sum;
  fields.fail(name, "must be like \"-0x1a2bp" + Twine(unitExponent) +
                        "\": a whole number of units");
  return ExactSum(unitExponent);
}

Expected<TensorStatistics>
quantx::calibration::readTensor(const json::Object &object,
                                const std::string &context, int64_t version) {
  JSONFields fields(object, context);
  TensorStatistics::Fields parts;
  parts.count = fields.takeCount("count");
  parts.nanCount = fields.takeCount("nan");
  parts.positiveInfinityCount = fields.takeCount("positive_infinity");
  parts.negativeInfinityCount = fields.takeCount("negative_infinity");
  if (parts.count != 0) {
    parts.min = fields.takeFloat("min");
    parts.max = fields.takeFloat("max");
    parts.sum = readSum(fields, "sum", ExactSum::valueUnit);
    parts.sumOfSquares =
        readSum(fields, "sum_of_squares", ExactSum::squareUnit);
    parts.histogram = readHistogram(fields, context);
  }
  if (version >= 2 && fields.has("channels"))
    parts.channels = readChannels(fields, context);
  if (version >= 2 && fields.has("rows"))
    parts.rows = readRows(fields, context);
  if (version >= 2 && fields.has("batch_ranges"))
    parts.batchRanges = readBatchRanges(fields, context);
  if (Error error = fields.finish())
    return std::move(error);
  auto statistics = TensorStatistics::fromFields(std::move(parts));
  if (!statistics)
    return createStringError(context + ": " + toString(statistics.takeError()));
  return statistics;
}
