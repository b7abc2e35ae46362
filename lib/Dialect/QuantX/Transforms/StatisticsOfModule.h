//===- StatisticsOfModule.h - The statistics file of a module ---*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_STATISTICSOFMODULE_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_STATISTICSOFMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "quantx/Calibration/StatisticsFile.h"

namespace quantx {

/// Reads `path`, the option statistics= of `pass`, and checks that it is about
/// `module`, and of a finished run unless `acceptPartial`. Emits an error
/// otherwise.
mlir::FailureOr<calibration::ModelStatistics>
readStatisticsOf(mlir::ModuleOp module, llvm::StringRef pass,
                 llvm::StringRef path, bool acceptPartial);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_STATISTICSOFMODULE_H
