//===- Calibrator.cpp - From statistics to a range ------------------------===//

#include "quantx/Calibration/Calibrator.h"

#include "CalibratorTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

namespace {

struct Row {
  StringLiteral name;
  StringLiteral summary;
  CalibratorOrError (*create)(CalibratorOptions &);
};

constexpr Row table[] = {
    {"cross-entropy",
     "the least change of the softmax of the rows that are kept; bits=8",
     createCrossEntropyCalibrator},
    {"entropy",
     "the threshold with the least divergence; bins=2048, levels=128 (255 "
     "where "
     "an asymmetric scale serves values of one sign), keep-zeros=0",
     createEntropyCalibrator},
    {"min-max", "the smallest and largest value", createMinMaxCalibrator},
    {"moving-average",
     "the average of the ranges of batches, the last of them with weight "
     "c=0.01",
     createMovingAverageCalibrator},
    {"mse",
     "the least sum of the p-th powers of rounding errors; p=2 is the norm, "
     "bits=8 those of the integers",
     createMSECalibrator},
    {"percentile",
     "leaves out the outermost values; p=99.99 is the share, in percent, that "
     "is kept",
     createPercentileCalibrator},
};

} // namespace

Expected<CalibratorOptions> CalibratorOptions::parse(StringRef text) {
  CalibratorOptions options;
  while (!text.empty()) {
    StringRef pair;
    std::tie(pair, text) = text.split(':');
    auto [key, value] = pair.split('=');
    if (key.empty() || value.empty())
      return createStringError("calibrator option '" + pair +
                               "' is not of the form KEY=VALUE");
    if (!options.given.try_emplace(key, value.str()).second)
      return createStringError("calibrator option '" + key +
                               "' is given twice");
  }
  return options;
}

Error CalibratorOptions::take(StringRef key, double &value) {
  known.push_back(key.str());
  auto it = given.find(key);
  if (it == given.end())
    return Error::success();
  if (StringRef(it->second).getAsDouble(value))
    return createStringError("calibrator option '" + key + "=" + it->second +
                             "' is not a number");
  given.erase(it);
  return Error::success();
}

Error CalibratorOptions::take(StringRef key, unsigned &value,
                              std::pair<unsigned, unsigned> bounds) {
  auto [least, most] = bounds;
  bool isGiven = given.contains(key);
  double number = value;
  if (Error error = take(key, number))
    return error;
  if (!isGiven)
    return Error::success();
  if (!(number >= least && number <= most) || number != std::floor(number))
    return createStringError("calibrator option '" + key +
                             "' must be a whole number from " + Twine(least) +
                             " to " + Twine(most));
  value = static_cast<unsigned>(number);
  return Error::success();
}

Error CalibratorOptions::finish() {
  if (given.empty())
    return Error::success();
  // The order of a hash map must not show.
  SmallVector<StringRef> names(given.keys());
  llvm::sort(names);
  return createStringError(
      "calibrator has no option '" + names.front() + "'; " +
      (known.empty() ? "it takes none"
                     : "its options are: " + join(known, ", ")));
}

CalibratorOrError quantx::calibration::createCalibrator(StringRef spec) {
  auto [name, optionText] = spec.split(':');
  const Row *row = find_if(
      table, [name = name](const Row &row) { return row.name == name; });
  if (row == std::end(table))
    return createStringError(
        "unknown calibrator '" + name + "'; there are: " +
        join(map_range(table, [](const Row &row) { return row.name.str(); }),
             ", "));
  Expected<CalibratorOptions> options = CalibratorOptions::parse(optionText);
  if (!options)
    return options.takeError();
  CalibratorOrError calibrator = row->create(*options);
  if (!calibrator)
    return calibrator.takeError();
  if (Error error = options->finish())
    return std::move(error);
  return calibrator;
}

Range quantx::calibration::clampMagnitude(const TensorStatistics &statistics,
                                          double limit) {
  double min = statistics.getMin(), max = statistics.getMax();
  return {static_cast<float>(std::clamp(-limit, min, max)),
          static_cast<float>(std::clamp(limit, min, max))};
}

std::vector<std::string> quantx::calibration::getCalibratorNames() {
  std::vector<std::string> names;
  for (const Row &row : table)
    names.push_back(row.name.str());
  return names;
}

void quantx::calibration::printCalibrators(raw_ostream &os) {
  for (const Row &row : table)
    os << "  " << left_justify(row.name, 16) << row.summary << "\n";
}

Expected<Range>
quantx::calibration::computeRange(const Calibrator &calibrator,
                                  const TensorStatistics &statistics,
                                  Symmetry symmetry) {
  if (statistics.getCount() == 0)
    return createStringError("the tensor took no finite value");
  if (Error error = calibrator.checkStatistics(statistics))
    return std::move(error);
  return calibrator.computeRange(statistics, symmetry);
}
