//===- RowFunction.cpp - Softmax and normalizations -----------------------===//

#include "quantx/Analysis/RowFunction.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using Kind = RowAtom::Kind;

/// `number` without what rounding of constants left of 1 or -1.
static double snap(double number) {
  double one = std::copysign(1.0, number);
  return std::fabs(number - one) <= 2 * RowPolynomial::tolerance ? one : number;
}

/// `term` without its factor `factor`; none if it has no such factor.
static std::optional<RowTerm> without(const RowTerm &term, RowFactor factor) {
  RowTerm rest = term;
  auto *found = llvm::find(rest.factors, factor);
  if (found == rest.factors.end())
    return std::nullopt;
  rest.factors.erase(found);
  return rest;
}

/// The factor of `form` of this kind and exponent; none if there is none.
static std::optional<RowFactor> findFactor(const RowAlgebra &algebra,
                                           const RowPolynomial &form, Kind kind,
                                           double exponent) {
  for (const RowTerm &term : form.getTerms())
    for (const RowFactor &factor : term.factors)
      if (algebra.getAtom(factor.atom).kind == kind &&
          factor.exponent == exponent)
        return factor;
  return std::nullopt;
}

static bool isMadeOfOthers(const RowAlgebra &algebra,
                           const RowPolynomial &value) {
  return !algebra.usesData(value) && !algebra.usesRows(value);
}

namespace {
/// form = quotient * divisor + rest.
struct Split {
  RowPolynomial quotient, rest;
};
} // namespace

