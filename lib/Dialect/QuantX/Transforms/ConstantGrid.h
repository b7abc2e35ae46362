//===- ConstantGrid.h - Constants as grids ----------------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTGRID_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTGRID_H

#include "Grid.h"
#include "mlir/IR/Builders.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include <optional>

namespace quantx {

/// The numbers of a constant float tensor as a grid over a tensor of `rank`
/// that reads it through `map`, whose results are dimensions or 0. Broadcasts,
/// fills and dequantized constants count as constants. None if the value is not
/// constant or cannot be read.
std::optional<Grid<float>> getConstantGrid(mlir::Value value,
                                           mlir::AffineMap map);

/// The scales and the zero points of `params` of a tensor that is read through
/// `map`: axis i is dimension `map(i)`. None if an axis is no dimension of its
/// own, or if there are blocks.
std::optional<Grid<float>> getScaleGrid(ParamsAttr params, mlir::AffineMap map);
std::optional<Grid<int64_t>> getZeroPointGrid(ParamsAttr params,
                                              mlir::AffineMap map);

/// A constant tensor of the grid's shape; for one number a scalar tensor.
mlir::Value createGridConstant(mlir::OpBuilder &builder, mlir::Location loc,
                               const Grid<int64_t> &grid, mlir::Type type);

/// The same in f32.
mlir::Value createGridConstant(mlir::OpBuilder &builder, mlir::Location loc,
                               const Grid<float> &grid);

/// A tensor of the shape of `like` that holds the grid's number at every index.
mlir::Value createGridTensor(mlir::OpBuilder &builder, mlir::Location loc,
                             const Grid<int64_t> &grid, mlir::Value like,
                             mlir::Type type);
/// The same in f32.
mlir::Value createGridTensor(mlir::OpBuilder &builder, mlir::Location loc,
                             const Grid<float> &grid, mlir::Value like);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTGRID_H
