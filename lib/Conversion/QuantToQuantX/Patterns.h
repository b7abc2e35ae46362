//===- Patterns.h - Parts of the conversion from quant ----------*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_QUANTTOQUANTX_PATTERNS_H
#define QUANTX_LIB_CONVERSION_QUANTTOQUANTX_PATTERNS_H

#include "quantx/Conversion/QuantToQuantX/QuantToQuantX.h"

namespace quantx {

/// qcast, dcast and scast.
void populateCastPatterns(const QuantTypeConverter &converter,
                          mlir::RewritePatternSet &patterns);

/// Every other op.
void populateForeignOpPattern(const QuantTypeConverter &converter,
                              mlir::RewritePatternSet &patterns);

/// True when no operand, result, block argument or attribute of `op` itself
/// mentions a quantized type. Does not look at the ops inside.
bool isFreeOfQuantTypes(mlir::Operation *op,
                        const QuantTypeConverter &converter);

/// Checks everything that could stop the conversion of `root`, so that the
/// driver never has to say that an op failed to legalize. Reports every type
/// and op once. `storageDialects` are those whose ops act on stored integers,
/// besides the ones known here.
mlir::LogicalResult
checkQuantTypes(mlir::Operation *root, const QuantTypeConverter &converter,
                llvm::ArrayRef<std::string> storageDialects);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTTOQUANTX_PATTERNS_H
