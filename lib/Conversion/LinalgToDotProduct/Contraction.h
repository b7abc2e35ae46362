//===- Contraction.h - A contraction as the loop nest sees it ---*- C++ -*-===//
//
// Matrix products, convolutions, grouped and depthwise ones differ only in how
// their operands are indexed. This is the one description they all become:
// loops of four kinds, and for each tensor a map from the loops to its indices.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONTRACTION_H
#define QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONTRACTION_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "quantx/Target/Target.h"

namespace quantx {

/// Which tensors a loop walks through.
enum class LoopKind {
  Row,       ///< input and output: m, or batch and image positions
  Column,    ///< weights and output: n, or output channels
  Batch,     ///< input, weights and output: batches, groups, depthwise channels
  Reduction, ///< input and weights: k, or filter positions and input channels
  Unit,      ///< one iteration: its index is 0 everywhere
};

struct Loop {
  LoopKind kind;
  /// Number of iterations; ShapedType::kDynamic only for rows.
  int64_t size;
};

/// How the loops index a tensor (or a scalar, with no indices).
struct Access {
  mlir::Value tensor;
  /// Loops to the indices of `tensor` once its dimensions are collapsed.
  mlir::AffineMap map;
  /// Dimensions of `tensor` that one index stands for.
  llvm::SmallVector<mlir::ReassociationIndices> groups;

  bool isScalar() const {
    return !llvm::isa<mlir::ShapedType>(tensor.getType());
  }
};

/// An access whose indices each stand for one dimension.
Access makeAccess(mlir::Value value, mlir::AffineMap map);

/// Elementwise work on the result, done before it is stored.
struct Epilogue {
  mlir::linalg::GenericOp op;
  /// What the body's arguments read; null at `accumulatorArg` and at the
  /// unused output argument.
  llvm::SmallVector<std::optional<Access>> operands;
  unsigned accumulatorArg;
};

/// What each loop adds, by iteration, to the linear index into a constant. That
/// is a table, not a stride, because one loop may walk several dimensions once
/// loops are merged. Empty for rows, which no weight knows.
using OffsetTables = llvm::SmallVector<llvm::SmallVector<int64_t>>;

/// Weights that an elementwise op makes of constants, as dequantize does. The
/// kernel computes each vector of them where it is needed, so that memory holds
/// the constants alone.
struct WeightBody {
  mlir::linalg::GenericOp op;
  /// The argument that `Contraction::weights` is: the stored values.
  unsigned stored;
  /// The body reads the lower 4 bits of each stored byte only.
  bool isNibble;
  /// The other arguments that it reads: scales, zero points.
  struct Parameter {
    unsigned argument;
    mlir::Value constant;
    OffsetTables offsets;
  };
  llvm::SmallVector<Parameter, 2> parameters;
};

/// `output[o(l)] += ext(input[i(l)]) * ext(weights[w(l)])` over all loops l.
struct Contraction {
  mlir::linalg::LinalgOp op;
  llvm::SmallVector<Loop> loops;
  Access input;
  /// The destination the results are written to; what it holds is not read.
  Access output;
  /// What the sum starts from, beside what is known at compile time.
  std::optional<Access> init;
  std::optional<Epilogue> epilogue;

  /// A constant: the weights, or the stored values of `weightBody`.
  mlir::Value weights;
  OffsetTables weightOffsets;
  std::optional<WeightBody> weightBody;

  /// f32, or 8-bit operands and an i32 sum.
  bool isFloat = false;
  Signedness inputSign = Signedness::Signed;
  Signedness weightSign = Signedness::Signed;

  /// Every access that the loops of rows index, to be changed together.
  llvm::SmallVector<Access *> rowAccesses();
  /// The offsets into every constant, to be changed together.
  llvm::SmallVector<OffsetTables *> offsetTables();
  /// The loop that the output's innermost dimension is.
  unsigned laneLoop() const;
  /// The type of the sum: i32 or f32.
  mlir::Type accumulatorType() const;
};

/// Whether \p op multiplies and adds: a body `out + ext(a) * ext(b)` with at
/// least one reduction loop. Everything else is none of this pass's business.
bool isContraction(mlir::linalg::LinalgOp op);

/// Describes \p op, for which isContraction holds. Fails, saying in \p reason
/// what stands in the way, where it cannot be a loop nest with packed weights.
mlir::FailureOr<Contraction> analyzeContraction(mlir::linalg::LinalgOp op,
                                                std::string &reason);

/// The elementwise op on constants that makes \p weights, seen through
/// transposes; null where there is none that a kernel can compute.
mlir::linalg::GenericOp findWeightProducer(mlir::Value weights);

/// Describes the weights of \p contraction, which are \p value and indexed by
/// \p map, by their producer. Fails, saying why, where its constants are not
/// indexed by one loop a dimension.
mlir::LogicalResult setWeightBody(Contraction &contraction, mlir::Value value,
                                  mlir::AffineMap map, std::string &reason);

/// Takes the elementwise generic that is the only user of the result into the
/// contraction. Returns why not otherwise; empty where there is no such user.
std::string fuseEpilogue(Contraction &contraction);

/// Merges loops that walk contiguous memory: rows of a product that no filter
/// separates, filter positions and channels that lie side by side. Longer runs
/// have fewer tails and cheaper addresses.
void mergeLoops(Contraction &contraction);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_LINALGTODOTPRODUCT_CONTRACTION_H
