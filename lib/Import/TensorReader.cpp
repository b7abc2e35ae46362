//===- TensorReader.cpp - TensorProto to TensorData -----------------------===//

#include "TensorReader.h"

#include "onnx/onnx_pb.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cmath>

using namespace mlir;

namespace quantx::importer {

// Raw data is little endian by definition and goes into the IR as it is.
static_assert(llvm::endianness::native == llvm::endianness::little,
              "the importer needs a little-endian host");

namespace {

/// Where the bytes of a tensor with external data lie.
struct ExternalData {
  std::string location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
};

} // namespace

static FailureOr<ExternalData> parseExternalData(const onnx::TensorProto &proto,
                                                 StringRef what,
                                                 EmitErrorFn emitError) {
  ExternalData data;
  for (const onnx::StringStringEntryProto &entry : proto.external_data()) {
    StringRef value = entry.value();
    uint64_t number = 0;
    if (entry.key() == "location") {
      data.location = value.str();
    } else if (entry.key() == "offset" || entry.key() == "length") {
      if (value.getAsInteger(10, number))
        return emitError() << what << " has external data with " << entry.key()
                           << " '" << value << "', which is not a number";
      if (entry.key() == "offset")
        data.offset = number;
      else
        data.length = number;
    }
  }
  // A model must not be able to read files outside its own folder.
  bool escapes =
      llvm::is_contained(llvm::make_range(llvm::sys::path::begin(data.location),
                                          llvm::sys::path::end(data.location)),
                         StringRef(".."));
  if (data.location.empty() || llvm::sys::path::is_absolute(data.location) ||
      escapes)
    return emitError() << what << " has external data at '" << data.location
                       << "'; the location must be a path below the model's "
                          "own folder";
  return data;
}

static LogicalResult readExternal(const onnx::TensorProto &proto,
                                  StringRef what, StringRef directory,
                                  uint64_t size, TensorData &tensor,
                                  EmitErrorFn emitError) {
  FailureOr<ExternalData> data = parseExternalData(proto, what, emitError);
  if (failed(data))
    return failure();
  if (data->length && *data->length != size)
    return emitError() << what << " needs " << size
                       << " bytes, but its external data is " << *data->length
                       << " bytes long";
  SmallString<256> path(directory);
  llvm::sys::path::append(path, data->location);
  uint64_t fileSize = 0;
  if (std::error_code error = llvm::sys::fs::file_size(path, fileSize))
    return emitError() << what << " has its data in '" << path
                       << "', which cannot be read: " << error.message();
  if (!llvm::sys::fs::is_regular_file(path) || data->offset > fileSize ||
      size > fileSize - data->offset)
    return emitError() << what << " needs " << size << " bytes from offset "
                       << data->offset << " of '" << path
                       << "', which holds only " << fileSize;
  auto buffer = llvm::MemoryBuffer::getFileSlice(path, size, data->offset,
                                                 false, llvm::Align(16));
  if (!buffer)
    return emitError() << what << " has its data in '" << path
                       << "', which cannot be read: "
                       << buffer.getError().message();
  std::shared_ptr<llvm::MemoryBuffer> owner = std::move(*buffer);
  tensor.bytes = {owner->getBufferStart(), owner->getBufferSize()};
  tensor.owner = std::move(owner);
  // A mapped slice starts wherever the file says.
  if (!llvm::isAddrAligned(
          llvm::Align(std::max(8u, getBitWidth(tensor.type)) / 8),
          tensor.bytes.data())) {
    auto copy = std::make_shared<std::vector<char>>(tensor.bytes);
    tensor.bytes = *copy;
    tensor.owner = std::move(copy);
  }
  return success();
}

/// Narrows the elements of a typed protobuf field into a fresh buffer.
template <typename To, typename Field>
static void copyField(const Field &field, TensorData &tensor) {
  auto owner = std::make_shared<std::vector<To>>();
  owner->reserve(field.size());
  for (auto element : field)
    owner->push_back(static_cast<To>(element));
  tensor.bytes = {reinterpret_cast<const char *>(owner->data()),
                  owner->size() * sizeof(To)};
  tensor.owner = std::move(owner);
}

/// Copies the typed field that ONNX assigns to the data type of `tensor`.
static void readTypedField(const onnx::TensorProto &proto, TensorData &tensor) {
  switch (tensor.type) {
  case DataType::Float:
    return copyField<float>(proto.float_data(), tensor);
  case DataType::Double:
    return copyField<double>(proto.double_data(), tensor);
  case DataType::Int64:
    return copyField<int64_t>(proto.int64_data(), tensor);
  case DataType::UInt64:
    return copyField<uint64_t>(proto.uint64_data(), tensor);
  case DataType::UInt32:
    return copyField<uint32_t>(proto.uint64_data(), tensor);
  case DataType::Int32:
    return copyField<int32_t>(proto.int32_data(), tensor);
  case DataType::Int16:
  case DataType::UInt16:
  case DataType::Float16:
  case DataType::BFloat16:
    return copyField<uint16_t>(proto.int32_data(), tensor);
  case DataType::Int8:
  case DataType::UInt8:
  case DataType::Float8E4M3FN:
  case DataType::Float8E4M3FNUZ:
  case DataType::Float8E5M2:
  case DataType::Float8E5M2FNUZ:
  case DataType::Float8E8M0:
  // Packed types fill the lowest byte of each entry.
  case DataType::Float4E2M1:
  case DataType::Int4:
  case DataType::UInt4:
  case DataType::Int2:
  case DataType::UInt2:
    return copyField<uint8_t>(proto.int32_data(), tensor);
  case DataType::Bool: {
    auto owner = std::make_shared<std::vector<char>>();
    for (int32_t element : proto.int32_data())
      owner->push_back(element != 0);
    tensor.bytes = *owner;
    tensor.owner = std::move(owner);
    return;
  }
  }
}

static void takeRawData(onnx::TensorProto &proto, TensorData &tensor) {
  std::shared_ptr<std::string> owner(proto.release_raw_data());
  // Anything but 0 is true, and the IR wants exactly 1 for it.
  if (tensor.type == DataType::Bool)
    for (char &byte : *owner)
      byte = byte != 0;
  tensor.bytes = {owner->data(), owner->size()};
  tensor.owner = std::move(owner);
}

FailureOr<TensorData> readTensor(onnx::TensorProto &proto, StringRef what,
                                 StringRef directory, EmitErrorFn emitError) {
  TensorData tensor;
  tensor.name = proto.name();
  std::optional<DataType> type = getDataType(proto.data_type());
  if (!type)
    return emitError() << what << " has element type "
                       << spellDataType(proto.data_type())
                       << ", which is not supported";
  tensor.type = *type;
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  std::optional<int64_t> count = countElements(tensor.shape);
  if (!count)
    return emitError() << what << " has the impossible shape ["
                       << ArrayRef<int64_t>(tensor.shape) << "]";
  if (proto.has_segment())
    return emitError() << what
                       << " is stored in segments, which is not supported";
  uint64_t size = getNumBytes(*type, *count);
  if (proto.data_location() == onnx::TensorProto::EXTERNAL) {
    if (failed(readExternal(proto, what, directory, size, tensor, emitError)))
      return failure();
    return tensor;
  }
  if (proto.has_raw_data())
    takeRawData(proto, tensor);
  else
    readTypedField(proto, tensor);
  if (tensor.bytes.size() != size)
    return emitError() << what << " of " << *count << " "
                       << spellDataType(*type) << " elements needs " << size
                       << " bytes, but holds " << tensor.bytes.size();
  return tensor;
}

/// Any element whose magnitude is above that of infinity.
template <typename Bits>
static bool hasAbove(const TensorData &tensor, Bits infinity) {
  constexpr Bits magnitude = std::numeric_limits<Bits>::max() >> 1;
  return llvm::any_of(tensor.getAs<Bits>(),
                      [&](Bits bits) { return (bits & magnitude) > infinity; });
}

bool hasNaN(const TensorData &tensor) {
  switch (tensor.type) {
  case DataType::Float:
    return hasAbove<uint32_t>(tensor, 0x7F800000);
  case DataType::Double:
    return hasAbove<uint64_t>(tensor, 0x7FF0000000000000);
  case DataType::Float16:
    return hasAbove<uint16_t>(tensor, 0x7C00);
  case DataType::BFloat16:
    return hasAbove<uint16_t>(tensor, 0x7F80);
  case DataType::Float8E5M2:
    return hasAbove<uint8_t>(tensor, 0x7C);
  // Without infinities.
  case DataType::Float8E4M3FN:
    return hasAbove<uint8_t>(tensor, 0x7E);
  case DataType::Float8E8M0:
    return llvm::is_contained(tensor.getAs<uint8_t>(), 0xFF);
  // The one NaN stands where -0 would.
  case DataType::Float8E4M3FNUZ:
  case DataType::Float8E5M2FNUZ:
    return llvm::is_contained(tensor.getAs<uint8_t>(), 0x80);
  default:
    return false;
  }
}

} // namespace quantx::importer
