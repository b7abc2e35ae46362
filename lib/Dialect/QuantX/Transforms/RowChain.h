//===- RowChain.h - What follows softmax and normalizations -----*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWCHAIN_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWCHAIN_H

#include "ChannelAffine.h"
#include "IntegerForm.h"

namespace quantx {

/// function(channels(head)), where `head` is a function of rows.
struct RowChain {
  mlir::OpResult head;
  RowFlow flow;
  /// Factors and offsets that follow the head, as one: gamma and beta.
  ChannelAffine channels;
  /// Scalings and clamps that follow those.
  ClampedAffine function;
};

/// True if `value` is a function of rows, or is made of one by multiplications
/// and additions of constants and by clamps.
bool isRowChain(mlir::Value value);

/// Reads the chain that ends with `value`, of which isRowChain is true.
mlir::FailureOr<RowChain> getRowChain(mlir::Value value, Refusal &refusal);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_ROWCHAIN_H
