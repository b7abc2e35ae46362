//===- Slices.cpp - Parts of tensors, and tensors of parts ----------------===//

#include "ScalarProgram.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

using Result = FailureOr<OpResults>;

/// Drops the dimensions of size 1 that a rank-reducing slice does not have.
static FailureOr<SmallVector<int64_t>>
reduceRank(Operation *op, ArrayRef<int64_t> sizes,
           const llvm::SmallBitVector &dropped) {
  SmallVector<int64_t> shape;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!dropped.test(dim))
      shape.push_back(size);
    else if (size != 1)
      return op->emitOpError()
             << "drops dimension " << dim << " of size " << size;
  return shape;
}

namespace {
/// The part of a tensor that a slice op names.
struct Slice {
  SmallVector<int64_t> offsets, sizes, strides;

  /// Reads the numbers; fails with an error if the slice is not inside `shape`.
  LogicalResult read(OffsetSizeAndStrideOpInterface op, const Frame &frame,
                     ArrayRef<int64_t> shape);
  /// The position in a tensor of `shape` of an index into the slice.
  int64_t getPosition(ArrayRef<int64_t> index, ArrayRef<int64_t> shape) const;
};
} // namespace

LogicalResult Slice::read(OffsetSizeAndStrideOpInterface op, const Frame &frame,
                          ArrayRef<int64_t> shape) {
  auto readInto = [&](SmallVector<int64_t> &list,
                      ArrayRef<OpFoldResult> values) {
    FailureOr<SmallVector<int64_t>> indices = getIndices(op, frame, values);
    if (succeeded(indices))
      list = *indices;
    return LogicalResult(indices);
  };
  if (failed(readInto(offsets, op.getMixedOffsets())) ||
      failed(readInto(sizes, op.getMixedSizes())) ||
      failed(readInto(strides, op.getMixedStrides())))
    return failure();
  for (auto [dim, size] : llvm::enumerate(shape)) {
    int64_t last = offsets[dim] + (sizes[dim] - 1) * strides[dim];
    bool fits = offsets[dim] >= 0 && sizes[dim] >= 0 &&
                (sizes[dim] == 0 || (last >= 0 && last < size));
    if (!fits)
      return op->emitOpError()
             << "leaves its tensor: in dimension " << dim << " of size " << size
             << " it starts at " << offsets[dim] << " and takes " << sizes[dim]
             << " elements, one in " << strides[dim];
  }
  return success();
}

int64_t Slice::getPosition(ArrayRef<int64_t> index,
                           ArrayRef<int64_t> shape) const {
  SmallVector<int64_t> at;
  for (auto [i, offset, stride] : llvm::zip_equal(index, offsets, strides))
    at.push_back(offset + i * stride);
  return interpreter::getPosition(at, shape);
}

static Result runExtractSlice(tensor::ExtractSliceOp op, const Frame &frame) {
  const HostTensor &source = frame.getTensor(op.getSource());
  Slice slice;
  if (failed(slice.read(op, frame, source.getShape())))
    return failure();
  auto shape = reduceRank(op, slice.sizes, op.getDroppedDims());
  if (failed(shape))
    return failure();
  FailureOr<HostTensor> result = createTensor(op, op.getType(), *shape);
  if (failed(result))
    return failure();
  Type type = op.getType().getElementType();
  int64_t next = 0;
  (void)forEachIndex(slice.sizes, [&](ArrayRef<int64_t> index) {
    int64_t position = slice.getPosition(index, source.getShape());
    store(*result, type, next++, load(source, type, position));
    return success();
  });
  return OpResults{*result};
}

static Result runInsertSlice(tensor::InsertSliceOp op, const Frame &frame) {
  const HostTensor &source = frame.getTensor(op.getSource());
  HostTensor result = copyTensor(frame.getTensor(op.getDest()));
  Slice slice;
  if (failed(slice.read(op, frame, result.getShape())))
    return failure();
  auto shape = reduceRank(op, slice.sizes, op.getDroppedDims());
  if (failed(shape))
    return failure();
  if (source.getShape() != ArrayRef<int64_t>(*shape))
    return op->emitOpError()
           << "inserts a tensor of " << source.describe() << " into a slice of "
           << shapeToString(*shape, source.getElementType());
  Type type = op.getType().getElementType();
  int64_t next = 0;
  (void)forEachIndex(slice.sizes, [&](ArrayRef<int64_t> index) {
    int64_t position = slice.getPosition(index, result.getShape());
    store(result, type, position, load(source, type, next++));
    return success();
  });
  return OpResults{result};
}

