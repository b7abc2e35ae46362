//===- ShapeMath.cpp - Arithmetic on static and dynamic extents -----------===//

#include "ShapeMath.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace quantx::importer {

OpFoldResult ShapeMath::constant(int64_t value) const {
  return builder.getIndexAttr(value);
}

Value ShapeMath::materialize(OpFoldResult extent) {
  if (auto value = dyn_cast<Value>(extent))
    return value;
  int64_t number = *getConstantIntValue(extent);
  Value &value = constants[number];
  if (!value)
    value = arith::ConstantIndexOp::create(builder, loc, number);
  return value;
}

template <typename OpTy>
OpFoldResult ShapeMath::emit(OpFoldResult a, OpFoldResult b) {
  Value lhs = materialize(a), rhs = materialize(b);
  if (OpTy::template hasTrait<OpTrait::IsCommutative>())
    if (Value swapped = cache.lookup({TypeID::get<OpTy>(), rhs, lhs}))
      return swapped;
  Value &value = cache[{TypeID::get<OpTy>(), lhs, rhs}];
  if (value)
    return value;
  value = OpTy::create(builder, loc, lhs, rhs);
  // Decided once for each op: operands may share operands many times over.
  if (computeNonNegative(value.getDefiningOp()))
    nonNegative.insert(value);
  return value;
}

OpFoldResult ShapeMath::add(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y) {
    int64_t sum = 0;
    overflowed |= llvm::AddOverflow(*x, *y, sum);
    return constant(sum);
  }
  if (x == 0)
    return b;
  return y == 0 ? a : emit<arith::AddIOp>(a, b);
}

OpFoldResult ShapeMath::sub(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y) {
    int64_t difference = 0;
    overflowed |= llvm::SubOverflow(*x, *y, difference);
    return constant(difference);
  }
  if (a == b)
    return constant(0);
  return y == 0 ? a : emit<arith::SubIOp>(a, b);
}

OpFoldResult ShapeMath::mul(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y) {
    int64_t result = 0;
    overflowed |= llvm::MulOverflow(*x, *y, result);
    return constant(result);
  }
  if (x == 0 || y == 0)
    return constant(0);
  if (x == 1)
    return b;
  return y == 1 ? a : emit<arith::MulIOp>(a, b);
}

OpFoldResult ShapeMath::floorDiv(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return constant(llvm::divideFloorSigned(*x, *y));
  return y == 1 ? a : emit<arith::FloorDivSIOp>(a, b);
}

OpFoldResult ShapeMath::ceilDiv(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return constant(llvm::divideCeilSigned(*x, *y));
  return y == 1 ? a : emit<arith::CeilDivSIOp>(a, b);
}

OpFoldResult ShapeMath::min(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return constant(std::min(*x, *y));
  return a == b ? a : emit<arith::MinSIOp>(a, b);
}

OpFoldResult ShapeMath::max(OpFoldResult a, OpFoldResult b) {
  auto x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return constant(std::max(*x, *y));
  if ((x && *x <= 0 && isNonNegative(b)) || a == b)
    return b;
  if (y && *y <= 0 && isNonNegative(a))
    return a;
  return emit<arith::MaxSIOp>(a, b);
}

OpFoldResult ShapeMath::product(ArrayRef<OpFoldResult> factors) {
  OpFoldResult result = constant(1);
  for (OpFoldResult factor : factors)
    result = mul(result, factor);
  return result;
}

ShapeMath::Factors ShapeMath::factorize(ArrayRef<OpFoldResult> extents) const {
  Factors factors;
  SmallVector<OpFoldResult> worklist(extents);
  while (!worklist.empty()) {
    OpFoldResult extent = worklist.pop_back_val();
    if (std::optional<int64_t> number = getConstantIntValue(extent)) {
      // Wraps rather than overflows; a shape that large is refused elsewhere.
      factors.constant =
          static_cast<int64_t>(static_cast<uint64_t>(factors.constant) *
                               static_cast<uint64_t>(*number));
      continue;
    }
    Value value = cast<Value>(extent);
    // Beyond that many factors a product stands for itself: squaring a square
    // again and again has exponentially many.
    constexpr size_t most = 64;
    auto mul = value.getDefiningOp<arith::MulIOp>();
    if (mul && factors.dynamic.size() + worklist.size() < most)
      worklist.append({mul.getLhs(), mul.getRhs()});
    else
      factors.dynamic.push_back(value);
  }
  return factors;
}

std::optional<OpFoldResult>
ShapeMath::divideExactly(ArrayRef<OpFoldResult> numerator,
                         ArrayRef<OpFoldResult> denominator) {
  Factors num = factorize(numerator), den = factorize(denominator);
  for (Value value : den.dynamic) {
    auto *it = llvm::find(num.dynamic, value);
    if (it == num.dynamic.end())
      return std::nullopt;
    num.dynamic.erase(it);
  }
  if (den.constant == 0 || num.constant % den.constant != 0)
    return std::nullopt;
  OpFoldResult result = constant(num.constant / den.constant);
  for (Value value : num.dynamic)
    result = mul(result, value);
  return result;
}

bool ShapeMath::isNonNegative(OpFoldResult extent) const {
  if (std::optional<int64_t> number = getConstantIntValue(extent))
    return *number >= 0;
  return nonNegative.contains(cast<Value>(extent));
}

OpFoldResult ShapeMath::assumeNonNegative(OpFoldResult extent) {
  if (auto value = dyn_cast<Value>(extent))
    nonNegative.insert(value);
  return extent;
}

bool ShapeMath::computeNonNegative(Operation *op) const {
  bool first = isNonNegative(op->getOperand(0));
  bool second = isNonNegative(op->getOperand(1));
  if (isa<arith::MaxSIOp>(op))
    return first || second;
  return first && second &&
         isa<arith::AddIOp, arith::MulIOp, arith::MinSIOp, arith::FloorDivSIOp,
             arith::CeilDivSIOp>(op);
}

} // namespace quantx::importer
