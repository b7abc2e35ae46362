//===- QuantXAggregates.cpp - quantx ops as several linalg ops ------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Interfaces/AggregateModels.h"

using namespace mlir;
using namespace quantx;

namespace {
/// Builds the parts of one normalization. Row values have the shape of the
/// input without its row dimensions.
class NormalizeBuilder {
public:
  NormalizeBuilder(OpBuilder &builder, NormalizeOp op)
      : builder(builder), op(op), loc(op.getLoc()),
        element(op.getType().getElementType()) {
    int64_t rank = op.getType().getRank();
    iterators.assign(rank, utils::IteratorType::parallel);
    for (int64_t dim : op.getDims())
      iterators[dim] = utils::IteratorType::reduction;
    sizes = tensor::getMixedSizes(builder, loc, op.getInput());
    SmallVector<AffineExpr> kept;
    for (int64_t dim = 0; dim < rank; ++dim) {
      if (iterators[dim] == utils::IteratorType::reduction)
        continue;
      kept.push_back(builder.getAffineDimExpr(dim));
      rowSizes.push_back(sizes[dim]);
    }
    identity = builder.getMultiDimIdentityMap(rank);
    rowMap = AffineMap::get(rank, 0, kept, builder.getContext());
  }

  Value build() {
    Value count = buildCount();
    Value centered = op.getInput();
    if (!op.getUncentered()) {
      Value mean = divideRows(sumRows(centered, /*squares=*/false), count);
      centered = combine<arith::SubFOp>(centered, mean);
    }
    Value deviation =
        rootRows(divideRows(sumRows(centered, /*squares=*/true), count));
    return combine<arith::DivFOp>(centered, deviation);
  }

private:
  using Body = function_ref<Value(OpBuilder &, ValueRange)>;

  Value createGeneric(ValueRange inputs, Value init, ArrayRef<AffineMap> maps,
                      ArrayRef<utils::IteratorType> loops, Body body) {
    auto emit = [&](OpBuilder &nested, Location, ValueRange arguments) {
      linalg::YieldOp::create(nested, loc, body(nested, arguments));
    };
    return linalg::GenericOp::create(builder, loc, init.getType(), inputs, init,
                                     maps, loops, emit)
        .getResult(0);
  }

  Value buildCount() {
    Value count = arith::ConstantIndexOp::create(builder, loc, 1);
    for (int64_t dim : op.getDims())
      count = builder.createOrFold<arith::MulIOp>(
          loc, count,
          getValueOrCreateConstantIndexOp(builder, loc, sizes[dim]));
    Type wide = builder.getI64Type();
    count = builder.createOrFold<arith::IndexCastOp>(loc, wide, count);
    return builder.createOrFold<arith::SIToFPOp>(loc, element, count);
  }

  Value sumRows(Value input, bool squares) {
    Value zero =
        arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
    Value empty = tensor::EmptyOp::create(builder, loc, rowSizes, element);
    Value init = linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
    return createGeneric(
        input, init, {identity, rowMap}, iterators,
        [&](OpBuilder &nested, ValueRange arguments) -> Value {
          Value term = arguments[0];
          if (squares)
            term = arith::MulFOp::create(nested, loc, term, term);
          return arith::AddFOp::create(nested, loc, arguments[1], term);
        });
  }

  Value mapRows(Value rows, Body body) {
    auto rank = static_cast<unsigned>(rowSizes.size());
    AffineMap map = builder.getMultiDimIdentityMap(rank);
    SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
    Value empty = tensor::EmptyOp::create(builder, loc, rowSizes, element);
    return createGeneric(rows, empty, {map, map}, loops, body);
  }

  Value divideRows(Value rows, Value count) {
    return mapRows(rows, [&](OpBuilder &nested, ValueRange arguments) -> Value {
      return arith::DivFOp::create(nested, loc, arguments[0], count);
    });
  }

  Value rootRows(Value rows) {
    Value epsilon = arith::ConstantOp::create(
        builder, loc,
        builder.getFloatAttr(element, op.getEpsilon().convertToDouble()));
    return mapRows(rows, [&](OpBuilder &nested, ValueRange arguments) -> Value {
      Value sum = arith::AddFOp::create(nested, loc, arguments[0], epsilon);
      return math::SqrtOp::create(nested, loc, sum);
    });
  }

  /// input `OpTy` row, for each element.
  template <typename OpTy>
  Value combine(Value input, Value rows) {
    Value empty = tensor::EmptyOp::create(builder, loc, sizes, element);
    SmallVector<utils::IteratorType> loops(iterators.size(),
                                           utils::IteratorType::parallel);
    return createGeneric(
        {input, rows}, empty, {identity, rowMap, identity}, loops,
        [&](OpBuilder &nested, ValueRange arguments) -> Value {
          return OpTy::create(nested, loc, arguments[0], arguments[1]);
        });
  }

  OpBuilder &builder;
  NormalizeOp op;
  Location loc;
  Type element;
  /// Of a sum over each row.
  SmallVector<utils::IteratorType> iterators;
  SmallVector<OpFoldResult> sizes, rowSizes;
  AffineMap identity, rowMap;
};

struct NormalizeModel
    : linalg::AggregatedOpInterface::ExternalModel<NormalizeModel,
                                                   NormalizeOp> {
  FailureOr<SmallVector<Value>> decomposeOperation(Operation *op,
                                                   OpBuilder &builder) const {
    return SmallVector<Value>{
        NormalizeBuilder(builder, cast<NormalizeOp>(op)).build()};
  }
};
} // namespace

void quantx::registerAggregateModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QuantXDialect *) {
    // What the decomposition is made of.
    context->loadDialect<arith::ArithDialect, linalg::LinalgDialect,
                         math::MathDialect, tensor::TensorDialect>();
    NormalizeOp::attachInterface<NormalizeModel>(*context);
  });
}
