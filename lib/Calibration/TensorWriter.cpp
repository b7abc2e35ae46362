//===- TensorWriter.cpp - The statistics of a tensor as JSON --------------===//

#include "TensorFields.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

/// Prints `[first, [count, ...]]` for each run of bins without a zero, a run to
/// a line. Two or more zeros end a run; single ones are cheaper inside it.
static void printRuns(json::OStream &json, const Histogram &histogram) {
  ArrayRef<uint64_t> counts = histogram.getCounts();
  auto isZero = [&](size_t i) { return i >= counts.size() || counts[i] == 0; };
  size_t begin = 0;
  while (begin < counts.size()) {
    if (isZero(begin)) {
      ++begin;
      continue;
    }
    size_t end = begin + 1;
    while (!isZero(end) || !isZero(end + 1))
      ++end;
    json.rawValue([&](raw_ostream &os) {
      os << "[" << histogram.getFirstBin() + static_cast<int64_t>(begin)
         << ",[";
      interleave(counts.slice(begin, end - begin), os, ",");
      os << "]]";
    });
    begin = end;
  }
}

static void printHistogram(json::OStream &json, const Histogram &histogram) {
  json.attribute("log2_bin_width", histogram.getWidthExponent());
  json.attributeArray("runs", [&] { printRuns(json, histogram); });
}

/// An array on one line: thousands of channels would be as many lines.
template <typename Range, typename Print>
static void printLine(json::OStream &json, StringRef name, const Range &range,
                      Print print) {
  json.attributeBegin(name);
  json.rawValue([&](raw_ostream &os) {
    os << "[";
    interleave(range, os, [&](const auto &item) { print(os, item); }, ",");
    os << "]";
  });
  json.attributeEnd();
}

static void printFloat(raw_ostream &os, float value) {
  os << json::Value(value);
}

static void printChannels(json::OStream &json, const ChannelStatistics &all) {
  ArrayRef<Channel> channels = all.getChannels();
  json.attribute("axis", all.getAxis());
  printLine(json, "count", channels,
            [](raw_ostream &os, const Channel &c) { os << c.count; });
  printLine(json, "min", channels,
            [](raw_ostream &os, const Channel &c) { printFloat(os, c.min); });
  printLine(json, "max", channels,
            [](raw_ostream &os, const Channel &c) { printFloat(os, c.max); });
  printLine(json, "sum", channels, [](raw_ostream &os, const Channel &c) {
    os << '"' << c.sum.toShortString() << '"';
  });
  printLine(json, "sum_of_squares", channels,
            [](raw_ostream &os, const Channel &c) {
              os << '"' << c.sumOfSquares.toShortString() << '"';
            });
  if (!all.hasHistograms())
    return;
  json.attributeArray("histograms", [&] {
    for (const Channel &channel : channels)
      json.object([&] {
        if (!channel.histogram.isEmpty())
          printHistogram(json, channel.histogram);
      });
  });
}

/// The values as little-endian f32, in base64.
static std::string encodeRow(ArrayRef<float> values) {
  std::string bytes(4 * values.size(), '\0');
  for (auto [i, value] : enumerate(values))
    support::endian::write32le(bytes.data() + 4 * i, bit_cast<uint32_t>(value));
  return encodeBase64(bytes);
}

static void printRows(json::OStream &json, const RowReservoir &reservoir) {
  json.attribute("axis", reservoir.getAxis());
  json.attribute("capacity", static_cast<uint64_t>(reservoir.getCapacity()));
  json.attribute("seen", reservoir.getNumSeen());
  json.attributeArray("kept", [&] {
    for (const TensorRow &row : reservoir.getRows())
      json.rawValue([&](raw_ostream &os) {
        os << "[\"" << utohexstr(row.hash, /*LowerCase=*/true, /*Width=*/16)
           << "\",\"" << encodeRow(row.values) << "\"]";
      });
  });
}

static void printBatchRanges(json::OStream &json, const BatchRanges &batches) {
  json.attribute("count", batches.getNumBatches());
  printLine(json, "last", batches.getRanges(),
            [](raw_ostream &os, BatchRange range) {
              os << "[";
              printFloat(os, range.min);
              os << ",";
              printFloat(os, range.max);
              os << "]";
            });
}

static void printValues(json::OStream &json,
                        const TensorStatistics &statistics) {
  json.attribute("min", statistics.getMin());
  json.attribute("max", statistics.getMax());
  json.attribute("sum", statistics.getSum().toString());
  json.attribute("sum_of_squares", statistics.getSumOfSquares().toString());
  json.attributeObject(
      "histogram", [&] { printHistogram(json, statistics.getHistogram()); });
}

void quantx::calibration::printTensor(json::OStream &json,
                                      const TensorStatistics &statistics) {
  json.attribute("count", statistics.getCount());
  json.attribute("nan", statistics.getNaNCount());
  json.attribute("positive_infinity", statistics.getPositiveInfinityCount());
  json.attribute("negative_infinity", statistics.getNegativeInfinityCount());
  if (statistics.getCount() != 0)
    printValues(json, statistics);
  if (const auto &channels = statistics.getChannels())
    json.attributeObject("channels", [&] { printChannels(json, *channels); });
  if (const auto &rows = statistics.getRows())
    json.attributeObject("rows", [&] { printRows(json, *rows); });
  if (const auto &batches = statistics.getBatchRanges())
    json.attributeObject("batch_ranges",
                         [&] { printBatchRanges(json, *batches); });
}
