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
  /// M elements of `type`, or no value.
  std::optional<TensorValue> bias;
  /// The type of the sums, which operands of fewer bits are extended to.
  DataType type = DataType::Float;
  int64_t groups = 1;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<int64_t> dilations;
  /// Spatial extents of the result.
  Shape result;
  /// What the op is a part of the node's result for, if it is not the result
  /// itself.
  llvm::StringRef part = "";
};

/// Reads the attributes of a Conv, ConvInteger or QLinearConv and checks that
/// they and the operands fit one another. The input is left without padding,
/// which is returned; of the operands' types only that of the bias is checked,
/// which is to be `type`.
struct UnpaddedConvolution {
  Convolution conv;
  Shape padLow;
  Shape padHigh;
};
mlir::FailureOr<UnpaddedConvolution>
readConvolution(NodeImporter &importer, const TensorValue &input,
                const TensorValue &filter,
                const std::optional<TensorValue> &bias, DataType type);

/// Emits the named linalg op for `conv` where there is one and a linalg.generic
/// otherwise, accumulating onto the broadcast bias. The result is N x M x
/// spatial. Everything must have been checked.
TensorValue emitConvolution(NodeImporter &importer, const Convolution &conv);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_EMITCONVOLUTION_H
