//===- Batching.cpp - Which dimension counts samples ----------------------===//

#include "Batching.h"

#include "llvm/ADT/STLExtras.h"

#include <cstring>

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

static bool isDynamic(int64_t size) {
  return mlir::ShapedType::isDynamic(size);
}

Batching::Batching(const FunctionSignature &signature) {
  auto hasRows = [](const TensorSpec &spec) { return !spec.shape.empty(); };
  auto hasDynamicRows = [&](const TensorSpec &spec) {
    return hasRows(spec) && isDynamic(spec.shape.front());
  };
  const auto &specs = signature.arguments;
  if (none_of(specs, hasDynamicRows)) {
    const auto *first = find_if(specs, hasRows);
    if (first != specs.end())
      fixedBatch = first->shape.front();
  }
  auto isBatched = [&](const TensorSpec &spec) {
    if (fixedBatch)
      return hasRows(spec) && spec.shape.front() == *fixedBatch;
    return hasDynamicRows(spec);
  };
  append_range(arguments, map_range(specs, isBatched));
  bool any = hasSamples();
  append_range(results, map_range(signature.results, [&](const auto &spec) {
                 return any && isBatched(spec);
               }));
}

bool Batching::hasSamples() const { return is_contained(arguments, true); }

static SmallVector<int64_t> dropOnes(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> rest(shape);
  erase(rest, 1);
  return rest;
}

/// Whether sizes agree one by one; a dynamic one agrees with any.
static bool agree(ArrayRef<int64_t> needed, ArrayRef<int64_t> found) {
  return needed.size() == found.size() &&
         all_of(zip(needed, found), [](auto sizes) {
           return isDynamic(std::get<0>(sizes)) ||
                  std::get<0>(sizes) == std::get<1>(sizes);
         });
}

Expected<SmallVector<int64_t>> tools::layOut(ElementType type,
                                             ArrayRef<int64_t> stored,
                                             const TensorSpec &spec,
                                             bool batched) {
  ArrayRef<int64_t> needed = spec.shape, found = stored;
  SmallVector<int64_t> shape;
  if (batched && !found.empty()) {
    shape.push_back(found.front());
    needed = needed.drop_front();
    found = found.drop_front();
  }
  if (!batched || !shape.empty()) {
    if (agree(needed, found)) {
      append_range(shape, found);
      return shape;
    }
    if (none_of(needed, isDynamic) && dropOnes(needed) == dropOnes(found)) {
      append_range(shape, needed);
      return shape;
    }
  }
  return createStringError("it holds " + shapeToString(stored, type) +
                           ", but argument " + spec.describe() + " is needed" +
                           (batched ? ", the leading dimension being the "
                                      "number of samples"
                                    : ""));
}

Expected<HostTensor> tools::concatenate(ArrayRef<HostTensor> parts) {
  if (parts.size() == 1)
    return parts.front();
  SmallVector<int64_t> shape(parts.front().getShape());
  shape.front() = 0;
  for (const HostTensor &part : parts) {
    if (part.getElementType() != parts.front().getElementType() ||
        part.getShape().drop_front() != ArrayRef(shape).drop_front())
      return createStringError("tensors of " + parts.front().describe() +
                               " and " + part.describe() +
                               " cannot be joined to one batch");
    shape.front() += part.getShape().front();
  }
  Expected<HostTensor> whole =
      HostTensor::create(parts.front().getElementType(), shape);
  if (!whole)
    return whole.takeError();
  std::byte *to = whole->getData();
  for (const HostTensor &part : parts) {
    std::memcpy(to, part.getData(), part.getNumBytes());
    to += part.getNumBytes();
  }
  return whole;
}
