//===- QuantXParams.cpp - Parameters of the elements of a tensor ----------===//

#include "QuantXParams.h"

#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/FloatStorage.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

ParamsIndex::ParamsIndex(SchemeAttr scheme, ArrayRef<int64_t> shape)
    : axes(scheme.getAxes()) {
  for (auto [i, axis] : llvm::enumerate(axes)) {
    blockSizes.push_back(scheme.getBlockSize(i));
    counts.push_back(llvm::divideCeil(shape[axis], blockSizes.back()));
  }
}

int64_t ParamsIndex::operator()(ArrayRef<int64_t> index) const {
  int64_t position = 0;
  for (auto [axis, block, count] : llvm::zip_equal(axes, blockSizes, counts))
    position = position * count + index[axis] / block;
  return position;
}

int64_t ParamsIndex::size() const {
  int64_t size = 1;
  for (int64_t count : counts)
    size *= count;
  return size;
}

ScalarQuantizer::ScalarQuantizer(SchemeAttr scheme, Type division)
    : scheme(scheme), format(getFloatFormat(scheme.getStorageType())) {
  if (division && division.isF16())
    precision = numerics::Precision::F16;
  if (division && division.isBF16())
    precision = numerics::Precision::BF16;
}

Scalar ScalarQuantizer::quantize(float x, float scale,
                                 int64_t zeroPoint) const {
  if (format)
    return fromBits(numerics::quantizeToFloat(
                        x, scale, *format,
                        static_cast<numerics::Overflow>(scheme.getOverflow()),
                        precision),
                    scheme.getTensorElementType());
  int64_t stored =
      numerics::quantize(x, scale, zeroPoint, scheme.getStorageMin(),
                         scheme.getStorageMax(), precision);
  return Scalar::ofInteger(
      wrap(stored, getWidth(scheme.getTensorElementType())));
}

int64_t ScalarQuantizer::getNumber(const Scalar &stored) const {
  unsigned width = getWidth(scheme.getTensorElementType());
  return static_cast<int64_t>(
      scheme.isUnsigned()
          ? static_cast<Int128>(asUnsigned(stored.integer, width))
          : stored.integer);
}

float ScalarQuantizer::dequantize(const Scalar &stored, float scale,
                                  int64_t zeroPoint) const {
  if (format)
    return static_cast<float>(stored.real) * scale;
  return numerics::dequantize(getNumber(stored), scale, zeroPoint);
}
