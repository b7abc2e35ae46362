//===- StatisticsOfModule.cpp - The statistics file of a module -----------===//

#include "StatisticsOfModule.h"

#include "quantx/Analysis/ModelFingerprint.h"

using namespace mlir;
using namespace quantx;
using calibration::ModelStatistics;

FailureOr<ModelStatistics> quantx::readStatisticsOf(ModuleOp module,
                                                    StringRef pass,
                                                    StringRef path,
                                                    bool acceptPartial) {
  if (path.empty())
    return emitError(module.getLoc())
           << pass
           << " needs statistics=FILE, a file that quant-calibrate wrote";
  llvm::Expected<ModelStatistics> statistics =
      calibration::readStatisticsFile(path);
  if (!statistics)
    return emitError(module.getLoc(), llvm::toString(statistics.takeError()));
  std::string fingerprint = fingerprintModule(module);
  if (statistics->model != fingerprint)
    return emitError(module.getLoc())
           << "the statistics in '" << path
           << "' are of another model: they were taken from model "
           << statistics->model << ", and this is model " << fingerprint
           << "; run quant-calibrate on this model";
  if (!acceptPartial)
    if (llvm::Error error =
            calibration::checkComplete(*statistics, path, "accept-partial"))
      return emitError(module.getLoc(), llvm::toString(std::move(error)));
  return std::move(*statistics);
}
