//===- RowAlgebra.cpp - Functions of the rows of a tensor -----------------===//

#include "quantx/Analysis/RowAlgebra.h"

#include "mlir/IR/BuiltinTypeInterfaces.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

using Kind = RowAtom::Kind;
using Result = RowAlgebra::Result;

/// What keeps time and space linear: layer norms have 3 terms, or a few more on
/// the way there.
static constexpr size_t maxTerms = 24;

static bool isInteger(double number) { return number == std::floor(number); }

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

static bool isSame(const RowAtom &a, const RowAtom &b) {
  return a.kind == b.kind && a.degree == b.degree && a.reduced == b.reduced &&
         a.tensor == b.tensor && a.tensorDims == b.tensorDims &&
         a.argument.isSame(b.argument);
}

unsigned RowAlgebra::intern(RowAtom atom) {
  unsigned hash = static_cast<unsigned>(static_cast<size_t>(llvm::hash_combine(
      static_cast<int>(atom.kind), atom.degree, atom.reduced,
      atom.tensor.getAsOpaquePointer(), atom.argument.hash())));
  // The two largest keys have a meaning of their own in a DenseMap.
  SmallVector<unsigned, 1> &bucket = interned[hash >> 1];
  for (unsigned candidate : bucket)
    if (isSame(atoms[candidate], atom))
      return candidate;
  // What is the same for a whole row does not use x, only the row.
  atom.usesData =
      atom.kind == Kind::Data || (atom.reduced == 0 && usesData(atom.argument));
  atom.usesRows |= atom.reduced != 0 || usesRows(atom.argument);
  atom.usesOthers |= atom.kind == Kind::Other || usesOthers(atom.argument);
  atom.varies |= getVaryingDims(atom.argument) & ~atom.reduced;
  bucket.push_back(atoms.size());
  atoms.push_back(std::move(atom));
  return bucket.back();
}

unsigned RowAlgebra::internFunction(Kind kind, RowPolynomial argument) {
  RowAtom atom;
  atom.kind = kind;
  atom.argument = std::move(argument);
  return intern(std::move(atom));
}

unsigned RowAlgebra::internRow(Kind kind, DimMask reduced, unsigned degree,
                               RowPolynomial argument) {
  RowAtom atom;
  atom.kind = kind;
  atom.reduced = reduced;
  atom.degree = degree;
  atom.argument = std::move(argument);
  atom.varies = llvm::maskTrailingOnes<DimMask>(shape.size()) & ~reduced;
  return intern(std::move(atom));
}

RowPolynomial RowAlgebra::data() {
  RowAtom atom;
  atom.varies = llvm::maskTrailingOnes<DimMask>(shape.size());
  return RowPolynomial::atom(intern(std::move(atom)));
}

RowPolynomial RowAlgebra::accumulator() {
  RowAtom atom;
  atom.kind = Kind::Accumulator;
  return RowPolynomial::atom(intern(std::move(atom)));
}

RowPolynomial RowAlgebra::other(Value tensor, ArrayRef<int64_t> tensorDims) {
  RowAtom atom;
  atom.kind = Kind::Other;
  atom.tensor = tensor;
  atom.tensorDims.assign(tensorDims.begin(), tensorDims.end());
  for (int64_t dim : tensorDims)
    if (dim >= 0)
      atom.varies |= DimMask(1) << dim;
  return RowPolynomial::atom(intern(std::move(atom)));
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

std::optional<double> RowAlgebra::getCount(DimMask dims) const {
  double count = 1;
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (!(dims >> dim & 1))
      continue;
    if (ShapedType::isDynamic(size))
      return std::nullopt;
    count *= static_cast<double>(size);
  }
  return count;
}

/// True if `predicate` holds for an atom of `value`.
template <typename Predicate>
static bool anyAtom(const RowPolynomial &value, Predicate predicate) {
  return llvm::any_of(value.getTerms(), [&](const RowTerm &term) {
    return llvm::any_of(term.factors, [&](const RowFactor &factor) {
      return predicate(factor.atom);
    });
  });
}

