//===- Convolution.cpp - Conv ---------------------------------------------===//

#include "../EmitConvolution.h"
#include "../OperatorTable.h"
#include "../Window.h"

using namespace mlir;

namespace quantx::importer {

/// Checks that input, filter and bias of a convolution fit one another.
static LogicalResult checkOperands(NodeImporter &importer,
                                   const Convolution &conv) {
  const TensorValue &input = conv.input, &filter = conv.filter;
  MLIRContext *context = importer.getContext();
  if (input.getRank() < 3 || filter.getRank() != input.getRank())
    return importer.error()
           << "it needs an input N x C x spatial and a filter of the same "
              "rank, but has "
           << input.getTensorType(context) << " and "
           << filter.getTensorType(context);
  if (ShapedType::isDynamic(input.getStaticDim(1)) || !filter.hasStaticShape())
    return importer.error() << "its channels and its filter must be static, "
                               "but they are "
                            << input.getTensorType(context) << " and "
                            << filter.getTensorType(context);
  int64_t channels = input.getStaticDim(1), filters = filter.getStaticDim(0);
  if (conv.groups < 1 || channels % conv.groups != 0 ||
      filters % conv.groups != 0 ||
      filter.getStaticDim(1) != channels / conv.groups)
    return importer.error() << "an input of " << channels << " channels in "
                            << conv.groups << " groups does not fit the filter "
                            << filter.getTensorType(context);
  if (conv.bias && (conv.bias->type != conv.type || conv.bias->getRank() != 1 ||
                    conv.bias->getStaticDim(0) != filters))
    return importer.error()
           << "its bias must hold one value for each of the " << filters
           << " filters, but is " << conv.bias->getTensorType(context);
  return success();
}

FailureOr<UnpaddedConvolution>
readConvolution(NodeImporter &importer, const TensorValue &input,
                const TensorValue &filter,
                const std::optional<TensorValue> &bias, DataType type) {
  Convolution conv;
  conv.input = input;
  conv.filter = filter;
  conv.bias = bias;
  conv.type = type;
  conv.groups = importer.getInt("group", 1);
  if (failed(checkOperands(importer, conv)))
    return failure();
  SmallVector<int64_t> kernel =
      llvm::to_vector(ArrayRef(filter.getStaticShape()).drop_front(2));
  if (std::optional<ArrayRef<int64_t>> stated =
          importer.getInts("kernel_shape");
      stated && *stated != ArrayRef<int64_t>(kernel))
    return importer.error()
           << "its kernel_shape is [" << *stated << "], but its filter is "
           << filter.getTensorType(importer.getContext());
  FailureOr<Window> window =
      readWindow(importer, ArrayRef(input.shape).drop_front(2), kernel);
  if (failed(window))
    return failure();
  conv.strides = window->strides;
  conv.dilations = window->dilations;
  conv.result = window->result;
  return UnpaddedConvolution{std::move(conv),
                             withBatchAndChannel(importer, window->padLow),
                             withBatchAndChannel(importer, window->padHigh)};
}

static LogicalResult importConv(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  const TensorValue &filter = importer.getInput(1);
  if (!isFloat(input.type) || filter.type != input.type)
    return importer.error() << "it needs float operands of one type, but has "
                            << spellDataType(input.type) << " and "
                            << spellDataType(filter.type);
  std::optional<TensorValue> bias;
  if (importer.hasInput(2))
    bias = importer.getInput(2);
  FailureOr<UnpaddedConvolution> read =
      readConvolution(importer, input, filter, bias, input.type);
  if (failed(read))
    return failure();
  Convolution &conv = read->conv;
  conv.input = emitPad(importer, conv.input, read->padLow, read->padHigh, 0.0,
                       importer.getLoc("pad"));
  return importer.setResult(0, emitConvolution(importer, conv));
}

void addConvolutionOperators(OperatorTable &table) {
  table.add({{"Conv", 2, 3, 1,
              "auto_pad:s dilations:is group:i kernel_shape:is pads:is "
              "strides:is",
              importConv}});
}

} // namespace quantx::importer
