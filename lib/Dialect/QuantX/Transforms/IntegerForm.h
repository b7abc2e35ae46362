//===- IntegerForm.h - Parts of quantx-lower-to-integer ---------*- C++ -*-===//
//
// A root is a quantize op. What it quantizes is computed by a head (a
// contraction, a sum, an addition, a function of one tensor) from dequantized
// values, and by the epilogue that follows the head. Matching a root finds its
// integer form without touching the IR, or why there is none.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_INTEGERFORM_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_INTEGERFORM_H

#include "ChannelAffine.h"
#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"

#include <functional>
#include <optional>
#include <string>
#include <type_traits>

namespace quantx {

/// How the integers of a root are computed, and what is known about them.
class IntegerForm {
public:
  using Emitter = std::function<mlir::Value(mlir::OpBuilder &)>;

  template <typename Function, typename = std::enable_if_t<!std::is_base_of_v<
                                   IntegerForm, std::decay_t<Function>>>>
  IntegerForm(Function emit) : emit(std::move(emit)) {}

  /// Emits the integers that the root gives, before the root.
  mlir::Value operator()(mlir::OpBuilder &builder) const {
    return emit(builder);
  }

  /// What a remark says beside the error: accumulator and scales of a
  /// contraction. Starts with a verb.
  std::string description;
  /// The largest distance, in steps of the root, from what the float ops give
  /// on exactly the reals that the stored operands stand for, in real
  /// arithmetic and inside the storage range. None where it is not known.
  std::optional<double> errorBound;

private:
  Emitter emit;
};

/// Why an op stays in float, as a predicate of it.
struct Refusal {
  mlir::Operation *op = nullptr;
  std::string reason;

  mlir::LogicalResult operator()(mlir::Operation *who, std::string why) {
    op = who;
    reason = std::move(why);
    return mlir::failure();
  }
};

/// A real number as a quotient, so that a mean divides by its count.
struct Ratio {
  double numerator = 1, denominator = 1;

  /// 1/n for a whole number n where that is what `value` is.
  static Ratio of(double value);
  double toReal() const { return numerator / denominator; }
};

/// A constant that is added to every element of a head.
struct AddedConstant {
  mlir::Value value;
  /// From the dimensions of the head to those of the constant.
  mlir::AffineMap map;
  /// What the constant is multiplied by before it is added to the accumulator.
  double factor = 1;
};

/// What happens between a head and its root:
/// y = clamp(scale * (head + constants) + offset, bounds), quantized. Of a
/// function of rows, channels(head) stands in place of head + constants; of a
/// sum, head / divisors.
struct Epilogue {
  /// The parameters and the location of the root.
  ParamsAttr params;
  mlir::LocationAttr loc;
  RoundingMode rounding = RoundingMode::Single;
  ClampedAffine function;
  llvm::SmallVector<AddedConstant> constants;
  ChannelAffine channels;
  /// Positive: the counts of an average pool, which differ by place.
  Grid<double> divisors = 1.0;

  ParamsAttr getParams() const { return params; }
  mlir::Location getLoc() const { return loc; }
  Ratio getScale() const { return Ratio::of(function.scale); }
  /// The stored values of the bounds: the storage's own where they are looser.
  std::pair<int64_t, int64_t> getStoredBounds() const;
};

/// True for storage whose products and differences fit 32 bits.
inline bool isSmallInteger(ParamsAttr params) {
  return params.isInteger() &&
         params.getStorageType().getIntOrFloatBitWidth() <= 16;
}

/// Finds the integer form of `root`.
mlir::FailureOr<IntegerForm>
matchIntegerForm(QuantizeOp root, RoundingMode rounding, Refusal &refusal);

/// Why an op that no quantize led to stays in float, as a predicate of it.
std::string explainFloat(mlir::Operation *op);

/// The same for one kind of head each.
mlir::FailureOr<IntegerForm> matchContraction(mlir::OpResult head,
                                              const AccumulatingFlow &flow,
                                              const Epilogue &epilogue,
                                              Refusal &refusal);
mlir::FailureOr<IntegerForm> matchSum(mlir::OpResult head,
                                      const ReductionFlow &flow,
                                      const Epilogue &epilogue,
                                      Refusal &refusal);
mlir::FailureOr<IntegerForm> matchBinary(mlir::OpResult head,
                                         const ElementwiseBinaryFlow &flow,
                                         const Epilogue &epilogue,
                                         Refusal &refusal);
/// `epilogue` has channels instead of constants.
mlir::FailureOr<IntegerForm> matchRow(mlir::OpResult head, const RowFlow &flow,
                                      const Epilogue &epilogue,
                                      Refusal &refusal);
/// The head is a dequantized tensor.
mlir::FailureOr<IntegerForm>
matchRescale(DequantizeOp head, const Epilogue &epilogue, Refusal &refusal);
/// scale * x + offset of a dequantized 16-bit tensor, clamped; 8 bits have
/// tables.
mlir::FailureOr<IntegerForm>
matchAffine(DequantizeOp head, const Epilogue &epilogue, Refusal &refusal);
/// Any function of one 8- or 16-bit tensor.
mlir::FailureOr<IntegerForm>
matchTable(DequantizeOp source, const std::function<double(double)> &function,
           const Epilogue &epilogue, Refusal &refusal);

/// Finds the integer form of a contraction whose data is quantized at run time:
/// integer sums, and one float op on them. The data comes from a
/// dynamic_dequantize.
mlir::FailureOr<IntegerForm>
matchDynamicContraction(mlir::OpResult head, const AccumulatingFlow &flow,
                        Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_INTEGERFORM_H
