//===- TilingModels.h - Tiling of quantx ops --------------------*- C++ -*-===//

#ifndef QUANTX_INTERFACES_TILINGMODELS_H
#define QUANTX_INTERFACES_TILINGMODELS_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace quantx {

/// External models of upstream's TilingInterface for quantize, dequantize,
/// requantize and lookup: elementwise, except that a tile covers dimensions
/// with parameters of their own whole.
void registerTilingModels(mlir::DialectRegistry &registry);

} // namespace quantx

#endif // QUANTX_INTERFACES_TILINGMODELS_H
