//===- TargetTests.cpp - The target table and how it is asked -------------===//

#include "quantx/Target/Target.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include <gtest/gtest.h>

using namespace quantx;

static const Target &row(llvm::StringRef name) {
  return *llvm::cantFail(lookupTarget(name));
}

TEST(Target, NamesAreUniqueAndFoundAgain) {
  llvm::StringSet<> names;
  for (const Target &target : getTargets()) {
    EXPECT_TRUE(names.insert(target.name).second) << target.name.str();
    EXPECT_EQ(&row(target.name), &target);
  }
}

TEST(Target, UnknownNameListsTheKnownOnes) {
  llvm::Expected<const Target *> target = lookupTarget("avx1024");
  ASSERT_FALSE(static_cast<bool>(target));
  std::string message = llvm::toString(target.takeError());
  EXPECT_NE(message.find("'avx1024'"), std::string::npos) << message;
  for (const Target &known : getTargets())
    EXPECT_NE(message.find(known.name.str()), std::string::npos) << message;
}

TEST(Target, AccumulatorsWeightsAndReserveFitTheRegisters) {
  for (const Target &target : getTargets())
    for (unsigned vectors = 1; vectors <= target.tile.maxVectors; ++vectors) {
      unsigned rows = target.tileRows(vectors);
      EXPECT_GE(rows, 1u);
      EXPECT_LE(rows, target.tile.maxRows);
      EXPECT_LE(rows * vectors + vectors + target.tile.reservedRegisters,
                target.vectorRegisters)
          << target.name.str() << " with " << vectors << " vectors";
    }
}

TEST(Target, TileNeverVanishes) { EXPECT_EQ(row("generic").tileRows(16), 1u); }

TEST(Target, DotProductsFillOneRegister) {
  for (const Target &target : getTargets())
    for (const DotProduct &dot : target.dots)
      EXPECT_LE(dot.lanes * 32, target.vectorBits) << target.name.str();
}

TEST(Target, DotIsFoundByTheSignednessOfItsWeights) {
  const DotProduct *dot = row("avx512-vnni").findDot(Signedness::Signed);
  ASSERT_NE(dot, nullptr);
  EXPECT_EQ(dot->lanes, 16u);
  EXPECT_EQ(dot->reduction, 4u);
  EXPECT_EQ(dot->lhs, Signedness::Unsigned);
  EXPECT_EQ(dot->operandBits, 8u);
  EXPECT_EQ(row("generic").findDot(Signedness::Signed), nullptr);
}

TEST(Target, WidenedOperandsTakeEitherSignedness) {
  const DotProduct *dot = row("avx512-vnni").findDot(Signedness::Unsigned);
  ASSERT_NE(dot, nullptr);
  EXPECT_EQ(dot->operandBits, 16u);
  EXPECT_EQ(dot->reduction, 2u);
  for (Signedness sign : {Signedness::Signed, Signedness::Unsigned}) {
    EXPECT_TRUE(dot->takesLhs(sign));
    EXPECT_TRUE(dot->takesRhs(sign));
  }
}

TEST(Target, GroupsOfADotProductFillItsOperands) {
  for (const Target &target : getTargets())
    for (const DotProduct &dot : target.dots)
      EXPECT_EQ(dot.reduction * dot.operandBits, 32u) << target.name.str();
}

/// What a host with every feature of the row `name` would report.
static llvm::SmallVector<llvm::StringRef> featuresOf(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> features;
  row(name).features.split(features, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef &feature : features)
    feature = feature.drop_front();
  return features;
}

TEST(Target, EachRowIsSelectedByItsOwnFeatures) {
  for (const Target &target : getTargets())
    EXPECT_EQ(selectTarget(target.arch, featuresOf(target.name)).name,
              target.name);
}

TEST(Target, AnotherArchitectureGetsGeneric) {
  EXPECT_EQ(selectTarget(llvm::Triple::riscv64, featuresOf("avx512-vnni")).name,
            "generic");
}

TEST(Target, OneMissingFeatureIsEnoughToFallBack) {
  llvm::SmallVector<llvm::StringRef> features = featuresOf("avx512-vnni");
  llvm::erase(features, "avx512bw");
  EXPECT_EQ(selectTarget(llvm::Triple::x86_64, features).name, "x86-64-v3");
}

TEST(Target, HostIsARowOfTheTable) { EXPECT_EQ(&row("host"), &hostTarget()); }
