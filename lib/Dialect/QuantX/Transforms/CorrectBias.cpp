//===- CorrectBias.cpp - What quantized weights lose on average -----------===//
//
// Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
// Correction", arXiv 1906.04721, section 4.2, with means of calibration data.
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "ChannelAffine.h"
#include "ChannelGroups.h"
#include "ObservedChannels.h"
#include "PaddedWindows.h"
#include "StatisticsOfModule.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Numerics/Quantize.h"

#include <cmath>

namespace quantx {
#define GEN_PASS_DEF_QUANTXCORRECTBIAS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Weights that are quantized
//===----------------------------------------------------------------------===//

namespace {
/// A contraction whose weight is a constant that is quantized and dequantized.
struct QuantizedLayer {
  OpResult result;
  AccumulatingFlow flow;
  ElementsAttr weight;
  ParamsAttr params;
};
} // namespace

static std::optional<QuantizedLayer> getLayer(OpResult result) {
  QuantizationFlow any = getQuantizationFlow(result);
  auto *flow = std::get_if<AccumulatingFlow>(&any);
  if (!flow || flow->reductionCount == 1)
    return std::nullopt;
  auto dequantize = flow->weight->get().getDefiningOp<DequantizeOp>();
  auto quantize =
      dequantize ? dequantize.getInput().getDefiningOp<QuantizeOp>() : nullptr;
  ElementsAttr weight;
  if (!quantize || !matchPattern(quantize.getInput(), m_Constant(&weight)) ||
      !canReadElements(weight) || !weight.getElementType().isF32())
    return std::nullopt;
  return QuantizedLayer{result, *flow, weight, quantize.getParams()};
}

namespace {
/// W - Wq of each element.
class RoundingErrors {
public:
  /// None for parameters that are not per tensor or per axis of integers.
  static std::optional<RoundingErrors> get(const QuantizedLayer &layer) {
    int64_t rank = layer.weight.getShapedType().getRank();
    AffineMap identity =
        AffineMap::getMultiDimIdentityMap(rank, layer.params.getContext());
    if (layer.params.isFloat())
      return std::nullopt;
    auto scales = getScaleGrid(layer.params, identity);
    auto zeroPoints = getZeroPointGrid(layer.params, identity);
    if (!scales || !zeroPoints)
      return std::nullopt;
    return RoundingErrors(layer, std::move(*scales), std::move(*zeroPoints));
  }

  double at(size_t position, ArrayRef<int64_t> index) const {
    float weight = reader.getFloat(position);
    float scale = scales.at(index);
    int64_t zeroPoint = zeroPoints.at(index);
    int64_t stored = numerics::quantize(weight, scale, zeroPoint, qmin, qmax);
    return static_cast<double>(weight) -
           numerics::dequantizeExact(stored, scale, zeroPoint);
  }

private:
  RoundingErrors(const QuantizedLayer &layer, Grid<float> scales,
                 Grid<int64_t> zeroPoints)
      : reader(*ElementsReader::get(layer.weight)), scales(std::move(scales)),
        zeroPoints(std::move(zeroPoints)), qmin(layer.params.getStorageMin()),
        qmax(layer.params.getStorageMax()) {}

  ElementsReader reader;
  Grid<float> scales;
  Grid<int64_t> zeroPoints;
  int64_t qmin, qmax;
};
} // namespace

//===----------------------------------------------------------------------===//
// Corrections
//===----------------------------------------------------------------------===//

/// The channels of the result of `layer`, and for each of its dimensions the
/// one of the weight.
static std::pair<GridDomain, SmallVector<int64_t>>
getOutputs(const QuantizedLayer &layer) {
  SmallVector<std::pair<int64_t, int64_t>> dims;
  for (auto [to, from] : llvm::zip_equal(layer.flow.resultChannelDims,
                                         layer.flow.weightChannelDims))
    dims.emplace_back(to, from);
  llvm::sort(dims);
  GridDomain domain;
  SmallVector<int64_t> weightDims;
  for (auto [to, from] : dims) {
    domain.dims.push_back(to);
    domain.shape.push_back(layer.weight.getShapedType().getDimSize(from));
    weightDims.push_back(from);
  }
  return {domain, weightDims};
}

/// The mean of the data that each element of the weight is multiplied by, by
/// the channels of `view`, a view of the weight.
static Grid<double> getCorrection(const QuantizedLayer &layer,
                                  const RoundingErrors &errors,
                                  const ChannelView &view,
                                  ArrayRef<ObservedChannel> means) {
  ArrayRef<int64_t> shape = layer.weight.getShapedType().getShape();
  PaddingCoverage coverage(layer.result.getOwner(), *layer.flow.data,
                           *layer.flow.weight);
  auto [domain, weightDims] = getOutputs(layer);
  std::vector<double> sums(domain.size(), 0.0);
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t i = 0; i < layer.weight.getNumElements(); ++i) {
    int64_t output = 0;
    for (auto [dim, extent] : llvm::zip_equal(weightDims, domain.shape))
      output = output * extent + index[dim];
    sums[output] += errors.at(i, index) *
                    means[view.getChannel(index)].getMean() *
                    coverage.getShare(index);
    for (size_t dim = shape.size(); dim-- > 0;) {
      if (++index[dim] < shape[dim])
        break;
      index[dim] = 0;
    }
  }
  return {domain, std::move(sums)};
}

