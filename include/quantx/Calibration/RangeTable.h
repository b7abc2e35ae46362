//===- RangeTable.h - Ranges in a file that people edit ---------*- C++ -*-===//
//
// Ranges can be stated, instead of being computed from statistics, in a table
//
//   name threshold min max
//
// that a person can read and change, in a calibration cache of TensorRT, or in
// the calibration table that onnxruntime writes as JSON. docs/Calibration.md
// describes all three.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CALIBRATION_RANGETABLE_H
#define QUANTX_CALIBRATION_RANGETABLE_H

#include "quantx/Calibration/Calibrator.h"

#include "llvm/Support/MemoryBufferRef.h"

#include <map>
#include <optional>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx::calibration {

struct ModelStatistics;

enum class RangeFormat : uint8_t { Table, TensorRT, Onnxruntime };

/// The format that "table", "tensorrt" or "onnxruntime" names; nothing for
/// "auto", which leaves it to the contents of a file.
llvm::Expected<std::optional<RangeFormat>>
parseRangeFormat(llvm::StringRef name);

/// The ranges of one tensor.
struct RangeEntry {
  /// What a symmetric scale represents, [-threshold, threshold]; not negative.
  float threshold = 0;
  /// What an asymmetric scale represents.
  Range range;
  /// Where the file says so, from 1; 0 for a file without lines.
  unsigned line = 0;

  Range get(Symmetry symmetry) const;
};

/// The contents of a file of ranges.
struct RangeTable {
  RangeFormat format = RangeFormat::Table;
  /// The fingerprint of the model they are for; empty where none is stated.
  std::string model;
  /// Which calibrator gave them; empty where that is not known.
  std::string calibrator;
  std::map<std::string, RangeEntry> entries;
};

/// The ranges that the calibrator `spec` gives for every tensor. Fails for a
/// tensor that took no finite value.
llvm::Expected<RangeTable> makeRangeTable(const ModelStatistics &statistics,
                                          llvm::StringRef spec);

/// Reads a file of ranges, which is of `format` or of the one that its contents
/// look like. Errors name the file and the line.
llvm::Expected<RangeTable> readRangeTable(llvm::StringRef path,
                                          std::optional<RangeFormat> format);

/// The same from memory; `buffer`'s identifier is the name in errors.
llvm::Expected<RangeTable> parseRangeTable(llvm::MemoryBufferRef buffer,
                                           std::optional<RangeFormat> format);

/// Prints the table that people edit. Reading it gives the same numbers.
void printRangeTable(llvm::raw_ostream &os, const RangeTable &table);

/// What the first line of a cache of TensorRT says: "TRT-8601-...".
constexpr unsigned defaultTensorRTVersion = 8601;

/// Prints a calibration cache of TensorRT: the scale threshold / 127 of each
/// tensor, as the bits of an f32. TensorRT reads caches of its own version and
/// of the algorithm that its calibrator has.
void printTensorRTCache(llvm::raw_ostream &os, const RangeTable &table,
                        unsigned version = defaultTensorRTVersion);

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_RANGETABLE_H
