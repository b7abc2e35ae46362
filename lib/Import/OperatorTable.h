//===- OperatorTable.h - Which operators can be imported, and how -*- C++
//-*-===//

#ifndef QUANTX_LIB_IMPORT_OPERATORTABLE_H
#define QUANTX_LIB_IMPORT_OPERATORTABLE_H

#include "NodeImporter.h"
#include "llvm/ADT/StringMap.h"

namespace quantx::importer {

/// One operator of the default ONNX domain.
struct OperatorSpec {
  /// Imports a node at run time: emits ops and sets its results.
  using ImportFn = mlir::LogicalResult (*)(NodeImporter &);
  /// Computes a node whose inputs are all known. Returns false, having done
  /// nothing, when it cannot and the node must be imported; emits an error and
  /// fails when the node is invalid.
  using EvaluateFn = mlir::FailureOr<bool> (*)(NodeImporter &);

  static constexpr unsigned variadic = ~0u;

  llvm::StringLiteral name;
  unsigned minInputs;
  unsigned maxInputs;
  unsigned maxResults;
  /// Attributes the importer understands, "name:kind" separated by spaces,
  /// kind being i, f, s, t or the lists is, fs, ss. A node with another
  /// attribute, or one of another kind, is refused: it would mean something the
  /// import does not express.
  llvm::StringLiteral attributes;
  /// May be null for operators that only make sense on known values.
  ImportFn import;
  /// May be null.
  EvaluateFn evaluate = nullptr;
  /// True for operators that convert or only move elements, whose inputs may be
  /// of any type. All others take no minifloats and no integers below 8 bits.
  bool takesLowPrecision = false;
};

/// Operator name to its spec.
class OperatorTable {
public:
  /// The table of every operator, built on first use.
  static const OperatorTable &get();

  const OperatorSpec *lookup(llvm::StringRef domain, llvm::StringRef op) const;
  void add(llvm::ArrayRef<OperatorSpec> specs);

private:
  llvm::StringMap<OperatorSpec> specs;
};

/// Oldest and newest version of the default operator set that is understood.
/// Before 7, elementwise operators broadcast by attribute instead of by shape.
inline constexpr int64_t minOpset = 7;
inline constexpr int64_t maxOpset = 25;

/// Checks the number of inputs and results and the attributes of the node.
mlir::LogicalResult checkAgainstSpec(const NodeImporter &importer,
                                     const OperatorSpec &spec);
/// Checks that the node takes inputs of low precision if it has any. The inputs
/// must have been found.
mlir::LogicalResult checkInputTypes(const NodeImporter &importer,
                                    const OperatorSpec &spec);

// One function for each file in Operators/.
void addActivationOperators(OperatorTable &table);
void addCastOperators(OperatorTable &table);
void addComparisonOperators(OperatorTable &table);
void addConstantOperators(OperatorTable &table);
void addContractionOperators(OperatorTable &table);
void addConvTransposeOperators(OperatorTable &table);
void addConvolutionOperators(OperatorTable &table);
void addElementwiseOperators(OperatorTable &table);
void addExtentOperators(OperatorTable &table);
void addGatherOperators(OperatorTable &table);
void addIntegerOperators(OperatorTable &table);
void addMathOperators(OperatorTable &table);
void addMovementOperators(OperatorTable &table);
void addNormalizationOperators(OperatorTable &table);
void addPadOperators(OperatorTable &table);
void addPoolingOperators(OperatorTable &table);
void addPowOperators(OperatorTable &table);
void addQLinearOperators(OperatorTable &table);
void addQuantizationOperators(OperatorTable &table);
void addReductionOperators(OperatorTable &table);
void addReshapeOperators(OperatorTable &table);
void addSlicingOperators(OperatorTable &table);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORTABLE_H
