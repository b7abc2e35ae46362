//===- ConstantNumbers.h - Stored values of constants -----------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTNUMBERS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTNUMBERS_H

#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include <optional>

namespace quantx {

/// The stored value that quantize gives for `number`, if it is the same for all
/// channels.
std::optional<int64_t> encode(double number, ParamsAttr params);

/// The stored value that dequantize turns into exactly `number`, -0.0 and 0.0
/// being different; none if there is none or if channels differ. `type` is the
/// element type of the dequantized tensor.
std::optional<int64_t> encodeExactly(double number, ParamsAttr params,
                                     mlir::FloatType type);

/// The smallest and the largest real that any value of the storage type, inside
/// or outside its bounds, stands for in any channel.
double getLowestReal(ParamsAttr params);
double getHighestReal(ParamsAttr params);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CONSTANTNUMBERS_H
