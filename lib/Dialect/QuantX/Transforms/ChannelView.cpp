//===- ChannelView.cpp - Which channel an element is of -------------------===//

#include "ChannelView.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

using MaybeView = std::optional<ChannelView>;

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

ChannelView::ChannelView(SmallVector<ChannelDigit, 2> parts) {
  llvm::erase_if(parts, [](const ChannelDigit &d) { return d.extent == 1; });
  llvm::sort(parts, [](const ChannelDigit &a, const ChannelDigit &b) {
    return a.weight > b.weight;
  });
  for (const ChannelDigit &part : parts) {
    // Two digits of one number next to each other are one.
    if (!digits.empty() && digits.back().dim == part.dim &&
        digits.back().weight == part.weight * part.extent &&
        digits.back().divisor == part.divisor * part.extent) {
      int64_t extent = digits.back().extent * part.extent;
      digits.back() = {part.dim, part.divisor, extent, part.weight};
      continue;
    }
    digits.push_back(part);
  }
}

ChannelView ChannelView::of(ArrayRef<int64_t> dims, ArrayRef<int64_t> extents) {
  SmallVector<ChannelDigit, 2> digits;
  int64_t weight = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    digits.push_back({dims[i], 1, extents[i], weight});
    weight *= extents[i];
  }
  return ChannelView(std::move(digits));
}

int64_t ChannelView::size() const {
  int64_t count = 1;
  for (const ChannelDigit &digit : digits)
    count *= digit.extent;
  return count;
}

int64_t ChannelView::getChannel(ArrayRef<int64_t> index) const {
  int64_t channel = 0;
  for (const ChannelDigit &digit : digits)
    channel += index[digit.dim] / digit.divisor % digit.extent * digit.weight;
  return channel;
}

bool ChannelView::fits(Type type) const {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && llvm::all_of(digits, [&](const ChannelDigit &digit) {
           return !tensor.isDynamicDim(digit.dim) &&
                  tensor.getDimSize(digit.dim) >= digit.divisor * digit.extent;
         });
}

void ChannelCursor::next() {
  bool counts = false;
  for (size_t dim = shape.size(); dim-- > 0;) {
    counts |= isCounted.test(dim);
    if (++index[dim] < shape[dim])
      break;
    index[dim] = 0;
  }
  if (counts)
    channel = view.getChannel(index);
}

MaybeView ChannelView::withDims(ArrayRef<int64_t> from,
                                ArrayRef<int64_t> to) const {
  SmallVector<ChannelDigit, 2> moved;
  for (ChannelDigit digit : digits) {
    const auto *at = llvm::find(from, digit.dim);
    if (at == from.end())
      return std::nullopt;
    digit.dim = to[at - from.begin()];
    moved.push_back(digit);
  }
  return ChannelView(std::move(moved));
}

/// The dimensions that `map` takes over as they are, and where they go.
static std::pair<SmallVector<int64_t>, SmallVector<int64_t>>
getPairs(AffineMap map) {
  SmallVector<int64_t> from, to;
  for (auto [position, expr] : llvm::enumerate(map.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || llvm::count_if(map.getResults(), [&](AffineExpr other) {
                  return other.isFunctionOfDim(dim.getPosition());
                }) != 1)
      continue;
    from.push_back(dim.getPosition());
    to.push_back(static_cast<int64_t>(position));
  }
  return {from, to};
}

MaybeView ChannelView::throughMap(AffineMap map) const {
  if (!map)
    return *this;
  auto [from, to] = getPairs(map);
  return withDims(from, to);
}

