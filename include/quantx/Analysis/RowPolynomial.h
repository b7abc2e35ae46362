//===- RowPolynomial.h - Polynomials in what rows give ----------*- C++ -*-===//

#ifndef QUANTX_ANALYSIS_ROWPOLYNOMIAL_H
#define QUANTX_ANALYSIS_ROWPOLYNOMIAL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace quantx {

/// An atom, by its number in a RowAlgebra, to some power.
struct RowFactor {
  unsigned atom = 0;
  double exponent = 1;

  bool operator==(const RowFactor &other) const {
    return atom == other.atom && exponent == other.exponent;
  }
};

/// coefficient * factors[0] * factors[1] * ...; the factors are ordered by
/// their atoms, which differ, and no exponent is 0.
struct RowTerm {
  double coefficient = 0;
  llvm::SmallVector<RowFactor, 2> factors;
};

/// A sum of terms with different factors and coefficients that are not 0.
/// Coefficients come from constants that were rounded to f32, so a coefficient
/// that all but vanishes in a sum counts as 0.
class RowPolynomial {
public:
  /// The largest relative error of a coefficient: a few roundings to f32.
  static constexpr double tolerance = 1e-6;

  /// 0.
  RowPolynomial() = default;
  static RowPolynomial number(double value);
  static RowPolynomial atom(unsigned atom, double exponent = 1);

  llvm::ArrayRef<RowTerm> getTerms() const { return terms; }
  bool isZero() const { return terms.empty(); }
  /// The number that this is, if no atom is in it.
  std::optional<double> getNumber() const;
  /// The coefficient of the product of `factors`; 0 where there is none.
  double getCoefficient(llvm::ArrayRef<RowFactor> factors) const;

  void add(const RowTerm &term);
  void add(const RowPolynomial &other);
  RowPolynomial scaled(double factor) const;

  /// Equal but for the tolerance of each coefficient.
  bool isSame(const RowPolynomial &other) const;
  /// The same for all polynomials that are the same.
  unsigned hash() const;

private:
  llvm::SmallVector<RowTerm, 1> terms;
};

} // namespace quantx

#endif // QUANTX_ANALYSIS_ROWPOLYNOMIAL_H
