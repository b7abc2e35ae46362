//===- CInterface.h - Compiled functions as C calls them --------*- C++ -*-===//
//
// A C caller knows nothing of memref descriptors. Each public function of a
// module becomes
//
//   void SYMBOL(const T *A_data, int64_t A_dim0, ...,
//               U **R_data, int64_t *R_dim0, ...);
//
// with the elements of each argument, row-major, followed by those of its sizes
// that are dynamic; then, in the same order, where each result and its dynamic
// sizes are put. Results are in buffers from malloc.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_OBJECT_CINTERFACE_H
#define QUANTX_OBJECT_CINTERFACE_H

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace quantx {

/// A public function of a module, named for C.
struct CFunction {
  FunctionSignature signature;
  /// What C calls it.
  std::string symbol;
  /// What the parameters of each argument and result begin with; all differ.
  llvm::SmallVector<std::string> arguments;
  llvm::SmallVector<std::string> results;
};

/// `name` with every character replaced that an identifier of C cannot hold,
/// and one put before a leading digit; "_" where it is empty.
std::string toCIdentifier(llvm::StringRef name);

/// The public functions of `module`, before it is lowered, as PREFIX_NAME.
/// Fails where there are none, where one takes or returns what is no tensor,
/// where two have the same name in C, and where `prefix` is no identifier.
llvm::Expected<std::vector<CFunction>> getCFunctions(mlir::ModuleOp module,
                                                     llvm::StringRef prefix);

/// Writes a header for C and C++ that declares `functions`. `machine` names in
/// a comment what they were compiled for.
void printCHeader(llvm::raw_ostream &os, llvm::ArrayRef<CFunction> functions,
                  llvm::StringRef prefix, llvm::StringRef machine);

} // namespace quantx

#endif // QUANTX_OBJECT_CINTERFACE_H
