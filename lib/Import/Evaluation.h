//===- Evaluation.h - Known tensors in, known tensors out -------*- C++ -*-===//
//
// Exporters compute shapes with tensor operators. What they compute is known
// while importing, up to extents that depend on the batch: those are carried as
// index values. Weights that a graph reshapes or transposes are computed here
// as well.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_EVALUATION_H
#define QUANTX_LIB_IMPORT_EVALUATION_H

#include "NodeImporter.h"

namespace quantx::importer {

/// Writes numbers as elements of one data type.
class ConstantWriter {
public:
  ConstantWriter(DataType type, int64_t numElements)
      : type(type), bytes(std::make_shared<std::vector<char>>(
                        getNumBytes(type, numElements))) {}

  /// Wraps to the width of the type; float types round to nearest even.
  void setInt(int64_t index, int64_t number);
  /// Rounds once, to nearest even; integer types convert as truncateToInt does.
  /// Not for minifloats, whose overflow has to be said.
  void setFloat(int64_t index, double number);
  /// The element's bits as they are.
  void setBits(int64_t index, uint64_t bits) {
    importer::setBits(type, *bytes, index, bits);
  }
  /// The finished tensor.
  TensorValue finish(llvm::ArrayRef<int64_t> shape,
                     mlir::MLIRContext *context) const;

private:
  DataType type;
  std::shared_ptr<std::vector<char>> bytes;
};

/// What a Cast makes of a number: truncated toward zero, saturated to 64 bits
/// where the type has as many and to the next wider of 32 and 64 otherwise, of
/// which it then takes the lowest bits; NaN gives 0.
int64_t truncateToInt(double number, DataType type);

/// True if a result of `numElements` may be computed while importing: it must
/// not blow a small model up into a large one.
bool isWorthFolding(NodeImporter &importer, int64_t numElements);

/// Element `index` of a known integer tensor, as extent arithmetic sees it.
mlir::OpFoldResult getExtentElement(NodeImporter &importer,
                                    const KnownTensor &known, int64_t index);

/// A known one- or zero-dimensional integer tensor of `elements`; a constant if
/// they all are.
TensorValue makeExtents(NodeImporter &importer, DataType type,
                        llvm::ArrayRef<int64_t> shape,
                        llvm::ArrayRef<mlir::OpFoldResult> elements);

/// Where an element of a result comes from.
struct ElementSource {
  unsigned operand;
  int64_t index;
};

/// A tensor of `shape` (row-major) whose elements are elements of the known
/// `operands`, which all have the same type.
TensorValue
gatherElements(NodeImporter &importer, llvm::ArrayRef<TensorValue> operands,
               llvm::ArrayRef<int64_t> shape,
               llvm::function_ref<ElementSource(int64_t index)> getSource);

/// A known tensor with its dimensions permuted as Transpose does.
TensorValue transposeKnown(NodeImporter &importer, const TensorValue &value,
                           llvm::ArrayRef<int64_t> permutation);

/// Row-major linear index to coordinates.
void delinearize(int64_t index, llvm::ArrayRef<int64_t> shape,
                 llvm::MutableArrayRef<int64_t> coordinates);
/// Coordinates to a row-major linear index.
int64_t linearize(llvm::ArrayRef<int64_t> coordinates,
                  llvm::ArrayRef<int64_t> shape);
/// The element of a tensor of `operandShape` that broadcasts to `coordinates`.
int64_t linearizeBroadcast(llvm::ArrayRef<int64_t> coordinates,
                           llvm::ArrayRef<int64_t> operandShape);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_EVALUATION_H
