//===- Grid.h - Numbers per channel -----------------------------*- C++ -*-===//
//
// Scales, zero points and biases depend on some dimensions of a result only. A
// grid holds one number per index of those.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_GRID_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_GRID_H

#include "mlir/IR/AffineMap.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <vector>

namespace quantx {

/// Dimensions of a tensor, in increasing order, and their sizes.
struct GridDomain {
  llvm::SmallVector<int64_t> dims, shape;

  int64_t size() const {
    int64_t result = 1;
    for (int64_t extent : shape)
      result *= extent;
    return result;
  }

  /// Adds the dimensions that are not there yet.
  void include(const GridDomain &other) {
    for (auto [dim, extent] : llvm::zip_equal(other.dims, other.shape)) {
      auto *at = llvm::lower_bound(dims, dim);
      if (at != dims.end() && *at == dim)
        continue;
      shape.insert(shape.begin() + (at - dims.begin()), extent);
      dims.insert(at, dim);
    }
  }

  /// The map from the dimensions of the tensor to those of the grid.
  mlir::AffineMap getMap(unsigned rank, mlir::MLIRContext *context) const {
    llvm::SmallVector<mlir::AffineExpr> results;
    for (int64_t dim : dims)
      results.push_back(mlir::getAffineDimExpr(dim, context));
    return mlir::AffineMap::get(rank, 0, results, context);
  }
};

template <typename T>
class Grid {
public:
  /// One number for all indices.
  Grid(T value) : values{value} {}

  /// The numbers in row-major order of the domain.
  Grid(GridDomain domain, std::vector<T> values)
      : domain(std::move(domain)), values(std::move(values)) {}

  const GridDomain &getDomain() const { return domain; }
  llvm::ArrayRef<T> getValues() const { return values; }
  bool isScalar() const { return domain.dims.empty(); }

  /// The number at an index of the whole tensor.
  T at(llvm::ArrayRef<int64_t> index) const {
    int64_t position = 0;
    for (auto [dim, extent] : llvm::zip_equal(domain.dims, domain.shape))
      position = position * extent + index[dim];
    return values[position];
  }

  bool isAll(T value) const {
    return llvm::all_of(values, [&](T other) { return other == value; });
  }

private:
  GridDomain domain;
  std::vector<T> values;
};

/// The grid of `function(index)`, `index` being that of the whole tensor of
/// which only the dimensions of `domain` are set. One number for all indices
/// when all are the same.
template <typename Function>
auto generateGrid(const GridDomain &domain, int64_t rank, Function function) {
  using T = decltype(function(llvm::ArrayRef<int64_t>()));
  llvm::SmallVector<int64_t> index(rank, 0);
  std::vector<T> values;
  for (int64_t i = 0, count = domain.size(); i < count; ++i) {
    int64_t rest = i;
    for (size_t k = domain.dims.size(); k-- > 0;) {
      index[domain.dims[k]] = rest % domain.shape[k];
      rest /= domain.shape[k];
    }
    values.push_back(function(index));
  }
  if (!values.empty() && llvm::all_equal(values))
    return Grid<T>(values.front());
  return Grid<T>(domain, std::move(values));
}

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_GRID_H
