//===- TableRanges.h - Ranges that a file states ----------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TABLERANGES_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TABLERANGES_H

#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Calibration/RangeTable.h"

#include "mlir/IR/BuiltinOps.h"

namespace quantx {

/// The ranges in a file that a person or another tool wrote, matched with the
/// values of a module by name.
///
/// A table of ours must fit: each of its names is one of the module's, and each
/// value has a line unless statistics say what it lacks. Other tools name
/// tensors that are no values here (weights, what they fuse) and lack some that
/// are: both are remarks, as long as one name agrees.
class TableRanges {
public:
  /// Reads the file `path` in the format of that name; holds nothing where
  /// `path` is empty. Errors are emitted at `module`.
  static mlir::FailureOr<TableRanges>
  read(mlir::ModuleOp module, llvm::StringRef path, llvm::StringRef format);

  /// Matches the names. `values` are those that a range is wanted for;
  /// `hasStatistics` where what the file lacks comes from there.
  mlir::LogicalResult checkNames(mlir::ModuleOp module,
                                 const ValueNaming &naming,
                                 llvm::ArrayRef<mlir::Value> values,
                                 bool hasStatistics) const;

  /// The range stated for the value of this key, if there is one.
  std::optional<calibration::Range>
  lookup(llvm::StringRef key, calibration::Symmetry symmetry) const;

private:
  mlir::LogicalResult checkUnknown(mlir::ModuleOp module,
                                   const ValueNaming &naming) const;
  mlir::LogicalResult checkMissing(mlir::ModuleOp module,
                                   const ValueNaming &naming,
                                   llvm::ArrayRef<mlir::Value> values) const;
  bool isOurs() const {
    return table.format == calibration::RangeFormat::Table;
  }

  std::string path;
  calibration::RangeTable table;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_TABLERANGES_H
