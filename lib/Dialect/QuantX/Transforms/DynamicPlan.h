//===- DynamicPlan.h - Contractions quantized without ranges ----*- C++ -*-===//
//
// The decisions of quantx-insert-qdq in the modes `dynamic` and `weight-only`,
// which look at one contraction at a time.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_DYNAMICPLAN_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_DYNAMICPLAN_H

#include "QDQPlan.h"

namespace quantx {

/// The data of a contraction, and how it is stored.
struct DynamicPoint {
  mlir::OpOperand *operand;
  SchemeAttr scheme;
};

/// Decides for every contraction with a constant weight below an op which
/// parameters the weight gets and, in the mode `dynamic`, how the data is
/// quantized at run time.
class DynamicPlan {
public:
  DynamicPlan(mlir::Operation *root, const QuantizationScheme &scheme,
              const Recipe &recipe, QuantizationMode mode,
              ActivationGranularity granularity);

  llvm::ArrayRef<DynamicPoint> getPoints() const { return points; }
  llvm::ArrayRef<ConstantPoint> getConstants() const { return constants; }
  /// Ops that a recipe keeps in float, and its reason.
  llvm::ArrayRef<std::pair<mlir::Operation *, std::string>>
  getFloatOps() const {
    return floatOps;
  }
  llvm::ArrayRef<PlanRemark> getRemarks() const { return remarks; }

private:
  void decide(mlir::OpResult result, const AccumulatingFlow &flow);
  std::string decideWeight(const AccumulatingFlow &flow,
                           const StorageChoice &choice);
  void decideData(const AccumulatingFlow &flow);

  const QuantizationScheme &scheme;
  const Recipe &recipe;
  QuantizationMode mode;
  ActivationGranularity granularity;
  std::vector<DynamicPoint> points;
  std::vector<ConstantPoint> constants;
  std::vector<std::pair<mlir::Operation *, std::string>> floatOps;
  std::vector<PlanRemark> remarks;
};

/// Why `op`, which computes in float after the passes of `mode`, does so by
/// decision, as a predicate of it: that of a recipe, which has marked the op,
/// or of the mode; empty where it should have become integer.
std::string explainByRecipe(mlir::Operation *op, QuantizationMode mode);

/// Puts choose_params, dynamic_quantize and dynamic_dequantize between each
/// point and its value; points of one value and scheme share them.
void insertDynamicPoints(const DynamicPlan &plan, bool symmetric,
                         mlir::OpBuilder &builder);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_DYNAMICPLAN_H
