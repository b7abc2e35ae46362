//===- Slicing.cpp - Slice and Split --------------------------------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Where a slice starts, how many elements it takes and how far apart, for
/// each dimension.
struct SliceRange {
  Shape offsets;
  Shape sizes;
  SmallVector<int64_t> steps;
};

} // namespace

/// The whole of `value`.
static SliceRange getFullRange(NodeImporter &importer,
                               const TensorValue &value) {
  SliceRange range;
  range.sizes = value.shape;
  range.offsets.assign(value.getRank(), importer.getMath().constant(0));
  range.steps.assign(value.getRank(), 1);
  return range;
}

/// A slice that steps backwards, which extract_slice cannot: element by
/// element.
static TensorValue emitStepped(NodeImporter &importer, const TensorValue &value,
                               const SliceRange &range, Location loc) {
  ShapeMath &math = importer.getMath();
  SmallVector<Value> offsets, steps;
  for (auto [offset, step] : llvm::zip_equal(range.offsets, range.steps)) {
    offsets.push_back(math.materialize(offset));
    steps.push_back(math.materialize(math.constant(step)));
  }
  return emitIndexed(
      importer, value, range.sizes, loc,
      [&](OpBuilder &b, Location loc, MutableArrayRef<Value> indices) {
        for (auto [dim, position] : llvm::enumerate(indices)) {
          if (range.steps[dim] == 1 && getStatic(range.offsets[dim]) == 0)
            continue;
          Value moved = arith::MulIOp::create(b, loc, position, steps[dim]);
          position = arith::AddIOp::create(b, loc, moved, offsets[dim]);
        }
      });
}

