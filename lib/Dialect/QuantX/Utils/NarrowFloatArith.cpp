//===- NarrowFloatArith.cpp - FP8 and FP4 as arith ops --------------------===//

#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/Utils/LaneEmitter.h"

using namespace mlir;
using namespace quantx;
using numerics::FloatFormat;
using numerics::FloatFormatInfo;
using numerics::Overflow;
using numerics::PowerRounding;

std::optional<FloatFormat> quantx::getNarrowFormat(Type type) {
  std::optional<FloatFormat> format = getFloatFormat(type);
  return format && numerics::getInfo(*format).bits <= 8 ? format : std::nullopt;
}

Value quantx::emitFloatCast(OpBuilder &builder, Location loc, Value value,
                            FloatType element) {
  LaneEmitter emit(builder, loc, value.getType());
  Type from = getElementTypeOrSelf(value.getType());
  if (from == element)
    return value;
  // A cast between types of one width has no op; f32 holds every f16 and bf16.
  if (from.getIntOrFloatBitWidth() == element.getWidth())
    value = emit.cast<arith::ExtFOp>(builder.getF32Type(), value);
  from = getElementTypeOrSelf(value.getType());
  if (from.getIntOrFloatBitWidth() < element.getWidth())
    return emit.cast<arith::ExtFOp>(element, value);
  return emit.cast<arith::TruncFOp>(element, value);
}

namespace {
/// The type that a number is taken apart in: f64 itself, f32 for the rest,
/// which hold f16 and bf16 exactly.
struct Source {
  explicit Source(FloatType type)
      : type(type), width(type.getWidth()), mantissaBits(width == 64 ? 52 : 23),
        bias(width == 64 ? 1023 : 127) {}

  static Source of(OpBuilder &builder, Value value) {
    Type element = getElementTypeOrSelf(value.getType());
    return Source(element.isF64() ? cast<FloatType>(builder.getF64Type())
                                  : cast<FloatType>(builder.getF32Type()));
  }

  /// The bits of significand * 2^exponent, which is a normal number or a
  /// subnormal one without bits to lose.
  uint64_t bitsOf(double significand, int exponent) const {
    APFloat value(std::ldexp(significand, exponent));
    bool losesInfo = false;
    value.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    return value.bitcastToAPInt().getZExtValue();
  }

  uint64_t infinity() const {
    unsigned exponentBits = width - 1 - mantissaBits;
    return ((uint64_t{1} << exponentBits) - 1) << mantissaBits;
  }

  FloatType type;
  unsigned width;
  unsigned mantissaBits;
  int bias;
};
} // namespace

using Predicate = arith::CmpIPredicate;

//===----------------------------------------------------------------------===//
// From reals to codes
//===----------------------------------------------------------------------===//

namespace {
/// The steps of an encode, on the bits of its argument.
class Encoder {
public:
  Encoder(LaneEmitter &emit, const Source &source, const FloatFormatInfo &info)
      : emit(emit), source(source), info(info),
        dropped(source.mantissaBits - info.mantissaBits) {}

  /// The code in an integer as wide as the source.
  Value encode(Value value, Overflow overflow, NaNSign nanSign) {
    Value bits = emit.cast<arith::BitcastOp>(
        builder().getIntegerType(source.width), value);
    Value magnitude = emit.emit<arith::AndIOp>(
        bits, constant((uint64_t{1} << (source.width - 1)) - 1));
    Value sign = emit.emit<arith::AndIOp>(
        emit.emit<arith::ShRUIOp>(bits, constant(source.width - info.bits)),
        constant(info.signMask()));
    Value code = limit(round(magnitude), overflow);
    Value isNaN =
        emit.compare(Predicate::ugt, magnitude, constant(source.infinity()));
    if (nanSign == NaNSign::Keep && info.hasSignedNaN())
      return addSign(emit.select(isNaN, constant(info.nanCode), code), sign);
    return emit.select(isNaN, constant(info.nanCode), addSign(code, sign));
  }

private:
  OpBuilder &builder() { return emit.getBuilder(); }
  Value constant(uint64_t value) { return emit.constant(source.width, value); }

  /// The magnitude's code before overflow: rne by adding half a unit less one,
  /// plus the last bit kept. The carry moves into the exponent by itself.
  Value round(Value magnitude) {
    uint64_t half = uint64_t{1} << (dropped - 1);
    auto rebias = static_cast<uint64_t>(source.bias - info.bias);
    Value last = emit.emit<arith::AndIOp>(
        emit.emit<arith::ShRUIOp>(magnitude, constant(dropped)), constant(1));
    Value sum = emit.emit<arith::AddIOp>(
        emit.emit<arith::AddIOp>(magnitude, last),
        constant(half - 1 - (rebias << source.mantissaBits)));
    Value normal = emit.emit<arith::ShRUIOp>(sum, constant(dropped));
    if (rebias == 0)
      return normal;
    Value isNormal =
        emit.compare(Predicate::uge, magnitude,
                     constant(source.bitsOf(1, info.minExponent())));
    return emit.select(isNormal, normal, roundSubnormal(magnitude));
  }