bool RowAlgebra::usesData(const RowPolynomial &value) const {
  return anyAtom(value, [&](unsigned atom) { return atoms[atom].usesData; });
}

bool RowAlgebra::usesRows(const RowPolynomial &value) const {
  return anyAtom(value, [&](unsigned atom) { return atoms[atom].usesRows; });
}

bool RowAlgebra::usesOthers(const RowPolynomial &value) const {
  return anyAtom(value, [&](unsigned atom) { return atoms[atom].usesOthers; });
}

DimMask RowAlgebra::getVaryingDims(const RowPolynomial &value) const {
  DimMask dims = 0;
  for (const RowTerm &term : value.getTerms())
    for (const RowFactor &factor : term.factors)
      dims |= atoms[factor.atom].varies;
  return dims;
}

/// By Cauchy's and Schwarz's inequality, the sum of squares is at least the
/// square of the sum divided by the count.
bool RowAlgebra::isAtLeast(const RowPolynomial &value, double bound) const {
  double squares = 0, squareOfSum = 0, constant = 0;
  DimMask dims = 0;
  for (const RowTerm &term : value.getTerms()) {
    if (term.factors.empty()) {
      constant = term.coefficient;
      continue;
    }
    const RowFactor &factor = term.factors.front();
    const RowAtom &atom = atoms[factor.atom];
    if (term.factors.size() != 1 || atom.kind != Kind::Sum ||
        (dims != 0 && dims != atom.reduced) ||
        factor.exponent * atom.degree != 2)
      return false;
    dims = atom.reduced;
    (atom.degree == 2 ? squares : squareOfSum) = term.coefficient;
  }
  std::optional<double> count = getCount(dims);
  double least = count ? squares / *count + squareOfSum : -1;
  return constant >= bound && squares >= 0 &&
         least >= -RowPolynomial::tolerance * std::fabs(squareOfSum);
}

//===----------------------------------------------------------------------===//
// Products and powers
//===----------------------------------------------------------------------===//

static Result checked(RowPolynomial value) {
  for (const RowTerm &term : value.getTerms())
    if (!std::isfinite(term.coefficient))
      return std::nullopt;
  if (value.getTerms().size() > maxTerms)
    return std::nullopt;
  return value;
}

/// The factors of both, each atom once.
static SmallVector<RowFactor, 2> mergeFactors(ArrayRef<RowFactor> a,
                                              ArrayRef<RowFactor> b) {
  SmallVector<RowFactor, 2> result;
  while (!a.empty() || !b.empty()) {
    bool takesA = b.empty() || (!a.empty() && a.front().atom <= b.front().atom);
    bool takesB = a.empty() || (!b.empty() && b.front().atom <= a.front().atom);
    RowFactor factor = takesA ? a.front() : b.front();
    if (takesA && takesB)
      factor.exponent += b.front().exponent;
    a = a.drop_front(takesA);
    b = b.drop_front(takesB);
    if (factor.exponent != 0)
      result.push_back(factor);
  }
  return result;
}

Result RowAlgebra::multiplyTerms(const RowTerm &a, const RowTerm &b) {
  RowTerm product{a.coefficient * b.coefficient,
                  mergeFactors(a.factors, b.factors)};
  // sqrt(p) * sqrt(p) is p again.
  for (const RowFactor *factor = product.factors.begin();
       factor != product.factors.end(); ++factor) {
    double exponent = factor->exponent;
    unsigned atom = factor->atom;
    if (atoms[atom].kind != Kind::Power || exponent < 1 || !isInteger(exponent))
      continue;
    product.factors.erase(factor);
    RowPolynomial rest;
    rest.add(product);
    Result expanded = power(RowPolynomial(atoms[atom].argument), exponent);
    return expanded ? multiply(rest, *expanded) : std::nullopt;
  }
  RowPolynomial result;
  result.add(product);
  return result;
}

