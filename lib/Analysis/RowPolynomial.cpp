//===- RowPolynomial.cpp - Polynomials in what rows give ------------------===//

#include "quantx/Analysis/RowPolynomial.h"

#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

#include <cmath>

using namespace quantx;

/// An order of products, the constant first.
static bool isBefore(llvm::ArrayRef<RowFactor> a, llvm::ArrayRef<RowFactor> b) {
  return std::lexicographical_compare(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const RowFactor &x, const RowFactor &y) {
        return x.atom != y.atom ? x.atom < y.atom : x.exponent < y.exponent;
      });
}

/// Where the term of `factors` is in `terms`, or belongs.
template <typename Terms>
static auto findTerm(Terms &terms, llvm::ArrayRef<RowFactor> factors) {
  return llvm::lower_bound(
      terms, factors, [](const RowTerm &term, llvm::ArrayRef<RowFactor> key) {
        return isBefore(term.factors, key);
      });
}

RowPolynomial RowPolynomial::number(double value) {
  RowPolynomial result;
  result.add({value, {}});
  return result;
}

RowPolynomial RowPolynomial::atom(unsigned atom, double exponent) {
  RowPolynomial result;
  result.add({1, {{atom, exponent}}});
  return result;
}

std::optional<double> RowPolynomial::getNumber() const {
  if (terms.empty())
    return 0;
  if (terms.size() != 1 || !terms.front().factors.empty())
    return std::nullopt;
  return terms.front().coefficient;
}

double RowPolynomial::getCoefficient(llvm::ArrayRef<RowFactor> factors) const {
  const auto *found = findTerm(terms, factors);
  bool exists = found != terms.end() && found->factors == factors;
  return exists ? found->coefficient : 0;
}

void RowPolynomial::add(const RowTerm &term) {
  if (term.coefficient == 0)
    return;
  auto *found = findTerm(terms, term.factors);
  if (found == terms.end() || found->factors != term.factors) {
    terms.insert(found, term);
    return;
  }
  double sum = found->coefficient + term.coefficient;
  double size =
      std::fmax(std::fabs(found->coefficient), std::fabs(term.coefficient));
  if (std::fabs(sum) <= tolerance * size)
    terms.erase(found);
  else
    found->coefficient = sum;
}

void RowPolynomial::add(const RowPolynomial &other) {
  for (const RowTerm &term : other.terms)
    add(term);
}

RowPolynomial RowPolynomial::scaled(double factor) const {
  RowPolynomial result;
  for (const RowTerm &term : terms)
    result.add({term.coefficient * factor, term.factors});
  return result;
}

bool RowPolynomial::isSame(const RowPolynomial &other) const {
  return terms.size() == other.terms.size() &&
         llvm::all_of(llvm::zip(terms, other.terms), [](auto pair) {
           const auto &[a, b] = pair;
           return a.factors == b.factors &&
                  std::fabs(a.coefficient - b.coefficient) <=
                      tolerance * std::fabs(b.coefficient);
         });
}

unsigned RowPolynomial::hash() const {
  llvm::hash_code code = llvm::hash_value(terms.size());
  for (const RowTerm &term : terms)
    for (const RowFactor &factor : term.factors)
      code = llvm::hash_combine(code, factor.atom,
                                llvm::bit_cast<uint64_t>(factor.exponent));
  return static_cast<unsigned>(static_cast<size_t>(code));
}
