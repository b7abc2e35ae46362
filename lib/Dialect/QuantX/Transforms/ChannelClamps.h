//===- ChannelClamps.h - Clamps with bounds per channel ---------*- C++ -*-===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELCLAMPS_H
#define QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELCLAMPS_H

#include "ChannelGroups.h"

namespace quantx {

/// Multiplies the bounds of the clamps of `group` by the factor of each
/// channel. Invalidates the group.
void scaleClamps(ChannelGroup &group, llvm::ArrayRef<double> factors);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_TRANSFORMS_CHANNELCLAMPS_H
