//===- RangeSource.h - What gave a range ------------------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGESOURCE_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGESOURCE_H

#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// What gave the ranges of values, such as a calibrator: "min-max".
using RangeSources = llvm::DenseMap<mlir::Value, std::string>;

/// Notes what gave the range, for explanations; it changes nothing else.
inline void setRangeSource(RangeOp op, llvm::StringRef source) {
  op->setDiscardableAttr("quantx.source",
                         mlir::StringAttr::get(op.getContext(), source));
}

/// What was noted; empty where nothing was.
inline std::string getRangeSource(RangeOp op) {
  auto source = op->getDiscardableAttrDictionary().getAs<mlir::StringAttr>(
      "quantx.source");
  return source ? source.str() : "";
}

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_RANGESOURCE_H