static Split split(const RowPolynomial &form, RowFactor divisor) {
  Split result;
  for (const RowTerm &term : form.getTerms()) {
    if (std::optional<RowTerm> quotient = without(term, divisor))
      result.quotient.add(*quotient);
    else
      result.rest.add(term);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// factor * e^(scale * x) / (sum of e^(scale * x)) + offset.
static std::optional<RowFunctionMatch> matchSoftmax(const RowAlgebra &algebra,
                                                    const RowPolynomial &form,
                                                    RowFactor inverseSum,
                                                    std::string &reason) {
  const RowAtom &sum = algebra.getAtom(inverseSum.atom);
  auto exponential = findFactor(algebra, form, Kind::Exponential, 1);
  if (!exponential ||
      !algebra.getAtom(exponential->atom).argument.isSame(sum.argument)) {
    reason = "divides by a sum of exponentials, but not the exponentials that "
             "were summed up";
    return std::nullopt;
  }
  Split outer = split(form, inverseSum);
  Split inner = split(outer.quotient, *exponential);
  RowFunctionMatch match{RowFunction::Softmax, sum.reduced, 1, 0,
                         inner.quotient,       outer.rest};
  if (!inner.rest.isZero() || !isMadeOfOthers(algebra, match.factor) ||
      !isMadeOfOthers(algebra, match.offset)) {
    reason = "is a softmax, multiplied by or added to what varies with its "
             "input";
    return std::nullopt;
  }
  const RowTerm &argument = sum.argument.getTerms().front();
  bool isScaled =
      sum.argument.getTerms().size() == 1 && argument.factors.size() == 1 &&
      argument.factors.front().exponent == 1 &&
      algebra.getAtom(argument.factors.front().atom).kind == Kind::Data;
  if (!isScaled) {
    reason = "is a softmax of more than a number times a tensor";
    return std::nullopt;
  }
  match.scale = snap(argument.coefficient);
  return match;
}

//===----------------------------------------------------------------------===//
// Normalizations
//===----------------------------------------------------------------------===//

namespace {
/// scale * (the variance of a row, or the mean of its squares) + offset.
struct Moment {
  bool centered = false;
  DimMask dims = 0;
  double count = 0;
  double scale = 0;
  double offset = 0;
};
} // namespace

static std::optional<Moment> getMoment(const RowAlgebra &algebra,
                                       const RowPolynomial &form,
                                       std::string &reason) {
  const char *other =
      "divides by the root of something else than a variance or "
      "a mean of squares, plus a number";
  Moment moment;
  double squares = 0, squareOfSum = 0;
  for (const RowTerm &term : form.getTerms()) {
    if (term.factors.empty()) {
      moment.offset = term.coefficient;
      continue;
    }
    const RowFactor &factor = term.factors.front();
    const RowAtom &atom = algebra.getAtom(factor.atom);
    if (term.factors.size() != 1 || atom.kind != Kind::Sum ||
        (moment.dims != 0 && moment.dims != atom.reduced) ||
        atom.degree * factor.exponent != 2) {
      reason = other;
      return std::nullopt;
    }
    moment.dims = atom.reduced;
    (atom.degree == 2 ? squares : squareOfSum) = term.coefficient;
  }
  std::optional<double> count = algebra.getCount(moment.dims);
  if (!count) {
    reason = "normalizes rows whose length is not static";
    return std::nullopt;
  }
  moment.count = *count;
  moment.scale = squares * *count;
  moment.centered = squareOfSum != 0;
  double expected = -squares / *count;
  bool isVariance = std::fabs(squareOfSum - expected) <=
                    2 * RowPolynomial::tolerance * std::fabs(expected);
  if ((moment.centered && !isVariance) || !(moment.scale > 0) ||
      moment.offset < 0) {
    reason = other;
    return std::nullopt;
  }
  return moment;
}

/// The factor of x in `numerator`, which is factor * (x - mean) when `centered`
/// and factor * x otherwise; none if it is neither.
static std::optional<RowPolynomial> getFactor(const RowAlgebra &algebra,
                                              const RowPolynomial &numerator,
                                              const Moment &moment) {
  RowPolynomial ofData, ofSum;
  for (const RowTerm &term : numerator.getTerms()) {
    RowPolynomial *part = nullptr;
    RowTerm rest = term;
    for (const RowFactor &factor : term.factors) {
      const RowAtom &atom = algebra.getAtom(factor.atom);
      bool isData = atom.kind == Kind::Data;
      bool isSum = atom.kind == Kind::Sum && atom.degree == 1 &&
                   atom.reduced == moment.dims;
      if (factor.exponent != 1 || part || (!isData && !isSum))
        continue;
      part = isData ? &ofData : &ofSum;
      rest = *without(term, factor);
    }
    if (!part)
      return std::nullopt;
    part->add(rest);
  }
  RowPolynomial mean =
      moment.centered ? ofData.scaled(-1 / moment.count) : RowPolynomial();
  if (ofData.isZero() || !isMadeOfOthers(algebra, ofData) ||
      !ofSum.isSame(mean))
    return std::nullopt;
  return ofData;
}

/// factor * (x - mean) * (scale * variance + offset)^-0.5 + ...
///   = factor / sqrt(scale) * (x - mean) * (variance + offset / scale)^-0.5
static std::optional<RowFunctionMatch> matchNormalize(const RowAlgebra &algebra,
                                                      const RowPolynomial &form,
                                                      RowFactor inverseRoot,
                                                      std::string &reason) {
  std::optional<Moment> moment =
      getMoment(algebra, algebra.getAtom(inverseRoot.atom).argument, reason);
  if (!moment)
    return std::nullopt;
  Split parts = split(form, inverseRoot);
  std::optional<RowPolynomial> factor =
      getFactor(algebra, parts.quotient, *moment);
  if (!factor) {
    reason = moment->centered
                 ? "divides something else than the distance from the mean by "
                   "the root of a variance"
                 : "divides something else than the tensor itself by the root "
                   "of its mean of squares";
    return std::nullopt;
  }
  if (!isMadeOfOthers(algebra, parts.rest)) {
    reason = "adds what varies with its input to a normalization of it";
    return std::nullopt;
  }
  double scale = snap(moment->scale);
  RowFunctionMatch match{moment->centered ? RowFunction::Normalize
                                          : RowFunction::RootMeanSquare,
                         moment->dims,
                         1,
                         moment->offset / scale,
                         {},
                         parts.rest};
  for (const RowTerm &term : factor->getTerms())
    match.factor.add({snap(term.coefficient / std::sqrt(scale)), term.factors});
  return match;
}

//===----------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------===//

std::optional<RowFunctionMatch>
quantx::matchRowFunction(const RowAlgebra &algebra, const RowPolynomial &form,
                         std::string &reason) {
  if (!algebra.usesData(form)) {
    reason = "is computed from rows, but what reads it gives neither a softmax "
             "nor a normalization of their elements";
    return std::nullopt;
  }
  if (auto sum = findFactor(algebra, form, Kind::ExponentialSum, -1))
    return matchSoftmax(algebra, form, *sum, reason);
  if (auto root = findFactor(algebra, form, Kind::Power, -0.5))
    return matchNormalize(algebra, form, *root, reason);
  reason = "combines its input with sums over rows, but is neither a softmax "
           "nor divided by the root of a variance or of a mean of squares";
  return std::nullopt;
}

bool quantx::resemblesRowFunction(const RowAlgebra &algebra,
                                  const RowPolynomial &form) {
  return llvm::any_of(form.getTerms(), [&](const RowTerm &term) {
    return llvm::any_of(term.factors, [&](const RowFactor &factor) {
      const RowAtom &atom = algebra.getAtom(factor.atom);
      return atom.usesRows &&
             (atom.kind == Kind::ExponentialSum || atom.kind == Kind::Power ||
              (atom.kind == Kind::Sum && atom.degree == 2));
    });
  });
}
