//===- HoistZeroPoints.cpp - Convolutions of plain integers ---------------===//
//
// sum((a - za) * b) + c = sum(a * b) + (c - za * sum(b)), with padding by za:
// docs/Semantics.md, rule QX-I1, for a zero point of the weights of 0.
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Tosa/Utils/ConversionUtils.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Conversion/TosaToQuantX/TosaToQuantX.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

namespace {
/// The operands that conv2d, conv3d and depthwise_conv2d have in common.
struct Convolution {
  Operation *op = nullptr;
  OpOperand *input = nullptr, *weight = nullptr, *bias = nullptr,
            *inputZeroPoint = nullptr;
  int64_t zeroPoint = 0;
  int64_t weightZeroPoint = 0;
  bool isDepthwise = false;

  RankedTensorType getInputType() const {
    return dyn_cast<RankedTensorType>(input->get().getType());
  }
  int64_t countChannels() const {
    return cast<ShapedType>(op->getResult(0).getType()).getShape().back();
  }
  /// The output channel that element `index` of the weights belongs to. They
  /// are [channel, ...], those of a depthwise op [..., input, multiplier].
  size_t getChannel(size_t index, size_t count) const {
    auto channels = static_cast<size_t>(countChannels());
    return isDepthwise ? index % channels : index / (count / channels);
  }
};
} // namespace

template <typename Op>
static FailureOr<Convolution> getConvolution(Op op) {
  FailureOr<int64_t> input = op.getInputZeroPoint();
  FailureOr<int64_t> weight = op.getWeightZeroPoint();
  if (failed(input) || failed(weight))
    return failure();
  return Convolution{op,
                     &op.getInputMutable(),
                     &op.getWeightMutable(),
                     &op.getBiasMutable(),
                     &op.getInputZpMutable(),
                     *input,
                     *weight,
                     isa<tosa::DepthwiseConv2DOp>(op.getOperation())};
}

static FailureOr<Convolution> matchConvolution(Operation *op) {
  return TypeSwitch<Operation *, FailureOr<Convolution>>(op)
      .Case<tosa::Conv2DOp, tosa::Conv3DOp, tosa::DepthwiseConv2DOp>(
          [](auto op) { return getConvolution(op); })
      .Default([](Operation *) { return failure(); });
}

static std::optional<ElementsReader> getConstant(Value value) {
  ElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)))
    return std::nullopt;
  return ElementsReader::get(elements);
}

static Value createConstant(RewriterBase &rewriter, Location loc,
                            RankedTensorType type, ElementsAttr elements) {
  return tosa::ConstOp::create(rewriter, loc, type, elements);
}

/// Bias - zero point * sum of the channel's weights. i32 wraps, as sums of i32
/// do (rule QX-I3).
static ElementsAttr foldBias(const Convolution &conv,
                             const ElementsReader &weights,
                             const ElementsReader &bias,
                             RankedTensorType type) {
  auto channels = static_cast<size_t>(conv.countChannels());
  SmallVector<uint64_t> sums(channels);
  for (size_t i = 0; i < weights.size(); ++i)
    sums[conv.getChannel(i, weights.size())] +=
        static_cast<uint64_t>(weights.getInteger(i));
  ElementsBuilder builder(type, "bias");
  for (size_t c = 0; c < channels; ++c) {
    // One bias may stand for all channels.
    auto given =
        static_cast<uint64_t>(bias.getInteger(bias.size() == 1 ? 0 : c));
    builder.set(c, given - static_cast<uint64_t>(conv.zeroPoint) * sums[c]);
  }
  return builder.take();
}

/// The input with a border of zero points as wide as the op's padding says;
/// that padding becomes 0.
static Value padInput(RewriterBase &rewriter, const Convolution &conv) {
  auto padding = conv.op->getAttrOfType<DenseI64ArrayAttr>("pad");
  ArrayRef<int64_t> widths = padding.asArrayRef();
  if (llvm::all_of(widths, [](int64_t width) { return width == 0; }))
    return conv.input->get();
  Location loc = conv.op->getLoc();
  ImplicitLocOpBuilder builder(loc, rewriter);
  RankedTensorType type = conv.getInputType();
  // Batch and channels are not padded.
  SmallVector<int64_t> all(2);
  llvm::append_range(all, widths);
  all.append(2, 0);
  SmallVector<int64_t> shape(type.getShape());
  for (auto [i, size] : llvm::enumerate(shape))
    if (!ShapedType::isDynamic(size))
      size += all[2 * i] + all[2 * i + 1];
  rewriter.modifyOpInPlace(conv.op, [&] {
    conv.op->setAttr("pad", rewriter.getDenseI64ArrayAttr(
                                SmallVector<int64_t>(widths.size())));
  });
  return tosa::PadOp::create(
      rewriter, loc, type.clone(shape), conv.input->get(),
      tosa::getTosaConstShape(builder, all), conv.inputZeroPoint->get());
}

LogicalResult quantx::hoistTosaZeroPoints(RewriterBase &rewriter, Operation *op,
                                          TosaRefusal &refusal) {
  FailureOr<Convolution> conv = matchConvolution(op);
  if (failed(conv)) {
    refusal = "has a zero point that is no constant";
    return failure();
  }
  if (conv->zeroPoint == 0 && conv->weightZeroPoint == 0)
    return success();
  if (conv->weightZeroPoint != 0) {
    refusal = "has weights with a zero point, which stays in its products";
    return failure();
  }
  std::optional<ElementsReader> weights = getConstant(conv->weight->get());
  std::optional<ElementsReader> bias = getConstant(conv->bias->get());
  if (!weights || !bias || !conv->getInputType() ||
      ShapedType::isDynamic(conv->countChannels())) {
    refusal = "has weights or a bias that are no constant, so that the zero "
              "point stays in its products";
    return failure();
  }
  rewriter.setInsertionPoint(op);
  auto biasType = RankedTensorType::get(
      {conv->countChannels()}, getElementTypeOrSelf(conv->bias->get()));
  ElementsAttr folded = foldBias(*conv, *weights, *bias, biasType);
  Value newBias = createConstant(rewriter, op->getLoc(), biasType, folded);
  Value padded = padInput(rewriter, *conv);
  auto zeroType = cast<RankedTensorType>(conv->inputZeroPoint->get().getType());
  Value zero = createConstant(
      rewriter, op->getLoc(), zeroType,
      DenseElementsAttr::get(
          zeroType, rewriter.getIntegerAttr(zeroType.getElementType(), 0)));
  rewriter.modifyOpInPlace(op, [&] {
    conv->input->set(padded);
    conv->bias->set(newBias);
    conv->inputZeroPoint->set(zero);
  });
  return success();
}
