//===- RangeFormats.h - One parser per form of a range table ----*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_RANGEFORMATS_H
#define QUANTX_LIB_CALIBRATION_RANGEFORMATS_H

#include "quantx/Calibration/RangeTable.h"

namespace quantx::calibration {

using RangeTableOrError = llvm::Expected<RangeTable>;

RangeTableOrError parseTextTable(llvm::MemoryBufferRef buffer);
RangeTableOrError parseTensorRTCache(llvm::MemoryBufferRef buffer);
RangeTableOrError parseOnnxruntimeTable(llvm::MemoryBufferRef buffer);

/// "'file': line 3: what".
llvm::Error lineError(llvm::MemoryBufferRef buffer, unsigned line,
                      const llvm::Twine &what);

/// Adds an entry; fails where `name` has one already.
llvm::Error addEntry(RangeTable &table, llvm::MemoryBufferRef buffer,
                     std::string name, RangeEntry entry);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_RANGEFORMATS_H
