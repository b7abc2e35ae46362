//===- TensorFields.h - The statistics of a tensor as JSON ------*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_TENSORFIELDS_H
#define QUANTX_LIB_CALIBRATION_TENSORFIELDS_H

#include "quantx/Calibration/TensorStatistics.h"
#include "quantx/Support/JSONFields.h"

namespace quantx::calibration {

/// Prints the fields of the object of one tensor.
void printTensor(llvm::json::OStream &json, const TensorStatistics &statistics);

/// Reads and checks them, as version `version` of the file has them. `context`
/// begins errors.
llvm::Expected<TensorStatistics> readTensor(const llvm::json::Object &object,
                                            const std::string &context,
                                            int64_t version);

/// The histogram in the field of that name of `owner`; where it is wrong,
/// `owner` has failed, and the result is empty.
Histogram readHistogram(JSONFields &owner, const std::string &context);
Histogram readHistogram(const llvm::json::Object &object, JSONFields &owner,
                        llvm::StringRef field, const std::string &context);

/// The optional parts; the same holds where they are wrong.
ChannelStatistics readChannels(JSONFields &owner, const std::string &context);
RowReservoir readRows(JSONFields &owner, const std::string &context);
BatchRanges readBatchRanges(JSONFields &owner, const std::string &context);

} // namespace quantx::calibration

#endif // QUANTX_LIB_CALIBRATION_TENSORFIELDS_H
