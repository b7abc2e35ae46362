//===- Extents.cpp - Shape and what is built from shapes ------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"

using namespace mlir;

namespace quantx::importer {

/// A position in [0, rank] from one that counts from the end when negative.
static int64_t clampPosition(int64_t position, int64_t rank) {
  if (position < 0)
    position += rank;
  return std::clamp<int64_t>(position, 0, rank);
}

static LogicalResult importShape(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  int64_t rank = input.getRank();
  int64_t start = clampPosition(importer.getInt("start", 0), rank);
  int64_t end = clampPosition(importer.getInt("end", rank), rank);
  ArrayRef<OpFoldResult> extents = ArrayRef(input.shape).take_front(end);
  extents = extents.drop_front(std::min(start, end));
  return importer.setResult(0, makeExtents(importer, DataType::Int64,
                                           static_cast<int64_t>(extents.size()),
                                           extents));
}

static LogicalResult importSize(NodeImporter &importer) {
  OpFoldResult size = importer.getMath().product(importer.getInput(0).shape);
  return importer.setResult(0,
                            makeExtents(importer, DataType::Int64, {}, size));
}

//===----------------------------------------------------------------------===//
// Expand
//===----------------------------------------------------------------------===//

static FailureOr<Shape> getExpandShape(NodeImporter &importer) {
  FailureOr<Shape> target = importer.getExtentsInput(1);
  if (failed(target))
    return failure();
  for (OpFoldResult extent : *target)
    if (int64_t size = getStatic(extent);
        size < 0 && !ShapedType::isDynamic(size))
      return importer.error() << "its shape has the negative extent " << size;
  TensorValue like{DataType::Float, *target, nullptr, nullptr};
  return broadcastShapes(importer, {importer.getInput(0), like});
}

static LogicalResult importExpand(NodeImporter &importer) {
  FailureOr<Shape> shape = getExpandShape(importer);
  if (failed(shape))
    return failure();
  TensorValue input = importer.getInput(0);
  int64_t rank = static_cast<int64_t>(shape->size());
  if (input.shape == *shape)
    return importer.setResult(0, input);
  SmallVector<int64_t> dims;
  Shape kept;
  for (auto [dim, extent] : llvm::enumerate(input.shape)) {
    int64_t target = rank - input.getRank() + static_cast<int64_t>(dim);
    if (getStatic(extent) == 1 && getStatic((*shape)[target]) != 1)
      continue;
    kept.push_back(extent);
    dims.push_back(target);
  }
  input = emitReshape(importer, input, kept, importer.getLoc("operand"));
  return importer.setResult(
      0, emitBroadcast(importer, input, dims, *shape, importer.getLoc()));
}

static FailureOr<bool> evaluateExpand(NodeImporter &importer) {
  FailureOr<Shape> shape = getExpandShape(importer);
  if (failed(shape))
    return failure();
  TensorValue input = importer.getInput(0);
  TensorValue target{input.type, *shape, nullptr, nullptr};
  SmallVector<int64_t> extents = target.getStaticShape();
  std::optional<int64_t> count = countElements(extents);
  if (!target.hasStaticShape() || !count || !isWorthFolding(importer, *count))
    return false;
  SmallVector<int64_t> coordinates(extents.size());
  TensorValue result =
      gatherElements(importer, input, extents, [&](int64_t i) -> ElementSource {
        delinearize(i, extents, coordinates);
        return {0, linearizeBroadcast(coordinates, input.known->getShape())};
      });
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

//===----------------------------------------------------------------------===//
// ConstantOfShape, Range
//===----------------------------------------------------------------------===//

static LogicalResult importConstantOfShape(NodeImporter &importer) {
  FailureOr<Shape> shape = importer.getExtentsInput(0);
  if (failed(shape))
    return failure();
  for (OpFoldResult extent : *shape)
    if (int64_t size = getStatic(extent);
        size < 0 && !ShapedType::isDynamic(size))
      return importer.error() << "its shape has the negative extent " << size;
  TensorData value =
      makeConstant<float>(DataType::Float, {}, {0.0f}, importer.getContext())
          .known->data;
  if (const Attribute *attribute = importer.getAttr("value"))
    value = attribute->tensor;
  if (value.getNumElements() != 1)
    return importer.error()
           << "its attribute 'value' has " << value.getNumElements()
           << " elements, but needs 1";
  TensorValue scalar = makeConstant(value, importer.getContext());
  TensorValue target{value.type, *shape, nullptr, nullptr};
  SmallVector<int64_t> extents = target.getStaticShape();
  if (std::optional<int64_t> count = countElements(extents);
      target.hasStaticShape() && count && isWorthFolding(importer, *count))
    return importer.setResult(
        0, gatherElements(importer, scalar, extents,
                          [](int64_t) -> ElementSource { return {0, 0}; }));
  Location loc = importer.getLoc();
  return importer.setResult(
      0, emitFilled(importer, value.type, *shape,
                    emitConstantElement(importer, value, 0, loc), loc));
}

static FailureOr<bool> evaluateRange(NodeImporter &importer) {
  int64_t bounds[3];
  for (unsigned i = 0; i < 3; ++i) {
    const TensorValue &input = importer.getInput(i);
    if (!input.isConstant() || !isInteger(input.type) ||
        input.known->data.getNumElements() != 1)
      return importer.error() << "its input " << i
                              << " must be one integer that is known while "
                                 "importing, but is "
                              << input.getTensorType(importer.getContext());
    bounds[i] = getIntElement(input.known->data, 0);
  }
  auto [start, limit, step] = bounds;
  constexpr int64_t most = 1 << 20;
  // In double: the exact difference may not fit 64 bits.
  double steps = step == 0
                     ? 2.0 * most
                     : std::ceil((static_cast<double>(limit) - start) / step);
  if (steps > most)
    return importer.error() << "its range from " << start << " to " << limit
                            << " by " << step << " is too long";
  int64_t count = std::max<int64_t>(0, static_cast<int64_t>(steps));
  ConstantWriter writer(importer.getInput(0).type, count);
  for (int64_t i = 0; i < count; ++i)
    writer.setInt(i, start + i * step);
  if (failed(
          importer.setResult(0, writer.finish(count, importer.getContext()))))
    return failure();
  return true;
}

void addExtentOperators(OperatorTable &table) {
  table.add({{"Shape", 1, 1, 1, "start:i end:i", importShape, nullptr, true},
             {"Size", 1, 1, 1, "", importSize, nullptr, true},
             {"Expand", 2, 2, 1, "", importExpand, evaluateExpand, true},
             {"ConstantOfShape", 1, 1, 1, "value:t", importConstantOfShape},
             {"Range", 3, 3, 1, "", nullptr, evaluateRange}});
}

} // namespace quantx::importer
