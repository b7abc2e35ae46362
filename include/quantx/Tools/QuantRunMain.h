//===- QuantRunMain.h - The driver behind quant-run -------------*- C++ -*-===//

#ifndef QUANTX_TOOLS_QUANTRUNMAIN_H
#define QUANTX_TOOLS_QUANTRUNMAIN_H

namespace quantx {

/// Compiles a model, runs it over samples from files, prints accuracy and
/// speed, and writes what it computed. Errors are printed. Returns the exit
/// status of the tool.
int quantRunMain(int argc, char **argv);

} // namespace quantx

#endif // QUANTX_TOOLS_QUANTRUNMAIN_H
