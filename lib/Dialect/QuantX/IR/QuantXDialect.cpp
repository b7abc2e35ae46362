//===- QuantXDialect.cpp - The quantx dialect -----------------------------===//

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

#include "quantx/Dialect/QuantX/IR/QuantXDialect.cpp.inc"
#include "quantx/Dialect/QuantX/IR/QuantXEnums.cpp.inc"

void QuantXDialect::initialize() {
  registerAttributes();
  registerBytecode();
  addOperations<
#define GET_OP_LIST
#include "quantx/Dialect/QuantX/IR/QuantXOps.cpp.inc"
      >();
}

Operation *QuantXDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}
