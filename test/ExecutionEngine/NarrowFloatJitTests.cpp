//===- NarrowFloatJitTests.cpp - FP8 and FP4 storage in the JIT -----------===//
//
// quantize and dequantize as a user runs them: through the code generation
// pipeline and the JIT, against Numerics (docs/Semantics.md, QX-C8 to QX-C10),
// which NarrowFloatTests compares with APFloat.
//
//===----------------------------------------------------------------------===//

#include "JitTestUtils.h"
#include "quantx/Numerics/FloatStorage.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"
#include <random>

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

constexpr size_t kRandomValues = 10'000'000;

class NarrowFloatJit : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    ASSERT_TRUE(numerics::lookupFloatFormat(GetParam(), format));
  }

  numerics::FloatFormat format = numerics::FloatFormat::F8E4M3FN;
};

/// All numbers of f16, then random bit patterns of f32.
HostTensor makeReals() {
  HostTensor reals =
      cantFail(HostTensor::create(ElementType::F32, {0x10000 + kRandomValues}));
  MutableArrayRef<float> values = reals.mutableValues<float>();
  std::mt19937 random(20260202);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = i < 0x10000 ? numerics::decode(static_cast<uint32_t>(i),
                                               numerics::FloatFormat::F16)
                            : bit_cast<float>(static_cast<uint32_t>(random()));
  return reals;
}

TEST_P(NarrowFloatJit, QuantizesAsNumericsDoes) {
  CompiledModule compiled(formatv(R"(
    func.func @main(%x: tensor<?xf32> {{quantx.name = "x"})
        -> (tensor<?x{0}>, tensor<?x{0}>) {{
      %s = quantx.quantize %x, <{0}, scale = <0.75 : f32>>
        : tensor<?xf32> to tensor<?x{0}>
      %i = quantx.quantize %x, <{0}, scale = <0.75 : f32>, overflow = ieee>
        : tensor<?xf32> to tensor<?x{0}>
      return %s, %i : tensor<?x{0}>, tensor<?x{0}>
    })",
                                  GetParam())
                              .str());
  ASSERT_EQ(compiled.error, "");
  CompiledFunction main = compiled.getMain();
  HostTensor reals = makeReals();
  SmallVector<HostTensor> results = cantFail(main(reals));
  ArrayRef<float> values = reals.values<float>();
  for (numerics::Overflow overflow :
       {numerics::Overflow::Saturate, numerics::Overflow::IEEE}) {
    const HostTensor &result =
        results[overflow == numerics::Overflow::IEEE ? 1 : 0];
    ASSERT_EQ(getName(result.getElementType()), GetParam());
    const std::byte *codes = result.getData();
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(static_cast<uint16_t>(codes[i]),
                numerics::quantizeToFloat(values[i], 0.75F, format, overflow))
          << values[i];
  }
}

TEST_P(NarrowFloatJit, DequantizesEveryCode) {
  CompiledModule compiled(formatv(R"(
    func.func @main(%q: tensor<?x{0}> {{quantx.name = "q"})
        -> tensor<?xf32> {{
      %x = quantx.dequantize %q, <{0}, scale = <0.75 : f32>>
        : tensor<?x{0}> to tensor<?xf32>
      return %x : tensor<?xf32>
    })",
                                  GetParam())
                              .str());
  ASSERT_EQ(compiled.error, "");
  unsigned count = 1U << numerics::getInfo(format).bits;
  std::vector<uint8_t> codes(count);
  for (unsigned code = 0; code < count; ++code)
    codes[code] = static_cast<uint8_t>(code);
  SmallVector<HostTensor> results = cantFail(
      compiled.getMain()(HostTensor::fromValues<uint8_t>({count}, codes)));
  ArrayRef<float> reals = results.front().values<float>();
  for (unsigned code = 0; code < count; ++code) {
    float expected = numerics::dequantizeFromFloat(code, 0.75F, format);
    EXPECT_EQ(std::isnan(reals[code]), std::isnan(expected)) << code;
    if (!std::isnan(expected)) {
      EXPECT_EQ(bit_cast<uint32_t>(reals[code]), bit_cast<uint32_t>(expected))
          << code;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, NarrowFloatJit,
                         testing::Values("f8E4M3FN", "f8E5M2", "f8E3M4",
                                         "f8E4M3FNUZ", "f8E5M2FNUZ",
                                         "f4E2M1FN"),
                         [](const auto &info) {
                           return std::string(info.param);
                         });

} // namespace
