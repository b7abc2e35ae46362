//===- SumAccumulator.cpp - Exact sums at the speed of a loop -------------===//
//
// A finite f32 is an integer significand times 2^(exponent - 150). The values
// of a block are added up as integers, one accumulator for each of the 255
// exponents; only the accumulators are added to the wide sums. (Neal, "Fast
// exact summation using small and large superaccumulators", 2015, section 4.)
//
//===----------------------------------------------------------------------===//

#include "SumAccumulator.h"

#include "llvm/ADT/bit.h"

#include <algorithm>
#include <array>

using namespace quantx::calibration;

namespace {

constexpr unsigned numExponents = 256;

/// A significand has 24 bits, its square 48, so that the squares of this many
/// values fit into 63 bits.
constexpr size_t maxBlock = size_t(1) << 15;

/// The sums of the significands, and of their squares, of one exponent.
struct ExponentSums {
  int64_t values = 0;
  int64_t squares = 0;
};

/// Neighbouring values often have the same exponent, and an addition to memory
/// has to wait for the one before it to the same place. Two places halve that.
struct BlockSums {
  std::array<ExponentSums, numExponents> lanes[2];
};

} // namespace

static void addValue(float value,
                     std::array<ExponentSums, numExponents> &sums) {
  auto bits = llvm::bit_cast<uint32_t>(value);
  uint32_t exponent = (bits >> 23) & 0xFF;
  // Subnormals have no hidden bit, and the unit of exponent 1.
  int64_t significand =
      (bits & 0x7FFFFF) | (static_cast<uint32_t>(exponent != 0) << 23);
  int64_t sign = static_cast<int32_t>(bits) >> 31;
  sums[exponent].values += (significand ^ sign) - sign;
  sums[exponent].squares += significand * significand;
}

static void addBlock(llvm::ArrayRef<float> block, BlockSums &sums) {
  size_t i = 0, size = block.size();
  for (; i + 1 < size; i += 2) {
    addValue(block[i], sums.lanes[0]);
    addValue(block[i + 1], sums.lanes[1]);
  }
  if (i < size)
    addValue(block[i], sums.lanes[0]);
}

void quantx::calibration::addExactly(llvm::ArrayRef<float> values,
                                     ExactSum &sum, ExactSum &sumOfSquares) {
  while (!values.empty()) {
    llvm::ArrayRef<float> block =
        values.take_front(std::min(maxBlock, values.size()));
    values = values.drop_front(block.size());
    BlockSums sums;
    addBlock(block, sums);
    for (unsigned exponent = 0; exponent < numExponents; ++exponent) {
      int64_t squares =
          sums.lanes[0][exponent].squares + sums.lanes[1][exponent].squares;
      if (squares == 0)
        continue;
      unsigned shift = std::max(exponent, 1u) - 1;
      sum.add(sums.lanes[0][exponent].values + sums.lanes[1][exponent].values,
              shift);
      sumOfSquares.add(squares, 2 * shift);
    }
  }
}
