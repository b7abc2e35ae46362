//===- QuantOptMain.h - The driver behind quant-opt -------------*- C++ -*-===//

#ifndef QUANTX_TOOLS_QUANTOPTMAIN_H
#define QUANTX_TOOLS_QUANTOPTMAIN_H

#include "mlir/Support/LLVM.h"

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace quantx {

/// `mlir::MlirOptMain`, except that the IR that `--mlir-print-ir-*` prints
/// between passes is readable: constants of more than 16 elements and large
/// resources are elided there. The final output keeps them whole. A user who
/// gives `--mlir-elide-elementsattrs-if-larger` or
/// `--mlir-elide-resource-strings-if-larger` gets upstream's meaning of it, for
/// the dumps and for the output.
///
/// `registry` holds every dialect the input may use. Errors are printed.
llvm::LogicalResult quantOptMain(int argc, char **argv,
                                 llvm::StringRef toolName,
                                 mlir::DialectRegistry &registry);

} // namespace quantx

#endif // QUANTX_TOOLS_QUANTOPTMAIN_H
