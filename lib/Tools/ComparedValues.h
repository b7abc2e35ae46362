//===- ComparedValues.h - Pairs of values as layers of a report -*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_COMPAREDVALUES_H
#define QUANTX_LIB_TOOLS_COMPAREDVALUES_H

#include "quantx/Analysis/ValueMatching.h"
#include "quantx/Report/Comparison.h"

namespace quantx::tools {

/// A layer for each pair, without any values yet. To be called while the values
/// of the matching are there.
std::vector<report::LayerComparison> makeLayers(const ValueMatching &matching);

/// Adds the values of one call to a layer.
void addValues(report::LayerComparison &layer, llvm::ArrayRef<float> real,
               llvm::ArrayRef<float> quantized);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_COMPAREDVALUES_H
