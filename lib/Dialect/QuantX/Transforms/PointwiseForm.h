//===- PointwiseForm.h - Functions of one tensor in integers ----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEFORM_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEFORM_H

#include "IntegerForm.h"
#include "quantx/Numerics/Quantize.h"

namespace quantx {

/// Parameters per tensor, as Numerics has them.
numerics::QuantParams toQuantParams(ParamsAttr params);

/// A table of a function of 16-bit values: interpolated where that is close to
/// the function for every one of them, otherwise of all 65536 values.
IntegerForm matchWordTable(DequantizeOp source,
                           const std::function<double(double)> &function,
                           const Epilogue &epilogue);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_POINTWISEFORM_H
