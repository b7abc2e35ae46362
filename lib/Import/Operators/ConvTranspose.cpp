//===- ConvTranspose.cpp - ConvTranspose ----------------------------------===//
//
// A transposed convolution is a convolution of stride 1 over its input with
// stride - 1 zeros between neighbours, with the taps of the filter in reverse.
//
//===----------------------------------------------------------------------===//

#include "../EmitConvolution.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "../Window.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Everything along the spatial dimensions, by the names of the ONNX operator.
struct TransposedWindow {
  SmallVector<int64_t> kernel;
  SmallVector<int64_t> strides;
  SmallVector<int64_t> dilations;
  /// Zeros around the spread input; negative ones crop it.
  SmallVector<int64_t> low;
  SmallVector<int64_t> high;
  /// Extents of the result.
  Shape result;

  int64_t getReach(int64_t dim) const {
    return (kernel[dim] - 1) * dilations[dim] + 1;
  }
};

} // namespace

static LogicalResult checkOperands(NodeImporter &importer, int64_t groups) {
  const TensorValue &input = importer.getInput(0);
  const TensorValue &filter = importer.getInput(1);
  MLIRContext *context = importer.getContext();
  if (!isFloat(input.type) || filter.type != input.type ||
      input.getRank() < 3 || filter.getRank() != input.getRank() ||
      !filter.hasStaticShape() || ShapedType::isDynamic(input.getStaticDim(1)))
    return importer.error()
           << "it needs a float input N x C x spatial and a static filter of "
              "the same type and rank, but has "
           << input.getTensorType(context) << " and "
           << filter.getTensorType(context);
  int64_t channels = input.getStaticDim(1);
  if (groups < 1 || channels % groups != 0 ||
      filter.getStaticDim(0) != channels)
    return importer.error() << "an input of " << channels << " channels in "
                            << groups << " groups does not fit the filter "
                            << filter.getTensorType(context);
  if (!importer.hasInput(2))
    return success();
  const TensorValue &bias = importer.getInput(2);
  int64_t filters = filter.getStaticDim(1) * groups;
  if (bias.type == input.type && bias.getRank() == 1 &&
      bias.getStaticDim(0) == filters)
    return success();
  return importer.error() << "its bias must hold one value for each of the "
                          << filters << " filters, but is "
                          << bias.getTensorType(context);
}

/// One dimension padded by `low` and `high` as the node states.
static void addPadded(NodeImporter &importer, int64_t low, int64_t high,
                      int64_t extra, TransposedWindow &window) {
  ShapeMath &math = importer.getMath();
  size_t dim = window.result.size();
  int64_t reach = window.getReach(dim);
  OpFoldResult gaps =
      math.sub(importer.getInput(0).shape[dim + 2], math.constant(1));
  window.low.push_back(reach - 1 - low);
  window.high.push_back(reach - 1 - high + extra);
  window.result.push_back(
      math.add(math.mul(gaps, math.constant(window.strides[dim])),
               math.constant(reach + extra - low - high)));
}

/// One dimension padded so that the result has `extent` elements, or as many as
/// the input times the stride when `extent` is 0.
static LogicalResult addSized(NodeImporter &importer, int64_t extent,
                              int64_t extra, bool oddAtEnd,
                              TransposedWindow &window) {
  ShapeMath &math = importer.getMath();
  size_t dim = window.result.size();
  int64_t stride = window.strides[dim], reach = window.getReach(dim);
  OpFoldResult input = importer.getInput(0).shape[dim + 2];
  // Elements of the result past the last input position; for a result of input
  // times stride that does not depend on the input.
  int64_t beyond = stride - 1;
  if (extent != 0) {
    int64_t size = getStatic(input);
    if (ShapedType::isDynamic(size))
      return importer.error() << "output_shape needs a static input, but "
                                 "dimension "
                              << dim + 2 << " is dynamic";
    beyond = extent - ((size - 1) * stride + 1);
  }
  int64_t surplus = std::max<int64_t>(reach - 1 + extra - beyond, 0);
  int64_t padLow = oddAtEnd ? surplus / 2 : surplus - surplus / 2;
  window.low.push_back(reach - 1 - padLow);
  window.high.push_back(beyond + padLow);
  window.result.push_back(extent != 0 ? math.constant(extent)
                                      : math.mul(input, math.constant(stride)));
  return success();
}

/// The result's extents and the padding, from pads or from the extents that
/// output_shape or auto_pad ask for.
static LogicalResult computeExtents(NodeImporter &importer,
                                    TransposedWindow &window) {
  int64_t rank = static_cast<int64_t>(window.kernel.size());
  auto extra = readExtentList(importer, "output_padding", rank, 0, 0);
  if (failed(extra))
    return failure();
  auto pads = readExtentList(importer, "pads", 2 * rank, 0, 0);
  if (failed(pads))
    return failure();
  auto stated = readExtentList(importer, "output_shape", rank, 1, 0);
  if (failed(stated))
    return failure();
  StringRef autoPad = importer.getString("auto_pad", "NOTSET");
  bool same = autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER";
  if (!same && autoPad != "NOTSET" && autoPad != "VALID")
    return importer.error() << "its attribute 'auto_pad' is '" << autoPad
                            << "', which ONNX does not define";
  if (autoPad == "VALID")
    pads->assign(2 * rank, 0);
  for (int64_t dim = 0; dim < rank; ++dim) {
    if ((*stated)[dim] == 0 && !same)
      addPadded(importer, (*pads)[dim], (*pads)[rank + dim], (*extra)[dim],
                window);
    else if (failed(addSized(importer, (*stated)[dim], (*extra)[dim],
                             autoPad == "SAME_UPPER", window)))
      return failure();
  }
  return success();
}

