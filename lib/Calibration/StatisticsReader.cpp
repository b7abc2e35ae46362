//===- StatisticsReader.cpp - Statistics from JSON ------------------------===//
//
// A file that was cut, edited or made for another version must not turn into
// ranges. Everything that can be checked is: types, unknown fields, the order
// of bins, and whether any values could have given the numbers of a tensor.
//
//===----------------------------------------------------------------------===//

#include "quantx/Calibration/StatisticsFile.h"
#include "quantx/Support/JSONFields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"

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

static Histogram readHistogram(JSONFields &tensor, const std::string &context) {
  JSONFields fields(tensor.takeObject("histogram"),
                    context + ": field 'histogram'");
  if (tensor.failed())
    return {};
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
    tensor.fail("histogram", "is invalid: " + toString(std::move(error)));
    return {};
  }
  return Histogram(static_cast<int>(exponent),
                   static_cast<int32_t>(runs.firstBin), std::move(runs.counts));
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

static Expected<TensorStatistics> readTensor(const json::Object &object,
                                             const std::string &context) {
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
  if (Error error = fields.finish())
    return std::move(error);
  auto statistics = TensorStatistics::fromFields(std::move(parts));
  if (!statistics)
    return createStringError(context + ": " + toString(statistics.takeError()));
  return statistics;
}

static std::optional<SampleRange> readSampleRange(const json::Value &value) {
  const json::Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return std::nullopt;
  std::optional<uint64_t> begin = (*pair)[0].getAsUINT64();
  std::optional<uint64_t> end = (*pair)[1].getAsUINT64();
  if (!begin || !end || *begin >= *end)
    return std::nullopt;
  return SampleRange(*begin, *end);
}

static Expected<DataRecord> readRecord(const json::Value &value,
                                       const std::string &context) {
  const json::Object *object = value.getAsObject();
  if (!object)
    return createStringError(context + " must be an object");
  JSONFields fields(*object, context);
  DataRecord record;
  record.input = fields.takeString("input");
  record.file = fields.takeString("file");
  record.sha256 = fields.takeString("sha256");
  if (record.sha256.size() != 64 ||
      !all_of(record.sha256, [](char c) { return isHexDigit(c); }))
    fields.fail("sha256", "must be 64 hexadecimal digits");
  for (const json::Value &value : fields.takeArray("samples")) {
    std::optional<SampleRange> range = readSampleRange(value);
    if (!range)
      fields.fail("samples", "must hold [begin, end] with begin < end");
    else
      record.samples.push_back(*range);
  }
  if (Error error = fields.finish())
    return std::move(error);
  return record;
}

namespace {
/// Reads the file's parts one after the other.
class Reader {
public:
  Reader(const json::Object &root, StringRef name)
      : context("'" + name.str() + "'"), fields(root, context) {}

  Expected<ModelStatistics> read();

private:
  Error checkVersion();
  Error readData(ModelStatistics &statistics);
  Error readTensors(ModelStatistics &statistics);

  std::string context;
  JSONFields fields;
};
} // namespace

Error Reader::checkVersion() {
  if (fields.takeString("format") != "quantx-statistics")
    return createStringError(context + ": field 'format' must be "
                                       "\"quantx-statistics\"; this is no "
                                       "statistics file");
  int64_t version = fields.takeInteger("version");
  if (version != statisticsVersion)
    return createStringError(
        context + ": field 'version' is " + Twine(version) + ", but only " +
        Twine(statisticsVersion) +
        " is read; calibrate again with this version of quant-calibrate");
  return Error::success();
}

Error Reader::readData(ModelStatistics &statistics) {
  for (auto [i, value] : enumerate(fields.takeArray("data"))) {
    std::string place = context + ": data record " + utostr(i);
    Expected<DataRecord> record = readRecord(value, place);
    if (!record)
      return record.takeError();
    if (Error error = addDataRecord(statistics.data, std::move(*record)))
      return createStringError(place + ": " + toString(std::move(error)));
  }
  return Error::success();
}

Error Reader::readTensors(ModelStatistics &statistics) {
  for (const auto &[key, value] : fields.takeObject("tensors")) {
    std::string name = StringRef(key).str();
    std::string place = context + ": tensor '" + name + "'";
    const json::Object *object = value.getAsObject();
    if (!object)
      return createStringError(place + " must be an object");
    Expected<TensorStatistics> tensor = readTensor(*object, place);
    if (!tensor)
      return tensor.takeError();
    statistics.tensors.emplace(std::move(name), std::move(*tensor));
  }
  return Error::success();
}

Expected<ModelStatistics> Reader::read() {
  if (Error error = checkVersion())
    return std::move(error);
  ModelStatistics statistics;
  statistics.producer = fields.takeString("producer");
  statistics.model = fields.takeString("model");
  if (Error error = readData(statistics))
    return std::move(error);
  if (Error error = readTensors(statistics))
    return std::move(error);
  if (Error error = fields.finish())
    return std::move(error);
  return statistics;
}

Expected<ModelStatistics>
quantx::calibration::parseStatistics(MemoryBufferRef buffer) {
  StringRef name = buffer.getBufferIdentifier();
  Expected<json::Value> value = parseJSON(buffer.getBuffer(), name);
  if (!value)
    return value.takeError();
  const json::Object *root = value->getAsObject();
  if (!root)
    return createStringError("'" + name +
                             "' holds no JSON object; this is no "
                             "statistics file");
  return Reader(*root, name).read();
}

Expected<ModelStatistics>
quantx::calibration::readStatisticsFile(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path);
  if (std::error_code error = buffer.getError())
    return createStringError("cannot read '" + path + "': " + error.message());
  return parseStatistics((*buffer)->getMemBufferRef());
}
