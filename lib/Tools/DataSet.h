//===- DataSet.h - Samples from files as arguments --------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_DATASET_H
#define QUANTX_LIB_TOOLS_DATASET_H

#include "Batching.h"
#include "InputScale.h"

#include "quantx/Calibration/StatisticsFile.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <string>
#include <vector>

namespace quantx::tools {

/// Which samples a tool works on.
struct DataOptions {
  /// "FILE", or "NAME=FILE" for the argument NAME. The samples of several files
  /// for one argument follow one another. A .npz archive without a NAME gives
  /// each argument the array of its name.
  std::vector<std::string> inputs;
  std::optional<InputScale> scale;
  /// Samples left out at the beginning.
  int64_t skip = 0;
  /// Samples taken at most.
  std::optional<int64_t> limit;
};

/// Samples for every argument of a function, from files that are read as
/// samples are asked for where TensorStream can.
class DataSet {
public:
  /// Reads the files and checks them against `signature`.
  static llvm::Expected<DataSet> load(const FunctionSignature &signature,
                                      const DataOptions &options);

  const Batching &getBatching() const { return batching; }

  /// Samples from `skip`, up to `limit`; 1 for a function that takes none.
  int64_t getNumSamples() const { return end - begin; }

  /// The arguments for samples [first, first + count). Where that is fewer than
  /// the function's fixed batch, the last sample is repeated to fill it.
  llvm::Expected<llvm::SmallVector<HostTensor>>
  getArguments(int64_t first, int64_t count) const;

  /// "sample 17 of 'train.npy'": where the row of an argument comes from, the
  /// index being that in the file. Names the file of an argument that has no
  /// samples.
  std::string locate(size_t argument, int64_t sample) const;

  /// Reads the files once more for their checksums, which records need.
  llvm::Error computeChecksums();

  /// The hashes, by calibration::hashSample, of samples [first, first + count);
  /// checksums have been computed.
  std::vector<uint64_t> hashSamples(int64_t first, int64_t count) const;

  /// The parts of the files that hold the samples `taken`, and those that hold
  /// the samples `missing`. Both are sorted and disjoint.
  llvm::Expected<std::vector<calibration::DataRecord>>
  makeRecords(llvm::ArrayRef<calibration::SampleRange> taken,
              llvm::ArrayRef<calibration::SampleRange> missing) const;

  /// Samples that were taken, and those that were to be.
  struct Samples {
    std::vector<calibration::SampleRange> taken, missing;
  };

  /// The samples that `records` speak of, which makeRecords made for the same
  /// files. Fails where samples were taken from other files, or are not in this
  /// set.
  llvm::Expected<Samples>
  findSamples(llvm::ArrayRef<calibration::DataRecord> records) const;

  /// "image: train-images scaled by 1/255"; for reports.
  std::vector<std::string> describeScales() const;

private:
  struct File {
    std::string path;
    TensorStream stream;
    /// As an argument.
    llvm::SmallVector<int64_t> shape;
    InputScale scale;
    std::string sha256 = {};

    int64_t getNumRows() const { return shape.front(); }
    calibration::DataRecord makeRecord(llvm::StringRef input) const;
    /// Rows [first, first + count), or all there is, for an argument of `type`.
    llvm::Expected<HostTensor> getRows(int64_t first, int64_t count,
                                       ElementType type) const;
    llvm::Expected<HostTensor> getWhole(ElementType type) const;
  };
  struct Argument {
    TensorSpec spec;
    std::vector<File> files;
  };

  explicit DataSet(const FunctionSignature &signature) : batching(signature) {}

  llvm::Error addInput(llvm::StringRef input, const DataOptions &options);
  llvm::Expected<llvm::SmallVector<std::pair<size_t, std::string>>>
  spreadArchive(llvm::StringRef path) const;
  llvm::Error addFile(size_t index, llvm::StringRef path,
                      const DataOptions &options);
  llvm::Error checkComplete();
  llvm::Error countSamples(const DataOptions &options);
  /// The file that holds row `row` of all files of `argument`, and the row's
  /// index there; no file beyond the last.
  static std::pair<const File *, int64_t> findRow(const Argument &argument,
                                                  int64_t row);
  llvm::Expected<HostTensor> getRows(const Argument &argument, int64_t first,
                                     int64_t count) const;

  Batching batching;
  std::vector<Argument> arguments;
  int64_t begin = 0, end = 1;
};

/// Splits "NAME=FILE" where NAME is the name of one of `specs`; otherwise all
/// of `text` is a file for the only one. Returns the position and the file.
llvm::Expected<std::pair<size_t, llvm::StringRef>>
splitBinding(llvm::StringRef text, llvm::ArrayRef<TensorSpec> specs,
             llvm::StringRef kind);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_DATASET_H
