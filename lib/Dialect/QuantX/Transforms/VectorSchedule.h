//===- VectorSchedule.h - How one linalg op is vectorized -------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_VECTORSCHEDULE_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_VECTORSCHEDULE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/PatternMatch.h"
#include "quantx/Target/Target.h"

namespace quantx {

/// Which loops of an op become vectors, and how wide.
struct VectorSchedule {
  /// One vector loop, or two for a transpose: the loops that are innermost in
  /// the result and in the operand.
  mlir::SmallVector<unsigned> loops;
  mlir::SmallVector<int64_t> widths;
  /// Inputs that must be transposed first, so that the vector loop is their
  /// innermost dim.
  mlir::SmallVector<unsigned> strided;
  /// Set instead of the above: why the op stays scalar.
  std::string failure;

  static VectorSchedule scalar(std::string reason) {
    VectorSchedule schedule;
    schedule.failure = std::move(reason);
    return schedule;
  }
};

/// The schedule of `op`, which reads and writes tensors.
VectorSchedule getVectorSchedule(mlir::linalg::LinalgOp op,
                                 const Target &target);

/// Drops loops of extent 1 and merges loops that every operand walks as one,
/// where their extents are static. Returns the op that replaces `op`.
mlir::linalg::LinalgOp simplifyLoops(mlir::RewriterBase &rewriter,
                                     mlir::linalg::LinalgOp op);

/// Makes the vector loops innermost in the operands that `schedule` calls
/// strided, by a transpose before `op`. Returns the op that replaces `op`.
mlir::linalg::LinalgOp transposeStridedInputs(mlir::RewriterBase &rewriter,
                                              mlir::linalg::LinalgOp op,
                                              const VectorSchedule &schedule);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_VECTORSCHEDULE_H
