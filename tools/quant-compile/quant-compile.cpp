//===- quant-compile.cpp - Models to object files -------------------------===//

#include "quantx/Tools/QuantCompileMain.h"

int main(int argc, char **argv) { return quantx::quantCompileMain(argc, argv); }
