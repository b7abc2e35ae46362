//===- RowReservoir.cpp - A sample of rows that merges exactly ------------===//

#include "quantx/Calibration/RowReservoir.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SHA256.h"

#include <algorithm>
#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

uint64_t quantx::calibration::hashSample(ArrayRef<SampleSource> sources) {
  // Each part goes with its length, so that no two lists read the same.
  SHA256 hash;
  auto addNumber = [&](uint64_t number) {
    uint8_t bytes[8];
    support::endian::write64le(bytes, number);
    hash.update(bytes);
  };
  auto addText = [&](StringRef text) {
    addNumber(text.size());
    hash.update(text);
  };
  for (const SampleSource &source : sources) {
    addText(source.input);
    addText(source.sha256);
    addNumber(source.index);
  }
  return support::endian::read64le(hash.final().data());
}

static bool isLess(float a, float b) {
  return bit_cast<uint32_t>(a) < bit_cast<uint32_t>(b);
}

bool TensorRow::operator<(const TensorRow &other) const {
  if (hash != other.hash)
    return hash < other.hash;
  return std::lexicographical_compare(values.begin(), values.end(),
                                      other.values.begin(), other.values.end(),
                                      isLess);
}

bool TensorRow::operator==(const TensorRow &other) const {
  return !(*this < other) && !(other < *this);
}

void RowReservoir::insert(TensorRow row) {
  if (rows.size() == capacity) {
    if (!(row < rows.back()))
      return;
    rows.pop_back();
  }
  rows.insert(upper_bound(rows, row), std::move(row));
}

void RowReservoir::add(uint64_t hash, ArrayRef<float> values) {
  ++numSeen;
  if (wouldKeep(hash))
    insert({hash, values.vec()});
}

Error RowReservoir::checkMergeable(const RowReservoir &other) const {
  if (axis != other.axis)
    return createStringError("one has rows along dimension " + Twine(axis) +
                             ", the other along dimension " +
                             Twine(other.axis));
  if (capacity != other.capacity)
    return createStringError("one keeps " + Twine(capacity) +
                             " rows, the other " + Twine(other.capacity));
  return Error::success();
}

void RowReservoir::merge(const RowReservoir &other) {
  numSeen += other.numSeen;
  for (const TensorRow &row : other.rows)
    insert(row);
}

Expected<RowReservoir> RowReservoir::fromParts(unsigned axis, size_t capacity,
                                               uint64_t numSeen,
                                               std::vector<TensorRow> rows) {
  auto fail = [](const Twine &what) {
    return createStringError("field 'rows': " + what);
  };
  if (capacity == 0)
    return fail("its capacity must be at least 1");
  if (rows.size() != std::min<uint64_t>(numSeen, capacity))
    return fail("of " + Twine(numSeen) + " rows and a capacity of " +
                Twine(capacity) + " it must hold " +
                Twine(std::min<uint64_t>(numSeen, capacity)) + ", but holds " +
                Twine(rows.size()));
  if (!is_sorted(rows))
    return fail("must be in ascending order of their hashes");
  for (const TensorRow &row : rows)
    if (row.values.empty() ||
        !all_of(row.values, [](float value) { return std::isfinite(value); }))
      return fail("a row must hold finite values");
  RowReservoir reservoir(axis, capacity);
  reservoir.numSeen = numSeen;
  reservoir.rows = std::move(rows);
  return reservoir;
}
