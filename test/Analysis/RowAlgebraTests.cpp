//===- RowAlgebraTests.cpp - One form for all spellings -------------------===//

#include "quantx/Analysis/RowFunction.h"

#include "mlir/IR/BuiltinTypes.h"
#include "gtest/gtest.h"

#include <cmath>

using namespace quantx;

namespace {

/// Rows of 8 elements along dimension 1.
class RowAlgebraTest : public testing::Test {
protected:
  static constexpr int64_t shape[] = {4, 8};
  static constexpr DimMask rows = 2;

  RowPolynomial number(double value) { return RowPolynomial::number(value); }
  RowPolynomial plus(RowPolynomial a, const RowPolynomial &b) {
    a.add(b);
    return a;
  }
  RowPolynomial minus(const RowPolynomial &a, const RowPolynomial &b) {
    return plus(a, b.scaled(-1));
  }
  RowPolynomial times(const RowPolynomial &a, const RowPolynomial &b) {
    return *algebra.multiply(a, b);
  }
  RowPolynomial sum(const RowPolynomial &a) { return *algebra.sum(a, rows); }
  RowPolynomial power(const RowPolynomial &a, double exponent) {
    return *algebra.power(a, exponent);
  }
  std::optional<RowFunctionMatch> match(const RowPolynomial &form) {
    std::string reason;
    auto result = matchRowFunction(algebra, form, reason);
    EXPECT_EQ(result.has_value(), reason.empty()) << reason;
    return result;
  }

  RowAlgebra algebra{shape};
  RowPolynomial x = algebra.data();
  RowPolynomial mean = sum(x).scaled(1 / 8.0);
  RowPolynomial centered = minus(x, mean);
  RowPolynomial variance = sum(times(centered, centered)).scaled(1 / 8.0);
};

TEST_F(RowAlgebraTest, VarianceHasOneForm) {
  RowPolynomial squares = sum(times(x, x)).scaled(1 / 8.0);
  EXPECT_TRUE(variance.isSame(minus(squares, times(mean, mean))));
  EXPECT_TRUE(variance.isSame(minus(squares, power(mean, 2))));
  // With 1/8 as another rounding of f32 would give it.
  RowPolynomial other = sum(x).scaled(1 / 8.0 * (1 + 1e-7));
  EXPECT_TRUE(variance.isSame(minus(squares, times(other, other))));
  EXPECT_FALSE(variance.isSame(squares));
}

TEST_F(RowAlgebraTest, SumOfDistancesVanishes) {
  EXPECT_TRUE(sum(centered).isZero());
}

TEST_F(RowAlgebraTest, RootsMultiply) {
  RowPolynomial root = power(variance, 0.5);
  EXPECT_TRUE(times(root, root).isSame(variance));
  EXPECT_TRUE(power(root, -1).isSame(power(variance, -0.5)));
  EXPECT_EQ(times(root, power(root, -1)).getNumber(), 1.0);
}

TEST_F(RowAlgebraTest, RootOfSquareIsNotTheBase) {
  EXPECT_FALSE(power(times(x, x), 0.5).isSame(x));
  EXPECT_FALSE(power(times(mean, mean), 0.5).isSame(mean));
}

TEST_F(RowAlgebraTest, ClampsThatChangeNothing) {
  RowPolynomial biased = plus(variance, number(0.5));
  EXPECT_TRUE(algebra.larger(variance, number(0)).has_value());
  EXPECT_TRUE(algebra.larger(number(0.5), biased).has_value());
  EXPECT_FALSE(algebra.larger(variance, number(1e-12)).has_value());
  EXPECT_FALSE(algebra.larger(biased, number(0.6)).has_value());
  EXPECT_FALSE(algebra.larger(mean, number(0)).has_value());
  EXPECT_FALSE(algebra.larger(power(variance, 0.5), number(0)).has_value());
}

TEST_F(RowAlgebraTest, ShiftOfExponentialsCancels) {
  RowPolynomial shifted = minus(x, *algebra.maximum(x, rows));
  RowPolynomial e = *algebra.exponential(shifted);
  RowPolynomial quotient = *algebra.divide(e, sum(e));
  RowPolynomial plain = *algebra.exponential(x);
  EXPECT_TRUE(quotient.isSame(*algebra.divide(plain, sum(plain))));
  auto found = match(quotient);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->function, RowFunction::Softmax);
  EXPECT_TRUE(found->isPlain());
}

TEST_F(RowAlgebraTest, MaximumOfNegatedIsUnknown) {
  EXPECT_FALSE(algebra.maximum(x.scaled(-1), rows).has_value());
  EXPECT_FALSE(algebra.maximum(times(x, x), rows).has_value());
  EXPECT_TRUE(algebra.maximum(plus(x.scaled(2), mean), rows).has_value());
}

TEST_F(RowAlgebraTest, CubesHaveNoSum) {
  EXPECT_FALSE(algebra.sum(power(x, 3), rows).has_value());
}

TEST_F(RowAlgebraTest, DynamicRowsHaveNoCount) {
  RowAlgebra dynamic({4, mlir::ShapedType::kDynamic});
  RowPolynomial one = RowPolynomial::number(1);
  EXPECT_FALSE(dynamic.sum(one, rows).has_value());
  EXPECT_TRUE(dynamic.sum(dynamic.data(), rows).has_value());
}

TEST_F(RowAlgebraTest, TermsAreBounded) {
  RowAlgebra::Result product = plus(x, number(1));
  // Binomials of ever more atoms: (x + s1) (x + s2) ...
  for (int i = 0; i < 64 && product; ++i) {
    RowPolynomial atom = power(plus(variance, number(i + 1)), -0.5);
    product = algebra.multiply(*product, plus(x, atom));
  }
  EXPECT_FALSE(product.has_value());
}

TEST_F(RowAlgebraTest, FactorsMoveOutOfTheRoot) {
  // 3 (x - mean) / sqrt(4 variance + 2) = 1.5 (x - mean) / sqrt(variance + 0.5)
  RowPolynomial root = power(plus(variance.scaled(4), number(2)), -0.5);
  auto found = match(times(centered.scaled(3), root));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->function, RowFunction::Normalize);
  EXPECT_DOUBLE_EQ(found->epsilon, 0.5);
  EXPECT_DOUBLE_EQ(*found->factor.getNumber(), 1.5);
  EXPECT_FALSE(match(times(x, root)));
}

TEST_F(RowAlgebraTest, NormIsARootMeanSquare) {
  auto found = match(times(x, power(sum(times(x, x)), -0.5)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->function, RowFunction::RootMeanSquare);
  EXPECT_EQ(found->epsilon, 0);
  EXPECT_DOUBLE_EQ(*found->factor.getNumber(), 1 / std::sqrt(8.0));
}

} // namespace
