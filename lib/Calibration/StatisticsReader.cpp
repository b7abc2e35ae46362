//===- StatisticsReader.cpp - Statistics from JSON ------------------------===//
//
// A file that was cut, edited or made for another version must not turn into
// ranges. Everything that can be checked is: types, unknown fields, the order
// of bins, and whether any values could have given the numbers of a tensor.
//
//===----------------------------------------------------------------------===//

#include "quantx/Calibration/StatisticsFile.h"

#include "TensorFields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <optional>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

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

static std::vector<SampleRange> readRanges(JSONFields &fields, StringRef name) {
  std::vector<SampleRange> ranges;
  for (const json::Value &value : fields.takeArray(name)) {
    std::optional<SampleRange> range = readSampleRange(value);
    if (!range)
      fields.fail(name, "must hold [begin, end] with begin < end");
    else
      ranges.push_back(*range);
  }
  return ranges;
}

static Expected<DataRecord> readRecord(const json::Value &value,
                                       const std::string &context,
                                       int64_t version) {
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
  record.samples = readRanges(fields, "samples");
  if (version >= 2 && fields.has("scale"))
    record.scale = fields.takeString("scale");
  if (version >= 2 && fields.has("missing"))
    record.missing = readRanges(fields, "missing");
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

  /// The numbers that follow from the data records.
  void checkTotals(const ModelStatistics &statistics);

  std::string context;
  JSONFields fields;
  int64_t version = 0;
};
} // namespace

Error Reader::checkVersion() {
  if (fields.takeString("format") != "quantx-statistics")
    return createStringError(context + ": field 'format' must be "
                                       "\"quantx-statistics\"; this is no "
                                       "statistics file");
  version = fields.takeInteger("version");
  if (version < oldestStatisticsVersion || version > statisticsVersion)
    return createStringError(
        context + ": field 'version' is " + Twine(version) +
        ", but only versions " + Twine(oldestStatisticsVersion) + " to " +
        Twine(statisticsVersion) +
        " are read; calibrate again with this version of quant-calibrate");
  return Error::success();
}

Error Reader::readData(ModelStatistics &statistics) {
  for (auto [i, value] : enumerate(fields.takeArray("data"))) {
    std::string place = context + ": data record " + utostr(i);
    Expected<DataRecord> record = readRecord(value, place, version);
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
    Expected<TensorStatistics> tensor = readTensor(*object, place, version);
    if (!tensor)
      return tensor.takeError();
    statistics.tensors.emplace(std::move(name), std::move(*tensor));
  }
  return Error::success();
}

void Reader::checkTotals(const ModelStatistics &statistics) {
  bool complete = fields.takeBool("complete");
  uint64_t samples = fields.takeCount("sample_count");
  if (complete != statistics.isComplete())
    fields.fail("complete", complete ? "is true, but samples are missing"
                                     : "is false, but no samples are missing");
  if (samples != statistics.getNumSamples())
    fields.fail("sample_count", "is " + Twine(samples) +
                                    ", but the data records hold " +
                                    Twine(statistics.getNumSamples()));
}

Expected<ModelStatistics> Reader::read() {
  if (Error error = checkVersion())
    return std::move(error);
  ModelStatistics statistics;
  statistics.producer = fields.takeString("producer");
  statistics.model = fields.takeString("model");
  if (Error error = readData(statistics))
    return std::move(error);
  if (version >= 2)
    checkTotals(statistics);
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
