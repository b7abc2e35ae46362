//===- StatisticsFile.h - The statistics of a model in a file ---*- C++ -*-===//
//
// JSON, described in docs/Calibration.md. Equal statistics are equal bytes:
// there is no time, machine or directory in the file, and the order of tensors
// and data files is by name.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CALIBRATION_STATISTICSFILE_H
#define QUANTX_CALIBRATION_STATISTICSFILE_H

#include "quantx/Calibration/TensorStatistics.h"

#include "llvm/Support/MemoryBufferRef.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx::calibration {

/// Samples [first, second) of a file.
using SampleRange = std::pair<uint64_t, uint64_t>;

/// The part of one data file that the statistics have seen.
struct DataRecord {
  /// The argument of the model that the samples went to.
  std::string input;
  /// The file's name without its directory.
  std::string file;
  /// SHA-256 of the file as it lies on disk, in hexadecimal.
  std::string sha256;
  /// Ascending; the ranges are neither empty, overlapping nor touching. There
  /// are none for a file that went whole into every call.
  std::vector<SampleRange> samples;
  /// What the stored numbers were multiplied by for the argument, as the number
  /// or quotient it was given as: "1/255". Empty where it is not known, which
  /// it is not in files of version 1.
  std::string scale = {};
  /// The samples that were asked for and not reached; none in a finished run.
  /// In the same form as `samples`, and apart from them.
  std::vector<SampleRange> missing = {};

  /// What tells records apart.
  auto getKey() const { return std::tie(input, file, sha256); }
};

/// The contents of a statistics file.
struct ModelStatistics {
  /// The fingerprint of the float module; see fingerprintModule.
  std::string model;
  /// Which tool, of which version, made the statistics: "quantx 0.1.0".
  std::string producer;
  /// Sorted by key.
  std::vector<DataRecord> data;
  /// By the names of the tensors.
  std::map<std::string, TensorStatistics> tensors;

  /// How many samples the model has seen: those of any of its arguments.
  uint64_t getNumSamples() const;

  /// How many samples an interrupted run has not reached.
  uint64_t getNumMissing() const;

  /// False for what an interrupted run has left: samples are missing.
  bool isComplete() const;
};

/// What the field "version" is in files that are written.
constexpr int statisticsVersion = 2;

/// The oldest version that is read. Version 1 had whole tensors only, and
/// neither scales nor missing samples.
constexpr int oldestStatisticsVersion = 1;

/// Adds `record` to `data`, joined with an earlier one of the same key. What
/// one of them is missing and the other has is no longer missing. Fails where
/// samples would then be counted twice, or were scaled differently.
llvm::Error addDataRecord(std::vector<DataRecord> &data, DataRecord record);

/// Adds `from` to `into`: the result is what one run over the data of both
/// would have given, to the byte. Nothing depends on the order but the batch
/// ranges, where there are any: those of `from` follow. Fails, leaving `into`
/// undefined, where they are of different models, tensors, producers or kinds
/// of statistics, or share samples.
llvm::Error mergeStatistics(ModelStatistics &into, const ModelStatistics &from);

/// Fails, naming the file `path`, where samples are missing. `option` is what a
/// user gives to do without them.
llvm::Error checkComplete(const ModelStatistics &statistics,
                          llvm::StringRef path, llvm::StringRef option);

void printStatistics(llvm::raw_ostream &os, const ModelStatistics &statistics);

/// Writes the file, whole or not at all.
llvm::Error writeStatisticsFile(llvm::StringRef path,
                                const ModelStatistics &statistics);

/// Reads and checks a file. Errors name the file, the tensor and the field.
llvm::Expected<ModelStatistics> readStatisticsFile(llvm::StringRef path);

/// The same from memory; `buffer`'s identifier is the name in errors.
llvm::Expected<ModelStatistics> parseStatistics(llvm::MemoryBufferRef buffer);

} // namespace quantx::calibration

#endif // QUANTX_CALIBRATION_STATISTICSFILE_H
