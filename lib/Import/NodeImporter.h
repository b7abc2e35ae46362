//===- NodeImporter.h - What an operator's importer works with --*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_NODEIMPORTER_H
#define QUANTX_LIB_IMPORT_NODEIMPORTER_H

#include "ShapeMath.h"
#include "TensorValue.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"

namespace quantx::importer {

/// State shared by all nodes of one import.
struct ImportState {
  explicit ImportState(mlir::OpBuilder &builder, mlir::Location fileLoc)
      : builder(builder), math(builder), fileLoc(fileLoc) {}

  mlir::OpBuilder &builder;
  ShapeMath math;
  mlir::Location fileLoc;
  llvm::StringMap<TensorValue> values;
  /// One constant op for each known tensor; the tensors are kept alive so that
  /// an address stands for one tensor only.
  llvm::DenseMap<const KnownTensor *, mlir::Value> materialized;
  std::vector<std::shared_ptr<const KnownTensor>> kept;
};

/// One node while it is imported: its inputs, its attributes, where its ops are
/// located, and where its results go. The driver has already checked the number
/// of inputs and outputs and the kind of every attribute against the operator's
/// OperatorSpec, so the accessors cannot fail.
class NodeImporter {
public:
  NodeImporter(ImportState &state, const Node &node, int64_t opset);

  /// Version of the operator set this node belongs to.
  int64_t getOpset() const { return opset; }
  llvm::StringRef getOp() const { return node.op; }
  const Node &getNode() const { return node; }
  mlir::OpBuilder &getBuilder() { return state.builder; }
  mlir::MLIRContext *getContext() { return state.builder.getContext(); }
  ShapeMath &getMath() { return state.math; }

  /// Starts the one error of the import, prefixed with file, node and operator.
  mlir::InFlightDiagnostic error() const;

  // Inputs and results.
  unsigned getNumInputs() const { return node.inputs.size(); }
  unsigned getNumResults() const { return node.outputs.size(); }
  /// False for an optional input that is left out.
  bool hasInput(unsigned index) const;
  const TensorValue &getInput(unsigned index) const;
  bool hasResult(unsigned index) const;
  /// Gives result `index` its value; fails with an error when its shape is
  /// impossible.
  mlir::LogicalResult setResult(unsigned index, TensorValue value);

  // Attributes.
  bool hasAttr(llvm::StringRef name) const;
  int64_t getInt(llvm::StringRef name, int64_t defaultValue) const;
  float getFloat(llvm::StringRef name, float defaultValue) const;
  llvm::StringRef getString(llvm::StringRef name,
                            llvm::StringRef defaultValue) const;
  std::optional<llvm::ArrayRef<int64_t>> getInts(llvm::StringRef name) const;
  const Attribute *getAttr(llvm::StringRef name) const;

  // Inputs that must be known while importing.
  /// The constants of integer input `index`, which must have rank 0 or 1.
  mlir::FailureOr<llvm::SmallVector<int64_t>> getIntsInput(unsigned index);
  /// The same where extents that depend on the input are allowed.
  mlir::FailureOr<Shape> getExtentsInput(unsigned index);
  /// Integers that are input `index` since `sinceOpset` and attribute `name`
  /// before it; nullopt when left out, an error when given in the wrong form.
  mlir::FailureOr<std::optional<llvm::SmallVector<int64_t>>>
  getIntsInputOrAttr(unsigned index, llvm::StringRef name, int64_t sinceOpset);
  /// Fails with an error when attribute `name`, an input since `sinceOpset`, or
  /// input `index`, an attribute before it, is given in the wrong form.
  mlir::LogicalResult checkForm(unsigned index, llvm::StringRef name,
                                int64_t sinceOpset) const;

  /// Maps [-rank, rank) to [0, rank); fails with an error outside.
  mlir::FailureOr<int64_t> normalizeAxis(int64_t axis, int64_t rank);
  /// The same for a list without duplicates, sorted.
  mlir::FailureOr<llvm::SmallVector<int64_t>>
  normalizeAxes(llvm::ArrayRef<int64_t> axes, int64_t rank);

  // Locations.
  /// `loc("X")`, X being the name of result `index`.
  mlir::Location getLoc(unsigned index = 0) const;
  /// `loc("X"("part"))`.
  mlir::Location getLoc(llvm::StringRef part) const;
  /// The same, or `loc("X")` where `part` is empty: the op is the result then.
  mlir::Location getPartLoc(llvm::StringRef part) const {
    return part.empty() ? getLoc() : getLoc(part);
  }

  /// The value as SSA; constants and extents are materialized on first use.
  mlir::Value materialize(const TensorValue &value);
  mlir::Value materializeInput(unsigned index) {
    return materialize(getInput(index));
  }

private:
  mlir::Value materializeExtents(const TensorValue &value, mlir::Location loc);

  ImportState &state;
  const Node &node;
  int64_t opset;
};

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_NODEIMPORTER_H
