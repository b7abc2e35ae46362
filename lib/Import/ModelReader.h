//===- ModelReader.h - ONNX protobuf to a checked model ---------*- C++ -*-===//
//
// The only door to libonnx and protobuf. What they throw is caught behind it.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_IMPORT_MODELREADER_H
#define QUANTX_LIB_IMPORT_MODELREADER_H

#include "Model.h"
#include "mlir/IR/Location.h"
#include "quantx/Import/ImportONNX.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"

namespace quantx::importer {

/// Parses and checks the model in `buffer`. Emits one error at `fileLoc` and
/// fails when it is not a well-formed ONNX graph; which operators it uses and
/// whether shapes fit is not looked at here.
mlir::FailureOr<Model> readModel(llvm::MemoryBufferRef buffer,
                                 ONNXFormat format, mlir::Location fileLoc);

/// Parses the textual form in `buffer` and writes it as a serialized
/// ModelProto.
mlir::LogicalResult convertTextToBinary(llvm::MemoryBufferRef buffer,
                                        mlir::Location fileLoc,
                                        llvm::raw_ostream &output);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_MODELREADER_H
