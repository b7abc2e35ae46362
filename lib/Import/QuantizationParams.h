//===- QuantizationParams.h - Scales and zero points of nodes ---*- C++ -*-===//
//
// ONNX gives the parameters of quantization as inputs of a node. Constant ones
// become attributes, others stay operands.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_QUANTIZATIONPARAMS_H
#define QUANTX_LIB_IMPORT_QUANTIZATIONPARAMS_H

#include "NodeImporter.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx::importer {

/// How a tensor is quantized: type, granularity, scale and zero point.
struct QuantizationParams {
  DataType storage = DataType::UInt8;
  /// What numbers beyond a storage type of floats become.
  Overflow overflow = Overflow::Saturate;
  /// The dimensions with parameters of their own, and for blocks their sizes.
  llvm::SmallVector<int64_t> axes;
  llvm::SmallVector<int64_t> blockSizes;
  /// One dimension for each axis.
  TensorValue scale;
  /// The shape of the scale, or nothing for 0.
  std::optional<TensorValue> zeroPoint;

  /// True when both are known, so that attributes can hold them.
  bool isConstant() const {
    return scale.isConstant() && (!zeroPoint || zeroPoint->isConstant());
  }
};

/// Where a node has its parameters.
struct ParamsInputs {
  unsigned scale;
  unsigned zeroPoint;
};

/// Input `index`, a scale: checks its type, and every number that is known
/// (QX-P1).
mlir::FailureOr<TensorValue> checkScale(NodeImporter &importer, unsigned index);

/// Reads scale and zero point for a tensor `value` quantized along `axis` (as
/// stated, where the scale has one dimension) or in blocks of `blockSize` (0
/// for none). Checks their types and shapes and the numbers that are known; the
/// zero point of float storage must be 0 and is dropped.
mlir::FailureOr<QuantizationParams> readParams(NodeImporter &importer,
                                               ParamsInputs inputs,
                                               const TensorValue &value,
                                               DataType storage, int64_t axis,
                                               int64_t blockSize);

/// The storage type of a tensor of `type` with its signedness.
mlir::Type getStorageType(DataType type, mlir::MLIRContext *context);

/// The parameters as an attribute; they must be constant.
ParamsAttr getParamsAttr(NodeImporter &importer,
                         const QuantizationParams &params);

/// Storage and granularity as an attribute.
SchemeAttr getSchemeAttr(NodeImporter &importer,
                         const QuantizationParams &params);

/// `value`, real numbers of float, float16 or bfloat16, quantized; the division
/// is one of `precision`, which is one of these types. The op is at `loc`.
TensorValue emitQuantize(NodeImporter &importer, const TensorValue &value,
                         const QuantizationParams &params, DataType precision,
                         mlir::Location loc);

/// The real numbers of float, float16 or bfloat16 that `value` stands for.
TensorValue emitDequantize(NodeImporter &importer, const TensorValue &value,
                           const QuantizationParams &params, DataType type,
                           mlir::Location loc);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_QUANTIZATIONPARAMS_H
