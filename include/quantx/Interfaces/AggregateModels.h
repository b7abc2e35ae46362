//===- AggregateModels.h - quantx ops as several linalg ops -----*- C++ -*-===//

#ifndef QUANTX_INTERFACES_AGGREGATEMODELS_H
#define QUANTX_INTERFACES_AGGREGATEMODELS_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace quantx {

/// An external model of linalg's AggregatedOpInterface for normalize: sums,
/// divisions and a root in the type of the elements.
void registerAggregateModels(mlir::DialectRegistry &registry);

} // namespace quantx

#endif // QUANTX_INTERFACES_AGGREGATEMODELS_H