static Result runConcat(tensor::ConcatOp op, const Frame &frame) {
  auto dim = static_cast<size_t>(op.getDim());
  SmallVector<int64_t> shape(
      frame.getTensor(op.getInputs().front()).getShape());
  shape[dim] = 0;
  for (Value input : op.getInputs()) {
    ArrayRef<int64_t> part = frame.getTensor(input).getShape();
    shape[dim] += part[dim];
    for (size_t other = 0; other < shape.size(); ++other)
      if (other != dim && part[other] != shape[other])
        return op->emitOpError()
               << "joins tensors of sizes " << part[other] << " and "
               << shape[other] << " in dimension " << other;
  }
  FailureOr<HostTensor> result = createTensor(op, op.getType(), shape);
  if (failed(result))
    return failure();
  Type type = getElementTypeOrSelf(op.getType());
  int64_t offset = 0;
  for (Value input : op.getInputs()) {
    const HostTensor &part = frame.getTensor(input);
    int64_t next = 0;
    (void)forEachIndex(part.getShape(), [&](ArrayRef<int64_t> index) {
      SmallVector<int64_t> at(index);
      at[dim] += offset;
      store(*result, type, getPosition(at, shape), load(part, type, next++));
      return success();
    });
    offset += part.getShape()[dim];
  }
  return OpResults{*result};
}

static Result runPad(tensor::PadOp op, const Frame &frame) {
  const HostTensor &source = frame.getTensor(op.getSource());
  auto low = getIndices(op, frame, op.getMixedLowPad());
  auto high = getIndices(op, frame, op.getMixedHighPad());
  if (failed(low) || failed(high))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [before, size, after] :
       llvm::zip_equal(*low, source.getShape(), *high))
    shape.push_back(before + size + after);
  FailureOr<HostTensor> result = createTensor(op, op.getType(), shape);
  FailureOr<ScalarProgram> body =
      ScalarProgram::get(op.getRegion().front(), frame);
  if (failed(result) || failed(body))
    return failure();
  Type type = op.getType().getElementType();
  int64_t next = 0;
  auto visit = [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> inside;
    SmallVector<Scalar> arguments;
    for (auto [at, before] : llvm::zip_equal(index, *low)) {
      inside.push_back(at - before);
      arguments.push_back(Scalar::ofInteger(at));
    }
    int64_t position = getPosition(inside, source.getShape());
    Scalar value = position < 0 ? body->run(arguments, index).front()
                                : load(source, type, position);
    return storeDefined(op, *result, type, next++, value);
  };
  if (failed(forEachIndex(shape, visit)))
    return failure();
  return OpResults{*result};
}

/// result[batch..., d...] is the source where the gathered dimensions have the
/// indices of that batch and the others have d.
static Result runGather(tensor::GatherOp op, const Frame &frame) {
  const HostTensor &source = frame.getTensor(op.getSource());
  const HostTensor &indices = frame.getTensor(op.getIndices());
  Type indexType = getElementTypeOrSelf(op.getIndices());
  ArrayRef<int64_t> gathered = op.getGatherDims();
  auto count = static_cast<int64_t>(gathered.size());
  SmallVector<int64_t> batch(indices.getShape().drop_back());
  SmallVector<int64_t> window(source.getShape());
  for (int64_t dim : gathered)
    window[dim] = 1;
  bool keepsRank = op.getResultType().getRank() ==
                   static_cast<int64_t>(batch.size() + window.size());
  SmallVector<int64_t> shape(batch);
  for (auto [dim, size] : llvm::enumerate(window))
    if (keepsRank || !llvm::is_contained(gathered, int64_t(dim)))
      shape.push_back(size);
  FailureOr<HostTensor> result = createTensor(op, op.getResultType(), shape);
  if (failed(result))
    return failure();
  Type type = op.getResultType().getElementType();
  int64_t row = 0, next = 0;
  auto visitRow = [&](ArrayRef<int64_t>) {
    int64_t first = row++ * count;
    return forEachIndex(window, [&](ArrayRef<int64_t> index) -> LogicalResult {
      SmallVector<int64_t> at(index);
      for (auto [i, dim] : llvm::enumerate(gathered))
        at[dim] = static_cast<int64_t>(
            load(indices, indexType, first + int64_t(i)).integer);
      int64_t position = getPosition(at, source.getShape());
      if (position < 0)
        return op->emitOpError() << "reads outside of its source, a tensor of "
                                 << source.describe();
      store(*result, type, next++, load(source, type, position));
      return success();
    });
  };
  if (failed(forEachIndex(batch, visitRow)))
    return failure();
  return OpResults{*result};
}

std::optional<Result> interpreter::interpretSlices(Operation *op,
                                                   const Frame &frame) {
  using Maybe = std::optional<Result>;
  return llvm::TypeSwitch<Operation *, Maybe>(op)
      .Case([&](tensor::ExtractSliceOp o) { return runExtractSlice(o, frame); })
      .Case([&](tensor::InsertSliceOp o) { return runInsertSlice(o, frame); })
      .Case([&](tensor::ConcatOp o) { return runConcat(o, frame); })
      .Case([&](tensor::PadOp o) { return runPad(o, frame); })
      .Case([&](tensor::GatherOp o) { return runGather(o, frame); })
      .Default(Maybe());
}
