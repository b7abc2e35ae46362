//===- TosaToQuantX.h - TOSA's quantized ops as quantx ops ------*- C++ -*-===//

#ifndef QUANTX_CONVERSION_TOSATOQUANTX_TOSATOQUANTX_H
#define QUANTX_CONVERSION_TOSATOQUANTX_TOSATOQUANTX_H

#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/PatternMatch.h"

#include <string>

namespace quantx {

/// Why an op was left as it is: a predicate of which the op is the subject.
using TosaRefusal = std::string;

/// Replaces a rescale by `quantx.requantize` on the same integers, equal for
/// every value for which TOSA defines the result. A rescale that only rounds
/// the 16.7 numbers of a 16-bit table becomes an interpolated `quantx.lookup`
/// together with it. Fails, with the IR as it was, where quantx has no such
/// form.
mlir::LogicalResult convertTosaRescale(mlir::RewriterBase &rewriter,
                                       mlir::tosa::RescaleOp op,
                                       TosaRefusal &refusal);

/// Replaces a table of 256 entries by `quantx.lookup`.
mlir::LogicalResult convertTosaTable(mlir::RewriterBase &rewriter,
                                     mlir::tosa::TableOp op,
                                     TosaRefusal &refusal);

/// Takes the zero point of the input out of a convolution with constant weights
/// and bias (conv2d, conv3d, depthwise_conv2d): the padding becomes a
/// `tosa.pad` with the zero point, the sums over the weights go into the bias
/// (rule QX-I1). What is left is a convolution of plain integers. Succeeds
/// without a change where there is nothing to take out.
mlir::LogicalResult hoistTosaZeroPoints(mlir::RewriterBase &rewriter,
                                        mlir::Operation *op,
                                        TosaRefusal &refusal);

} // namespace quantx

#endif // QUANTX_CONVERSION_TOSATOQUANTX_TOSATOQUANTX_H