  /// Adding a power of two whose last place is the format's smallest number
  /// rounds the magnitude to a multiple of it, to nearest even, and leaves the
  /// multiple in the sum's last bits. Flushing subnormals changes nothing.
  Value roundSubnormal(Value magnitude) {
    int exponent = info.minExponent() + static_cast<int>(dropped);
    Value sum = emit.emit<arith::AddFOp>(
        emit.cast<arith::BitcastOp>(source.type, magnitude),
        emit.constant(source.type, std::ldexp(1.0, exponent)));
    Value bits = emit.cast<arith::BitcastOp>(
        builder().getIntegerType(source.width), sum);
    return emit.emit<arith::SubIOp>(bits, constant(source.bitsOf(1, exponent)));
  }

  Value limit(Value code, Overflow overflow) {
    Value most = constant(info.maxCode);
    if (overflow == Overflow::Saturate || info.overflowCode == info.maxCode)
      return emit.emit<arith::MinUIOp>(code, most);
    return emit.select(emit.compare(Predicate::ugt, code, most),
                       constant(info.overflowCode), code);
  }

  Value addSign(Value code, Value sign) {
    Value negated = emit.emit<arith::OrIOp>(code, sign);
    if (info.hasNegativeZero)
      return negated;
    Value isZero = emit.compare(Predicate::eq, code, constant(0));
    return emit.select(isZero, code, negated);
  }

  LaneEmitter &emit;
  const Source &source;
  const FloatFormatInfo &info;
  unsigned dropped; // bits of the source's mantissa that the format lacks
};
} // namespace

Value quantx::emitFloatEncode(OpBuilder &builder, Location loc, Value value,
                              FloatFormat format, Overflow overflow,
                              NaNSign sign) {
  if (format == FloatFormat::F8E8M0FNU)
    return emitPowerOfTwoEncode(builder, loc, value, PowerRounding::Nearest,
                                overflow);
  LaneEmitter emit(builder, loc, value.getType());
  Source source = Source::of(builder, value);
  const FloatFormatInfo &info = numerics::getInfo(format);
  value = emitFloatCast(builder, loc, value, source.type);
  Value code = Encoder(emit, source, info).encode(value, overflow, sign);
  return emit.cast<arith::TruncIOp>(builder.getIntegerType(info.bits), code);
}

/// What is added to a mantissa so that its carry rounds the exponent, and the
/// largest number that becomes 2^-127 as significand * 2^-127.
static std::pair<uint64_t, double> getPowerSteps(PowerRounding rounding,
                                                 unsigned mantissaBits) {
  double unit = std::ldexp(1.0, 1 - static_cast<int>(mantissaBits));
  switch (rounding) {
  case PowerRounding::Up:
    return {(uint64_t{1} << mantissaBits) - 1, 1.0};
  case PowerRounding::Nearest:
    return {uint64_t{1} << (mantissaBits - 1), 1.5 - unit};
  case PowerRounding::Down:
    return {0, 2.0 - unit};
  }
  llvm_unreachable("unknown rounding of powers of two");
}

Value quantx::emitPowerOfTwoEncode(OpBuilder &builder, Location loc,
                                   Value value, PowerRounding rounding,
                                   Overflow overflow) {
  LaneEmitter emit(builder, loc, value.getType());
  Source source = Source::of(builder, value);
  const FloatFormatInfo &info = numerics::getInfo(FloatFormat::F8E8M0FNU);
  auto constant = [&](uint64_t bits) {
    return emit.constant(source.width, bits);
  };
  value = emitFloatCast(builder, loc, value, source.type);
  Value bits =
      emit.cast<arith::BitcastOp>(builder.getIntegerType(source.width), value);
  auto [carry, last] = getPowerSteps(rounding, source.mantissaBits);
  auto rebias = static_cast<uint64_t>(source.bias - info.bias);
  Value sum = emit.emit<arith::AddIOp>(
      bits, constant(carry - (rebias << source.mantissaBits)));
  Value code = emit.emit<arith::ShRUIOp>(sum, constant(source.mantissaBits));
  Value most = constant(overflow == Overflow::Saturate ? info.maxCode
                                                       : info.overflowCode);
  code = emit.emit<arith::MinUIOp>(code, most);
  Value isSmallest =
      emit.compare(Predicate::ule, bits, constant(source.bitsOf(last, -127)));
  code = emit.select(isSmallest, constant(0), code);
  // Not of -0, which is one of the smallest though its bits are large.
  Value zero = emit.constant(source.type, 0.0);
  Value isZero = emit.compare(arith::CmpFPredicate::OEQ, value, zero);
  Value hasNone = emit.compare(arith::CmpFPredicate::ULT, value, zero);
  code = emit.select(isZero, constant(0), code);
  code = emit.select(hasNone, constant(info.nanCode), code);
  return emit.cast<arith::TruncIOp>(builder.getI8Type(), code);
}

