//===- ConstantBytes.cpp - How large a model's constants are --------------===//

#include "ConstantBytes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace quantx;

static int64_t getBytes(ElementsAttr array) {
  Type element = array.getShapedType().getElementType();
  if (array.isSplat() || !element.isIntOrFloat())
    return 0;
  // As they lie in a file: 4-bit elements two to a byte.
  return llvm::divideCeil(
      array.getNumElements() * element.getIntOrFloatBitWidth(), 8);
}

int64_t tools::countConstantBytes(ModuleOp module) {
  int64_t bytes = 0;
  auto add = [&](ElementsAttr array) { bytes += getBytes(array); };
  module.walk([&](Operation *op) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto array = dyn_cast<ElementsAttr>(constant.getValue()))
        add(array);
    } else if (isa_and_nonnull<QuantXDialect>(op->getDialect())) {
      op->getAttrDictionary().walk(add);
    }
  });
  return bytes;
}
