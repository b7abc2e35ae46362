//===- ImportONNX.h - ONNX models to linalg on tensors ----------*- C++ -*-===//
//
// The border of the compiler: an ONNX file goes in, a verified module of
// func, linalg, tensor, arith and math ops comes out. Nothing is quantized
// here.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_IMPORT_IMPORTONNX_H
#define QUANTX_IMPORT_IMPORTONNX_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <optional>

namespace quantx {

/// How the bytes of a model file are to be read.
enum class ONNXFormat {
  /// A serialized ModelProto, what `.onnx` files hold.
  Binary,
  /// ONNX's textual syntax, as `onnx.parser` reads it; for tests.
  Text
};

struct ImportONNXOptions {
  ONNXFormat format = ONNXFormat::Binary;
  /// When set, every dynamic first dimension of a graph input becomes this many
  /// rows, and so does every dimension that carries the same symbol.
  std::optional<int64_t> batchSize;
};

/// Imports the model in `buffer`, whose identifier is the file name: external
/// data is looked up beside it, and diagnostics name it.
///
/// The module holds one public `func.func @main`. Arguments and results carry
/// `quantx.name`, the ONNX name of the value; an op that computes ONNX value X
/// is located at `loc("X")`, an op that only helps to compute it at
/// `loc("X"("part"))`. Constants of more than 64 elements are dense resources
/// that keep the buffer the model was parsed into.
///
/// Emits exactly one error, which names the file and where possible the node,
/// and returns null when the model is damaged, inconsistent or uses an operator
/// that cannot be imported.
mlir::OwningOpRef<mlir::ModuleOp> importONNX(llvm::MemoryBufferRef buffer,
                                             const ImportONNXOptions &options,
                                             mlir::MLIRContext *context);

/// Registers `--import-onnx`, `--import-onnx-text` and `--onnx-text-to-binary`
/// with the translation registry, and the options they read.
void registerImportTranslations();

} // namespace quantx

#endif // QUANTX_IMPORT_IMPORTONNX_H
