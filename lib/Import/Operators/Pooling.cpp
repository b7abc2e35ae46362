//===- Pooling.cpp - AveragePool and MaxPool ------------------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "../Window.h"
#include "ScalarOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Emits one pool over an input that has been padded.
class PoolEmitter {
public:
  PoolEmitter(NodeImporter &importer, const Window &window)
      : importer(importer), window(window) {}

  /// `input` with padding of `number`, overhang included, pooled by sum or max.
  TensorValue emit(const TensorValue &input, bool isMax, Location loc);

private:
  template <typename OpTy>
  Value create(Value input, Value taps, Value init, Location loc) {
    OpBuilder &builder = importer.getBuilder();
    auto op = OpTy::create(builder, loc, TypeRange{init.getType()},
                           ValueRange{input, taps}, ValueRange{init},
                           builder.getI64TensorAttr(window.strides),
                           builder.getI64TensorAttr(window.dilations));
    return op->getResult(0);
  }
  Value emitGeneric(DataType type, Value input, Value taps, Value init,
                    bool isMax, Location loc);

  NodeImporter &importer;
  const Window &window;
};

} // namespace

/// For ranks and types that no named op has. Loops: n, c, result extents, taps.
Value PoolEmitter::emitGeneric(DataType type, Value input, Value taps,
                               Value init, bool isMax, Location loc) {
  OpBuilder &builder = importer.getBuilder();
  int64_t rank = window.getRank();
  auto loop = [&](int64_t i) { return builder.getAffineDimExpr(i); };
  SmallVector<AffineExpr> in = {loop(0), loop(1)}, tap, out = in;
  for (int64_t dim = 0; dim < rank; ++dim) {
    AffineExpr position = loop(2 + dim), offset = loop(2 + rank + dim);
    out.push_back(position);
    tap.push_back(offset);
    in.push_back(position * window.strides[dim] +
                 offset * window.dilations[dim]);
  }
  SmallVector<AffineMap> maps;
  for (ArrayRef<AffineExpr> exprs :
       {ArrayRef(in), ArrayRef(tap), ArrayRef(out)})
    maps.push_back(
        AffineMap::get(2 + 2 * rank, 0, exprs, importer.getContext()));
  SmallVector<utils::IteratorType> iterators(2 + rank,
                                             utils::IteratorType::parallel);
  iterators.resize(2 + 2 * rank, utils::IteratorType::reduction);
  auto op = linalg::GenericOp::create(
      builder, loc, init.getType(), ValueRange{input, taps}, init, maps,
      iterators, [&](OpBuilder &nested, Location loc, ValueRange args) {
        SmallVector<Value> pair = {args[2], args[0]};
        Value result = isMax ? MaxScalar::emit(nested, loc, type, pair)
                             : AddScalar::emit(nested, loc, type, pair);
        linalg::YieldOp::create(nested, loc, result);
      });
  return op.getResult(0);
}

TensorValue PoolEmitter::emit(const TensorValue &input, bool isMax,
                              Location loc) {
  DataType type = input.type;
  double neutral = isMax ? getLowest(type) : 0.0;
  Shape shape = {input.shape[0], input.shape[1]};
  llvm::append_range(shape, window.result);
  Value padded = importer.materialize(input);
  TensorValue init =
      emitFilled(importer, type, shape, neutral, importer.getLoc("init"));
  Value taps =
      emitEmpty(importer, type, getShape(window.kernel, importer.getContext()),
                importer.getLoc("window"));
  Value result;
  bool named = !isMax || !isUnsignedInteger(type);
  if (window.getRank() == 1 && named)
    result =
        isMax ? create<linalg::PoolingNcwMaxOp>(padded, taps, init.value, loc)
              : create<linalg::PoolingNcwSumOp>(padded, taps, init.value, loc);
  else if (window.getRank() == 2 && named)
    result =
        isMax ? create<linalg::PoolingNchwMaxOp>(padded, taps, init.value, loc)
              : create<linalg::PoolingNchwSumOp>(padded, taps, init.value, loc);
  else
    result = emitGeneric(type, padded, taps, init.value, isMax, loc);
  return {type, shape, result, nullptr};
}

/// Pads `value` by what the node states, `inner` there, and by the overhang of
/// the last windows, `outer` there.
static TensorValue emitPadding(NodeImporter &importer, const TensorValue &value,
                               const Window &window, double inner,
                               double outer) {
  Shape low = withBatchAndChannel(importer, window.padLow);
  Shape high = withBatchAndChannel(importer, window.padHigh);
  Shape overhang = withBatchAndChannel(importer, window.overhang);
  Location loc = importer.getLoc("pad");
  Shape none(low.size(), importer.getMath().constant(0));
  if (inner != outer)
    return emitPad(importer, emitPad(importer, value, low, high, inner, loc),
                   none, overhang, outer, loc);
  for (auto [end, more] : llvm::zip_equal(high, overhang))
    end = importer.getMath().add(end, more);
  return emitPad(importer, value, low, high, inner, loc);
}

static FailureOr<Window> readPool(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.getRank() < 3)
    return importer.error() << "its input must be a tensor N x C x spatial, "
                               "but is "
                            << input.getTensorType(importer.getContext());
  std::optional<ArrayRef<int64_t>> kernel = importer.getInts("kernel_shape");
  int64_t rank = input.getRank() - 2;
  if (!kernel || static_cast<int64_t>(kernel->size()) != rank)
    return importer.error()
           << "its kernel_shape must have " << rank
           << " entries for an input of rank " << input.getRank();
  return readWindow(importer, ArrayRef(input.shape).drop_front(2), *kernel);
}