//===----------------------------------------------------------------------===//
// From codes to reals
//===----------------------------------------------------------------------===//

namespace {
/// The steps of a decode, on i32.
class Decoder {
public:
  Decoder(LaneEmitter &emit, const FloatFormatInfo &info)
      : emit(emit), info(info) {}

  Value decode(Value code) {
    Value sign = emit.emit<arith::AndIOp>(code, constant(info.signMask()));
    Value magnitude = emit.emit<arith::XOrIOp>(code, sign);
    Value bits = emit.emit<arith::OrIOp>(
        decodeMagnitude(magnitude),
        emit.emit<arith::ShLIOp>(sign, constant(32 - info.bits)));
    if (!info.hasNegativeZero)
      bits = emit.select(isEqual(code, info.nanCode), constant(kNaN), bits);
    return emit.cast<arith::BitcastOp>(emit.getBuilder().getF32Type(), bits);
  }

  Value decodePowerOfTwo(Value code) {
    Value bits = emit.emit<arith::ShLIOp>(code, constant(kMantissaBits));
    // 2^-127 is the one subnormal.
    bits = emit.select(isEqual(code, 0), constant(0x00400000), bits);
    bits = emit.select(isEqual(code, info.nanCode), constant(kNaN), bits);
    return emit.cast<arith::BitcastOp>(emit.getBuilder().getF32Type(), bits);
  }

private:
  static constexpr unsigned kMantissaBits = 23;
  static constexpr uint64_t kNaN = 0x7FC00000;
  static constexpr uint64_t kInfinity = 0x7F800000;

  Value constant(uint64_t value) { return emit.constant(32, value); }
  Value isEqual(Value code, uint64_t value) {
    return emit.compare(Predicate::eq, code, constant(value));
  }
  static uint64_t powerOfTwo(int exponent) {
    return static_cast<uint64_t>(exponent + 127) << kMantissaBits;
  }

  Value decodeMagnitude(Value magnitude) {
    Value shifted = emit.emit<arith::ShLIOp>(
        magnitude, constant(kMantissaBits - info.mantissaBits));
    uint64_t rebias = powerOfTwo(-info.bias);
    Value bits = shifted;
    if (rebias != 0) {
      Value isNormal = emit.compare(Predicate::uge, magnitude,
                                    constant(uint64_t{1} << info.mantissaBits));
      bits = emit.select(isNormal,
                         emit.emit<arith::AddIOp>(shifted, constant(rebias)),
                         decodeSubnormal(shifted));
    }
    return info.hasSignedNaN() ? decodeSpecial(magnitude, bits) : bits;
  }

  /// A mantissa below the smallest normal number, and that number taken away
  /// again. Exact, and no subnormal f32 takes part.
  Value decodeSubnormal(Value mantissa) {
    FloatType f32 = emit.getBuilder().getF32Type();
    uint64_t least = powerOfTwo(info.minExponent());
    Value with = emit.emit<arith::OrIOp>(mantissa, constant(least));
    Value real = emit.emit<arith::SubFOp>(
        emit.cast<arith::BitcastOp>(f32, with),
        emit.constant(f32, std::ldexp(1.0, info.minExponent())));
    return emit.cast<arith::BitcastOp>(emit.getBuilder().getI32Type(), real);
  }

  Value decodeSpecial(Value magnitude, Value bits) {
    Value isNaN = info.hasInfinity() ? emit.compare(Predicate::ugt, magnitude,
                                                    constant(info.overflowCode))
                                     : emit.compare(Predicate::ugt, magnitude,
                                                    constant(info.maxCode));
    if (info.hasInfinity())
      bits = emit.select(isEqual(magnitude, info.overflowCode),
                         constant(kInfinity), bits);
    return emit.select(isNaN, constant(kNaN), bits);
  }

  LaneEmitter &emit;
  const FloatFormatInfo &info;
};
} // namespace

Value quantx::emitFloatDecode(OpBuilder &builder, Location loc, Value code,
                              FloatFormat format) {
  LaneEmitter emit(builder, loc, code.getType());
  const FloatFormatInfo &info = numerics::getInfo(format);
  Decoder decoder(emit, info);
  Value wide = emit.cast<arith::ExtUIOp>(builder.getI32Type(), code);
  return info.isSigned ? decoder.decode(wide) : decoder.decodePowerOfTwo(wide);
}

Value quantx::emitNarrowToF32(OpBuilder &builder, Location loc, Value value) {
  LaneEmitter emit(builder, loc, value.getType());
  FloatFormat format = *getNarrowFormat(getElementTypeOrSelf(value.getType()));
  Type code = builder.getIntegerType(numerics::getInfo(format).bits);
  return emitFloatDecode(builder, loc, emit.cast<arith::BitcastOp>(code, value),
                         format);
}
