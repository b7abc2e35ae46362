//===- QuantCompileMain.h - The driver behind quant-compile -----*- C++ -*-===//

#ifndef QUANTX_TOOLS_QUANTCOMPILEMAIN_H
#define QUANTX_TOOLS_QUANTCOMPILEMAIN_H

namespace quantx {

/// Compiles the public functions of a model to an object file and a header of
/// C. Errors are printed, and nothing is written then. Returns the exit status
/// of the tool.
int quantCompileMain(int argc, char **argv);

} // namespace quantx

#endif // QUANTX_TOOLS_QUANTCOMPILEMAIN_H
