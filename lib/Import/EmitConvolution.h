//===- EmitConvolution.h - Convolutions as linalg ops -----------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_EMITCONVOLUTION_H
#define QUANTX_LIB_IMPORT_EMITCONVOLUTION_H

#include "Emit.h"

namespace quantx::importer {

/// A convolution without padding.
struct Convolution {
  /// N x C x spatial.
  TensorValue input;
  /// M x C/groups x kernel.
  TensorValue filter;
  /// M, or no value.
  std::optional<TensorValue> bias;
  int64_t groups = 1;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<int64_t> dilations;
  /// Spatial extents of the result.
  Shape result;
};

/// Emits the named linalg op for `conv` where there is one and a linalg.generic
/// otherwise, accumulating onto the broadcast bias. The result is N x M x
/// spatial. Everything must have been checked.
TensorValue emitConvolution(NodeImporter &importer, const Convolution &conv);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_EMITCONVOLUTION_H
