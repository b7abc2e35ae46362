//===- TensorRTCache.cpp - Calibration caches of TensorRT -----------------===//
//
//   TRT-8601-EntropyCalibration2
//   image: 3c010a14
//
// Each line after the first gives a tensor's scale, the f32 amax / 127, by its
// bits in hexadecimal, most significant digit first. All scales are symmetric.
//
//===----------------------------------------------------------------------===//

#include "RangeFormats.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <string>

using namespace llvm;
using namespace quantx::calibration;

/// The largest value of the 8-bit storage.
static constexpr double qmax = 127;

static Expected<RangeEntry> readScale(MemoryBufferRef buffer, unsigned line,
                                      StringRef name, StringRef digits) {
  uint32_t bits = 0;
  if (digits.size() > 8 || digits.getAsInteger(16, bits))
    return lineError(buffer, line,
                     "tensor '" + name + "': '" + digits +
                         "' is no scale; the bits of an f32 are needed, as up "
                         "to 8 hexadecimal digits");
  double scale = bit_cast<float>(bits);
  auto amax = static_cast<float>(scale * qmax);
  if (!std::isfinite(amax) || amax < 0)
    return lineError(buffer, line,
                     "tensor '" + name + "': '" + digits + "' is the scale " +
                         std::to_string(scale) +
                         ", but it must be finite and not negative");
  return RangeEntry{amax, {-amax, amax}, line};
}

RangeTableOrError
quantx::calibration::parseTensorRTCache(MemoryBufferRef buffer) {
  RangeTable table;
  table.format = RangeFormat::TensorRT;
  line_iterator it(buffer);
  if (it.is_at_end() || !it->starts_with("TRT-"))
    return lineError(buffer, 1,
                     "a cache of TensorRT begins with "
                     "TRT-<version>-<algorithm>");
  table.calibrator = it->trim().str();
  for (++it; !it.is_at_end(); ++it) {
    auto line = static_cast<unsigned>(it.line_number());
    // A name may hold colons itself.
    auto [name, digits] = it->rsplit(':');
    name = name.trim();
    if (!it->contains(':') || name.empty())
      return lineError(buffer, line,
                       "'" + it->trim() + "' is not of the form NAME: SCALE");
    Expected<RangeEntry> entry = readScale(buffer, line, name, digits.trim());
    if (!entry)
      return entry.takeError();
    if (Error error = addEntry(table, buffer, name.str(), *entry))
      return std::move(error);
  }
  return table;
}

void quantx::calibration::printTensorRTCache(raw_ostream &os,
                                             const RangeTable &table,
                                             unsigned version) {
  bool isMinMax = StringRef(table.calibrator).starts_with("min-max");
  os << "TRT-" << version << "-"
     << (isMinMax ? "MinMaxCalibration" : "EntropyCalibration2") << "\n";
  for (const auto &[name, entry] : table.entries) {
    auto scale = static_cast<float>(entry.threshold / qmax);
    os << name << ": " << format_hex_no_prefix(bit_cast<uint32_t>(scale), 8)
       << "\n";
  }
}
