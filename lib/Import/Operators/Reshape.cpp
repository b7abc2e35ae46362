//===- Reshape.cpp - Operators that only change the shape -----------------===//

#include "../Emit.h"
#include "../OperatorTable.h"

using namespace mlir;

namespace quantx::importer {

/// Sets the reshaped input as the result. Fails with an error when the static
/// numbers of elements differ.
static LogicalResult setReshaped(NodeImporter &importer, const Shape &shape) {
  const TensorValue &input = importer.getInput(0);
  TensorValue target{input.type, shape, nullptr, nullptr};
  if (input.hasStaticShape() && target.hasStaticShape()) {
    auto from = countElements(input.getStaticShape());
    auto to = countElements(target.getStaticShape());
    if (!to || from != to)
      return importer.error()
             << "cannot reshape " << input.getTensorType(importer.getContext())
             << " to [" << ArrayRef<int64_t>(target.getStaticShape()) << "]";
  }
  return importer.setResult(
      0, emitReshape(importer, input, shape, importer.getLoc()));
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// Replaces zeros by the input's extents and finds the position of the -1.
static FailureOr<std::optional<size_t>>
resolveExtents(NodeImporter &importer, Shape &shape, bool allowZero) {
  const TensorValue &input = importer.getInput(0);
  std::optional<size_t> inferred;
  for (auto [dim, extent] : llvm::enumerate(shape)) {
    int64_t size = getStatic(extent);
    if (ShapedType::isDynamic(size) || size > 0 || (size == 0 && allowZero))
      continue;
    if (size == 0) {
      if (static_cast<int64_t>(dim) >= input.getRank())
        return importer.error()
               << "its shape copies dimension " << dim
               << " of the input, which has rank " << input.getRank();
      extent = input.shape[dim];
      continue;
    }
    if (size != -1 || inferred)
      return importer.error()
             << (size == -1 ? "its shape has more than one -1"
                            : "its shape has a negative extent");
    inferred = dim;
  }
  return inferred;
}

static LogicalResult importReshape(NodeImporter &importer) {
  FailureOr<Shape> extents = importer.getExtentsInput(1);
  if (failed(extents))
    return failure();
  Shape shape = *extents;
  FailureOr<std::optional<size_t>> inferred =
      resolveExtents(importer, shape, importer.getInt("allowzero", 0) != 0);
  if (failed(inferred))
    return failure();
  if (!*inferred)
    return setReshaped(importer, shape);
  ShapeMath &math = importer.getMath();
  const TensorValue &input = importer.getInput(0);
  size_t dim = **inferred;
  shape[dim] = math.constant(1);
  if (std::optional<OpFoldResult> exact =
          math.divideExactly(input.shape, shape)) {
    shape[dim] = *exact;
    return setReshaped(importer, shape);
  }
  OpFoldResult rest = math.product(shape);
  TensorValue target{input.type, shape, nullptr, nullptr};
  if (getStatic(rest) == 0 ||
      (input.hasStaticShape() && target.hasStaticShape()))
    return importer.error()
           << "cannot reshape " << input.getTensorType(importer.getContext())
           << ": what its shape leaves for the -1 is no whole number";
  shape[dim] = math.floorDiv(math.product(input.shape), rest);
  return setReshaped(importer, shape);
}

//===----------------------------------------------------------------------===//
// Flatten, Squeeze, Unsqueeze
//===----------------------------------------------------------------------===//

static LogicalResult importFlatten(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  int64_t axis = importer.getInt("axis", 1), rank = input.getRank();
  // Unlike elsewhere, axis may be one past the last dimension.
  if (axis < -rank || axis > rank)
    return importer.error()
           << "axis " << axis << " is outside a rank-" << rank << " tensor";
  if (axis < 0)
    axis += rank;
  ArrayRef<OpFoldResult> extents = input.shape;
  ShapeMath &math = importer.getMath();
  return setReshaped(importer, {math.product(extents.take_front(axis)),
                                math.product(extents.drop_front(axis))});
}

static LogicalResult importSqueeze(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  auto stated = importer.getIntsInputOrAttr(1, "axes", 13);
  if (failed(stated))
    return failure();
  SmallVector<int64_t> axes;
  if (*stated) {
    FailureOr<SmallVector<int64_t>> normalized =
        importer.normalizeAxes(**stated, input.getRank());
    if (failed(normalized))
      return failure();
    axes = *normalized;
  }
  Shape shape;
  for (auto [dim, extent] : llvm::enumerate(input.shape)) {
    bool listed = llvm::is_contained(axes, static_cast<int64_t>(dim));
    int64_t size = getStatic(extent);
    if (listed && size != 1 && !ShapedType::isDynamic(size))
      return importer.error()
             << "it squeezes dimension " << dim << ", whose extent is " << size;
    if (!listed && (*stated || size != 1))
      shape.push_back(extent);
  }
  return setReshaped(importer, shape);
}

static LogicalResult importUnsqueeze(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  auto stated = importer.getIntsInputOrAttr(1, "axes", 13);
  if (failed(stated))
    return failure();
  if (!*stated)
    return importer.error() << "it does not say which axes to add";
  int64_t rank = input.getRank() + static_cast<int64_t>((*stated)->size());
  FailureOr<SmallVector<int64_t>> axes = importer.normalizeAxes(**stated, rank);
  if (failed(axes))
    return failure();
  Shape shape;
  const auto *next = input.shape.begin();
  for (int64_t dim = 0; dim < rank; ++dim)
    shape.push_back(llvm::is_contained(*axes, dim)
                        ? importer.getMath().constant(1)
                        : *next++);
  return setReshaped(importer, shape);
}

void addReshapeOperators(OperatorTable &table) {
  table.add(
      {{"Reshape", 2, 2, 1, "allowzero:i", importReshape, nullptr, true},
       {"Flatten", 1, 1, 1, "axis:i", importFlatten, nullptr, true},
       {"Squeeze", 1, 2, 1, "axes:is", importSqueeze, nullptr, true},
       {"Unsqueeze", 1, 2, 1, "axes:is", importUnsqueeze, nullptr, true}});
}

} // namespace quantx::importer
