//===- RangeTable.cpp - Ranges in a file that people edit -----------------===//

#include "RangeFormats.h"

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/Support/MemoryBuffer.h"

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

Expected<std::optional<RangeFormat>>
quantx::calibration::parseRangeFormat(StringRef name) {
  if (name == "auto")
    return std::optional<RangeFormat>();
  if (name == "table")
    return std::optional(RangeFormat::Table);
  if (name == "tensorrt")
    return std::optional(RangeFormat::TensorRT);
  if (name == "onnxruntime")
    return std::optional(RangeFormat::Onnxruntime);
  return createStringError("unknown format '" + name +
                           "' of ranges; there are: auto, table, tensorrt, "
                           "onnxruntime");
}

Range RangeEntry::get(Symmetry symmetry) const {
  if (symmetry == Symmetry::Asymmetric)
    return range;
  return {-threshold, threshold};
}

Error quantx::calibration::lineError(MemoryBufferRef buffer, unsigned line,
                                     const Twine &what) {
  return createStringError("'" + buffer.getBufferIdentifier() + "': line " +
                           Twine(line) + ": " + what);
}

Error quantx::calibration::addEntry(RangeTable &table, MemoryBufferRef buffer,
                                    std::string name, RangeEntry entry) {
  auto [it, isNew] = table.entries.try_emplace(name, entry);
  if (isNew)
    return Error::success();
  return lineError(buffer, entry.line,
                   "tensor '" + name + "' has a range already, from line " +
                       Twine(it->second.line));
}

Expected<RangeTable>
quantx::calibration::makeRangeTable(const ModelStatistics &statistics,
                                    StringRef spec) {
  auto calibrator = createCalibrator(spec);
  if (!calibrator)
    return calibrator.takeError();
  RangeTable table;
  table.model = statistics.model;
  table.calibrator = spec.str();
  for (const auto &[name, tensor] : statistics.tensors) {
    auto asymmetric = computeRange(**calibrator, tensor, Symmetry::Asymmetric);
    if (!asymmetric)
      return createStringError("tensor '" + name +
                               "': " + toString(asymmetric.takeError()));
    auto symmetric = computeRange(**calibrator, tensor, Symmetry::Symmetric);
    if (!symmetric)
      return createStringError("tensor '" + name +
                               "': " + toString(symmetric.takeError()));
    float threshold =
        std::max(std::fabs(symmetric->min), std::fabs(symmetric->max));
    table.entries[name] = {threshold, *asymmetric, /*line=*/0};
  }
  return table;
}

/// What a file is, where nobody says.
static RangeFormat recognize(StringRef text) {
  text = text.ltrim();
  if (text.starts_with("TRT-"))
    return RangeFormat::TensorRT;
  if (text.starts_with("{"))
    return RangeFormat::Onnxruntime;
  return RangeFormat::Table;
}

Expected<RangeTable>
quantx::calibration::parseRangeTable(MemoryBufferRef buffer,
                                     std::optional<RangeFormat> format) {
  switch (format.value_or(recognize(buffer.getBuffer()))) {
  case RangeFormat::Table:
    return parseTextTable(buffer);
  case RangeFormat::TensorRT:
    return parseTensorRTCache(buffer);
  case RangeFormat::Onnxruntime:
    return parseOnnxruntimeTable(buffer);
  }
  llvm_unreachable("no such format");
}

Expected<RangeTable>
quantx::calibration::readRangeTable(StringRef path,
                                    std::optional<RangeFormat> format) {
  auto buffer = MemoryBuffer::getFile(path);
  if (std::error_code error = buffer.getError())
    return createStringError("cannot read '" + path + "': " + error.message());
  return parseRangeTable((*buffer)->getMemBufferRef(), format);
}
