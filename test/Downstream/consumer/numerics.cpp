//===- numerics.cpp - Numerics without MLIR -------------------------------===//

#include "quantx/Numerics/Quantize.h"

#include <cstdio>

int main() {
  long long q =
      quantx::numerics::quantize(3.4501f, 1.0f / 66.933f, -128, -128, 127);
  std::printf("3.4501 is stored as %lld\n", q);
}
