//===- LaneEmitter.h - Arithmetic on scalars and on lanes -------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_UTILS_LANEEMITTER_H
#define QUANTX_DIALECT_QUANTX_UTILS_LANEEMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace quantx {

/// Emits arith ops on scalars, or on vectors and static tensors of them, alike:
/// types are named by their element, and every value has the shape that the
/// emitter was made with. Operations on constants fold at once.
class LaneEmitter {
public:
  /// Values have the shape of `like`.
  LaneEmitter(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type like)
      : builder(builder), loc(loc),
        shape(mlir::dyn_cast<mlir::ShapedType>(like)) {}

  /// `element`, in the emitter's shape.
  mlir::Type type(mlir::Type element) const {
    return shape ? mlir::Type(mlir::ShapedType(shape).clone(element)) : element;
  }
  mlir::Type integer(unsigned width) const {
    return type(builder.getIntegerType(width));
  }

  /// The integer `value`, truncated to `bits` of an unsigned number.
  mlir::Value constant(unsigned width, uint64_t value) const {
    llvm::APInt bits(width, value, /*isSigned=*/false, /*implicitTrunc=*/true);
    return splat(builder.getIntegerAttr(builder.getIntegerType(width), bits));
  }
  mlir::Value constant(mlir::FloatType element, double value) const {
    return splat(builder.getFloatAttr(element, value));
  }

  /// An op of one result with the type of its first operand.
  template <typename Op>
  mlir::Value emit(mlir::Value a, mlir::Value b) const {
    return builder.createOrFold<Op>(loc, a, b);
  }
  template <typename Op>
  mlir::Value cast(mlir::Type element, mlir::Value value) const {
    return builder.createOrFold<Op>(loc, type(element), value);
  }

  mlir::Value compare(mlir::arith::CmpIPredicate predicate, mlir::Value a,
                      mlir::Value b) const {
    return builder.createOrFold<mlir::arith::CmpIOp>(loc, predicate, a, b);
  }
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value a,
                      mlir::Value b) const {
    return builder.createOrFold<mlir::arith::CmpFOp>(loc, predicate, a, b);
  }
  mlir::Value select(mlir::Value condition, mlir::Value a,
                     mlir::Value b) const {
    return builder.createOrFold<mlir::arith::SelectOp>(loc, condition, a, b);
  }

  mlir::OpBuilder &getBuilder() const { return builder; }

private:
  mlir::Value splat(mlir::TypedAttr value) const {
    if (!shape)
      return mlir::arith::ConstantOp::create(builder, loc, value);
    auto elements = mlir::DenseElementsAttr::get(
        mlir::ShapedType(shape).clone(value.getType()),
        llvm::ArrayRef<mlir::Attribute>(value));
    return mlir::arith::ConstantOp::create(builder, loc, elements);
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::ShapedType shape;
};

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_UTILS_LANEEMITTER_H
