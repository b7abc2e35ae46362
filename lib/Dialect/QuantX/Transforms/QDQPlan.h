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
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace quantx {

/// Ranges of values as the IR states them.
using ValueRanges = llvm::MapVector<mlir::Value, Interval>;

/// A value that gets a quantize and a dequantize.
struct ValuePoint {
  ParamsAttr params;
  /// Those of a second pair behind the first, for the operands that the plan
  /// lets read it; null when all read the first.
  ParamsAttr narrowParams;
  /// Where the parameters come from, as a predicate of them.
  std::string why;
};

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
          const QuantizationScheme &scheme, const Recipe &recipe);

  /// The values that get a quantize and a dequantize, in the order of the IR.
  const llvm::MapVector<mlir::Value, ValuePoint> &getPoints() const {
    return points;
  }
  /// The same for constant operands.
  llvm::ArrayRef<ConstantPoint> getConstants() const { return constants; }
  /// Ops that a recipe keeps in float, and its reason.
  llvm::ArrayRef<std::pair<mlir::Operation *, std::string>>
  getFloatOps() const {
    return floatOps;
  }
  llvm::ArrayRef<PlanRemark> getRemarks() const { return remarks; }
  /// True for values that an integer op can read or give: a range of another
  /// value is of no use.
  bool isOfUse(mlir::Value value) const;
  /// True if `operand`, of a point with two pairs, is to read the second one.
  bool readsNarrow(mlir::OpOperand &operand) const;

private:
  /// How finely the readers of a value want it.
  struct Demand {
    bool normal = false;
    bool wide = false;
  };

  /// What is known of a value once it is decided.
  struct Decision {
    ParamsAttr params;
    Interval range;
    /// For readers that want less, where others want 16 bits.
    ParamsAttr narrowParams;
    /// Gets its parameters from an operand.
    bool carried = false;
    /// Has its dequantize already.
    bool exists = false;
  };

  /// A tail of a chain, or an argument.
  struct Candidate {
    std::optional<QuantizationChain> chain;
    /// What the recipe says of the chain.
    OpChoice choice;
  };

  void collect(mlir::Operation *root);
  Candidate makeCandidate(QuantizationChain chain);
  void findDemands();
  void addDemands(const Candidate &candidate, Demand result);
  bool isComputed(const Candidate &candidate) const;
  void decide(mlir::Value value, const Candidate &candidate);
  void decideComputed(mlir::Value value, const QuantizationChain *chain);
  void decideMoved(mlir::OpResult value, const SameScaleFlow &flow);
  void carry(mlir::Value value, const Decision &operand, ParamsAttr params,
             llvm::StringRef why);
  bool carryAxes(mlir::OpResult value, const SameScaleFlow &flow);
  void widen(mlir::Value value, const SameScaleFlow &flow, Interval range);
  void decideConstants(const Candidate &candidate);
  void decideConstant(mlir::OpOperand *operand, const Candidate &candidate);

  Demand getDemand(mlir::Value value) const;
  /// The scheme with what the recipe says of how `value` is stored.
  QuantizationScheme getScheme(mlir::Value value) const;
  /// The parameters that `operand` reads.
  ParamsAttr getReadParams(mlir::OpOperand &operand,
                           const Decision &decision) const;
  std::optional<Interval> getRange(mlir::Value value,
                                   const QuantizationChain *chain) const;
  Interval lookAhead(mlir::Value value, Interval range) const;

  /// The lowest number that matters of what a softmax reads with a mask in it.
  std::optional<double> getMaskFloor(mlir::Value value,
                                     const QuantizationFlow &flow) const;
  /// Takes the depth of a mask out of a range; false where there is none.
  bool cutMask(mlir::Value value, const QuantizationChain *chain,
               Interval &range) const;
  /// True if a softmax reads scores with a mask in them.
  bool readsMasked(const RowFlow &flow) const;
  /// The numbers of a constant addend that matter to the sum.
  std::optional<Interval>
  getAddendInterval(mlir::OpOperand *operand,
                    const ElementwiseBinaryFlow &flow) const;

  bool accept(mlir::Value value, Interval range, llvm::StringRef why);
  bool accept(mlir::Value value, const SchemeResult &result, Interval range,
              llvm::StringRef why);
  void addNarrow(mlir::Value value);
  void leaveFloat(mlir::Value value, std::string reason);

  const ValueRanges &ranges;
  const QuantizationScheme &scheme;
  const Recipe &recipe;
  /// Arguments and tails of chains, in order.
  llvm::MapVector<mlir::Value, Candidate> values;
  /// Results inside a chain, whose range is of use to the chain.
  llvm::DenseSet<mlir::Value> inside;
  /// Of values that an arithmetic integer op reads, at once or after same-scale
  /// ops.
  llvm::DenseMap<mlir::Value, Demand> demands;
  /// Operands of integer ops; true for those that are read in 16 bits.
  llvm::DenseMap<mlir::OpOperand *, bool> readsWide;
  llvm::DenseMap<mlir::Value, Decision> decisions;
  llvm::MapVector<mlir::Value, ValuePoint> points;
  std::vector<ConstantPoint> constants;
  std::vector<std::pair<mlir::Operation *, std::string>> floatOps;
  std::vector<PlanRemark> remarks;
};

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_QDQPLAN_H
