//===- Lookup.cpp - Tables as linalg --------------------------------------===//
//
// docs/Semantics.md, rules QX-L1 and QX-L4.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"
#include "quantx/Numerics/InterpolatedTable.h"

using namespace mlir;
using namespace quantx;

/// table[index], the index read as unsigned: a sign-extended one would read
/// before the table.
static Value emitEntry(OpBuilder &builder, Location loc, Value table,
                       Value index) {
  Value at =
      arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), index);
  return tensor::ExtractOp::create(builder, loc, table, at);
}

/// e[i] + (((e[i + 1] - e[i]) * t + 64) >> 7) with u = q + 32768, i = u >> 7
/// and t = u & 127, in i32.
static Value emitInterpolated(OpBuilder &builder, Location loc, Value table,
                              Value q) {
  constexpr int kBits = numerics::kFractionBits;
  Type i32 = builder.getI32Type();
  LaneEmitter emit(builder, loc, q.getType());
  auto entry = [&](Value index) {
    return emitIntegerCast(builder, loc, emitEntry(builder, loc, table, index),
                           i32);
  };
  Value u = emit.emit<arith::AddIOp>(emit.cast<arith::ExtSIOp>(i32, q),
                                     emit.constant(32, 32768));
  Value index = emit.emit<arith::ShRUIOp>(u, emit.constant(32, kBits));
  Value fraction =
      emit.emit<arith::AndIOp>(u, emit.constant(32, (1U << kBits) - 1));
  Value next = emit.emit<arith::AddIOp>(index, emit.constant(32, 1));
  Value base = entry(index);
  Value slope = emit.emit<arith::SubIOp>(entry(next), base);
  Value rise =
      emit.emit<arith::AddIOp>(emit.emit<arith::MulIOp>(slope, fraction),
                               emit.constant(32, 1U << (kBits - 1)));
  rise = emit.emit<arith::ShRSIOp>(rise, emit.constant(32, kBits));
  return emitIntegerCast(builder, loc, emit.emit<arith::AddIOp>(base, rise),
                         builder.getIntegerType(16));
}

namespace {
struct ConvertLookup : OpRewritePattern<LookupOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LookupOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value table = arith::ConstantOp::create(rewriter, loc,
                                            cast<TypedAttr>(op.getTable()));
    bool isInterpolated = op.getTable().getNumElements() ==
                          int64_t{numerics::kInterpolatedEntries};
    Value result = createElementwise(
        rewriter, loc, {{op.getInput(), {}}},
        tensor::getMixedSizes(rewriter, loc, op.getInput()),
        op.getType().getElementType(),
        [&](OpBuilder &b, Location loc, ValueRange args) {
          return isInterpolated ? emitInterpolated(b, loc, table, args[0])
                                : emitEntry(b, loc, table, args[0]);
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void quantx::populateLookupPatterns(RewritePatternSet &patterns) {
  patterns.add<ConvertLookup>(patterns.getContext());
}
