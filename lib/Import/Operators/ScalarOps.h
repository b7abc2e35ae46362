//===- ScalarOps.h - Scalar meaning of elementwise operators ----*- C++ -*-===//
//
// One struct an operator: how it is emitted, and how it is computed on floats,
// on integers and on extents while importing. An operator that cannot be
// computed in one of these ways returns nullopt there.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_OPERATORS_SCALAROPS_H
#define QUANTX_LIB_IMPORT_OPERATORS_SCALAROPS_H

#include "../ShapeMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

namespace quantx::importer {

using MaybeInt = std::optional<int64_t>;
using MaybeExtent = std::optional<mlir::OpFoldResult>;

/// Emits FloatOp, SignedOp or UnsignedOp as the type wants it.
template <typename FloatOp, typename SignedOp, typename UnsignedOp>
mlir::Value emitByType(mlir::OpBuilder &builder, mlir::Location loc,
                       DataType type, mlir::ValueRange args) {
  if (isFloat(type))
    return FloatOp::create(builder, loc, args[0], args[1]);
  if (isUnsignedInteger(type))
    return UnsignedOp::create(builder, loc, args[0], args[1]);
  return SignedOp::create(builder, loc, args[0], args[1]);
}

/// Wraps instead of overflowing.
inline int64_t wrap(uint64_t number) { return static_cast<int64_t>(number); }

struct AddScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::AddFOp, mlir::arith::AddIOp,
                      mlir::arith::AddIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) { return a + b; }
  static MaybeInt onInts(DataType, int64_t a, int64_t b) {
    return wrap(uint64_t(a) + uint64_t(b));
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    return math.add(a, b);
  }
};

struct SubScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::SubFOp, mlir::arith::SubIOp,
                      mlir::arith::SubIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) { return a - b; }
  static MaybeInt onInts(DataType, int64_t a, int64_t b) {
    return wrap(uint64_t(a) - uint64_t(b));
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    return math.sub(a, b);
  }
};

struct MulScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::MulFOp, mlir::arith::MulIOp,
                      mlir::arith::MulIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) { return a * b; }
  static MaybeInt onInts(DataType, int64_t a, int64_t b) {
    return wrap(uint64_t(a) * uint64_t(b));
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    return math.mul(a, b);
  }
};

/// Integer division truncates.
struct DivScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::DivFOp, mlir::arith::DivSIOp,
                      mlir::arith::DivUIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) { return a / b; }
  static MaybeInt onInts(DataType type, int64_t a, int64_t b) {
    if (b == 0)
      return std::nullopt;
    if (type == DataType::UInt64)
      return wrap(uint64_t(a) / uint64_t(b));
    return b == -1 ? wrap(-uint64_t(a)) : a / b;
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    int64_t divisor = getStatic(b);
    if (mlir::ShapedType::isDynamic(divisor) || divisor <= 0 ||
        !math.isNonNegative(a))
      return std::nullopt;
    if (MaybeExtent exact = math.divideExactly(a, b))
      return exact;
    return math.floorDiv(a, b);
  }
};

struct MinScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::MinimumFOp, mlir::arith::MinSIOp,
                      mlir::arith::MinUIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) {
    return std::isnan(a) || a < b ? a : b;
  }
  static MaybeInt onInts(DataType type, int64_t a, int64_t b) {
    if (type == DataType::UInt64)
      return wrap(std::min(uint64_t(a), uint64_t(b)));
    return std::min(a, b);
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    return math.min(a, b);
  }
};

struct MaxScalar {
  static mlir::Value emit(mlir::OpBuilder &builder, mlir::Location loc,
                          DataType type, mlir::ValueRange args) {
    return emitByType<mlir::arith::MaximumFOp, mlir::arith::MaxSIOp,
                      mlir::arith::MaxUIOp>(builder, loc, type, args);
  }
  static double onFloats(double a, double b) {
    return std::isnan(a) || a > b ? a : b;
  }
  static MaybeInt onInts(DataType type, int64_t a, int64_t b) {
    if (type == DataType::UInt64)
      return wrap(std::max(uint64_t(a), uint64_t(b)));
    return std::max(a, b);
  }
  static MaybeExtent onExtents(ShapeMath &math, mlir::OpFoldResult a,
                               mlir::OpFoldResult b) {
    return math.max(a, b);
  }
};

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORS_SCALAROPS_H