static FailureOr<TransposedWindow> readWindow(NodeImporter &importer) {
  TransposedWindow window;
  const TensorValue &filter = importer.getInput(1);
  window.kernel =
      llvm::to_vector(ArrayRef(filter.getStaticShape()).drop_front(2));
  int64_t rank = static_cast<int64_t>(window.kernel.size());
  auto kernel = importer.getInts("kernel_shape");
  if ((kernel && *kernel != ArrayRef<int64_t>(window.kernel)) ||
      llvm::is_contained(window.kernel, 0))
    return importer.error() << "its kernel_shape does not fit its filter "
                            << filter.getTensorType(importer.getContext());
  auto strides = readExtentList(importer, "strides", rank, 1, 1);
  if (failed(strides))
    return failure();
  auto dilations = readExtentList(importer, "dilations", rank, 1, 1);
  if (failed(dilations))
    return failure();
  window.strides = *strides;
  window.dilations = *dilations;
  if (failed(computeExtents(importer, window)))
    return failure();
  for (OpFoldResult extent : window.result)
    if (int64_t size = getStatic(extent);
        size < 1 && !ShapedType::isDynamic(size))
      return importer.error() << "its pads leave a result of extent " << size;
  return window;
}

/// C x M/groups x kernel as M x C/groups x kernel with reversed taps.
static TensorValue emitFilter(NodeImporter &importer, int64_t groups) {
  const TensorValue &filter = importer.getInput(1);
  SmallVector<int64_t> from = filter.getStaticShape();
  int64_t inGroup = from[0] / groups, outGroup = from[1];
  SmallVector<int64_t> shape = from;
  shape[0] = outGroup * groups;
  shape[1] = inGroup;
  if (filter.isConstant()) {
    SmallVector<int64_t> at(shape.size()), source(shape.size());
    return gatherElements(importer, filter, shape,
                          [&](int64_t i) -> ElementSource {
                            delinearize(i, shape, at);
                            source[0] = at[0] / outGroup * inGroup + at[1];
                            source[1] = at[0] % outGroup;
                            for (size_t dim = 2; dim < at.size(); ++dim)
                              source[dim] = from[dim] - 1 - at[dim];
                            return {0, linearize(source, from)};
                          });
  }
  return emitIndexed(
      importer, filter, getShape(shape, importer.getContext()),
      importer.getLoc("filter"),
      [&](OpBuilder &b, Location loc, MutableArrayRef<Value> at) {
        auto number = [&](int64_t value) -> Value {
          return arith::ConstantIndexOp::create(b, loc, value);
        };
        Value group = arith::DivSIOp::create(b, loc, at[0], number(outGroup));
        Value first = arith::MulIOp::create(b, loc, group, number(inGroup));
        Value second = arith::RemSIOp::create(b, loc, at[0], number(outGroup));
        at[0] = arith::AddIOp::create(b, loc, first, at[1]);
        at[1] = second;
        for (size_t dim = 2; dim < at.size(); ++dim)
          at[dim] =
              arith::SubIOp::create(b, loc, number(from[dim] - 1), at[dim]);
      });
}

/// The input with stride - 1 zeros between neighbours.
static TensorValue emitSpread(NodeImporter &importer,
                              const TransposedWindow &window) {
  const TensorValue &input = importer.getInput(0);
  if (llvm::all_of(window.strides, [](int64_t stride) { return stride == 1; }))
    return input;
  ShapeMath &math = importer.getMath();
  Location loc = importer.getLoc("spread");
  Shape shape = input.shape;
  Shape offsets(shape.size(), math.constant(0));
  Shape strides(shape.size(), math.constant(1));
  for (auto [dim, stride] : llvm::enumerate(window.strides)) {
    OpFoldResult gaps = math.sub(shape[dim + 2], math.constant(1));
    strides[dim + 2] = math.constant(stride);
    shape[dim + 2] =
        math.add(math.mul(gaps, strides[dim + 2]), math.constant(1));
  }
  TensorValue spread = emitFilled(importer, input.type, shape, 0.0, loc);
  spread.value = tensor::InsertSliceOp::create(
      importer.getBuilder(), loc, importer.materialize(input), spread.value,
      offsets, input.shape, strides);
  return spread;
}

static LogicalResult importConvTranspose(NodeImporter &importer) {
  Convolution conv;
  conv.groups = importer.getInt("group", 1);
  if (failed(checkOperands(importer, conv.groups)))
    return failure();
  FailureOr<TransposedWindow> window = readWindow(importer);
  if (failed(window))
    return failure();
  TensorValue spread = emitSpread(importer, *window);
  // Batch and channel are not padded.
  SmallVector<int64_t> low = {0, 0}, high = {0, 0};
  llvm::append_range(low, window->low);
  llvm::append_range(high, window->high);
  Location loc = importer.getLoc("pad");
  conv.input = emitPadOrCrop(importer, spread, low, high,
                             emitScalar(importer, spread.type, 0.0, loc), loc);
  conv.filter = emitFilter(importer, conv.groups);
  if (importer.hasInput(2))
    conv.bias = importer.getInput(2);
  conv.strides.assign(window->kernel.size(), 1);
  conv.dilations = window->dilations;
  conv.result = window->result;
  return importer.setResult(0, emitConvolution(importer, conv));
}

void addConvTransposeOperators(OperatorTable &table) {
  table.add({{"ConvTranspose", 2, 3, 1,
              "auto_pad:s dilations:is group:i kernel_shape:is "
              "output_padding:is output_shape:is pads:is strides:is",
              importConvTranspose}});
}

} // namespace quantx::importer
