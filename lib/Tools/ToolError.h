//===- ToolError.h - How a tool ends that cannot go on ----------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_TOOLERROR_H
#define QUANTX_LIB_TOOLS_TOOLERROR_H

#include "llvm/Support/Error.h"
#include "llvm/Support/WithColor.h"

namespace quantx::tools {

/// What is returned where diagnostics were already printed.
class AlreadyReported : public llvm::ErrorInfo<AlreadyReported> {
public:
  // NOLINTNEXTLINE(readability-identifier-naming): what ErrorInfo calls it.
  static char ID;
  void log(llvm::raw_ostream &os) const override { os << "already reported"; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
};

/// Prints each part of `error` as "TOOL: error: ..." and returns the exit
/// status of the tool.
int reportError(llvm::StringRef tool, llvm::Error error);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_TOOLERROR_H
