//===- Normalization.cpp - BatchNormalization and LayerNormalization ------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// BatchNormalization
//===----------------------------------------------------------------------===//

static LogicalResult checkBatchNorm(NodeImporter &importer) {
  if (importer.getInt("training_mode", 0) != 0 || importer.getNumResults() > 1)
    return importer.error() << "it is in training mode; export the model for "
                               "inference";
  if (importer.getInt("spatial", 1) != 1)
    return importer.error() << "spatial = 0 is not supported";
  const TensorValue &input = importer.getInput(0);
  if (!isFloat(input.type) || input.getRank() < 2)
    return importer.error() << "its input must be a float tensor N x C x ..., "
                               "but is "
                            << input.getTensorType(importer.getContext());
  for (unsigned i = 1; i < 5; ++i) {
    const TensorValue &parameter = importer.getInput(i);
    if (parameter.type != input.type || parameter.getRank() != 1 ||
        (getStatic(parameter.shape[0]) != input.getStaticDim(1) &&
         !ShapedType::isDynamic(input.getStaticDim(1))))
      return importer.error()
             << "its input " << i << " must hold one value for each channel of "
             << input.getTensorType(importer.getContext()) << ", but is "
             << parameter.getTensorType(importer.getContext());
  }
  return success();
}

/// `perChannel` with extents of 1 behind the channel, so that it broadcasts.
static TensorValue alignChannels(NodeImporter &importer,
                                 const TensorValue &perChannel, int64_t rank) {
  Shape shape = perChannel.shape;
  shape.resize(rank - 1, importer.getMath().constant(1));
  return emitReshape(importer, perChannel, shape, importer.getLoc("parameter"));
}

/// The constant parameters as y = x * factor + offset for each channel,
/// computed in double and rounded once.
static std::pair<TensorValue, TensorValue>
foldParameters(NodeImporter &importer) {
  DataType type = importer.getInput(0).type;
  auto at = [&](unsigned input, int64_t channel) {
    return getFloatElement(importer.getInput(input).known->data, channel);
  };
  int64_t channels = importer.getInput(1).getStaticDim(0);
  double epsilon = importer.getFloat("epsilon", 1e-5f);
  ConstantWriter factors(type, channels), offsets(type, channels);
  for (int64_t c = 0; c < channels; ++c) {
    double factor = at(1, c) / std::sqrt(at(4, c) + epsilon);
    factors.setFloat(c, factor);
    offsets.setFloat(c, at(2, c) - at(3, c) * factor);
  }
  return {factors.finish(channels, importer.getContext()),
          offsets.finish(channels, importer.getContext())};
}

static LogicalResult importBatchNorm(NodeImporter &importer) {
  if (failed(checkBatchNorm(importer)))
    return failure();
  const TensorValue &input = importer.getInput(0);
  SmallVector<TensorValue> operands = {input};
  bool constant = true;
  for (unsigned i = 1; i < 5; ++i)
    constant &= importer.getInput(i).isConstant();
  if (constant) {
    auto [factor, offset] = foldParameters(importer);
    operands.push_back(alignChannels(importer, factor, input.getRank()));
    operands.push_back(alignChannels(importer, offset, input.getRank()));
  } else {
    for (unsigned i = 1; i < 5; ++i)
      operands.push_back(
          alignChannels(importer, importer.getInput(i), input.getRank()));
  }
  Value epsilon =
      emitScalar(importer, input.type, importer.getFloat("epsilon", 1e-5f),
                 importer.getLoc("epsilon"));
  return importer.setResult(
      0, emitElementwise(
             importer, operands, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
               Value x = args[0], factor = args[1], offset = args[2];
               if (!constant) {
                 x = arith::SubFOp::create(b, loc, x, args[3]);
                 Value biased = arith::AddFOp::create(b, loc, args[4], epsilon);
                 Value deviation = math::SqrtOp::create(b, loc, biased);
                 x = arith::DivFOp::create(b, loc, x, deviation);
               }
               Value scaled = arith::MulFOp::create(b, loc, x, factor);
               return arith::AddFOp::create(b, loc, scaled, offset);
             }));
}

//===----------------------------------------------------------------------===//
// LayerNormalization
//===----------------------------------------------------------------------===//

namespace {

/// Emits y = (x - mean) / sqrt(variance + epsilon) * scale + bias over the
/// dimensions from `axis` on.
class LayerNormEmitter {
public:
  LayerNormEmitter(NodeImporter &importer, int64_t axis)
      : importer(importer), input(importer.getInput(0)),
        axes(llvm::to_vector(llvm::seq<int64_t>(axis, input.getRank()))) {}

  LogicalResult emit();

private:
  /// The mean over the normalized dimensions, which stay as extents of 1.
  TensorValue emitMean(const TensorValue &value, StringRef part);
  TensorValue emitInverseDeviation(const TensorValue &centered);
  LogicalResult checkParameter(unsigned index);

