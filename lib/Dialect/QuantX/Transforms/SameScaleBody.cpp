//===- SameScaleBody.cpp - Bodies of comparisons on integers --------------===//
//
// dequantize rises with the stored value and never gives NaN, so a comparison
// of reals is one of stored values, whichever of its spellings the body has.
//
//===----------------------------------------------------------------------===//

#include "SameScaleBody.h"

#include "ConstantNumbers.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

static bool isFloat(Value value) { return isa<FloatType>(value.getType()); }

static bool isMaximum(Operation *op) {
  return isa<arith::MaximumFOp, arith::MaxNumFOp>(op);
}
static bool isMinimum(Operation *op) {
  return isa<arith::MinimumFOp, arith::MinNumFOp>(op);
}

/// True for an op that neither reads nor gives floats: it stays as it is.
static bool isFloatFree(Operation *op) {
  return llvm::none_of(op->getOperands(), isFloat) &&
         llvm::none_of(op->getResults(), isFloat);
}

SameScaleKind quantx::getBodyKind(linalg::LinalgOp op) {
  bool hasMaximum = false, hasMinimum = false, hasCompare = false;
  for (Operation &nested : op.getBlock()->without_terminator()) {
    hasMaximum |= isMaximum(&nested);
    hasMinimum |= isMinimum(&nested);
    hasCompare |= isa<arith::CmpFOp>(nested);
  }
  if (hasCompare || (hasMaximum && hasMinimum))
    return SameScaleKind::Compare;
  if (hasMaximum)
    return SameScaleKind::Maximum;
  return hasMinimum ? SameScaleKind::Minimum : SameScaleKind::Move;
}

bool quantx::hasStorageBody(linalg::LinalgOp op, const StorageForm &form,
                            std::string &reason) {
  Block *body = op.getBlock();
  for (Operation &nested : *body) {
    bool isKnown = isFloatFree(&nested) || isMaximum(&nested) ||
                   isMinimum(&nested) ||
                   isa<arith::CmpFOp, arith::SelectOp, arith::ConstantOp,
                       tensor::ExtractOp, linalg::YieldOp>(nested);
    if (!isKnown) {
      reason = llvm::formatv("computes with '{0}', which has no form on stored "
                             "integers",
                             nested.getName().getStringRef());
      return false;
    }
    for (Value operand : nested.getOperands()) {
      if (operand.getParentBlock() == body || !isFloat(operand))
        continue;
      std::optional<double> number = getConstantNumber(operand);
      if (!number || !form.encode(*number)) {
        reason = "uses a constant that no stored value stands for";
        return false;
      }
    }
    if (isa<arith::ConstantOp>(nested) && isFloat(nested.getResult(0)) &&
        !form.encode(*getConstantNumber(nested.getResult(0)))) {
      reason = "uses a constant that no stored value stands for";
      return false;
    }
  }
  return true;
}

/// Ordered and unordered predicates agree, since nothing is NaN.
static arith::CmpIPredicate toIntegerPredicate(arith::CmpFPredicate predicate,
                                               bool isUnsigned) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  switch (predicate) {
  case F::OEQ:
  case F::UEQ:
    return I::eq;
  case F::ONE:
  case F::UNE:
    return I::ne;
  case F::OGT:
  case F::UGT:
    return isUnsigned ? I::ugt : I::sgt;
  case F::OGE:
  case F::UGE:
    return isUnsigned ? I::uge : I::sge;
  case F::OLT:
  case F::ULT:
    return isUnsigned ? I::ult : I::slt;
  default:
    return isUnsigned ? I::ule : I::sle;
  }
}

static Value emitCompare(OpBuilder &builder, Location loc, arith::CmpFOp op,
                         Value lhs, Value rhs, bool isUnsigned) {
  using Predicate = arith::CmpFPredicate;
  Predicate predicate = op.getPredicate();
  bool isTrue =
      predicate == Predicate::AlwaysTrue || predicate == Predicate::ORD;
  bool isFalse =
      predicate == Predicate::AlwaysFalse || predicate == Predicate::UNO;
  if (isTrue || isFalse)
    return emitIntegerConstant(builder, loc, builder.getI1Type(), isTrue);
  return arith::CmpIOp::create(
      builder, loc, toIntegerPredicate(predicate, isUnsigned), lhs, rhs);
}

static Value emitExtremum(OpBuilder &builder, Location loc, bool maximum,
                          bool isUnsigned, Value lhs, Value rhs) {
  if (maximum)
    return isUnsigned
               ? arith::MaxUIOp::create(builder, loc, lhs, rhs).getResult()
               : arith::MaxSIOp::create(builder, loc, lhs, rhs).getResult();
  return isUnsigned
             ? arith::MinUIOp::create(builder, loc, lhs, rhs).getResult()
             : arith::MinSIOp::create(builder, loc, lhs, rhs).getResult();
}

SmallVector<Value, 1> quantx::emitStorageBody(OpBuilder &builder, Location loc,
                                              linalg::LinalgOp op,
                                              const StorageForm &form,
                                              ValueRange arguments,
                                              Value extracted) {
  IRMapping mapping;
  mapping.map(op.getBlock()->getArguments(), arguments);
  auto get = [&](Value value) -> Value {
    if (mapping.contains(value) || !isFloat(value))
      return mapping.lookupOrDefault(value);
    return emitIntegerConstant(builder, loc, form.elementType,
                               *form.encode(*getConstantNumber(value)));
  };
  for (Operation &nested : op.getBlock()->without_terminator()) {
    if (isFloatFree(&nested)) {
      builder.clone(nested, mapping);
      continue;
    }
    if (isa<arith::ConstantOp>(nested))
      continue;
    Value result;
    if (auto extract = dyn_cast<tensor::ExtractOp>(nested)) {
      SmallVector<Value> indices;
      for (Value index : extract.getIndices())
        indices.push_back(mapping.lookupOrDefault(index));
      result = tensor::ExtractOp::create(builder, loc, extracted, indices);
    } else if (auto compare = dyn_cast<arith::CmpFOp>(nested)) {
      result = emitCompare(builder, loc, compare, get(compare.getLhs()),
                           get(compare.getRhs()), form.isUnsigned);
    } else if (auto select = dyn_cast<arith::SelectOp>(nested)) {
      result = arith::SelectOp::create(builder, loc, get(select.getCondition()),
                                       get(select.getTrueValue()),
                                       get(select.getFalseValue()));
    } else {
      result =
          emitExtremum(builder, loc, isMaximum(&nested), form.isUnsigned,
                       get(nested.getOperand(0)), get(nested.getOperand(1)));
    }
    mapping.map(nested.getResult(0), result);
  }
  return llvm::map_to_vector<1>(op.getBlock()->getTerminator()->getOperands(),
                                get);
}