/// Emits or evaluates the part of `value` that `range` names as result `index`.
static LogicalResult setSlice(NodeImporter &importer, unsigned index,
                              const TensorValue &value,
                              const SliceRange &range) {
  TensorValue target{value.type, range.sizes, nullptr, nullptr};
  TensorValue start{value.type, range.offsets, nullptr, nullptr};
  if (value.known && target.hasStaticShape() && start.hasStaticShape()) {
    SmallVector<int64_t> shape = target.getStaticShape();
    SmallVector<int64_t> offsets = start.getStaticShape();
    SmallVector<int64_t> coordinates(shape.size());
    return importer.setResult(
        index,
        gatherElements(importer, value, shape, [&](int64_t i) -> ElementSource {
          delinearize(i, shape, coordinates);
          for (auto [dim, coordinate] : llvm::enumerate(coordinates))
            coordinate = offsets[dim] + coordinate * range.steps[dim];
          return {0, linearize(coordinates, value.known->getShape())};
        }));
  }
  Location loc = importer.getLoc(index);
  bool forward =
      llvm::all_of(range.steps, [](int64_t step) { return step > 0; });
  if (forward)
    return importer.setResult(
        index, emitSlice(importer, value, range.offsets, range.sizes,
                         getShape(range.steps, importer.getContext()), loc));
  return importer.setResult(index, emitStepped(importer, value, range, loc));
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

/// A position along a dimension of `extent` elements: counted from the end when
/// negative, limited to [low, extent + high].
static OpFoldResult clampPosition(ShapeMath &math, OpFoldResult position,
                                  OpFoldResult extent, int64_t low,
                                  int64_t high) {
  int64_t number = getStatic(position);
  // Beyond 31 bits means "to the end", and must not overflow below.
  constexpr int64_t far = std::numeric_limits<int32_t>::max();
  if (!ShapedType::isDynamic(number)) {
    if (number >= far)
      return math.add(extent, math.constant(high));
    if (number <= -far)
      return math.constant(low);
    if (number < 0)
      return math.max(math.add(extent, position), math.constant(low));
  }
  OpFoldResult top = math.add(extent, math.constant(high));
  return math.max(math.min(position, top), math.constant(low));
}

static LogicalResult restrictRange(NodeImporter &importer, int64_t axis,
                                   OpFoldResult start, OpFoldResult end,
                                   int64_t step, SliceRange &range) {
  ShapeMath &math = importer.getMath();
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  if (step == 0)
    return importer.error() << "its step along axis " << axis << " is 0";
  for (OpFoldResult position : {start, end})
    if (!math.isNonNegative(position) &&
        ShapedType::isDynamic(getStatic(position)))
      return importer.error()
             << "its range along axis " << axis
             << " depends on a dynamic extent in a way that cannot be followed";
  // A step beyond any tensor takes one element, as the largest one does.
  step = std::clamp(step, -most, most);
  OpFoldResult extent = range.sizes[axis];
  int64_t low = step > 0 ? 0 : -1, high = step > 0 ? 0 : -1;
  start = clampPosition(math, start, extent, step > 0 ? 0 : low + 1, high);
  end = clampPosition(math, end, extent, low, high);
  OpFoldResult span = step > 0 ? math.sub(end, start) : math.sub(start, end);
  OpFoldResult size = math.ceilDiv(span, math.constant(std::abs(step)));
  range.offsets[axis] = start;
  range.sizes[axis] = math.max(size, math.constant(0));
  range.steps[axis] = step;
  return success();
}

static LogicalResult importSlice(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (failed(importer.checkForm(1, "starts", 10)) ||
      failed(importer.checkForm(2, "ends", 10)))
    return failure();
  Shape starts, ends;
  if (importer.getOpset() >= 10) {
    if (!importer.hasInput(1) || !importer.hasInput(2))
      return importer.error() << "it needs the inputs starts and ends";
    FailureOr<Shape> first = importer.getExtentsInput(1);
    if (failed(first))
      return failure();
    FailureOr<Shape> last = importer.getExtentsInput(2);
    if (failed(last))
      return failure();
    starts = *first;
    ends = *last;
  } else {
    auto first = importer.getInts("starts"), last = importer.getInts("ends");
    if (!first || !last)
      return importer.error() << "it needs the attributes starts and ends";
    starts = getShape(*first, importer.getContext());
    ends = getShape(*last, importer.getContext());
  }
  auto axes = importer.getIntsInputOrAttr(3, "axes", 10);
  if (failed(axes))
    return failure();
  SmallVector<int64_t> steps(starts.size(), 1);
  if (importer.hasInput(4)) {
    FailureOr<SmallVector<int64_t>> stated = importer.getIntsInput(4);
    if (failed(stated))
      return failure();
    steps = *stated;
  }
  if (!*axes)
    *axes = llvm::to_vector(llvm::seq<int64_t>(0, starts.size()));
  if (starts.size() != ends.size() || starts.size() != (*axes)->size() ||
      starts.size() != steps.size())
    return importer.error() << "its lists of starts, ends, axes and steps have "
                               "different lengths";
  // Checks for duplicates; the order is that of starts and ends.
  if (failed(importer.normalizeAxes(**axes, input.getRank())))
    return failure();
  SliceRange range = getFullRange(importer, input);
  for (size_t i = 0; i < starts.size(); ++i)
    if (failed(restrictRange(
            importer, *importer.normalizeAxis((**axes)[i], input.getRank()),
            starts[i], ends[i], steps[i], range)))
      return failure();
  return setSlice(importer, 0, input, range);
}

//===----------------------------------------------------------------------===//
// Split
//===----------------------------------------------------------------------===//

/// Equal parts, the last one smaller when they do not fit (since opset 18).
static FailureOr<SmallVector<int64_t>>
getEqualParts(NodeImporter &importer, int64_t extent, int64_t count) {
  if (ShapedType::isDynamic(extent))
    return importer.error() << "it splits a dynamic dimension into equal parts";
  if (extent % count != 0 && importer.getOpset() < 18)
    return importer.error()
           << "an extent of " << extent << " does not split into " << count
           << " equal parts";
  int64_t part = (extent + count - 1) / count;
  SmallVector<int64_t> sizes;
  for (int64_t i = 0; i < count; ++i)
    sizes.push_back(std::clamp<int64_t>(extent - i * part, 0, part));
  return sizes;
}

static FailureOr<SmallVector<int64_t>> getParts(NodeImporter &importer,
                                                int64_t extent) {
  auto stated = importer.getIntsInputOrAttr(1, "split", 13);
  if (failed(stated))
    return failure();
  int64_t count = importer.getNumResults();
  if (int64_t number = importer.getInt("num_outputs", count); number != count)
    return importer.error() << "num_outputs is " << number << ", but it has "
                            << count << " results";
  if (!*stated)
    return getEqualParts(importer, extent, count);
  int64_t sum = 0;
  bool valid = static_cast<int64_t>((*stated)->size()) == count;
  for (int64_t size : **stated) {
    valid &= size >= 0 && size <= maxTensorElements;
    sum += valid ? size : 0;
  }
  if (!valid || (sum != extent && !ShapedType::isDynamic(extent)))
    return importer.error()
           << "parts of [" << ArrayRef<int64_t>(**stated) << "] do not make up "
           << count << " results of an extent of " << extent;
  return **stated;
}

static LogicalResult importSplit(NodeImporter &importer) {
  const TensorValue input = importer.getInput(0);
  FailureOr<int64_t> axis =
      importer.normalizeAxis(importer.getInt("axis", 0), input.getRank());
  if (failed(axis))
    return failure();
  FailureOr<SmallVector<int64_t>> parts =
      getParts(importer, input.getStaticDim(*axis));
  if (failed(parts))
    return failure();
  ShapeMath &math = importer.getMath();
  int64_t offset = 0;
  for (auto [index, size] : llvm::enumerate(*parts)) {
    SliceRange range = getFullRange(importer, input);
    range.offsets[*axis] = math.constant(offset);
    range.sizes[*axis] = math.constant(size);
    offset += size;
    if (importer.hasResult(index) &&
        failed(setSlice(importer, index, input, range)))
      return failure();
  }
  emitRequireEqual(importer, input.shape[*axis], math.constant(offset),
                   "its parts do not make up the dimension it splits");
  return success();
}

void addSlicingOperators(OperatorTable &table) {
  table.add({{"Slice", 1, 5, 1, "starts:is ends:is axes:is", importSlice,
              nullptr, true},
             {"Split", 1, 2, OperatorSpec::variadic,
              "axis:i split:is num_outputs:i", importSplit, nullptr, true}});
}

} // namespace quantx::importer
