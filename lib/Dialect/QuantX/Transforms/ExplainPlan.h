//===- ExplainPlan.h - What was decided, and why ----------------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_EXPLAINPLAN_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_EXPLAINPLAN_H

#include "QDQPlan.h"
#include "RangeSource.h"
#include "llvm/Support/raw_ostream.h"

namespace quantx {

/// Prints a table with one line for each value, constant and op that `plan`
/// decides about: its parameters, or why it has none. `sources` say what gave
/// the ranges that were stated.
void explainPlan(const QDQPlan &plan, const RangeSources &sources,
                 llvm::raw_ostream &os);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_EXPLAINPLAN_H
