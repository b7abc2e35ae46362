//===- RowAlgebra.h - Functions of the rows of a tensor ---------*- C++ -*-===//
//
// Softmax and the normalizations make of each element x of a tensor something
// that depends on x and on the row of x, the elements along some dimensions.
// However such a function is decomposed into ops, it has one form here: a
// polynomial in x, in sums of x and of x^2 over rows, in maxima of rows, and in
// powers, exponentials and logarithms of such polynomials. The algebra is that
// of the reals: what it calls equal differs by rounding.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_ANALYSIS_ROWALGEBRA_H
#define QUANTX_ANALYSIS_ROWALGEBRA_H

#include "mlir/IR/Value.h"
#include "quantx/Analysis/RowPolynomial.h"
#include "llvm/ADT/DenseMap.h"

namespace quantx {

/// A set of dimensions of a tensor: bit d is dimension d.
using DimMask = uint64_t;

/// What a polynomial is made of.
struct RowAtom {
  enum class Kind {
    Data,           ///< The element x.
    Accumulator,    ///< What a reduction has summed up so far.
    Sum,            ///< The sum of x^degree over `reduced`.
    Maximum,        ///< The maximum of x over `reduced`.
    Power,          ///< `argument`, to be raised to a power.
    Exponential,    ///< e^argument.
    ExponentialSum, ///< The sum of e^argument over `reduced`.
    Logarithm,      ///< log(argument).
    Other           ///< The element of `tensor` at the indices `tensorDims`.
  };
  Kind kind = Kind::Data;
  unsigned degree = 0;
  DimMask reduced = 0;
  RowPolynomial argument;
  /// A tensor or a scalar.
  mlir::Value tensor;
  /// For each dimension of the tensor, the dimension of x that has its index;
  /// -1 where the index is always 0.
  llvm::SmallVector<int64_t, 0> tensorDims;

  /// What follows from the above: the dimensions of x along which this varies,
  /// whether x itself is in it, a sum or maximum of a row, another tensor.
  DimMask varies = 0;
  bool usesData = false;
  bool usesRows = false;
  bool usesOthers = false;
};

/// The functions of the rows of one tensor. All functions give none where the
/// result has no form, or one of too many terms.
class RowAlgebra {
public:
  using Result = std::optional<RowPolynomial>;

  /// `shape` is that of the tensor x, of at most 64 dimensions.
  explicit RowAlgebra(llvm::ArrayRef<int64_t> shape) : shape(shape) {}

  const RowAtom &getAtom(unsigned atom) const { return atoms[atom]; }
  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  /// The number of elements along `dims`, where it is static.
  std::optional<double> getCount(DimMask dims) const;

  RowPolynomial data();
  RowPolynomial accumulator();
  /// The element of another tensor, or a scalar.
  RowPolynomial other(mlir::Value tensor, llvm::ArrayRef<int64_t> tensorDims);

  Result multiply(const RowPolynomial &a, const RowPolynomial &b);
  Result divide(const RowPolynomial &a, const RowPolynomial &b);
  Result power(const RowPolynomial &base, double exponent);
  Result exponential(const RowPolynomial &argument);
  Result logarithm(const RowPolynomial &argument);
  /// The larger of two, where it is known which that is.
  Result larger(const RowPolynomial &a, const RowPolynomial &b);
  /// The sum or the maximum over the elements along `dims`.
  Result sum(const RowPolynomial &terms, DimMask dims);
  Result maximum(const RowPolynomial &terms, DimMask dims);

  bool usesData(const RowPolynomial &value) const;
  bool usesRows(const RowPolynomial &value) const;
  bool usesOthers(const RowPolynomial &value) const;
  DimMask getVaryingDims(const RowPolynomial &value) const;

private:
  /// The number of an atom; equal ones share it.
  unsigned intern(RowAtom atom);
  unsigned internFunction(RowAtom::Kind kind, RowPolynomial argument);
  unsigned internRow(RowAtom::Kind kind, DimMask reduced, unsigned degree = 0,
                     RowPolynomial argument = {});

  Result multiplyTerms(const RowTerm &a, const RowTerm &b);
  Result powerOfTerm(const RowTerm &base, double exponent);
  Result sumOfTerm(const RowTerm &term, DimMask dims);
  /// The only factor that varies along `dims`, or null; none if there are more.
  std::optional<const RowFactor *> getVaryingFactor(const RowTerm &term,
                                                    DimMask dims) const;
  bool isAtLeast(const RowPolynomial &value, double bound) const;

  llvm::SmallVector<int64_t> shape;
  std::vector<RowAtom> atoms;
  /// The atoms with a hash.
  llvm::DenseMap<unsigned, llvm::SmallVector<unsigned, 1>> interned;
};

} // namespace quantx

#endif // QUANTX_ANALYSIS_ROWALGEBRA_H
