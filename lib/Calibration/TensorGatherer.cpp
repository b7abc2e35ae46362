//===- TensorGatherer.cpp - Statistics from the values of calls -----------===//

#include "quantx/Calibration/TensorGatherer.h"

#include "ChannelSums.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

/// A chunk stays in the second-level cache over the passes.
static constexpr size_t chunkSize = 16384;

TensorGatherer::TensorGatherer(const GatherOptions &options)
    : options(options), sums(std::make_unique<ChannelSums>(
                            options.axis ? options.numChannels : 1)) {
  assert((!options.axis || options.numChannels > 0) && "no channels");
  if (options.channelHistograms && options.axis)
    histograms.resize(options.numChannels);
  if (options.rowAxis)
    fields.rows.emplace(*options.rowAxis, options.rowCapacity);
  if (options.batchRanges)
    fields.batchRanges.emplace();
}

TensorGatherer::~TensorGatherer() = default;

namespace {

/// The sizes of the dimensions before, of and after one.
struct Extents {
  Extents(ArrayRef<int64_t> shape, unsigned axis)
      : outer(count(shape.take_front(axis))),
        size(static_cast<size_t>(shape[axis])),
        inner(count(shape.drop_front(axis + 1))) {}

  static size_t count(ArrayRef<int64_t> shape) {
    size_t product = 1;
    for (int64_t dim : shape)
      product *= static_cast<size_t>(dim);
    return product;
  }

  size_t outer, size, inner;
};

} // namespace

/// Calls add(Chunk) for all values.
template <typename Add>
static void forEachChunk(ArrayRef<float> values, ArrayRef<int64_t> shape,
                         std::optional<unsigned> axis, Add add) {
  auto split = [&](ArrayRef<float> part, size_t size, auto make) {
    for (size_t begin = 0; begin < part.size(); begin += size)
      add(make(part.slice(begin, std::min(size, part.size() - begin)), begin));
  };
  if (!axis) {
    split(values, chunkSize, [](ArrayRef<float> part, size_t) {
      return Chunk{part, 0, part.size()};
    });
    return;
  }
  Extents extents(shape, *axis);
  if (*axis + 1 == shape.size()) {
    size_t rows = std::max<size_t>(chunkSize / extents.size, 1);
    split(values, rows * extents.size,
          [](ArrayRef<float> part, size_t) { return Chunk{part, 0, 0}; });
    return;
  }
  // As many whole runs as there is room for, or parts of one.
  size_t inner = extents.inner;
  size_t runs = std::max<size_t>(chunkSize / inner, 1);
  size_t wanted = inner > chunkSize ? inner : runs * inner;
  for (size_t outer = 0; outer < extents.outer; ++outer) {
    ArrayRef<float> image =
        values.slice(outer * extents.size * inner, extents.size * inner);
    for (size_t begin = 0; begin < image.size(); begin += wanted) {
      ArrayRef<float> part =
          image.slice(begin, std::min(wanted, image.size() - begin));
      size_t channel = begin / inner;
      if (inner <= chunkSize)
        add(Chunk{part, channel, inner});
      else
        split(part, chunkSize, [&](ArrayRef<float> piece, size_t) {
          return Chunk{piece, channel, piece.size()};
        });
    }
  }
}

void TensorGatherer::addHistograms(const Chunk &chunk) {
  std::vector<std::vector<float>> finite(histograms.size());
  for (auto [i, value] : enumerate(chunk.values))
    if (std::isfinite(value))
      finite[sums->getChannel(chunk, i)].push_back(value);
  for (auto [channel, values] : zip_equal(histograms, finite)) {
    if (values.empty())
      continue;
    ValueScan scan(values);
    channel.growTo(scan.min, scan.max, /*withHistogram=*/true);
    channel.histogram.add(values);
    channel.count += values.size();
  }
}

/// Adds the values of a chunk to everything but the rows. Returns the scan of
/// those that are finite.
ValueScan TensorGatherer::addChunk(const Chunk &chunk) {
  ValueScan scan(chunk.values);
  ArrayRef<float> finite = chunk.values;
  std::vector<float> kept;
  bool allFinite = scan.areFinite;
  if (!allFinite) {
    for (float value : chunk.values) {
      fields.nanCount += std::isnan(value);
      fields.positiveInfinityCount += std::isinf(value) && value > 0;
      fields.negativeInfinityCount += std::isinf(value) && value < 0;
      if (std::isfinite(value))
        kept.push_back(value);
    }
    finite = kept;
    scan = ValueScan(finite);
  }
  if (finite.empty())
    return scan;
  // Adding zero makes -0 into 0.
  bool first = fields.count == 0;
  fields.min = (first ? scan.min : std::min(fields.min, scan.min)) + 0.0f;
  fields.max = (first ? scan.max : std::max(fields.max, scan.max)) + 0.0f;
  fields.count += finite.size();
  fields.histogram.growTo(fields.min, fields.max);
  fields.histogram.add(finite);
  sums->add(chunk, scan, allFinite);
  if (!histograms.empty())
    addHistograms(chunk);
  return scan;
}

