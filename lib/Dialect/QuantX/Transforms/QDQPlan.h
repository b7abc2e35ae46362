//===- QDQPlan.h - Which values are quantized, and how ----------*- C++ -*-===//
//
// The decisions of quantx-insert-qdq, made before the IR is touched.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_QDQPLAN_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_QDQPLAN_H

#include "mlir/IR/Operation.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Dialect/QuantX/Transforms/QuantizationScheme.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace quantx {

/// Ranges of values as the IR states them.
using ValueRanges = llvm::MapVector<mlir::Value, Interval>;

/// A constant operand and what it becomes.
struct ConstantPoint {
  mlir::OpOperand *operand;
  ParamsAttr params;
};

/// Something to tell about a value.
struct PlanRemark {
  mlir::Value value;
  /// "LeftFloat", "PerTensorWeight" or "ScaleRaised".
  llvm::StringRef name;
  /// A predicate of the value.
  std::string reason;
};

/// The reals that per-tensor parameters can represent, by the first scale where
/// there are several.
Interval getRepresented(ParamsAttr params);

/// Decides, in one walk forwards and one backwards, for every float tensor
/// below an op: quantized with which parameters, inside a chain, or left float.
class QDQPlan {
public:
  QDQPlan(mlir::Operation *root, const ValueRanges &ranges,
          const QuantizationScheme &scheme);

  /// The values that get a quantize and a dequantize, in the order of the IR.
  const llvm::MapVector<mlir::Value, ParamsAttr> &getPoints() const {
    return points;
  }
  /// The same for constant operands.
  llvm::ArrayRef<ConstantPoint> getConstants() const { return constants; }
  llvm::ArrayRef<PlanRemark> getRemarks() const { return remarks; }
  /// True for values that an integer op can read or give: a range of another
  /// value is of no use.
  bool isOfUse(mlir::Value value) const;

private:
  /// What is known of a value once it is decided.
  struct Decision {
    ParamsAttr params;
    Interval range;
    /// Gets its parameters from an operand.
    bool carried = false;
    /// Has its dequantize already.
    bool exists = false;
  };

  void collect(mlir::Operation *root);
  void findUses();
  void decide(mlir::Value value, const QuantizationChain *chain);
  void decideComputed(mlir::Value value, const QuantizationChain *chain);
  void decideMoved(mlir::Value value, const SameScaleFlow &flow);
  void carry(mlir::Value value, const Decision &operand);
  void widen(mlir::Value value, const SameScaleFlow &flow, Interval range);
  void decideConstants(const QuantizationFlow &flow);
  void decideConstant(mlir::OpOperand *operand,
                      const AccumulatingFlow *accumulation);

  std::optional<Interval> getRange(mlir::Value value,
                                   const QuantizationChain *chain) const;
  Interval lookAhead(mlir::Value value, Interval range) const;

  bool accept(mlir::Value value, const SchemeResult &result, Interval range);
  void leaveFloat(mlir::Value value, std::string reason);

  const ValueRanges &ranges;
  const QuantizationScheme &scheme;
  /// Arguments and tails of chains, with the chain of the latter, in order.
  llvm::MapVector<mlir::Value, std::optional<QuantizationChain>> values;
  /// Results inside a chain, whose range is of use to the chain.
  llvm::DenseSet<mlir::Value> inside;
  /// Values that an arithmetic integer op reads, at once or after same-scale
  /// ops.
  llvm::DenseSet<mlir::Value> used;
  llvm::DenseMap<mlir::Value, Decision> decisions;
  llvm::MapVector<mlir::Value, ParamsAttr> points;
  std::vector<ConstantPoint> constants;
  std::vector<PlanRemark> remarks;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_QDQPLAN_H
