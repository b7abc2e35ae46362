//===- FloatFoldTests.cpp - quantize of constants to FP8 and FP4 ----------===//
//
// The folder against APFloat, where APFloat has an answer, and against the
// rules of docs/Semantics.md (QX-C8, QX-C9) where not: all f16 numbers and ten
// million f32 bit patterns, every format, both overflow modes.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/MLIRContext.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace mlir;
using namespace quantx;

namespace {

constexpr size_t kRandomValues = 10'000'000;

class FloatFold : public testing::TestWithParam<const char *> {
protected:
  FloatFold() : builder(&context) {
    context.loadDialect<QuantXDialect, arith::ArithDialect>();
    for (Type candidate : std::initializer_list<Type>{
             Float8E4M3FNType::get(&context), Float8E5M2Type::get(&context),
             Float8E3M4Type::get(&context), Float8E4M3FNUZType::get(&context),
             Float8E5M2FNUZType::get(&context),
             Float4E2M1FNType::get(&context)}) {
      std::string name;
      llvm::raw_string_ostream(name) << candidate;
      if (name == GetParam())
        type = cast<FloatType>(candidate);
    }
  }

  /// quantize(values) at scale 1, by the op's folder alone.
  ElementsAttr fold(ElementsAttr values, Overflow overflow) {
    Location loc = UnknownLoc::get(&context);
    OwningOpRef<Operation *> constant(
        arith::ConstantOp::create(builder, loc, cast<TypedAttr>(values)));
    auto scheme = SchemeAttr::get(&context, type, 0, 0, overflow,
                                  ArrayRef<int64_t>(), ArrayRef<int64_t>());
    auto params =
        ParamsAttr::get(scheme, ScaleAttr::get(&context, 1.0F), {}, {});
    OwningOpRef<Operation *> op(
        QuantizeOp::create(builder, loc, (*constant)->getResult(0), params));
    SmallVector<OpFoldResult> results;
    if (failed((*op)->fold(Attribute(values), results)) || results.size() != 1)
      return {};
    return dyn_cast<ElementsAttr>(cast<Attribute>(results.front()));
  }

  MLIRContext context;
  OpBuilder builder;
  FloatType type;
};

/// What the rules say of one value.
class Expectation {
public:
  explicit Expectation(FloatType type)
      : semantics(type.getFloatSemantics()),
        format(numerics::getInfo(*getFloatFormat(type))) {}

  uint64_t operator()(float x, Overflow overflow) const {
    if (std::isnan(x))
      return format.nanCode;
    uint64_t sign = std::signbit(x) ? format.signMask() : 0;
    APFloat value(x);
    bool losesInfo = false;
    APFloat::opStatus status =
        value.convert(semantics, APFloat::rmNearestTiesToEven, &losesInfo);
    // APFloat clamps a format without infinity and NaN, and says so.
    if (std::isinf(x) || !value.isFinite() || (status & APFloat::opOverflow))
      return sign | (overflow == Overflow::IEEE ? format.overflowCode
                                                : format.maxCode);
    return value.bitcastToAPInt().getZExtValue();
  }

private:
  const llvm::fltSemantics &semantics;
  const numerics::FloatFormatInfo &format;
};

TEST_P(FloatFold, AllF16AndRandomF32EncodeAsAPFloat) {
  ASSERT_TRUE(type);
  size_t count = 0x10000 + kRandomValues;
  auto tensor = RankedTensorType::get({static_cast<int64_t>(count)},
                                      builder.getF32Type());
  ElementsBuilder elements(tensor, "values");
  for (uint32_t bits = 0; bits < 0x10000; ++bits)
    elements.set(bits, llvm::bit_cast<uint32_t>(
                           numerics::decode(bits, numerics::FloatFormat::F16)));
  std::mt19937 random(20260101);
  for (size_t i = 0x10000; i < count; ++i)
    elements.set(i, random());
  ElementsAttr values = elements.take();
  ElementsReader inputs = *ElementsReader::get(values);
  Expectation expected(type);
  for (Overflow overflow : {Overflow::Saturate, Overflow::IEEE}) {
    ElementsAttr folded = fold(values, overflow);
    ASSERT_TRUE(folded);
    ElementsReader codes = *ElementsReader::get(folded);
    ASSERT_EQ(codes.size(), count);
    for (size_t i = 0; i < count; ++i)
      ASSERT_EQ(codes.getBits(i), expected(inputs.getFloat(i), overflow))
          << inputs.getFloat(i);
  }
}

TEST_P(FloatFold, EveryCodeReadsAsAPFloat) {
  unsigned width = type.getWidth();
  auto tensor = RankedTensorType::get({int64_t{1} << width}, type);
  ElementsBuilder builder(tensor, "codes");
  for (uint64_t code = 0; code < (uint64_t{1} << width); ++code)
    builder.set(code, code);
  ElementsAttr elements = builder.take();
  ElementsReader codes = *ElementsReader::get(elements);
  for (uint64_t code = 0; code < (uint64_t{1} << width); ++code) {
    APFloat value(type.getFloatSemantics(), APInt(width, code));
    bool losesInfo = false;
    value.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    float read = codes.getFloat(code);
    EXPECT_EQ(std::isnan(read), value.isNaN()) << code;
    if (!value.isNaN()) {
      EXPECT_EQ(llvm::bit_cast<uint32_t>(read),
                value.bitcastToAPInt().getZExtValue())
          << code;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, FloatFold,
                         testing::Values("f8E4M3FN", "f8E5M2", "f8E3M4",
                                         "f8E4M3FNUZ", "f8E5M2FNUZ",
                                         "f4E2M1FN"),
                         [](const auto &info) {
                           return std::string(info.param);
                         });

} // namespace
