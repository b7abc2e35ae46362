//===- QuantCalibrateMain.h - The driver behind quant-calibrate -*- C++ -*-===//

#ifndef QUANTX_TOOLS_QUANTCALIBRATEMAIN_H
#define QUANTX_TOOLS_QUANTCALIBRATEMAIN_H

namespace quantx {

/// Runs a float model with observers over samples from files and writes the
/// statistics of its tensors, or merges such files. Errors are printed. Returns
/// the exit status of the tool.
int quantCalibrateMain(int argc, char **argv);

} // namespace quantx

#endif // QUANTX_TOOLS_QUANTCALIBRATEMAIN_H