void TensorGatherer::addRows(ArrayRef<float> values, ArrayRef<int64_t> shape,
                             unsigned axis, ArrayRef<uint64_t> samples,
                             bool allFinite) {
  RowReservoir &reservoir = *fields.rows;
  Extents extents(shape, axis);
  size_t rowsPerSample = extents.outer * extents.inner / samples.size();
  std::vector<float> row(extents.size);
  auto read = [&](size_t index) {
    const float *from = values.data() +
                        index / extents.inner * extents.size * extents.inner +
                        index % extents.inner;
    for (size_t i = 0; i < row.size(); ++i)
      row[i] = from[i * extents.inner];
    return allFinite ||
           all_of(row, [](float value) { return std::isfinite(value); });
  };
  size_t index = 0;
  for (uint64_t sample : samples)
    for (size_t i = 0; i < rowsPerSample; ++i, ++index) {
      uint64_t hash = hashRow(sample, i);
      if (allFinite && !reservoir.wouldKeep(hash))
        reservoir.skip(1);
      else if (read(index))
        reservoir.add(hash, row);
    }
}

/// Adds everything but rows. Returns whether all values are finite.
bool TensorGatherer::addValues(ArrayRef<float> values, ArrayRef<int64_t> shape,
                               std::optional<unsigned> axis) {
  bool allFinite = true;
  std::optional<BatchRange> range;
  forEachChunk(values, shape, axis, [&](const Chunk &chunk) {
    uint64_t before = fields.count;
    ValueScan scan = addChunk(chunk);
    uint64_t added = fields.count - before;
    allFinite &= added == chunk.values.size();
    if (added == 0)
      return;
    range = range ? BatchRange{std::min(range->min, scan.min),
                               std::max(range->max, scan.max)}
                  : BatchRange{scan.min, scan.max};
  });
  if (range && fields.batchRanges)
    fields.batchRanges->add(range->min, range->max);
  return allFinite;
}

/// `values` in the order of the dimensions.
static std::vector<float> transpose(ArrayRef<float> values,
                                    ArrayRef<int64_t> shape,
                                    ArrayRef<unsigned> order) {
  SmallVector<size_t> strides(shape.size());
  size_t stride = 1;
  for (unsigned dim : reverse(order)) {
    strides[dim] = stride;
    stride *= static_cast<size_t>(shape[dim]);
  }
  std::vector<float> result;
  SmallVector<int64_t> index(shape.size());
  for (size_t i = 0, offset = 0; i < values.size(); ++i) {
    result.push_back(values[offset]);
    for (size_t dim = shape.size(); dim-- > 0;) {
      offset += strides[dim];
      if (++index[dim] < shape[dim])
        break;
      offset -= strides[dim] * static_cast<size_t>(shape[dim]);
      index[dim] = 0;
    }
  }
  return result;
}

void TensorGatherer::add(ArrayRef<float> values, ArrayRef<int64_t> shape,
                         ArrayRef<uint64_t> samples, ArrayRef<unsigned> order) {
  if (values.empty())
    return;
  SmallVector<unsigned> own =
      to_vector(seq<unsigned>(0, static_cast<unsigned>(shape.size())));
  if (order.empty())
    order = own;
  bool hasRows = fields.rows && !samples.empty() &&
                 static_cast<size_t>(shape.front()) % samples.size() == 0;
  if (hasRows) {
    // Rows are counted in the order of the other dimensions, which a layout
    // that only moves the channels leaves as it is.
    SmallVector<unsigned> others(order);
    erase(others, fields.rows->getAxis());
    if (!is_sorted(others))
      return add(transpose(values, shape, order), shape, samples);
  }
  auto inMemory = [&](unsigned dim) {
    return static_cast<unsigned>(find(order, dim) - order.begin());
  };
  SmallVector<int64_t> memoryShape;
  for (unsigned dim : order)
    memoryShape.push_back(shape[dim]);
  std::optional<unsigned> axis;
  if (options.axis)
    axis = inMemory(*options.axis);
  bool allFinite = addValues(values, memoryShape, axis);
  if (hasRows)
    addRows(values, memoryShape, inMemory(fields.rows->getAxis()), samples,
            allFinite);
}

TensorStatistics TensorGatherer::getStatistics() {
  TensorStatistics::Fields result = fields;
  std::vector<Channel> channels = sums->makeChannels();
  for (const Channel &channel : channels) {
    result.sum.add(channel.sum);
    result.sumOfSquares.add(channel.sumOfSquares);
  }
  if (options.axis) {
    for (auto [channel, other] : zip(channels, histograms))
      channel.histogram = other.histogram;
    result.channels.emplace(*options.axis, std::move(channels),
                            !histograms.empty());
  }
  return cantFail(TensorStatistics::fromFields(std::move(result)));
}
