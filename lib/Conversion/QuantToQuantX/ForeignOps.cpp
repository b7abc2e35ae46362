//===- ForeignOps.cpp - Types that pass through ops of others -------------===//
//
// One type becomes one type, so that one pattern serves every op: functions,
// calls, branches and loops are ops with regions and attributes like others.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace quantx;

/// The type a quantized value has once its meaning is in attributes.
static Type getStoredType(quant::QuantizedType type) {
  if (isa<quant::CalibratedQuantizedType>(type))
    return type.getExpressedType();
  return IntegerType::get(type.getContext(),
                          type.getStorageTypeIntegralWidth());
}

QuantTypeConverter::QuantTypeConverter()
    : replacer(std::make_shared<AttrTypeReplacer>()) {
  replacer->addReplacement([](quant::QuantizedType type) {
    return std::make_pair(getStoredType(type), WalkResult::skip());
  });
  addConversion([replacer = replacer](Type type) -> std::optional<Type> {
    return replacer->replace(type);
  });
}

Attribute QuantTypeConverter::convertAttribute(Attribute attribute) const {
  return replacer->replace(attribute);
}

bool quantx::isFreeOfQuantTypes(Operation *op,
                                const QuantTypeConverter &converter) {
  auto areLegal = [&](auto types) { return converter.isLegal(types); };
  if (!areLegal(op->getOperandTypes()) || !areLegal(op->getResultTypes()))
    return false;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      if (!areLegal(TypeRange(block.getArgumentTypes())))
        return false;
  DictionaryAttr attributes = op->getAttrDictionary();
  return converter.convertAttribute(attributes) == attributes;
}

namespace {
/// Builds the op anew, by name, with converted types.
class ConvertForeignOp : public ConversionPattern {
public:
  ConvertForeignOp(const QuantTypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/1,
                          context),
        converter(converter) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> results;
    if (failed(converter.convertTypes(op->getResultTypes(), results)))
      return failure();
    // Between a quantized type and its storage there is nothing left to cast.
    if (isa<UnrealizedConversionCastOp>(op) &&
        ValueRange(operands).getTypes() == TypeRange(results)) {
      rewriter.replaceOp(op, operands);
      return success();
    }
    auto attributes = cast<DictionaryAttr>(
        converter.convertAttribute(op->getAttrDictionary()));
    OperationState state(op->getLoc(), op->getName(), operands, results,
                         attributes.getValue(), op->getSuccessors());
    for (unsigned i = 0; i < op->getNumRegions(); ++i)
      state.addRegion();
    Operation *converted = rewriter.create(state);
    for (auto [from, to] :
         llvm::zip(op->getRegions(), converted->getRegions())) {
      rewriter.inlineRegionBefore(from, to, to.end());
      if (failed(rewriter.convertRegionTypes(&to, converter)))
        return failure();
    }
    rewriter.replaceOp(op, converted->getResults());
    return success();
  }

private:
  const QuantTypeConverter &converter;
};
} // namespace

void quantx::populateForeignOpPattern(const QuantTypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<ConvertForeignOp>(converter, patterns.getContext());
}
