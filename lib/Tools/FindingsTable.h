//===- FindingsTable.h - Tensors that need a look, as a table ---*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_FINDINGSTABLE_H
#define QUANTX_LIB_TOOLS_FINDINGSTABLE_H

#include "quantx/Calibration/StatisticsFile.h"

namespace quantx::tools {

/// Prints a table of what is conspicuous about `statistics`, with advice, to
/// standard error; nothing where nothing is. Long tables are cut, unless `all`.
void printFindings(const calibration::ModelStatistics &statistics, bool all);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_FINDINGSTABLE_H
