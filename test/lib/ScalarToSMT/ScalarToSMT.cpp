//===- ScalarToSMT.cpp - Scalar integer code as formulas ------------------===//

#include "ScalarToSMT.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SMT/IR/SMTOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx::test;

static smt::BitVectorType getTermType(Type type) {
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return smt::BitVectorType::get(type.getContext(), width);
}

static unsigned getWidth(Value term) {
  return static_cast<unsigned>(
      cast<smt::BitVectorType>(term.getType()).getWidth());
}

Value ScalarToSMT::newSymbol(Location loc, const Twine &name, Type type) {
  return smt::DeclareFunOp::create(builder, loc, type,
                                   builder.getStringAttr(prefix + "." + name));
}

Value ScalarToSMT::declare(Value value, StringRef name) {
  Value symbol = newSymbol(value.getLoc(), name, getTermType(value.getType()));
  mapping.map(value, symbol);
  return symbol;
}

void ScalarToSMT::define(StringRef name, Value term) {
  Location loc = term.getLoc();
  Value symbol = newSymbol(loc, name, term.getType());
  smt::AssertOp::create(builder, loc,
                        smt::EqOp::create(builder, loc, symbol, term));
}

Value ScalarToSMT::lookup(Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  APInt constant;
  if (!matchPattern(value, m_ConstantInt(&constant)))
    return {};
  return smt::BVConstantOp::create(builder, value.getLoc(), constant);
}

Value ScalarToSMT::getDefined(Location loc) {
  Value all = smt::BoolConstantOp::create(builder, loc, true);
  for (Value condition : definedWhen)
    all = smt::AndOp::create(builder, loc, all, condition);
  return all;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Poison beyond the width, where a term would be 0 or -1.
Value ScalarToSMT::translateShift(Operation *op, ValueRange terms) {
  Location loc = op->getLoc();
  Value width = smt::BVConstantOp::create(builder, loc, getWidth(terms[1]),
                                          getWidth(terms[1]));
  definedWhen.push_back(smt::BVCmpOp::create(
      builder, loc, smt::BVCmpPredicate::ult, terms[1], width));
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::ShLIOp) {
        return smt::BVShlOp::create(builder, loc, terms[0], terms[1]);
      })
      .Case([&](arith::ShRSIOp) {
        return smt::BVAShrOp::create(builder, loc, terms[0], terms[1]);
      })
      .Default([&](Operation *) {
        return smt::BVLShrOp::create(builder, loc, terms[0], terms[1]);
      });
}

Value ScalarToSMT::extend(Location loc, Value term, unsigned width,
                          bool isSigned) {
  unsigned from = getWidth(term);
  Value high = smt::BVConstantOp::create(builder, loc, 0, width - from);
  if (isSigned) {
    Value sign = smt::ExtractOp::create(
        builder, loc, smt::BitVectorType::get(loc.getContext(), 1),
        uint32_t{from - 1}, term);
    high = smt::RepeatOp::create(builder, loc, width - from, sign);
  }
  return smt::ConcatOp::create(builder, loc, high, term);
}

Value ScalarToSMT::translateCast(Operation *op, Value term) {
  Location loc = op->getLoc();
  smt::BitVectorType type = getTermType(op->getResult(0).getType());
  if (isa<arith::TruncIOp>(op))
    return smt::ExtractOp::create(builder, loc, type, uint32_t{0}, term);
  return extend(loc, term, static_cast<unsigned>(type.getWidth()),
                isa<arith::ExtSIOp>(op));
}

static smt::BVCmpPredicate getPredicate(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::slt:
    return smt::BVCmpPredicate::slt;
  case arith::CmpIPredicate::sle:
    return smt::BVCmpPredicate::sle;
  case arith::CmpIPredicate::sgt:
    return smt::BVCmpPredicate::sgt;
  case arith::CmpIPredicate::sge:
    return smt::BVCmpPredicate::sge;
  case arith::CmpIPredicate::ult:
    return smt::BVCmpPredicate::ult;
  case arith::CmpIPredicate::ule:
    return smt::BVCmpPredicate::ule;
  case arith::CmpIPredicate::ugt:
    return smt::BVCmpPredicate::ugt;
  default:
    return smt::BVCmpPredicate::uge;
  }
}

/// Comparisons, selects, minima and maxima.
Value ScalarToSMT::translateChoice(Operation *op, ValueRange terms) {
  Location loc = op->getLoc();
  auto bit = [&](uint64_t value) -> Value {
    return smt::BVConstantOp::create(builder, loc, value, 1);
  };
  auto compare = [&](smt::BVCmpPredicate predicate) -> Value {
    return smt::BVCmpOp::create(builder, loc, predicate, terms[0], terms[1]);
  };
  auto choose = [&](Value condition, Value yes, Value no) -> Value {
    return smt::IteOp::create(builder, loc, yes.getType(), condition, yes, no);
  };
  auto extremum = [&](smt::BVCmpPredicate predicate) {
    return choose(compare(predicate), terms[0], terms[1]);
  };
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::CmpIOp cmp) {
        arith::CmpIPredicate predicate = cmp.getPredicate();
        Value equal = smt::EqOp::create(builder, loc, terms[0], terms[1]);
        if (predicate == arith::CmpIPredicate::eq)
          return choose(equal, bit(1), bit(0));
        if (predicate == arith::CmpIPredicate::ne)
          return choose(equal, bit(0), bit(1));
        return choose(compare(getPredicate(predicate)), bit(1), bit(0));
      })
      .Case([&](arith::SelectOp) {
        Value condition = smt::EqOp::create(builder, loc, terms[0], bit(1));
        return choose(condition, terms[1], terms[2]);
      })
      .Case([&](arith::MinSIOp) { return extremum(smt::BVCmpPredicate::slt); })
      .Case([&](arith::MaxSIOp) { return extremum(smt::BVCmpPredicate::sgt); })
      .Case([&](arith::MinUIOp) { return extremum(smt::BVCmpPredicate::ult); })
      .Default([&](Operation *) { return extremum(smt::BVCmpPredicate::ugt); });
}

