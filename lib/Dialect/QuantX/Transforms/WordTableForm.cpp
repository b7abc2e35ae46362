//===- WordTableForm.cpp - Functions of 16-bit values in integers ---------===//
//
// A function of a 16-bit value is the straight line between two of 513 entries
// (QX-L4) where that is close enough for each of the 65536 values, which are
// all tried; otherwise it has an entry for each of them (QX-L1). Results of 8
// bits are interpolated in steps 256 times as fine and then rounded.
//
//===----------------------------------------------------------------------===//

#include "PointwiseForm.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/FixedPoint.h"
#include "quantx/Numerics/InterpolatedTable.h"
#include "quantx/Numerics/LookupTable.h"
#include "quantx/Numerics/PointwiseError.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;
using numerics::QuantParams;

/// How far, in steps of the result, an interpolated one may be from the
/// function. Rounding alone costs 1/2; two roundings, of entries and of the
/// line, cost 1.
static constexpr double kLimit16 = 4, kLimit8 = 0.625;
/// Steps of the entries in one of an 8-bit result.
static constexpr int kFineBits = 8;

numerics::QuantParams quantx::toQuantParams(ParamsAttr params) {
  unsigned width = params.getStorageType().getIntOrFloatBitWidth();
  return {params.getScaleAt(0),
          params.getZeroPointAt(0),
          {width, !params.isUnsigned(), params.getStorageMin(),
           params.getStorageMax()}};
}

namespace {
class WordTable {
public:
  WordTable(DequantizeOp source, Epilogue epilogue)
      : source(source), epilogue(std::move(epilogue)),
        in(toQuantParams(source.getParams())),
        out(toQuantParams(this->epilogue.getParams())) {}

  void build(const std::function<double(double)> &function);
  std::string describe() const;
  double getErrorBound() const { return error; }
  Value emit(OpBuilder &builder);

private:
  bool canInterpolate() const;
  int64_t evaluate(int64_t q) const;
  Value emitLookup(OpBuilder &builder, Type elementType);
  Value emitRounding(OpBuilder &builder, Value fine);

  DequantizeOp source;
  Epilogue epilogue;
  QuantParams in, out;
  /// The parameters of interpolated entries; `out` if that has 16 bits.
  QuantParams fine;
  std::vector<int64_t> entries;
  bool isInterpolated = false;
  /// In steps of the result: of what is emitted, and of the interpolation.
  double error = 0, interpolationError = 0;
};
} // namespace

/// Entries are signed and of 16 bits, and so are the values.
bool WordTable::canInterpolate() const {
  bool fitsEntries =
      out.range.bits == 8 || (out.range.bits == 16 && out.range.isSigned);
  return in.range.isSigned && fitsEntries && out.scale >= 0x1p-100F;
}

/// The steps of an 8-bit result, 256 times as fine, from -32768 on.
static QuantParams refine(const QuantParams &out) {
  int64_t middle = out.range.isSigned ? 0 : 128;
  return {std::ldexp(out.scale, -kFineBits),
          (out.zeroPoint - middle) << kFineBits,
          numerics::StorageRange::full(16, true)};
}

static constexpr numerics::FixedPoint kCoarsen = {1 << 30, 30 + kFineBits};

int64_t WordTable::evaluate(int64_t q) const {
  if (!isInterpolated)
    return entries[numerics::bitsOfValue(q, in.range)];
  int64_t value = numerics::interpolate(entries, q, in.range);
  if (out.range.bits == 16)
    return value;
  return numerics::requantize(value - fine.zeroPoint, kCoarsen,
                              numerics::RoundingMode::Single, out.zeroPoint,
                              out.range.qmin, out.range.qmax);
}

void WordTable::build(const std::function<double(double)> &function) {
  auto measure = [&] {
    return numerics::measurePointwiseError(
        [&](int64_t q) { return evaluate(q); }, function, in, out);
  };
  if (canInterpolate()) {
    isInterpolated = true;
    fine = out.range.bits == 16 ? out : refine(out);
    entries = numerics::buildInterpolatedTable(function, in, fine);
    error = interpolationError = measure();
    if (error <= (out.range.bits == 16 ? kLimit16 : kLimit8))
      return;
  }
  isInterpolated = false;
  entries = numerics::buildTable(function, in, out);
  error = measure();
}

Value WordTable::emitLookup(OpBuilder &builder, Type elementType) {
  auto type =
      RankedTensorType::get(static_cast<int64_t>(entries.size()), elementType);
  return LookupOp::create(builder, epilogue.getLoc(),
                          source.getType().clone(elementType),
                          source.getInput(), integersToElements(entries, type));
}

/// Once more to the result's own steps.
Value WordTable::emitRounding(OpBuilder &builder, Value value) {
  auto point = FixedPointAttr::get(builder.getContext(), kCoarsen.multiplier,
                                   kCoarsen.shift, RoundingMode::Single);
  ParamsAttr params = epilogue.getParams();
  return RequantizeOp::create(
      builder, epilogue.getLoc(),
      source.getType().clone(params.getTensorElementType()), value, point,
      params, IntegerAttr(), fine.zeroPoint, /*inputUnsigned=*/false);
}

std::string WordTable::describe() const {
  if (isInterpolated)
    return "interpolates between 513 entries";
  if (!canInterpolate())
    return "reads a table of 65536 entries";
  return llvm::formatv("reads a table of 65536 entries, since interpolation "
                       "between 513 would be {0:f2} steps off",
                       interpolationError);
}

Value WordTable::emit(OpBuilder &builder) {
  bool isFine = isInterpolated && out.range.bits != 16;
  Type elementType = isFine ? builder.getIntegerType(16)
                            : epilogue.getParams().getTensorElementType();
  Value result = emitLookup(builder, elementType);
  return isFine ? emitRounding(builder, result) : result;
}

IntegerForm
quantx::matchWordTable(DequantizeOp source,
                       const std::function<double(double)> &function,
                       const Epilogue &epilogue) {
  auto table = std::make_shared<WordTable>(source, epilogue);
  table->build(function);
  IntegerForm form(
      [table](OpBuilder &builder) { return table->emit(builder); });
  form.description = table->describe();
  form.errorBound = table->getErrorBound();
  return form;
}