Result RowAlgebra::multiply(const RowPolynomial &a, const RowPolynomial &b) {
  RowPolynomial result;
  for (const RowTerm &left : a.getTerms())
    for (const RowTerm &right : b.getTerms()) {
      Result product = multiplyTerms(left, right);
      if (!product)
        return std::nullopt;
      result.add(*product);
    }
  return checked(std::move(result));
}

Result RowAlgebra::divide(const RowPolynomial &a, const RowPolynomial &b) {
  Result inverse = power(b, -1);
  return inverse ? multiply(a, *inverse) : std::nullopt;
}

/// A root of a product is the product of roots where no factor is negative, or
/// one only: then there is no root, of the factor or of the product.
static bool canDistributeRoot(const RowTerm &base, ArrayRef<RowAtom> atoms) {
  unsigned uncertain = 0;
  for (const RowFactor &factor : base.factors) {
    Kind kind = atoms[factor.atom].kind;
    if (kind == Kind::Exponential || kind == Kind::ExponentialSum)
      continue;
    // The root of a square is an absolute value.
    if (kind != Kind::Power || isInteger(factor.exponent / 2))
      return false;
    ++uncertain;
  }
  return base.coefficient > 0 && uncertain <= 1;
}

Result RowAlgebra::powerOfTerm(const RowTerm &base, double exponent) {
  if (!isInteger(exponent) && !canDistributeRoot(base, atoms)) {
    RowPolynomial argument;
    argument.add(base);
    return RowPolynomial::atom(internFunction(Kind::Power, std::move(argument)),
                               exponent);
  }
  RowTerm result{std::pow(base.coefficient, exponent), base.factors};
  for (RowFactor &factor : result.factors)
    factor.exponent *= exponent;
  // As a product with 1, in case a power of a polynomial becomes whole.
  Result product = multiplyTerms(result, {1, {}});
  return product ? checked(std::move(*product)) : std::nullopt;
}

Result RowAlgebra::power(const RowPolynomial &base, double exponent) {
  if (exponent == 1)
    return base;
  if (exponent == 0)
    return RowPolynomial::number(1);
  if (base.isZero())
    return exponent > 0 ? Result(base) : std::nullopt;
  if (base.getTerms().size() == 1)
    return powerOfTerm(RowTerm(base.getTerms().front()), exponent);
  if (!isInteger(exponent) || exponent < 0)
    return RowPolynomial::atom(internFunction(Kind::Power, base), exponent);
  if (exponent > 4)
    return std::nullopt;
  Result result = base;
  for (int i = 1; i < exponent && result; ++i)
    result = multiply(*result, base);
  return result;
}

//===----------------------------------------------------------------------===//
// Exponentials, logarithms, comparisons
//===----------------------------------------------------------------------===//

/// e^(a + log(b)) is e^a * b, and e^(x + r) is e^x * e^r: what is the same in
/// all of a row becomes a factor, which cancels in a quotient.
Result RowAlgebra::exponential(const RowPolynomial &argument) {
  Result result = RowPolynomial::number(1);
  RowPolynomial ofData, ofRows;
  for (const RowTerm &term : argument.getTerms()) {
    Result factor;
    RowPolynomial single;
    single.add(term);
    if (term.factors.empty()) {
      factor = RowPolynomial::number(std::exp(term.coefficient));
    } else if (const RowFactor &only = term.factors.front();
               term.factors.size() == 1 && only.exponent == 1 &&
               atoms[only.atom].kind == Kind::Logarithm) {
      factor =
          power(RowPolynomial(atoms[only.atom].argument), term.coefficient);
    } else {
      (usesData(single) ? ofData : ofRows).add(term);
      continue;
    }
    result = result && factor ? multiply(*result, *factor) : std::nullopt;
  }
  for (const RowPolynomial &part : {ofData, ofRows})
    if (result && !part.isZero())
      result = multiply(*result, RowPolynomial::atom(
                                     internFunction(Kind::Exponential, part)));
  return result;
}

