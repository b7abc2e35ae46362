//===- Pad.cpp - Pad ------------------------------------------------------===//

#include "../Emit.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Elements added before and after each dimension; negative ones are removed.
struct Padding {
  SmallVector<int64_t> low;
  SmallVector<int64_t> high;
};

} // namespace

static FailureOr<Padding> readPadding(NodeImporter &importer) {
  int64_t rank = importer.getInput(0).getRank();
  auto pads = importer.getIntsInputOrAttr(1, "pads", 11);
  if (failed(pads))
    return failure();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (importer.hasInput(3)) {
    FailureOr<SmallVector<int64_t>> stated = importer.getIntsInput(3);
    // The order of the axes is that of the pads.
    if (failed(stated) || failed(importer.normalizeAxes(*stated, rank)))
      return failure();
    axes = llvm::map_to_vector(
        *stated, [&](int64_t axis) { return axis < 0 ? axis + rank : axis; });
  }
  if (!*pads || (*pads)->size() != 2 * axes.size())
    return importer.error()
           << "it has " << (*pads ? (*pads)->size() : 0)
           << " pads, but needs two for each of " << axes.size() << " axes";
  Padding padding{SmallVector<int64_t>(rank, 0), SmallVector<int64_t>(rank, 0)};
  for (auto [i, axis] : llvm::enumerate(axes)) {
    padding.low[axis] = (**pads)[i];
    padding.high[axis] = (**pads)[i + axes.size()];
    constexpr int64_t most = std::numeric_limits<int32_t>::max();
    if (std::max(std::abs(padding.low[axis]), std::abs(padding.high[axis])) >
        most)
      return importer.error()
             << "its pads along axis " << axis << " are out of range";
  }
  return padding;
}

/// The scalar that a constant Pad fills with.
static FailureOr<Value> getPadValue(NodeImporter &importer) {
  DataType type = importer.getInput(0).type;
  Location loc = importer.getLoc("value");
  if (failed(importer.checkForm(2, "value", 11)))
    return failure();
  if (!importer.hasInput(2))
    return emitScalar(importer, type, importer.getFloat("value", 0.0f), loc);
  const TensorValue &value = importer.getInput(2);
  bool scalar = llvm::all_of(
      value.shape, [](OpFoldResult extent) { return getStatic(extent) == 1; });
  if (value.type != type || !scalar)
    return importer.error()
           << "its constant_value must be one " << spellDataType(type)
           << ", but is " << value.getTensorType(importer.getContext());
  if (value.isConstant())
    return emitConstantElement(importer, value.known->data, 0, loc);
  Value tensor = importer.materialize(emitReshape(importer, value, {}, loc));
  return tensor::ExtractOp::create(importer.getBuilder(), loc, tensor,
                                   ValueRange{})
      .getResult();
}

/// Checks that no dimension ends up with fewer than no elements.
static LogicalResult checkPadding(NodeImporter &importer,
                                  const Padding &padding, bool mirrors) {
  const TensorValue &input = importer.getInput(0);
  for (int64_t dim = 0; dim < input.getRank(); ++dim) {
    int64_t low = padding.low[dim], high = padding.high[dim];
    int64_t extent = input.getStaticDim(dim);
    if (ShapedType::isDynamic(extent))
      continue;
    if (extent + low + high < 0 || std::min(low, high) < -extent ||
        (mirrors && std::max(low, high) >= extent))
      return importer.error()
             << "its pads " << low << " and " << high
             << " do not fit dimension " << dim << " with extent " << extent;
  }
  return success();
}

/// The position in a dimension of `extent` elements that fills `index`, which
/// lies outside when negative or beyond the end.
static Value emitSource(OpBuilder &b, Location loc, StringRef mode, Value index,
                        Value extent) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  Value last = arith::SubIOp::create(b, loc, extent, one);
  if (mode == "wrap") {
    Value rest = arith::RemSIOp::create(b, loc, index, extent);
    Value shifted = arith::AddIOp::create(b, loc, rest, extent);
    return arith::RemSIOp::create(b, loc, shifted, extent);
  }
  if (mode == "reflect") {
    // |index| mirrors at the first element, last - |last - x| at the last.
    Value negated = arith::SubIOp::create(b, loc, zero, index);
    index = arith::MaxSIOp::create(b, loc, index, negated);
    Value over = arith::SubIOp::create(b, loc, last, index);
    Value under = arith::SubIOp::create(b, loc, index, last);
    Value distance = arith::MaxSIOp::create(b, loc, over, under);
    return arith::SubIOp::create(b, loc, last, distance);
  }
  index = arith::MaxSIOp::create(b, loc, index, zero);
  return arith::MinSIOp::create(b, loc, index, last);
}

static TensorValue emitMirrored(NodeImporter &importer, const Padding &padding,
                                StringRef mode) {
  ShapeMath &math = importer.getMath();
  const TensorValue &input = importer.getInput(0);
  Shape shape;
  SmallVector<Value> extents, offsets;
  for (auto [extent, low, high] :
       llvm::zip_equal(input.shape, padding.low, padding.high)) {
    shape.push_back(math.add(extent, math.constant(low + high)));
    extents.push_back(math.materialize(extent));
    offsets.push_back(math.materialize(math.constant(low)));
  }
  return emitIndexed(
      importer, input, shape, importer.getLoc(),
      [&](OpBuilder &b, Location loc, MutableArrayRef<Value> indices) {
        for (auto [dim, index] : llvm::enumerate(indices)) {
          if (padding.low[dim] == 0 && padding.high[dim] == 0)
            continue;
          Value moved = arith::SubIOp::create(b, loc, index, offsets[dim]);
          index = emitSource(b, loc, mode, moved, extents[dim]);
        }
      });
}

static LogicalResult importPad(NodeImporter &importer) {
  StringRef mode = importer.getString("mode", "constant");
  if (mode != "constant" && mode != "reflect" && mode != "edge" &&
      mode != "wrap")
    return importer.error() << "its attribute 'mode' is '" << mode
                            << "', which ONNX does not define";
  FailureOr<Padding> padding = readPadding(importer);
  if (failed(padding) ||
      failed(checkPadding(importer, *padding, mode == "reflect")))
    return failure();
  if (mode != "constant")
    return importer.setResult(0, emitMirrored(importer, *padding, mode));
  FailureOr<Value> value = getPadValue(importer);
  if (failed(value))
    return failure();
  return importer.setResult(0, emitPadOrCrop(importer, importer.getInput(0),
                                             padding->low, padding->high,
                                             *value, importer.getLoc()));
}

void addPadOperators(OperatorTable &table) {
  table.add({{"Pad", 1, 4, 1, "mode:s pads:is value:f", importPad}});
}

} // namespace quantx::importer
