//===- Window.cpp - Sliding windows of convolutions and pools -------------===//

#include "Window.h"

using namespace mlir;

namespace quantx::importer {

FailureOr<SmallVector<int64_t>> readExtentList(NodeImporter &importer,
                                               StringRef name, int64_t rank,
                                               int64_t minimum,
                                               int64_t defaultValue) {
  std::optional<ArrayRef<int64_t>> values = importer.getInts(name);
  if (!values)
    return SmallVector<int64_t>(rank, defaultValue);
  if (static_cast<int64_t>(values->size()) != rank)
    return importer.error() << "its attribute '" << name << "' has "
                            << values->size() << " entries, but needs " << rank;
  for (int64_t value : *values)
    if (value < minimum || value > std::numeric_limits<int32_t>::max())
      return importer.error() << "its attribute '" << name << "' holds "
                              << value << ", which is out of range";
  return SmallVector<int64_t>(values->begin(), values->end());
}

/// SAME_UPPER and SAME_LOWER pad so that the result is the input over the
/// stride, rounded up; an odd element goes to the end or to the beginning.
static void padSame(ShapeMath &math, ArrayRef<OpFoldResult> spatial,
                    bool oddAtEnd, Window &window) {
  for (auto [dim, extent] : llvm::enumerate(spatial)) {
    OpFoldResult stride = math.constant(window.strides[dim]);
    OpFoldResult covered = math.add(
        math.mul(math.sub(math.ceilDiv(extent, stride), math.constant(1)),
                 stride),
        math.constant(window.getReach(dim)));
    OpFoldResult total = math.max(math.sub(covered, extent), math.constant(0));
    OpFoldResult half = math.floorDiv(total, math.constant(2));
    OpFoldResult rest = math.sub(total, half);
    window.padLow.push_back(oddAtEnd ? half : rest);
    window.padHigh.push_back(oddAtEnd ? rest : half);
  }
}

static LogicalResult readPadding(NodeImporter &importer,
                                 ArrayRef<OpFoldResult> spatial,
                                 Window &window) {
  ShapeMath &math = importer.getMath();
  int64_t rank = window.getRank();
  StringRef autoPad = importer.getString("auto_pad", "NOTSET");
  if (autoPad == "SAME_UPPER" || autoPad == "SAME_LOWER") {
    padSame(math, spatial, autoPad == "SAME_UPPER", window);
    return success();
  }
  if (autoPad != "NOTSET" && autoPad != "VALID")
    return importer.error() << "its attribute 'auto_pad' is '" << autoPad
                            << "', which ONNX does not define";
  FailureOr<SmallVector<int64_t>> pads =
      readExtentList(importer, "pads", 2 * rank, 0, 0);
  if (failed(pads))
    return failure();
  if (autoPad == "VALID")
    pads->assign(2 * rank, 0);
  for (int64_t dim = 0; dim < rank; ++dim) {
    window.padLow.push_back(math.constant((*pads)[dim]));
    window.padHigh.push_back(math.constant((*pads)[rank + dim]));
  }
  return success();
}

/// The number of window positions along `dim`, and how far the last window
/// reaches past the padding when `ceilMode` rounds that number up.
static LogicalResult computeExtent(NodeImporter &importer, OpFoldResult extent,
                                   int64_t dim, bool ceilMode, Window &window) {
  ShapeMath &math = importer.getMath();
  OpFoldResult stride = math.constant(window.strides[dim]);
  OpFoldResult reach = math.constant(window.getReach(dim));
  OpFoldResult padded =
      math.add(math.add(extent, window.padLow[dim]), window.padHigh[dim]);
  OpFoldResult room = math.sub(padded, reach);
  if (int64_t size = getStatic(room); !ShapedType::isDynamic(size) && size < 0)
    return importer.error()
           << "its window reaches over " << window.getReach(dim)
           << " elements, but dimension " << dim + 2 << " has only "
           << getStatic(padded) << " with padding";
  OpFoldResult steps =
      ceilMode ? math.ceilDiv(room, stride) : math.floorDiv(room, stride);
  // A window that would start in the padding at the end does not count.
  if (ceilMode)
    steps = math.min(
        steps, math.floorDiv(math.sub(math.add(extent, window.padLow[dim]),
                                      math.constant(1)),
                             stride));
  // A dynamic input may turn out smaller than the window: then there is no
  // result, but not less than none.
  window.result.push_back(
      math.max(math.add(steps, math.constant(1)), math.constant(0)));
  OpFoldResult overhang = math.constant(0);
  if (ceilMode)
    overhang = math.max(math.sub(math.mul(steps, stride), room), overhang);
  window.overhang.push_back(overhang);
  return success();
}

FailureOr<Window> readWindow(NodeImporter &importer,
                             ArrayRef<OpFoldResult> spatial,
                             ArrayRef<int64_t> kernel) {
  Window window;
  window.kernel.assign(kernel.begin(), kernel.end());
  int64_t rank = window.getRank();
  for (int64_t extent : kernel)
    if (extent < 1 || extent > std::numeric_limits<int32_t>::max())
      return importer.error() << "its kernel has the extent " << extent
                              << ", which is out of range";
  FailureOr<SmallVector<int64_t>> strides =
      readExtentList(importer, "strides", rank, 1, 1);
  if (failed(strides))
    return failure();
  FailureOr<SmallVector<int64_t>> dilations =
      readExtentList(importer, "dilations", rank, 1, 1);
  if (failed(dilations))
    return failure();
  window.strides = *strides;
  window.dilations = *dilations;
  if (failed(readPadding(importer, spatial, window)))
    return failure();
  bool ceilMode = importer.getInt("ceil_mode", 0) != 0;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (failed(computeExtent(importer, spatial[dim], dim, ceilMode, window)))
      return failure();
  return window;
}

Shape withBatchAndChannel(NodeImporter &importer,
                          ArrayRef<OpFoldResult> spatial) {
  OpFoldResult zero = importer.getMath().constant(0);
  Shape shape = {zero, zero};
  llvm::append_range(shape, spatial);
  return shape;
}

} // namespace quantx::importer
