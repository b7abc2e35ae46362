//===- AccumulatorBounds.cpp - What a sum of integers can be --------------===//

#include "quantx/Analysis/AccumulatorBounds.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cassert>

using namespace quantx;

//===----------------------------------------------------------------------===//
// Arithmetic that stops at the unbounded
//===----------------------------------------------------------------------===//

static int64_t saturate(int64_t value) {
  return std::clamp(value, -AccumulatorBounds::kUnbounded,
                    AccumulatorBounds::kUnbounded);
}

static int64_t multiply(int64_t a, int64_t b) {
  int64_t product = 0;
  if (!llvm::MulOverflow(a, b, product))
    return saturate(product);
  return (a < 0) == (b < 0) ? AccumulatorBounds::kUnbounded
                            : -AccumulatorBounds::kUnbounded;
}

/// Both are at most the unbounded, so that i64 holds the sum.
static int64_t add(int64_t a, int64_t b) { return saturate(a + b); }

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

static constexpr AccumulatorBounds kUnknown = {-AccumulatorBounds::kUnbounded,
                                               AccumulatorBounds::kUnbounded};

AccumulatorBounds AccumulatorBounds::ofProducts(const AccumulatorBounds &a,
                                                const AccumulatorBounds &b,
                                                std::optional<int64_t> count) {
  auto [min, max] =
      std::minmax({multiply(a.min, b.min), multiply(a.min, b.max),
                   multiply(a.max, b.min), multiply(a.max, b.max)});
  return ofSum({min, max}, count);
}

AccumulatorBounds AccumulatorBounds::ofConstants(const AccumulatorBounds &a,
                                                 int64_t positive,
                                                 int64_t negative) {
  return {add(multiply(positive, a.min), multiply(negative, a.max)),
          add(multiply(positive, a.max), multiply(negative, a.min))};
}

AccumulatorBounds AccumulatorBounds::ofSum(const AccumulatorBounds &a,
                                           std::optional<int64_t> count) {
  if (!count)
    return kUnknown;
  return {multiply(*count, a.min), multiply(*count, a.max)};
}

AccumulatorBounds AccumulatorBounds::with(int64_t value) const {
  return {add(min, std::min<int64_t>(saturate(value), 0)),
          add(max, std::max<int64_t>(saturate(value), 0))};
}

AccumulatorBounds AccumulatorBounds::shiftLeft(unsigned bits) const {
  assert(bits < 62 && "no factor of an i64 sum");
  return {multiply(min, int64_t(1) << bits), multiply(max, int64_t(1) << bits)};
}

AccumulatorBounds
AccumulatorBounds::unite(const AccumulatorBounds &other) const {
  return {std::min(min, other.min), std::max(max, other.max)};
}

unsigned AccumulatorBounds::getBits() const {
  unsigned bits = 1;
  while (bits < 64 && !(llvm::isIntN(bits, min) && llvm::isIntN(bits, max)))
    ++bits;
  return bits;
}

std::string AccumulatorBounds::describe() const {
  const char *type = fitsI32() ? "i32" : "i64";
  if (!isBounded())
    return llvm::formatv("{0}: the number of terms is known at run time only",
                         type);
  return llvm::formatv("{0}: |sum| <= {1}, {2} bits", type, getMagnitude(),
                       getBits());
}
