//===- TensorPartsReader.cpp - Channels, rows and batches from JSON -------===//

#include "TensorFields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Endian.h"

#include <cmath>
#include <optional>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

static std::optional<float> readFloat(const json::Value &value) {
  std::optional<double> number = value.getAsNumber();
  constexpr double largest = 0x1.fffffep127;
  if (!number || std::fabs(*number) > largest ||
      static_cast<double>(static_cast<float>(*number)) != *number)
    return std::nullopt;
  return static_cast<float>(*number);
}

/// The elements of the array `name`, as many as `size` if that is given; what
/// `read` gives nothing for is no `what`.
template <typename T, typename Read>
static std::vector<T> readElements(JSONFields &fields, StringRef name,
                                   std::optional<size_t> size, StringRef what,
                                   Read read) {
  std::vector<T> elements;
  const json::Array &array = fields.takeArray(name);
  if (size && array.size() != *size && !fields.failed())
    fields.fail(name, "must have an element for each of " + Twine(*size) +
                          " channels, and has " + Twine(array.size()));
  for (const json::Value &value : array) {
    std::optional<T> element = read(value);
    if (!element) {
      fields.fail(name, "must hold " + what);
      break;
    }
    elements.push_back(std::move(*element));
  }
  return elements;
}

static std::vector<float> readFloats(JSONFields &fields, StringRef name,
                                     size_t size) {
  return readElements<float>(
      fields, name, size, "numbers that are a finite f32 exactly", readFloat);
}

static std::vector<ExactSum> readSums(JSONFields &fields, StringRef name,
                                      size_t size, int unitExponent) {
  auto read = [=](const json::Value &value) -> std::optional<ExactSum> {
    auto text = value.getAsString();
    return text ? ExactSum::parseShort(*text, unitExponent) : std::nullopt;
  };
  return readElements<ExactSum>(
      fields, name, size,
      "texts like \"-0x1a2bp-13\", the shortest for multiples of 2^" +
          itostr(unitExponent),
      read);
}

static unsigned readAxis(JSONFields &fields) {
  uint64_t axis = fields.takeCount("axis");
  constexpr uint64_t maxAxis = 1 << 16;
  if (axis > maxAxis)
    fields.fail("axis", "is no dimension of a tensor");
  return static_cast<unsigned>(axis);
}

/// Hands an error in the object of the field `name` on to its owner.
static void finishPart(JSONFields &fields, JSONFields &owner, StringRef name) {
  if (Error error = fields.finish())
    owner.fail(name, "is invalid: " + toString(std::move(error)));
}

static void readHistograms(JSONFields &fields, std::vector<Channel> &channels,
                           const std::string &context) {
  const json::Array &array = fields.takeArray("histograms");
  if (array.size() != channels.size())
    return fields.fail("histograms", "must have an element for each channel");
  for (auto [channel, value] : zip_equal(channels, array)) {
    const json::Object *object = value.getAsObject();
    if (!object)
      return fields.fail("histograms", "must hold objects");
    if (!object->empty())
      channel.histogram = readHistogram(*object, fields, "histograms", context);
  }
}

ChannelStatistics
quantx::calibration::readChannels(JSONFields &owner,
                                  const std::string &context) {
  std::string place = context + ": field 'channels'";
  JSONFields fields(owner.takeObject("channels"), place);
  unsigned axis = readAxis(fields);
  auto counts = readElements<uint64_t>(
      fields, "count", std::nullopt, "non-negative integers",
      [](const json::Value &value) { return value.getAsUINT64(); });
  size_t size = counts.size();
  auto mins = readFloats(fields, "min", size);
  auto maxs = readFloats(fields, "max", size);
  auto sums = readSums(fields, "sum", size, ExactSum::valueUnit);
  auto squares = readSums(fields, "sum_of_squares", size, ExactSum::squareUnit);
  std::vector<Channel> channels(fields.failed() ? 0 : size);
  for (auto [i, channel] : enumerate(channels)) {
    channel.count = counts[i];
    channel.min = mins[i] + 0.0f;
    channel.max = maxs[i] + 0.0f;
    channel.sum = sums[i];
    channel.sumOfSquares = squares[i];
  }
  bool hasHistograms = fields.has("histograms");
  if (hasHistograms && !fields.failed())
    readHistograms(fields, channels, place);
  finishPart(fields, owner, "channels");
  return {axis, std::move(channels), hasHistograms};
}

/// `[hash, values]`, as TensorWriter prints it.
static std::optional<TensorRow> readRow(const json::Value &value) {
  const json::Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return std::nullopt;
  auto hash = (*pair)[0].getAsString();
  auto values = (*pair)[1].getAsString();
  TensorRow row;
  if (!hash || hash->size() != 16 || hash->getAsInteger(16, row.hash) ||
      !values)
    return std::nullopt;
  std::vector<char> bytes;
  if (Error error = decodeBase64(*values, bytes)) {
    consumeError(std::move(error));
    return std::nullopt;
  }
  if (bytes.size() % 4 != 0)
    return std::nullopt;
  for (size_t i = 0; i < bytes.size(); i += 4)
    row.values.push_back(
        bit_cast<float>(support::endian::read32le(bytes.data() + i)));
  return row;
}

RowReservoir quantx::calibration::readRows(JSONFields &owner,
                                           const std::string &context) {
  JSONFields fields(owner.takeObject("rows"), context + ": field 'rows'");
  unsigned axis = readAxis(fields);
  uint64_t capacity = fields.takeCount("capacity");
  uint64_t seen = fields.takeCount("seen");
  std::vector<TensorRow> rows = readElements<TensorRow>(
      fields, "kept", std::nullopt,
      "[16 hexadecimal digits, base64 of little-endian f32]", readRow);
  bool failed = fields.failed();
  finishPart(fields, owner, "rows");
  if (failed || owner.failed())
    return RowReservoir(0, 1);
  auto reservoir =
      RowReservoir::fromParts(axis, capacity, seen, std::move(rows));
  if (reservoir)
    return std::move(*reservoir);
  owner.fail("rows", "is invalid: " + toString(reservoir.takeError()));
  return RowReservoir(0, 1);
}

static std::optional<BatchRange> readBatchRange(const json::Value &value) {
  const json::Array *pair = value.getAsArray();
  if (!pair || pair->size() != 2)
    return std::nullopt;
  std::optional<float> min = readFloat((*pair)[0]);
  std::optional<float> max = readFloat((*pair)[1]);
  if (!min || !max)
    return std::nullopt;
  return BatchRange{*min + 0.0f, *max + 0.0f};
}

BatchRanges quantx::calibration::readBatchRanges(JSONFields &owner,
                                                 const std::string &context) {
  JSONFields fields(owner.takeObject("batch_ranges"),
                    context + ": field 'batch_ranges'");
  uint64_t count = fields.takeCount("count");
  auto ranges = readElements<BatchRange>(
      fields, "last", std::nullopt, "[min, max], both exactly a finite f32",
      readBatchRange);
  bool failed = fields.failed();
  finishPart(fields, owner, "batch_ranges");
  if (failed || owner.failed())
    return {};
  auto batches = BatchRanges::fromParts(count, std::move(ranges));
  if (batches)
    return std::move(*batches);
  owner.fail("batch_ranges", "is invalid: " + toString(batches.takeError()));
  return {};
}
