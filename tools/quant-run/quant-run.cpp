//===- quant-run.cpp - Models over samples --------------------------------===//

#include "quantx/Tools/QuantRunMain.h"

int main(int argc, char **argv) { return quantx::quantRunMain(argc, argv); }