static LogicalResult importMaxPool(NodeImporter &importer) {
  if (importer.hasResult(1))
    return importer.error() << "its result 'Indices' is not supported";
  FailureOr<Window> window = readPool(importer);
  if (failed(window))
    return failure();
  const TensorValue &input = importer.getInput(0);
  if (input.type == DataType::Bool)
    return importer.error() << "its input must be numbers, but is bool";
  double lowest = getLowest(input.type);
  TensorValue padded = emitPadding(importer, input, *window, lowest, lowest);
  return importer.setResult(
      0, PoolEmitter(importer, *window).emit(padded, true, importer.getLoc()));
}

//===----------------------------------------------------------------------===//
// AveragePool
//===----------------------------------------------------------------------===//

/// Largest table of window counts that is computed while importing.
static constexpr int64_t maxCounts = 1 << 20;

static bool isZero(const Shape &extents) {
  return llvm::all_of(
      extents, [](OpFoldResult extent) { return getStatic(extent) == 0; });
}

/// The number of taps of the window at `position` along `dim` that lie on the
/// input, whose extent is static, or on its stated padding if that counts.
static int64_t countTaps(const Window &window, int64_t dim, int64_t position,
                         int64_t extent, bool includePad) {
  int64_t low = getStatic(window.padLow[dim]);
  int64_t begin = includePad ? -low : 0;
  int64_t end = extent + (includePad ? getStatic(window.padHigh[dim]) : 0);
  // begin <= first + tap * dilation < end
  int64_t first = position * window.strides[dim] - low;
  int64_t dilation = window.dilations[dim];
  int64_t from =
      std::max<int64_t>(llvm::divideCeilSigned(begin - first, dilation), 0);
  int64_t to = std::min<int64_t>(llvm::divideCeilSigned(end - first, dilation),
                                 window.kernel[dim]);
  return std::max<int64_t>(to - from, 0);
}

/// The counts of all windows over an input with static spatial extents.
static TensorValue makeStaticCounts(NodeImporter &importer,
                                    const Window &window, bool includePad) {
  const TensorValue &input = importer.getInput(0);
  SmallVector<int64_t> shape = llvm::map_to_vector(window.result, getStatic);
  SmallVector<SmallVector<int64_t>> counts(shape.size());
  for (auto [dim, extent] : llvm::enumerate(shape))
    for (int64_t position = 0; position < extent; ++position)
      counts[dim].push_back(countTaps(window, dim, position,
                                      input.getStaticDim(2 + dim), includePad));
  int64_t size = *countElements(shape);
  ConstantWriter writer(input.type, size);
  SmallVector<int64_t> coordinates(shape.size());
  for (int64_t i = 0; i < size; ++i) {
    delinearize(i, shape, coordinates);
    double count = 1;
    for (auto [dim, position] : llvm::enumerate(coordinates))
      count *= static_cast<double>(counts[dim][position]);
    writer.setFloat(i, count);
  }
  return writer.finish(shape, importer.getContext());
}

/// How many elements each window averages over: one number where all windows
/// are full, a number for each where the extents are static, otherwise the same
/// pool over ones.
static TensorValue emitWindowCounts(NodeImporter &importer,
                                    const Window &window, bool includePad) {
  const TensorValue &input = importer.getInput(0);
  MLIRContext *context = importer.getContext();
  bool full = isZero(window.overhang) &&
              (includePad || (isZero(window.padLow) && isZero(window.padHigh)));
  if (full) {
    ConstantWriter writer(input.type, 1);
    double count = 1;
    for (int64_t extent : window.kernel)
      count *= static_cast<double>(extent);
    writer.setFloat(0, count);
    return writer.finish({}, context);
  }
  bool isStatic = llvm::none_of(window.result, [](OpFoldResult extent) {
    return ShapedType::isDynamic(getStatic(extent));
  });
  // More positions than that only come from a damaged file.
  if (isStatic && countElements(llvm::map_to_vector(window.result, getStatic))
                          .value_or(maxTensorElements) <= maxCounts)
    return makeStaticCounts(importer, window, includePad);
  Shape shape = input.shape;
  shape[0] = shape[1] = importer.getMath().constant(1);
  TensorValue ones =
      emitFilled(importer, input.type, shape, 1.0, importer.getLoc("ones"));
  TensorValue padded = emitPadding(importer, ones, window, includePad, 0.0);
  return PoolEmitter(importer, window)
      .emit(padded, false, importer.getLoc("count"));
}

static LogicalResult importAveragePool(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (!isFloat(input.type))
    return importer.error() << "its input must be a float tensor, but is "
                            << spellDataType(input.type);
  FailureOr<Window> window = readPool(importer);
  if (failed(window))
    return failure();
  bool includePad = importer.getInt("count_include_pad", 0) != 0;
  TensorValue padded = emitPadding(importer, input, *window, 0.0, 0.0);
  TensorValue sum = PoolEmitter(importer, *window)
                        .emit(padded, false, importer.getLoc("sum"));
  TensorValue counts = emitWindowCounts(importer, *window, includePad);
  return importer.setResult(
      0, emitElementwise(
             importer, {sum, counts}, sum.shape, sum.type, importer.getLoc(),
             [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
               return arith::DivFOp::create(nested, loc, args[0], args[1]);
             }));
}

void addPoolingOperators(OperatorTable &table) {
  table.add({{"AveragePool", 1, 1, 1,
              "auto_pad:s ceil_mode:i count_include_pad:i dilations:is "
              "kernel_shape:is pads:is strides:is",
              importAveragePool},
             {"MaxPool", 1, 1, 2,
              "auto_pad:s ceil_mode:i dilations:is kernel_shape:is pads:is "
              "storage_order:i strides:is",
              importMaxPool}});
}

} // namespace quantx::importer