  NodeImporter &importer;
  const TensorValue &input;
  SmallVector<int64_t> axes;
};

} // namespace

TensorValue LayerNormEmitter::emitMean(const TensorValue &value,
                                       StringRef part) {
  Location loc = importer.getLoc(part);
  TensorValue sum =
      emitReduce(importer, value, axes, 0.0, loc,
                 [](OpBuilder &b, Location loc, ValueRange args) -> Value {
                   return arith::AddFOp::create(b, loc, args[0], args[1]);
                 });
  Shape shape = value.shape;
  OpFoldResult count = importer.getMath().constant(1);
  for (int64_t axis : axes) {
    count = importer.getMath().mul(count, value.shape[axis]);
    shape[axis] = importer.getMath().constant(1);
  }
  Value divisor = emitCount(importer, count, value.type, loc);
  TensorValue mean = emitElementwise(
      importer, sum, sum.shape, sum.type, loc,
      [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
        return arith::DivFOp::create(b, loc, args[0], divisor);
      });
  return emitReshape(importer, mean, shape, loc);
}

TensorValue
LayerNormEmitter::emitInverseDeviation(const TensorValue &centered) {
  TensorValue squares = emitElementwise(
      importer, centered, input.shape, input.type, importer.getLoc("square"),
      [](OpBuilder &b, Location loc, ValueRange args) -> Value {
        return arith::MulFOp::create(b, loc, args[0], args[0]);
      });
  TensorValue variance = emitMean(squares, "variance");
  Location loc = importer.getLoc("deviation");
  Value epsilon = emitScalar(importer, input.type,
                             importer.getFloat("epsilon", 1e-5f), loc);
  Value one = emitScalar(importer, input.type, 1.0, loc);
  return emitElementwise(
      importer, variance, variance.shape, input.type, loc,
      [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
        Value biased = arith::AddFOp::create(b, loc, args[0], epsilon);
        Value deviation = math::SqrtOp::create(b, loc, biased);
        return arith::DivFOp::create(b, loc, one, deviation);
      });
}

LogicalResult LayerNormEmitter::checkParameter(unsigned index) {
  const TensorValue &parameter = importer.getInput(index);
  FailureOr<Shape> common = broadcastShapes(importer, {input, parameter});
  if (failed(common))
    return failure();
  if (parameter.type == input.type && *common == input.shape)
    return success();
  return importer.error() << "its input " << index << ", "
                          << parameter.getTensorType(importer.getContext())
                          << ", does not broadcast to "
                          << input.getTensorType(importer.getContext());
}

LogicalResult LayerNormEmitter::emit() {
  bool hasBias = importer.hasInput(2);
  if (failed(checkParameter(1)) || (hasBias && failed(checkParameter(2))))
    return failure();
  TensorValue mean = emitMean(input, "mean");
  TensorValue centered =
      emitElementwise(importer, {input, mean}, input.shape, input.type,
                      importer.getLoc("center"),
                      [](OpBuilder &b, Location loc, ValueRange args) -> Value {
                        return arith::SubFOp::create(b, loc, args[0], args[1]);
                      });
  TensorValue inverse = emitInverseDeviation(centered);
  SmallVector<TensorValue> operands = {centered, inverse, importer.getInput(1)};
  if (hasBias)
    operands.push_back(importer.getInput(2));
  TensorValue result = emitElementwise(
      importer, operands, input.shape, input.type, importer.getLoc(),
      [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
        Value normal = arith::MulFOp::create(b, loc, args[0], args[1]);
        Value scaled = arith::MulFOp::create(b, loc, normal, args[2]);
        if (!hasBias)
          return scaled;
        return arith::AddFOp::create(b, loc, scaled, args[3]);
      });
  if (importer.hasResult(1) && failed(importer.setResult(1, mean)))
    return failure();
  if (importer.hasResult(2) && failed(importer.setResult(2, inverse)))
    return failure();
  return importer.setResult(0, std::move(result));
}

static LogicalResult importLayerNorm(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  // Statistics are computed in the input's type, which stash_type 1 asks to be
  // float.
  if (input.type != DataType::Float || importer.getInt("stash_type", 1) != 1)
    return importer.error() << "it needs a float input and stash_type 1, but "
                               "has "
                            << spellDataType(input.type) << " and "
                            << importer.getInt("stash_type", 1);
  FailureOr<int64_t> axis =
      importer.normalizeAxis(importer.getInt("axis", -1), input.getRank());
  if (failed(axis))
    return failure();
  return LayerNormEmitter(importer, *axis).emit();
}

void addNormalizationOperators(OperatorTable &table) {
  table.add(
      {{"BatchNormalization", 5, 5, 5,
        "epsilon:f momentum:f training_mode:i spatial:i", importBatchNorm},
       {"LayerNormalization", 2, 3, 3, "axis:i epsilon:f stash_type:i",
        importLayerNorm}});
}

} // namespace quantx::importer
