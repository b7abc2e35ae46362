//===- ToolError.cpp - How a tool ends that cannot go on ------------------===//

#include "ToolError.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx::tools;

char AlreadyReported::ID = 0;

int quantx::tools::reportError(StringRef tool, Error error) {
  if (!error)
    return 0;
  handleAllErrors(
      std::move(error), [](const AlreadyReported &) {},
      [&](const ErrorInfoBase &info) {
        WithColor::error(errs(), tool) << info.message() << "\n";
      });
  return 1;
}
