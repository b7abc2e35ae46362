//===- TensorReader.h - TensorProto to TensorData ---------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_TENSORREADER_H
#define QUANTX_LIB_IMPORT_TENSORREADER_H

#include "Model.h"
#include "mlir/IR/Diagnostics.h"

namespace onnx {
class TensorProto;
} // namespace onnx

namespace quantx::importer {

/// Starts the one error of the import; the caller has said where.
using EmitErrorFn = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// Reads `proto`, taking its raw data over instead of copying it. External data
/// is looked up in `directory` and must stay inside it. `what` names the tensor
/// in messages, e.g. "initializer 'w'".
mlir::FailureOr<TensorData> readTensor(onnx::TensorProto &proto,
                                       llvm::StringRef what,
                                       llvm::StringRef directory,
                                       EmitErrorFn emitError);

/// True if a float tensor holds a NaN.
bool hasNaN(const TensorData &tensor);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_TENSORREADER_H