Value ScalarToSMT::translateProduct(Location loc, Value lhs, Value rhs) {
  if (!cutProducts)
    return smt::BVMulOp::create(builder, loc, lhs, rhs);
  std::string number = std::to_string(productCount++);
  define("lhs" + number, lhs);
  define("rhs" + number, rhs);
  return newSymbol(loc, "product" + number, lhs.getType());
}

/// One product of twice the width, in two halves.
void ScalarToSMT::translateWideProduct(arith::MulSIExtendedOp op,
                                       ValueRange terms) {
  Location loc = op.getLoc();
  unsigned width = getWidth(terms[0]);
  Value product =
      translateProduct(loc, extend(loc, terms[0], 2 * width, /*isSigned=*/true),
                       extend(loc, terms[1], 2 * width, /*isSigned=*/true));
  for (auto [i, half] : llvm::enumerate(op->getResults()))
    mapping.map(half, smt::ExtractOp::create(builder, loc, terms[0].getType(),
                                             static_cast<uint32_t>(i * width),
                                             product));
}

LogicalResult ScalarToSMT::translateEntry(tensor::ExtractOp op) {
  Value index =
      op.getIndices().size() == 1 ? lookup(op.getIndices().front()) : Value();
  if (!index)
    return op.emitError("reads an element whose index has no term");
  std::string number = std::to_string(entryCount++);
  define("index" + number, index);
  mapping.map(op.getResult(), newSymbol(op.getLoc(), "entry" + number,
                                        getTermType(op.getType())));
  return success();
}

Value ScalarToSMT::translateArithmetic(Operation *op, ValueRange terms) {
  Location loc = op->getLoc();
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::AddIOp) {
        return smt::BVAddOp::create(builder, loc, terms[0], terms[1]);
      })
      // SMT-LIB's standard has bvsub; the dialect leaves it out.
      .Case([&](arith::SubIOp) {
        Value negated = smt::BVNegOp::create(builder, loc, terms[1]);
        return smt::BVAddOp::create(builder, loc, terms[0], negated);
      })
      .Case([&](arith::AndIOp) {
        return smt::BVAndOp::create(builder, loc, terms[0], terms[1]);
      })
      .Case([&](arith::OrIOp) {
        return smt::BVOrOp::create(builder, loc, terms[0], terms[1]);
      })
      .Case([&](arith::XOrIOp) {
        return smt::BVXOrOp::create(builder, loc, terms[0], terms[1]);
      })
      .Default([](Operation *) { return Value(); });
}

static bool promisesMoreThanTheTerm(Operation *op) {
  if (auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op))
    return flags.hasNoSignedWrap() || flags.hasNoUnsignedWrap();
  if (auto shift = dyn_cast<arith::ShRSIOp>(op))
    return shift.getIsExact();
  if (auto shift = dyn_cast<arith::ShRUIOp>(op))
    return shift.getIsExact();
  return false;
}

LogicalResult ScalarToSMT::translate(Operation *op) {
  if (matchPattern(op, m_Constant()))
    return success();
  if (promisesMoreThanTheTerm(op))
    return op->emitError("has flags that make more of it poison, which this "
                         "translation does not say");
  if (auto entry = dyn_cast<tensor::ExtractOp>(op))
    return translateEntry(entry);
  SmallVector<Value> terms;
  for (Value operand : op->getOperands()) {
    Value term = lookup(operand);
    if (!term)
      return op->emitError("has an operand without a term");
    terms.push_back(term);
  }
  if (auto product = dyn_cast<arith::MulSIExtendedOp>(op)) {
    translateWideProduct(product, terms);
    return success();
  }
  Value result =
      TypeSwitch<Operation *, Value>(op)
          .Case<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>(
              [&](Operation *) { return translateShift(op, terms); })
          .Case<arith::ExtSIOp, arith::ExtUIOp, arith::IndexCastUIOp,
                arith::TruncIOp>(
              [&](Operation *) { return translateCast(op, terms[0]); })
          .Case<arith::CmpIOp, arith::SelectOp, arith::MinSIOp, arith::MaxSIOp,
                arith::MinUIOp, arith::MaxUIOp>(
              [&](Operation *) { return translateChoice(op, terms); })
          .Case([&](arith::MulIOp) {
            return translateProduct(op->getLoc(), terms[0], terms[1]);
          })
          .Default([&](Operation *) { return translateArithmetic(op, terms); });
  if (!result)
    return op->emitError("has no translation to a term over bit-vectors");
  mapping.map(op->getResult(0), result);
  return success();
}
