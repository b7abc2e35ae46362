//===- EmitConvolution.cpp - Convolutions as linalg ops -------------------===//

#include "EmitConvolution.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Emits one convolution over operands that already have the layout of the op:
/// grouped ones carry a group dimension.
class ConvolutionEmitter {
public:
  ConvolutionEmitter(NodeImporter &importer, const Convolution &conv)
      : importer(importer), conv(conv),
        rank(static_cast<int64_t>(conv.strides.size())) {}

  TensorValue emit();

private:
  bool isDepthwise() const {
    return conv.groups > 1 && conv.input.getStaticDim(1) == conv.groups &&
           conv.filter.getStaticDim(0) == conv.groups && rank <= 3;
  }
  bool isGrouped() const { return conv.groups > 1 && !isDepthwise(); }
  /// What the products are added to: the bias or zeros.
  TensorValue emitInit();
  TensorValue emitPlain(const TensorValue &init);
  TensorValue emitDepthwise(const TensorValue &init);
  TensorValue emitGrouped(const TensorValue &init);
  Location getLoc() const { return importer.getPartLoc(conv.part); }
  TensorValue emitGeneric(const TensorValue &input, const TensorValue &filter,
                          const TensorValue &init, bool grouped);
  /// Splits dimension `dim` of `value` into groups.
  TensorValue split(const TensorValue &value, int64_t dim, StringRef part);

  template <typename OpTy>
  TensorValue create(const TensorValue &input, const TensorValue &filter,
                     const TensorValue &init) {
    OpBuilder &builder = importer.getBuilder();
    SmallVector<Value> inputs = {importer.materialize(input),
                                 importer.materialize(filter)};
    auto op = OpTy::create(builder, getLoc(), TypeRange{init.value.getType()},
                           inputs, ValueRange{init.value},
                           builder.getI64TensorAttr(conv.strides),
                           builder.getI64TensorAttr(conv.dilations));
    return {init.type, init.shape, op->getResult(0), nullptr};
  }

  NodeImporter &importer;
  const Convolution &conv;
  int64_t rank;
};

} // namespace

TensorValue ConvolutionEmitter::emitInit() {
  Shape shape = {conv.input.shape[0]};
  SmallVector<int64_t> channelDims = {1};
  if (isGrouped()) {
    ShapeMath &math = importer.getMath();
    shape.push_back(math.constant(conv.groups));
    shape.push_back(math.floorDiv(conv.filter.shape[0], shape.back()));
    channelDims.push_back(2);
  } else {
    shape.push_back(conv.filter.shape[0]);
  }
  Location loc = importer.getLoc(conv.bias ? "bias" : "init");
  Shape channels(ArrayRef(shape).drop_front());
  llvm::append_range(shape, conv.result);
  if (!conv.bias)
    return emitFilled(importer, conv.type, shape, 0.0, loc);
  return emitBroadcast(importer,
                       emitReshape(importer, *conv.bias, channels, loc),
                       channelDims, shape, loc);
}

TensorValue ConvolutionEmitter::emitPlain(const TensorValue &init) {
  if (rank == 1)
    return create<linalg::Conv1DNcwFcwOp>(conv.input, conv.filter, init);
  if (rank == 2)
    return create<linalg::Conv2DNchwFchwOp>(conv.input, conv.filter, init);
  if (rank == 3)
    return create<linalg::Conv3DNcdhwFcdhwOp>(conv.input, conv.filter, init);
  return emitGeneric(conv.input, conv.filter, init, /*grouped=*/false);
}

TensorValue ConvolutionEmitter::emitDepthwise(const TensorValue &init) {
  Shape shape = {conv.filter.shape[0]};
  shape.append(conv.filter.shape.begin() + 2, conv.filter.shape.end());
  TensorValue filter =
      emitReshape(importer, conv.filter, shape, importer.getLoc("filter"));
  if (rank == 1)
    return create<linalg::DepthwiseConv1DNcwCwOp>(conv.input, filter, init);
  if (rank == 2)
    return create<linalg::DepthwiseConv2DNchwChwOp>(conv.input, filter, init);
  return create<linalg::DepthwiseConv3DNcdhwCdhwOp>(conv.input, filter, init);
}

TensorValue ConvolutionEmitter::split(const TensorValue &value, int64_t dim,
                                      StringRef part) {
  ShapeMath &math = importer.getMath();
  Shape shape = value.shape;
  shape[dim] = math.floorDiv(shape[dim], math.constant(conv.groups));
  shape.insert(shape.begin() + dim, math.constant(conv.groups));
  return emitReshape(importer, value, shape, importer.getLoc(part));
}

TensorValue ConvolutionEmitter::emitGrouped(const TensorValue &init) {
  TensorValue input = split(conv.input, 1, "groups");
  TensorValue filter = split(conv.filter, 0, "filter");
  TensorValue result =
      rank == 2 ? create<linalg::Conv2DNgchwGfchwOp>(input, filter, init)
                : emitGeneric(input, filter, init, /*grouped=*/true);
  Shape shape = {conv.input.shape[0], conv.filter.shape[0]};
  llvm::append_range(shape, conv.result);
  return emitReshape(importer, result, shape, getLoc());
}

/// Loops: n, (g,) f, result extents, c, kernel extents.
TensorValue ConvolutionEmitter::emitGeneric(const TensorValue &input,
                                            const TensorValue &filter,
                                            const TensorValue &init,
                                            bool grouped) {
  OpBuilder &builder = importer.getBuilder();
  int64_t next = 0;
  auto loop = [&] { return builder.getAffineDimExpr(next++); };
  AffineExpr n = loop();
  SmallVector<AffineExpr> in = {n}, out = {n}, taps;
  if (grouped) {
    AffineExpr g = loop();
    in.push_back(g);
    out.push_back(g);
    taps.push_back(g);
  }
  AffineExpr f = loop();
  out.push_back(f);
  taps.push_back(f);
  for (int64_t dim = 0; dim < rank; ++dim)
    out.push_back(loop());
  int64_t parallel = next;
  AffineExpr c = loop();
  in.push_back(c);
  taps.push_back(c);
  for (int64_t dim = 0; dim < rank; ++dim) {
    AffineExpr tap = loop();
    taps.push_back(tap);
    in.push_back(out[out.size() - rank + dim] * conv.strides[dim] +
                 tap * conv.dilations[dim]);
  }
  SmallVector<AffineMap> maps;
  for (ArrayRef<AffineExpr> exprs :
       {ArrayRef(in), ArrayRef(taps), ArrayRef(out)})
    maps.push_back(AffineMap::get(next, 0, exprs, builder.getContext()));
  SmallVector<utils::IteratorType> iterators(parallel,
                                             utils::IteratorType::parallel);
  iterators.resize(next, utils::IteratorType::reduction);
  SmallVector<Value> inputs = {importer.materialize(input),
                               importer.materialize(filter)};
  auto op = linalg::GenericOp::create(
      builder, getLoc(), init.value.getType(), inputs, init.value, maps,
      iterators, [](OpBuilder &nested, Location loc, ValueRange args) {
        linalg::YieldOp::create(nested, loc,
                                emitMultiplyAdd(nested, loc, args));
      });
  return {init.type, init.shape, op.getResult(0), nullptr};
}

TensorValue ConvolutionEmitter::emit() {
  TensorValue init = emitInit();
  if (isDepthwise())
    return emitDepthwise(init);
  return isGrouped() ? emitGrouped(init) : emitPlain(init);
}

TensorValue emitConvolution(NodeImporter &importer, const Convolution &conv) {
  return ConvolutionEmitter(importer, conv).emit();
}

} // namespace quantx::importer
