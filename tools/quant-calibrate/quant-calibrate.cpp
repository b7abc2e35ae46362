//===- quant-calibrate.cpp - Statistics of a model's tensors --------------===//

#include "quantx/Tools/QuantCalibrateMain.h"

int main(int argc, char **argv) {
  return quantx::quantCalibrateMain(argc, argv);
}
