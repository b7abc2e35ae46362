//===- QLinearExpansion.h - Quantized operators of onnxruntime --*- C++ -*-===//
//
// onnxruntime's domain "com.microsoft" has operators on quantized tensors that
// are defined by those on what these represent: QLinearAdd is DequantizeLinear
// of both operands, Add, QuantizeLinear. They become just that, and the
// quantize pipeline makes integer arithmetic of it as of any other model.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_QLINEAREXPANSION_H
#define QUANTX_LIB_IMPORT_QLINEAREXPANSION_H

#include "Model.h"
#include "mlir/IR/Location.h"
#include "mlir/Support/LogicalResult.h"

namespace quantx::importer {

/// Replaces those operators in `model`. Fails, with an error at `fileLoc`,
/// where one has not the inputs or attributes that it should.
mlir::LogicalResult expandQLinearOperators(Model &model,
                                           mlir::Location fileLoc);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_QLINEAREXPANSION_H