/// Adds `correction` to what the sum of `layer` starts from. False where that
/// is no constant, or would not be finite.
static bool addToInit(const QuantizedLayer &layer,
                      const Grid<double> &correction) {
  OpOperand *init = layer.flow.init;
  auto type = dyn_cast<RankedTensorType>(layer.result.getType());
  if (!init || layer.flow.initMap || !type || init->get().getType() != type)
    return false;
  int64_t rank = type.getRank();
  auto old = readConstant(init->get(), AffineMap(), rank);
  if (!old)
    return false;
  GridDomain domain = old->getDomain();
  domain.include(correction.getDomain());
  bool isFinite = true;
  Grid<float> sum = generateGrid(domain, rank, [&](ArrayRef<int64_t> index) {
    auto value = static_cast<float>(static_cast<double>(old->at(index)) +
                                    correction.at(index));
    isFinite &= std::isfinite(value);
    return value;
  });
  if (!isFinite)
    return false;
  Location loc = init->get().getLoc();
  OpBuilder builder(layer.result.getOwner());
  init->set(createGridTensor(builder, loc, sum, init->get()));
  return true;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static remark::RemarkOpts getOptions(StringRef name) {
  return remark::RemarkOpts::name(name).category("quantx-correct-bias");
}

/// Why the bias of `layer` is not corrected; empty if it was, by `largest` at
/// most.
static std::string correct(const QuantizedLayer &layer,
                           const ObservedChannels &observed, double &largest) {
  SmallVector<int64_t> extents;
  for (int64_t dim : layer.flow.weightSharedDims)
    extents.push_back(layer.weight.getShapedType().getDimSize(dim));
  std::string reason;
  std::vector<ObservedChannel> means = observed.getChannels(
      layer.flow.data->get(),
      ChannelView::of(layer.flow.dataSharedDims, extents), reason);
  if (means.empty())
    return reason;
  auto errors = RoundingErrors::get(layer);
  if (!errors)
    return "its weight has parameters that are not per tensor or per channel "
           "of integers";
  Grid<double> correction = getCorrection(
      layer, *errors, ChannelView::of(layer.flow.weightSharedDims, extents),
      means);
  for (double value : correction.getValues())
    largest = std::fmax(largest, std::fabs(value));
  if (!addToInit(layer, correction))
    return "it does not start from constants, or they would not be finite";
  return "";
}

/// Does what inserting them put off.
static void foldConstants(ModuleOp module) {
  SmallVector<QuantizeOp> ops;
  module.walk([&](QuantizeOp op) {
    if (matchPattern(op.getInput(), m_Constant()))
      ops.push_back(op);
  });
  for (QuantizeOp op : ops) {
    OpBuilder builder(op);
    Operation *constant = op.getInput().getDefiningOp();
    SmallVector<Value, 1> folded;
    if (failed(builder.tryFold(op, folded)))
      continue;
    op.replaceAllUsesWith(folded.front());
    op.erase();
    if (isOpTriviallyDead(constant))
      constant->erase();
  }
}

namespace {
struct CorrectBias : quantx::impl::QuantXCorrectBiasBase<CorrectBias> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto statistics =
        readStatisticsOf(module, getArgument(), statisticsFile, acceptPartial);
    if (failed(statistics))
      return signalPassFailure();
    ObservedChannels observed(module, *statistics);
    module.walk([&](Operation *op) {
      if (op->getNumResults() == 1)
        if (auto layer = getLayer(op->getResult(0)))
          correctAndTell(*layer, observed);
    });
    foldConstants(module);
  }

private:
  static void correctAndTell(const QuantizedLayer &layer,
                             const ObservedChannels &observed) {
    double largest = 0;
    std::string name = describeValue(layer.result);
    std::string reason = correct(layer, observed, largest);
    if (reason.empty())
      remark::passed(layer.result.getLoc(), getOptions("Corrected"))
          << remark::add("the bias of {0} is corrected by at most {1}", name,
                         formatNumber(largest));
    else
      remark::missed(layer.result.getLoc(), getOptions("NotCorrected"))
          << remark::reason("the bias of {0} is not corrected: {1}", name,
                            reason);
  }
};
} // namespace
