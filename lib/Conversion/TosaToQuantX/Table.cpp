//===- Table.cpp - tosa.table as lookup -----------------------------------===//

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Conversion/TosaToQuantX/TosaToQuantX.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

/// TOSA's first entry is for -128, ours for 0: the halves change places.
static ElementsAttr reorderEntries(const ElementsReader &entries, Type type) {
  constexpr size_t half = 128;
  ElementsBuilder builder(RankedTensorType::get({2 * half}, type), "table");
  for (size_t i = 0; i < 2 * half; ++i)
    builder.set(i, entries.getBits((i + half) % (2 * half)));
  return builder.take();
}

LogicalResult quantx::convertTosaTable(RewriterBase &rewriter, tosa::TableOp op,
                                       TosaRefusal &refusal) {
  auto inputType = dyn_cast<RankedTensorType>(op.getInput1().getType());
  auto resultType = dyn_cast<RankedTensorType>(op.getOutput().getType());
  if (!inputType || !resultType) {
    refusal = "has a tensor without a rank";
    return failure();
  }
  if (!inputType.getElementType().isInteger(8)) {
    refusal = "interpolates, and its result is not rounded to i16 by a rescale "
              "with the factor 2^-7";
    return failure();
  }
  ElementsAttr elements;
  std::optional<ElementsReader> entries;
  if (matchPattern(op.getTable(), m_Constant(&elements)))
    entries = ElementsReader::get(elements);
  if (!entries || entries->size() != 256) {
    refusal = "has a table that is no constant";
    return failure();
  }
  rewriter.setInsertionPoint(op);
  Type elementType = resultType.getElementType();
  Value result =
      LookupOp::create(rewriter, op.getLoc(), inputType.clone(elementType),
                       op.getInput1(), reorderEntries(*entries, elementType));
  if (result.getType() != resultType)
    result = tensor::CastOp::create(rewriter, op.getLoc(), resultType, result);
  rewriter.replaceOp(op, result);
  return success();
}
