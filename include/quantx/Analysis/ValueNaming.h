//===- ValueNaming.h - The model's own names for values ---------*- C++ -*-===//
//
// Statistics, recipes, reports and remarks name a value as the model does.
// Importers put the name into the location: the op that gives the model's value
// X is at loc("X"), an op that only helps to compute it at loc("X"("part")).
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_VALUENAMING_H
#define QUANTX_ANALYSIS_VALUENAMING_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <string>
#include <vector>

namespace quantx {

/// The name in a location: "X" for loc("X"), "X/part" for loc("X"("part")), the
/// first name in a fused location, the callee's at a call site; empty when
/// there is none.
std::string getLocationName(mlir::Location loc);

/// The location of a part of what is at `loc`: loc("X"("part")) for loc("X"),
/// `loc` itself where it has no name of its own.
mlir::Location getPartLocation(mlir::Location loc, llvm::StringRef part);

/// How a message speaks of a value: 'X' by its location where it is named,
/// otherwise "result of 'dialect.op'" or "argument #n".
std::string describeValue(mlir::Value value);

/// True for the values whose ranges calibration finds: ranked float tensors
/// that are arguments of a function with a body, or results of ops. Constants
/// and the results of same-scale ops, which carry the parameters of their
/// operands, are not among them.
bool isObservable(mlir::Value value);

/// The keys of all observable values below an op: the name of the location
/// ("func/arg#n", "func/op#n" without one), with "#1", "#2", ... appended where
/// it was taken. They are unique, and depend on the order of the values alone.
class ValueNaming {
public:
  explicit ValueNaming(mlir::Operation *root);

  /// The observable values in the order of the IR.
  llvm::ArrayRef<mlir::Value> getValues() const { return values; }

  /// The key of an observable value; empty for others.
  llvm::StringRef getKey(mlir::Value value) const;

private:
  void add(mlir::Value value, std::string name);
  void addArguments(mlir::Operation *function);
  void addResults(mlir::Operation *op);

  std::vector<mlir::Value> values;
  llvm::DenseMap<mlir::Value, llvm::StringRef> keys;
  /// Every key, and how often the name it starts from was asked for.
  llvm::StringMap<unsigned> taken;
  /// Unnamed values, by function and op.
  llvm::StringMap<unsigned> unnamed;
};

} // namespace quantx

#endif // QUANTX_ANALYSIS_VALUENAMING_H