Result RowAlgebra::logarithm(const RowPolynomial &argument) {
  if (argument.getNumber())
    return checked(RowPolynomial::number(std::log(*argument.getNumber())));
  return RowPolynomial::atom(internFunction(Kind::Logarithm, argument));
}

Result RowAlgebra::larger(const RowPolynomial &a, const RowPolynomial &b) {
  std::optional<double> left = a.getNumber(), right = b.getNumber();
  if (left && right)
    return RowPolynomial::number(std::fmax(*left, *right));
  // A variance that rounding could have made negative is kept from it.
  if (right && isAtLeast(a, *right))
    return a;
  if (left && isAtLeast(b, *left))
    return b;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

std::optional<const RowFactor *>
RowAlgebra::getVaryingFactor(const RowTerm &term, DimMask dims) const {
  const RowFactor *result = nullptr;
  for (const RowFactor &factor : term.factors) {
    if (!(atoms[factor.atom].varies & dims))
      continue;
    if (result)
      return std::nullopt;
    result = &factor;
  }
  return result;
}

Result RowAlgebra::sumOfTerm(const RowTerm &term, DimMask dims) {
  std::optional<const RowFactor *> varying = getVaryingFactor(term, dims);
  if (!varying)
    return std::nullopt;
  RowPolynomial rest;
  if (!*varying) {
    std::optional<double> count = getCount(dims);
    rest.add(term);
    return count ? Result(rest.scaled(*count)) : std::nullopt;
  }
  RowFactor factor = **varying;
  RowTerm others = term;
  llvm::erase(others.factors, factor);
  rest.add(others);
  const RowAtom &atom = atoms[factor.atom];
  unsigned sum = 0;
  if (atom.kind == Kind::Data && (factor.exponent == 1 || factor.exponent == 2))
    sum = internRow(Kind::Sum, dims, static_cast<unsigned>(factor.exponent));
  else if (factor.exponent != 1)
    return std::nullopt;
  else if (atom.kind == Kind::Exponential)
    sum =
        internRow(Kind::ExponentialSum, dims, 0, RowPolynomial(atom.argument));
  else if (atom.kind == Kind::Sum || atom.kind == Kind::ExponentialSum)
    // A sum of sums, dimension by dimension.
    sum = internRow(atom.kind, atom.reduced | dims, atom.degree,
                    RowPolynomial(atom.argument));
  else
    return std::nullopt;
  return multiply(rest, RowPolynomial::atom(sum));
}

Result RowAlgebra::sum(const RowPolynomial &terms, DimMask dims) {
  RowPolynomial result;
  for (const RowTerm &term : terms.getTerms()) {
    Result sum = sumOfTerm(term, dims);
    if (!sum)
      return std::nullopt;
    result.add(*sum);
  }
  return checked(std::move(result));
}

Result RowAlgebra::maximum(const RowPolynomial &terms, DimMask dims) {
  RowPolynomial result;
  bool found = false;
  for (const RowTerm &term : terms.getTerms()) {
    std::optional<const RowFactor *> varying = getVaryingFactor(term, dims);
    if (!varying)
      return std::nullopt;
    if (!*varying) {
      result.add(term);
      continue;
    }
    const RowAtom &atom = atoms[(*varying)->atom];
    // The maximum of c * x is c times that of x, and the rest is the same for
    // all x.
    bool isScaled = term.factors.size() == 1 && term.coefficient > 0 &&
                    (*varying)->exponent == 1 &&
                    (atom.kind == Kind::Data || atom.kind == Kind::Maximum);
    if (found || !isScaled)
      return std::nullopt;
    found = true;
    unsigned row = internRow(Kind::Maximum, atom.reduced | dims);
    result.add({term.coefficient, {{row, 1}}});
  }
  return result;
}
