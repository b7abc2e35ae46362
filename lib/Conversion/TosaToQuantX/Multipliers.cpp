//===- Multipliers.cpp - TOSA's multipliers as fixed points ---------------===//
//
// TOSA allows every multiplier from 0 on, where quantx has one form for each
// real number. docs/Semantics.md, rules QX-F1, QX-F5 and QX-F8.
//
//===----------------------------------------------------------------------===//

#include "Multipliers.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

static constexpr int64_t maxShift = 62;
/// Up to this shift two roundings are one.
static constexpr int64_t maxSingleShift = 31;

/// True if every value within the bounds is scaled to 0 by one rounding.
static bool isAlwaysZero(int64_t multiplier, int64_t shift,
                         const TosaScale &scale) {
  using Wide = unsigned __int128;
  Wide half = Wide(1) << (shift - 1);
  auto factor = static_cast<Wide>(multiplier);
  return factor * scale.negative <= half && factor * scale.positive < half;
}

namespace {
/// Normalizes one channel after another.
class Normalizer {
public:
  Normalizer(const TosaScale &scale, TosaRefusal &refusal)
      : scale(scale), refusal(refusal),
        lowest(int64_t{1} << (scale.width - 2)) {}

  /// Two roundings are needed only where a shift above 31 has a second one.
  bool needsDouble() const {
    return scale.isDouble && llvm::any_of(scale.shifts, [](int64_t shift) {
             return shift > maxSingleShift;
           });
  }

  LogicalResult add(int64_t multiplier, int64_t shift);

  ArrayRef<int32_t> getMultipliers() const { return multipliers; }
  ArrayRef<int32_t> getShifts() const { return shifts; }

private:
  LogicalResult addZero(int64_t multiplier, int64_t shift);
  LogicalResult refuse(int64_t multiplier, int64_t shift, StringRef why);
  void append(int64_t multiplier, int64_t shift) {
    multipliers.push_back(static_cast<int32_t>(multiplier));
    shifts.push_back(static_cast<int32_t>(shift));
  }

  const TosaScale &scale;
  TosaRefusal &refusal;
  int64_t lowest;
  SmallVector<int32_t> multipliers, shifts;
};
} // namespace

/// The smallest pair stands for a channel that is always 0. Its two roundings
/// leave 0 at the ends of i32.
LogicalResult Normalizer::addZero(int64_t multiplier, int64_t shift) {
  bool isZero = needsDouble()
                    ? std::max(scale.negative, scale.positive) < INT32_MAX
                    : isAlwaysZero(lowest, maxShift, scale);
  if (!isZero)
    return refuse(multiplier, shift, "which is too small for a fixed point");
  append(lowest, maxShift);
  return success();
}

LogicalResult Normalizer::add(int64_t multiplier, int64_t shift) {
  if (multiplier < 0 || shift < 1 || shift > maxShift)
    return refuse(multiplier, shift, "for which TOSA defines no result");
  if (multiplier == 0)
    return addZero(multiplier, shift);
  int64_t normalized = multiplier;
  int64_t longer = shift;
  for (; normalized < lowest; normalized *= 2)
    ++longer;
  if (longer != shift && longer > maxSingleShift && needsDouble())
    return refuse(multiplier, shift,
                  "where two roundings do not let the multiplier be doubled to "
                  "the 2^30 that is needed");
  if (longer <= maxShift)
    append(normalized, longer);
  else if (isAlwaysZero(multiplier, shift, scale))
    return addZero(multiplier, shift);
  else
    return refuse(multiplier, shift, "which is too small for a fixed point");
  return success();
}

LogicalResult Normalizer::refuse(int64_t multiplier, int64_t shift,
                                 StringRef why) {
  refusal = llvm::formatv("has a multiplier of {0} with a shift of {1}, {2}",
                          multiplier, shift, why);
  return failure();
}

FixedPointAttr quantx::getFixedPoint(MLIRContext *context,
                                     const TosaScale &scale,
                                     TosaRefusal &refusal) {
  Normalizer normalizer(scale, refusal);
  for (auto [multiplier, shift] :
       llvm::zip_equal(scale.multipliers, scale.shifts))
    if (failed(normalizer.add(multiplier, shift)))
      return {};
  RoundingMode mode =
      normalizer.needsDouble() ? RoundingMode::Double : RoundingMode::Single;
  return FixedPointAttr::get(context, normalizer.getMultipliers(),
                             normalizer.getShifts(), mode, scale.width);
}
