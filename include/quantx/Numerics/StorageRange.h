//===- StorageRange.h - The integers a quantized value may take -*- C++ -*-===//

#ifndef QUANTX_NUMERICS_STORAGERANGE_H
#define QUANTX_NUMERICS_STORAGERANGE_H

#include <cstdint>

namespace quantx::numerics {

/// An integer storage type of `bits` bits and the closed interval [qmin, qmax]
/// of it that a quantized value may take. The interval may be smaller than the
/// type (i8<-127:127>); it is never larger.
struct StorageRange {
  unsigned bits = 8;
  bool isSigned = true;
  int64_t qmin = -128;
  int64_t qmax = 127;

  /// All values of a type of 1 to 64 bits (63 if unsigned).
  static constexpr StorageRange full(unsigned bits, bool isSigned) {
    return {bits, isSigned, typeMin(bits, isSigned), typeMax(bits, isSigned)};
  }

  /// The interval [-qmax, qmax] of a signed range, so that negation stays
  /// inside it (i8 gives [-127, 127]). An unsigned range is its own narrow
  /// form.
  constexpr StorageRange narrow() const {
    return {bits, isSigned, isSigned && qmin < -qmax ? -qmax : qmin, qmax};
  }

  /// The values of the type with one bit less, for 2 bits and more (i8: [-64,
  /// 63], u8: [0, 127]), for cores whose dot products saturate in 16 bits.
  static constexpr StorageRange reduced(unsigned bits, bool isSigned) {
    return {bits, isSigned, typeMin(bits - 1, isSigned),
            typeMax(bits - 1, isSigned)};
  }

  /// Smallest value of the storage type itself.
  static constexpr int64_t typeMin(unsigned bits, bool isSigned) {
    return isSigned ? -typeMax(bits, true) - 1 : 0;
  }

  /// Largest value of the storage type itself.
  static constexpr int64_t typeMax(unsigned bits, bool isSigned) {
    return static_cast<int64_t>((uint64_t{1} << (isSigned ? bits - 1 : bits)) -
                                1);
  }

  constexpr bool contains(int64_t q) const { return qmin <= q && q <= qmax; }

  constexpr int64_t clamp(int64_t q) const {
    return q < qmin ? qmin : (q > qmax ? qmax : q);
  }

  friend constexpr bool operator==(const StorageRange &a,
                                   const StorageRange &b) {
    return a.bits == b.bits && a.isSigned == b.isSigned && a.qmin == b.qmin &&
           a.qmax == b.qmax;
  }
  friend constexpr bool operator!=(const StorageRange &a,
                                   const StorageRange &b) {
    return !(a == b);
  }
};

/// True if the type has 1 to 64 bits (63 if unsigned, so that every value is an
/// int64_t), qmin < qmax and both are values of it.
constexpr bool isValid(const StorageRange &range) {
  return range.bits >= 1 && range.bits <= (range.isSigned ? 64U : 63U) &&
         range.qmin < range.qmax &&
         range.qmin >= StorageRange::typeMin(range.bits, range.isSigned) &&
         range.qmax <= StorageRange::typeMax(range.bits, range.isSigned);
}

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_STORAGERANGE_H
