//===- CompiledFunction.cpp - Host tensors as memref descriptors ----------===//

#include "quantx/ExecutionEngine/Jit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

#include <cstdlib>

using namespace llvm;
using namespace quantx;

// A memref descriptor is { allocated, aligned, offset, sizes[rank],
// strides[rank] }. Pointers and i64 are both one word on 64-bit hosts, so that
// descriptors, and structs of them, are arrays of words.
static_assert(sizeof(void *) == sizeof(int64_t));

static size_t descriptorWords(size_t rank) { return 3 + 2 * rank; }

static SmallVector<int64_t> makeDescriptor(const HostTensor &tensor) {
  auto data = reinterpret_cast<int64_t>(tensor.getData());
  SmallVector<int64_t> words = {data, data, /*offset=*/0};
  append_range(words, tensor.getShape());
  size_t rank = tensor.getRank(), firstStride = words.size();
  words.resize(firstStride + rank);
  int64_t stride = 1;
  for (size_t i = rank; i-- > 0;) {
    words[firstStride + i] = stride;
    stride *= tensor.getShape()[i];
  }
  return words;
}

/// Whether strides are those of row-major order, where they matter.
static bool isRowMajor(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides) {
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] != 1 && strides[i] != stride)
      return false;
    stride *= shape[i];
  }
  return true;
}

static std::byte *readPointer(int64_t word) {
  return llvm::bit_cast<std::byte *>(word);
}

/// Compiled code holds numbers of fewer than 8 bits in the lowest bits of a
/// byte, the others zero, which here are extended by their sign.
static bool isSubByte(ElementType type) {
  return type != ElementType::Bool && getBitWidth(type) < 8;
}

/// `tensor` as compiled code takes it for `spec`: a copy with the bits beyond
/// those of the element type cleared, having checked that they held nothing.
static Expected<HostTensor> narrowElements(const TensorSpec &spec,
                                           const HostTensor &tensor) {
  Expected<HostTensor> narrow =
      HostTensor::create(tensor.getElementType(), tensor.getShape());
  if (!narrow)
    return narrow;
  unsigned width = getBitWidth(spec.type);
  int low = isFloat(spec.type) ? 0 : -(1 << (width - 1)),
      high = (1 << width) - 1;
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i) {
    int number = static_cast<int8_t>(tensor.getData()[i]);
    if (number < low || number > high)
      return createStringError("element " + Twine(i) + " of " +
                               spec.describe() + " is " + Twine(number) +
                               ", which its type does not hold");
    narrow->getData()[i] = tensor.getData()[i] & std::byte(high);
  }
  return narrow;
}

/// The other direction, in place.
static void extendElements(HostTensor &tensor) {
  if (isFloat(tensor.getElementType()))
    return;
  unsigned width = getBitWidth(tensor.getElementType());
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i) {
    std::byte &element = tensor.getData()[i];
    element = static_cast<std::byte>(
        SignExtend64(static_cast<uint64_t>(element), width));
  }
}

/// Takes over the buffer that the descriptor in `words` owns.
static Expected<HostTensor> takeResult(const TensorSpec &spec,
                                       ArrayRef<int64_t> words) {
  size_t rank = spec.shape.size();
  std::shared_ptr<void> owner(readPointer(words[0]), std::free);
  std::byte *elements =
      readPointer(words[1]) +
      words[2] * static_cast<int64_t>(getByteWidth(spec.type));
  ArrayRef<int64_t> shape = words.slice(3, rank);
  ArrayRef<int64_t> strides = words.slice(3 + rank, rank);
  // The code was compiled for this signature; anything else means that the
  // lowering broke the contract of the pipeline.
  Expected<int64_t> count = countElements(shape, spec.type);
  if (!count)
    return count.takeError();
  if (*count > 0 && !isRowMajor(shape, strides))
    return createStringError("result " + spec.describe() +
                             " is not row-major; compiled functions must "
                             "return memrefs with identity layout");
  HostTensor tensor = HostTensor::adopt(spec.type, shape, owner, elements);
  if (isSubByte(spec.type))
    extendElements(tensor);
  return tensor;
}

/// The arguments as compiled code takes them.
static Expected<SmallVector<HostTensor>>
convertArguments(const FunctionSignature &signature,
                 ArrayRef<HostTensor> arguments) {
  SmallVector<HostTensor> converted(arguments);
  for (auto [spec, tensor] : zip_equal(signature.arguments, converted)) {
    if (!isSubByte(spec.type))
      continue;
    Expected<HostTensor> narrow = narrowElements(spec, tensor);
    if (!narrow)
      return narrow.takeError();
    tensor = std::move(*narrow);
  }
  return converted;
}

Expected<SmallVector<HostTensor>>
CompiledFunction::operator()(ArrayRef<HostTensor> arguments) const {
  if (Error error = signature.checkArguments(arguments))
    return std::move(error);
  auto converted = convertArguments(signature, arguments);
  if (!converted)
    return converted.takeError();

  size_t resultWords = 0;
  for (const TensorSpec &spec : signature.results)
    resultWords += descriptorWords(spec.shape.size());
  SmallVector<int64_t> results(resultWords);

  // The C interface takes pointers to descriptors, the first to the results;
  // the packed form takes pointers to those.
  SmallVector<SmallVector<int64_t>> descriptors;
  for (const HostTensor &argument : *converted)
    descriptors.push_back(makeDescriptor(argument));
  SmallVector<void *> pointers;
  if (!results.empty())
    pointers.push_back(results.data());
  for (SmallVector<int64_t> &descriptor : descriptors)
    pointers.push_back(descriptor.data());
  SmallVector<void *> packed;
  for (void *&pointer : pointers)
    packed.push_back(static_cast<void *>(&pointer));
  function(packed.data());

  SmallVector<HostTensor> tensors;
  Error failure = Error::success();
  ArrayRef<int64_t> rest = results;
  for (const TensorSpec &spec : signature.results) {
    size_t size = descriptorWords(spec.shape.size());
    Expected<HostTensor> tensor = takeResult(spec, rest.take_front(size));
    rest = rest.drop_front(size);
    if (tensor)
      tensors.push_back(std::move(*tensor));
    else
      failure = joinErrors(std::move(failure), tensor.takeError());
  }
  if (failure)
    return std::move(failure);
  return tensors;
}
