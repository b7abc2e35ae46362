//===- RangeCalibrators.h - Which calibrator makes which range --*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGECALIBRATORS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGECALIBRATORS_H

#include "mlir/IR/BuiltinOps.h"
#include "quantx/Calibration/Calibrator.h"
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"
#include "llvm/ADT/StringMap.h"

namespace quantx {

/// The calibrators of a module's values: those that the rules of a recipe
/// choose, for what an op computes or for what it reads, and one for the rest.
class RangeCalibrators {
public:
  /// `defaultSpec` and `symmetric` are for values that no rule is about. Fails
  /// where the former names no calibrator.
  static llvm::Expected<RangeCalibrators> create(mlir::ModuleOp module,
                                                 llvm::StringRef defaultSpec,
                                                 bool symmetric,
                                                 const Recipe &recipe);

  const calibration::Calibrator &get(mlir::Value value) const;

  /// How the range of the value becomes a scale.
  calibration::Symmetry getSymmetry(mlir::Value value) const;

  /// What chose it, for messages: "entropy:bins=4096 by rule 2 of FILE".
  std::string describe(mlir::Value value) const;

private:
  using Choices = llvm::DenseMap<mlir::Value, CalibratorChoice>;

  llvm::StringRef getSpec(mlir::Value value) const;
  void chooseByRules(mlir::ModuleOp module, const Recipe &recipe);

  std::string defaultSpec;
  bool defaultSymmetric = false;
  Choices choices;
  llvm::DenseMap<mlir::Value, bool> symmetric;
  llvm::StringMap<std::unique_ptr<calibration::Calibrator>> calibrators;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGECALIBRATORS_H