MaybeView ChannelView::backThroughMap(AffineMap map) const {
  if (!map)
    return *this;
  auto [from, to] = getPairs(map);
  return withDims(to, from);
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

/// The elements that each dimension of `group` steps over, the innermost first;
/// none after a dimension of dynamic size.
static SmallVector<std::pair<int64_t, int64_t>>
getStrides(ArrayRef<int64_t> group, RankedTensorType type) {
  SmallVector<std::pair<int64_t, int64_t>> strides;
  int64_t stride = 1;
  for (int64_t dim : llvm::reverse(group)) {
    strides.push_back({dim, stride});
    if (type.isDynamicDim(dim))
      break;
    stride *= type.getDimSize(dim);
  }
  return strides;
}

/// Adds the parts of `digit`, of a dimension that is split into those of
/// `group`. False where a part of it does not lie in one dimension.
static bool splitDigit(const ChannelDigit &digit, ArrayRef<int64_t> group,
                       RankedTensorType type,
                       SmallVectorImpl<ChannelDigit> &parts) {
  int64_t begin = digit.divisor, end = digit.divisor * digit.extent;
  int64_t covered = begin;
  for (auto [dim, stride] : getStrides(group, type)) {
    bool isOpen = type.isDynamicDim(dim) || dim == group.front();
    int64_t top = isOpen ? end : stride * type.getDimSize(dim);
    int64_t low = std::max(begin, stride), high = std::min(end, top);
    if (low >= high)
      continue;
    if (low != covered || low % begin != 0 || low % stride != 0 ||
        high % low != 0 || (!isOpen && top % high != 0))
      return false;
    parts.push_back(
        {dim, low / stride, high / low, digit.weight * (low / begin)});
    covered = high;
  }
  return covered == end;
}

static MaybeView split(const ChannelView &view,
                       ArrayRef<ReassociationIndices> groups,
                       RankedTensorType type) {
  SmallVector<ChannelDigit, 2> parts;
  for (const ChannelDigit &digit : view.getDigits())
    if (!splitDigit(digit, groups[digit.dim], type, parts))
      return std::nullopt;
  return ChannelView(std::move(parts));
}

static MaybeView merge(const ChannelView &view,
                       ArrayRef<ReassociationIndices> groups,
                       RankedTensorType type) {
  SmallVector<ChannelDigit, 2> merged;
  for (ChannelDigit digit : view.getDigits()) {
    bool found = false;
    for (auto [number, group] : llvm::enumerate(groups))
      for (auto [dim, stride] : getStrides(group, type)) {
        if (dim != digit.dim)
          continue;
        bool wraps = dim != group.front();
        if (wraps && (type.isDynamicDim(dim) ||
                      type.getDimSize(dim) % (digit.divisor * digit.extent)))
          return std::nullopt;
        digit = {static_cast<int64_t>(number), digit.divisor * stride,
                 digit.extent, digit.weight};
        merged.push_back(digit);
        found = true;
        break;
      }
    if (!found)
      return std::nullopt;
  }
  return ChannelView(std::move(merged));
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// True if `view` has no part along a dimension for which `test` is true.
template <typename Test>
static bool avoids(const ChannelView &view, Test test) {
  return llvm::none_of(view.getDigits(), [&](const ChannelDigit &digit) {
    return test(digit.dim);
  });
}

/// From the operand of a slice to its result.
static SmallVector<int64_t> getKeptDims(llvm::SmallBitVector dropped) {
  SmallVector<int64_t> kept;
  for (unsigned dim = 0; dim < dropped.size(); ++dim)
    if (!dropped.test(dim))
      kept.push_back(dim);
  return kept;
}

/// True if a slice with these sizes and strides takes the whole of `dim` of
/// `whole`.
template <typename SliceOp>
static bool takesPart(SliceOp op, RankedTensorType whole, int64_t dim) {
  return whole.isDynamicDim(dim) || op.getStaticOffsets()[dim] != 0 ||
         op.getStaticSizes()[dim] != whole.getDimSize(dim) ||
         op.getStaticStrides()[dim] != 1;
}

namespace {
/// Takes a view from an operand to the result of an op that moves values
/// (`forward`), or back.
struct Mover {
  OpOperand &operand;
  OpResult result;
  const ChannelView &view;
  bool forward;

  MaybeView move(linalg::LinalgOp op) const {
    AffineMap from = op.getMatchingIndexingMap(&operand);
    AffineMap to = op.getMatchingIndexingMap(
        op.getDpsInitOperand(result.getResultNumber()));
    MaybeView loops = view.backThroughMap(forward ? from : to);
    return loops ? loops->throughMap(forward ? to : from) : std::nullopt;
  }
  MaybeView move(tensor::CastOp) const { return view; }
  MaybeView move(tensor::CollapseShapeOp op) const {
    auto groups = op.getReassociationIndices();
    return forward ? merge(view, groups, op.getSrcType())
                   : split(view, groups, op.getSrcType());
  }
  MaybeView move(tensor::ExpandShapeOp op) const {
    auto groups = op.getReassociationIndices();
    auto type = cast<RankedTensorType>(op.getType());
    return forward ? split(view, groups, type) : merge(view, groups, type);
  }
  MaybeView move(tensor::ConcatOp op) const {
    return unlessAlong(
        [&](int64_t dim) { return dim == static_cast<int64_t>(op.getDim()); });
  }
  MaybeView move(tensor::PadOp op) const {
    return unlessAlong([&](int64_t dim) {
      return op.getStaticLow()[dim] != 0 || op.getStaticHigh()[dim] != 0;
    });
  }
  MaybeView move(tensor::ExtractSliceOp op) const {
    return slice(op, op.getSourceType(), forward);
  }
  MaybeView move(tensor::InsertSliceOp op) const {
    bool isSlice = &operand == &op.getSourceMutable();
    return isSlice ? slice(op, op.getDestType(), !forward) : view;
  }

private:
  template <typename Test>
  MaybeView unlessAlong(Test test) const {
    return avoids(view, test) ? MaybeView(view) : std::nullopt;
  }

  /// Between a tensor of type `whole` and its slice.
  template <typename SliceOp>
  MaybeView slice(SliceOp op, RankedTensorType whole, bool toSlice) const {
    SmallVector<int64_t> kept = getKeptDims(op.getDroppedDims());
    auto all = llvm::to_vector(llvm::seq<int64_t>(0, kept.size()));
    MaybeView inWhole = toSlice ? view : view.withDims(all, kept);
    auto isCut = [&](int64_t dim) { return takesPart(op, whole, dim); };
    if (!inWhole || !avoids(*inWhole, isCut))
      return std::nullopt;
    return toSlice ? view.withDims(kept, all) : inWhole;
  }
};
} // namespace

static MaybeView move(const Mover &mover) {
  return TypeSwitch<Operation *, MaybeView>(mover.operand.getOwner())
      .Case<linalg::LinalgOp, tensor::CastOp, tensor::CollapseShapeOp,
            tensor::ExpandShapeOp, tensor::ConcatOp, tensor::PadOp,
            tensor::ExtractSliceOp, tensor::InsertSliceOp>(
          [&](auto op) { return mover.move(op); })
      .Default([](Operation *) { return std::nullopt; });
}

MaybeView quantx::moveToResult(OpOperand &operand, OpResult result,
                               const ChannelView &view) {
  return move({operand, result, view, /*forward=*/true});
}

MaybeView quantx::moveToOperand(OpResult result, OpOperand &operand,
                                const ChannelView &view) {
  return move({operand, result, view, /*forward=*/false});
}
