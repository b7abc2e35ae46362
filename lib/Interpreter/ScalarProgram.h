//===- ScalarProgram.h - The body of an op, ready to run --------*- C++ -*-===//

#ifndef QUANTX_LIB_INTERPRETER_SCALARPROGRAM_H
#define QUANTX_LIB_INTERPRETER_SCALARPROGRAM_H

#include "Frame.h"
#include "ScalarFunctions.h"

#include <vector>

namespace quantx::interpreter {

/// A block of scalar ops: what a structured op computes for one point of its
/// loops. It is looked up op by op once and then run for every point. It must
/// not outlive the frame.
class ScalarProgram {
public:
  /// Fails with an error at an op that has no meaning here. Values from outside
  /// of the block come from `frame`.
  static mlir::FailureOr<ScalarProgram> get(mlir::Block &block,
                                            const Frame &frame);

  /// The operands of the terminator for given block arguments and, where the
  /// body has linalg.index, loop indices. Valid until the next call.
  llvm::ArrayRef<Scalar> run(llvm::ArrayRef<Scalar> arguments,
                             llvm::ArrayRef<int64_t> indices);

private:
  /// One op: slots hold the arguments, the constants and each result.
  struct Step {
    mlir::Operation *op;
    ScalarFunction function;
    llvm::SmallVector<size_t, 3> operands;
    size_t result;
  };
  struct IndexStep {
    size_t dim;
    size_t result;
  };

  explicit ScalarProgram(const Frame &frame) : frame(&frame) {}

  mlir::LogicalResult add(mlir::Operation *op);
  mlir::FailureOr<size_t> getSlot(mlir::Operation *user, mlir::Value value);
  size_t newSlot(mlir::Value value);
  ScalarFunction getExtract(mlir::Operation *op);

  const Frame *frame;
  llvm::DenseMap<mlir::Value, size_t> slotOf;
  std::vector<Scalar> slots;
  std::vector<Step> steps;
  llvm::SmallVector<IndexStep> indexSteps;
  llvm::SmallVector<size_t> yielded;
  llvm::SmallVector<Scalar> results;
};

} // namespace quantx::interpreter

#endif // QUANTX_LIB_INTERPRETER_SCALARPROGRAM_H
