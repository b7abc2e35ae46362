//===- NpyHeader.h - The dictionary before the elements of a .npy ---------===//

#ifndef QUANTX_LIB_EXECUTIONENGINE_NPYHEADER_H
#define QUANTX_LIB_EXECUTIONENGINE_NPYHEADER_H

#include "quantx/ExecutionEngine/HostTensor.h"

namespace quantx::fileformat {

/// What the header of a .npy file says.
struct NpyHeader {
  ElementType type = ElementType::F32;
  bool bigEndian = false;
  bool fortranOrder = false;
  llvm::SmallVector<int64_t> shape;
};

/// Parses the header `text`. Errors begin with `name`.
llvm::Expected<NpyHeader> parseNpyHeader(llvm::StringRef name,
                                         llvm::StringRef text);

/// numpy's name of `type` in the byte order of this host: "<f4".
std::string getNpyDescr(ElementType type);

} // namespace quantx::fileformat

#endif // QUANTX_LIB_EXECUTIONENGINE_NPYHEADER_H
