//===- QuantizationFlow.h - How quantization passes through -----*- C++ -*-===//
//
// The answers of QuantizationFlowOpInterface: one struct for each way in which
// quantized values pass through an op. All are plain values that point into the
// IR; they hold until the op changes.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_IR_QUANTIZATIONFLOW_H
#define QUANTX_DIALECT_QUANTX_IR_QUANTIZATIONFLOW_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <variant>

namespace quantx {

/// A closed interval of reals; the default is all of them.
struct Interval {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();

  /// Both ends are finite.
  bool isBounded() const;
};

/// y = clamp(scale * x + offset, bounds): every scalar function that a
/// requantization can absorb. The default is the identity.
struct ClampedAffine {
  double scale = 1.0;
  double offset = 0.0;
  Interval bounds;

  /// The bounds change nothing.
  bool isUnclamped() const;
  /// y = clamp(x, bounds), the identity included.
  bool isClamp() const { return scale == 1.0 && offset == 0.0; }
  bool isIdentity() const { return isClamp() && isUnclamped(); }
  /// y = scale * x.
  bool isScaling() const { return offset == 0.0 && isUnclamped(); }

  double apply(double x) const;
  /// The values that x in `input` can give.
  Interval apply(Interval input) const;
  /// x -> next(this(x)), as reals.
  ClampedAffine then(const ClampedAffine &next) const;
};

/// Nothing is known: the op stays in float.
struct OpaqueFlow {
  /// Why, as a predicate of the op for remarks, e.g. "has no ...".
  std::string reason;
};

/// result = init + sum of products of data and weight: contractions and
/// convolutions of every layout. With one product it is a scale and an offset,
/// a batch normalization for example.
struct AccumulatingFlow {
  mlir::OpOperand *data = nullptr;
  /// The constant one of the two factors; the second when none or both are.
  mlir::OpOperand *weight = nullptr;
  /// What the accumulator starts from, broadcast bias included; null for 0.
  mlir::OpOperand *init = nullptr;
  /// The index into `init` for an index of the result; null is the identity.
  mlir::AffineMap initMap;
  /// Dimensions of the weight along which its scale may vary, since every
  /// element of the result uses one index of them, and the dimension of the
  /// result that has that index. Both lists have the same length.
  llvm::SmallVector<int64_t, 2> weightChannelDims;
  llvm::SmallVector<int64_t, 2> resultChannelDims;
  /// The same for the data: the dimensions that are not summed over, such as
  /// the rows of a matrix product. Optional; scales chosen from the data at
  /// hand may then differ from row to row.
  llvm::SmallVector<int64_t, 2> dataRowDims;
  llvm::SmallVector<int64_t, 2> resultRowDims;
  /// Dimensions of the data and of the weight that have one index in every
  /// product, so that data divided by numbers along them and a weight
  /// multiplied by the same give the same result: the input channels, and the
  /// channels of a depthwise convolution. Optional, both of the same length;
  /// channels that are not named are not scaled.
  llvm::SmallVector<int64_t, 2> dataSharedDims;
  llvm::SmallVector<int64_t, 2> weightSharedDims;
  /// Number of products in a sum, where it is static.
  std::optional<int64_t> reductionCount;
};

/// Values are moved, selected or compared, never changed: reshapes, slices,
/// padding, concatenation, maximum. The result's values are those of the data
/// operands and fills. No data operand at all is a tensor made of fills.
struct SameScaleFlow {
  llvm::SmallVector<mlir::OpOperand *, 2> data;
  /// Other values that can appear in the result: padding, the start of a
  /// maximum. Scalars or tensors of scalars.
  llvm::SmallVector<mlir::Value, 1> fills;
};

/// The result lies in a known interval whatever the input, but is neither a
/// function of one element (see PointwiseFlow) nor a known one of a row (see
/// RowFlow). It has no integer form.
struct FixedRangeFlow {
  mlir::OpOperand *data = nullptr;
  Interval range;
};

/// exp(x) / sum(exp(x)); (x - mean) / sqrt(variance + epsilon);
/// x / sqrt(mean(x * x) + epsilon).
enum class RowFunction { Softmax, Normalize, RootMeanSquare };

/// Each element becomes a function of the row it is in: of the elements that
/// differ from it in the index of `dims` only. Result and data have one shape.
struct RowFlow {
  mlir::OpOperand *data = nullptr;
  /// Increasing.
  llvm::SmallVector<int64_t, 1> dims;
  RowFunction function = RowFunction::Softmax;
  double epsilon = 0;
  /// The values the function can take.
  Interval range;
};

/// result[i] = f(data[map(i)]) for a scalar function f and one tensor.
struct PointwiseFlow {
  mlir::OpOperand *data = nullptr;
  /// The index into the operand for an index of the result; null is the
  /// identity.
  mlir::AffineMap map;
  /// f where it has this form: clamps, multiplication by a constant.
  std::optional<ClampedAffine> affine;
  /// The values f can take.
  Interval range;
  /// f itself in f64, without intermediate rounding. Does not refer to the IR.
  std::function<double(double)> function;
};

enum class BinaryFunction { Add, Sub, Mul, Div };

/// result[i] = after(function(lhs[lhsMap(i)], rhs[rhsMap(i)])); either operand
/// may be broadcast.
struct ElementwiseBinaryFlow {
  BinaryFunction function = BinaryFunction::Add;
  mlir::OpOperand *lhs = nullptr;
  mlir::OpOperand *rhs = nullptr;
  /// As PointwiseFlow::map.
  mlir::AffineMap lhsMap;
  mlir::AffineMap rhsMap;
  ClampedAffine after;
};

/// result = init + sum of data over some dimensions or windows.
struct ReductionFlow {
  mlir::OpOperand *data = nullptr;
  /// What the sum starts from; null for 0.
  mlir::OpOperand *init = nullptr;
  /// Number of terms in a sum, where it is static.
  std::optional<int64_t> count;
};

using QuantizationFlow =
    std::variant<OpaqueFlow, AccumulatingFlow, SameScaleFlow, FixedRangeFlow,
                 RowFlow, PointwiseFlow, ElementwiseBinaryFlow, ReductionFlow>;

/// "accumulating", "same-scale", ...: the name of the alternative, for
/// messages.
llvm::StringRef getFlowName(const QuantizationFlow &flow);

/// The operands that carry data or weights through `flow`: those that have to
/// be quantized for the op to become integer. Inits and fills are not among
/// them.
llvm::SmallVector<mlir::OpOperand *, 2>
getQuantizedOperands(const QuantizationFlow &flow);

/// How quantization passes to `value`: the answer of its producer, or opaque
/// for block arguments and for ops without the interface.
QuantizationFlow getQuantizationFlow(mlir::Value value);

/// True for a constant, and for what is made of constants alone by same-scale
/// ops or by quantization: a filled tensor, a broadcast bias, a dequantized
/// weight. Looks through at most a few ops.
bool isConstantValue(mlir::Value value);

/// The number behind a float scalar constant, or that every element of a float
/// tensor is.
std::optional<double> getConstantNumber(mlir::Value value);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_IR_QUANTIZATIONFLOW_H
