//===- ModelReader.cpp - ONNX protobuf to a checked model -----------------===//

#include "ModelReader.h"

#include "TensorReader.h"
#include "mlir/IR/Diagnostics.h"
#include "onnx/defs/parser.h"
#include "onnx/onnx_pb.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

using namespace mlir;

namespace quantx::importer {
namespace {

/// Turns one parsed ModelProto into a Model, or emits one error.
class ModelReader {
public:
  ModelReader(onnx::ModelProto &proto, StringRef directory, Location fileLoc)
      : proto(proto), directory(directory), fileLoc(fileLoc) {}

  FailureOr<Model> read();

private:
  InFlightDiagnostic error() { return mlir::emitError(fileLoc); }
  LogicalResult readOpsets();
  LogicalResult readInitializers();
  LogicalResult readInputs();
  LogicalResult readOutputs();
  LogicalResult readNodes();
  LogicalResult readNode(onnx::NodeProto &proto, Node &node);
  LogicalResult readAttribute(onnx::AttributeProto &proto, StringRef nodeName,
                              Attribute &attribute);
  LogicalResult readValueInfo(const onnx::ValueInfoProto &proto, StringRef what,
                              ValueInfo &info);
  LogicalResult checkNames();

  onnx::ModelProto &proto;
  StringRef directory;
  Location fileLoc;
  Model model;
};

} // namespace

FailureOr<Model> ModelReader::read() {
  if (!proto.has_graph())
    return error() << "the file holds no ONNX graph; it is empty, truncated or "
                      "not an ONNX model";
  model.graphName = proto.graph().name();
  if (proto.graph().sparse_initializer_size() != 0)
    return error() << "sparse initializers are not supported; export the model "
                      "with dense ones";
  if (failed(readOpsets()) || failed(readInitializers()) ||
      failed(readInputs()) || failed(readOutputs()) || failed(readNodes()) ||
      failed(checkNames()))
    return failure();
  return std::move(model);
}

static std::string normalizeDomain(const std::string &domain) {
  return domain.empty() ? "ai.onnx" : domain;
}

LogicalResult ModelReader::readOpsets() {
  for (const onnx::OperatorSetIdProto &opset : proto.opset_import()) {
    std::string domain = normalizeDomain(opset.domain());
    auto [it, inserted] = model.opsets.try_emplace(domain, opset.version());
    if (!inserted && it->second != opset.version())
      return error() << "the model imports two versions of operator set '"
                     << domain << "': " << it->second << " and "
                     << opset.version();
  }
  if (model.opsets.empty())
    return error() << "the model imports no operator set (opset_import is "
                      "missing)";
  return success();
}

LogicalResult ModelReader::readInitializers() {
  for (onnx::TensorProto &tensor :
       *proto.mutable_graph()->mutable_initializer()) {
    std::string what = "initializer '" + tensor.name() + "'";
    if (tensor.name().empty())
      return error() << "an initializer has no name";
    FailureOr<TensorData> data =
        readTensor(tensor, what, directory, [&] { return error(); });
    if (failed(data))
      return failure();
    if (hasNaN(*data))
      return error() << what
                     << " holds a NaN; no range, scale or quantized weight can "
                        "be derived from it";
    model.initializers.push_back(std::move(*data));
  }
  return success();
}

LogicalResult ModelReader::readValueInfo(const onnx::ValueInfoProto &proto,
                                         StringRef what, ValueInfo &info) {
  info.name = proto.name();
  if (info.name.empty())
    return error() << "a " << what << " has no name";
  if (!proto.type().has_tensor_type())
    return error() << what << " '" << info.name
                   << "' is not a tensor, which is not supported";
  const onnx::TypeProto::Tensor &tensor = proto.type().tensor_type();
  std::optional<DataType> type = getDataType(tensor.elem_type());
  if (!type)
    return error() << what << " '" << info.name << "' has element type "
                   << spellDataType(tensor.elem_type())
                   << ", which is not supported";
  info.type = *type;
  info.hasShape = tensor.has_shape();
  SmallVector<int64_t> known;
  for (const onnx::TensorShapeProto::Dimension &dim : tensor.shape().dim()) {
    Dimension &extent = info.shape.emplace_back();
    extent.symbol = dim.dim_param();
    if (!dim.has_dim_value())
      continue;
    extent.size = dim.dim_value();
    known.push_back(extent.size);
    if (extent.size < 0)
      return error() << what << " '" << info.name
                     << "' has the negative extent " << extent.size;
  }
  if (!countElements(known) || info.shape.size() > maxRank)
    return error() << what << " '" << info.name
                   << "' has an impossible shape of rank " << info.shape.size()
                   << " with the extents [" << ArrayRef<int64_t>(known) << "]";
  return success();
}

LogicalResult ModelReader::readInputs() {
  llvm::StringSet<> initialized;
  for (const TensorData &tensor : model.initializers)
    initialized.insert(tensor.name);
  for (const onnx::ValueInfoProto &input : proto.graph().input()) {
    // Before IR version 4 every initializer had to be declared as an input.
    if (initialized.contains(input.name()))
      continue;
    ValueInfo info;
    if (failed(readValueInfo(input, "graph input", info)))
      return failure();
    if (!info.hasShape)
      return error() << "graph input '" << info.name
                     << "' has no shape; the rank of every input must be known";
    model.inputs.push_back(std::move(info));
  }
  return success();
}

LogicalResult ModelReader::readOutputs() {
  if (proto.graph().output_size() == 0)
    return error() << "the graph has no output";
  for (const onnx::ValueInfoProto &output : proto.graph().output())
    if (failed(readValueInfo(output, "graph output",
                             model.outputs.emplace_back())))
      return failure();
  return success();
}

static Attribute::Kind getKind(const onnx::AttributeProto &proto) {
  switch (proto.type()) {
  case onnx::AttributeProto::INT:
    return Attribute::Kind::Int;
  case onnx::AttributeProto::FLOAT:
    return Attribute::Kind::Float;
  case onnx::AttributeProto::STRING:
    return Attribute::Kind::String;
  case onnx::AttributeProto::TENSOR:
    return Attribute::Kind::Tensor;
  case onnx::AttributeProto::INTS:
    return Attribute::Kind::Ints;
  case onnx::AttributeProto::FLOATS:
    return Attribute::Kind::Floats;
  case onnx::AttributeProto::STRINGS:
    return Attribute::Kind::Strings;
  default:
    return Attribute::Kind::Other;
  }
}

LogicalResult ModelReader::readAttribute(onnx::AttributeProto &proto,
                                         StringRef nodeName,
                                         Attribute &attribute) {
  attribute.kind = getKind(proto);
  attribute.intValue = proto.i();
  attribute.floatValue = proto.f();
  attribute.stringValue = proto.s();
  attribute.ints.assign(proto.ints().begin(), proto.ints().end());
  attribute.floats.assign(proto.floats().begin(), proto.floats().end());
  attribute.strings.assign(proto.strings().begin(), proto.strings().end());
  if (attribute.kind != Attribute::Kind::Tensor)
    return success();
  std::string what =
      ("attribute '" + proto.name() + "' of node '" + nodeName + "'").str();
  FailureOr<TensorData> tensor =
      readTensor(*proto.mutable_t(), what, directory, [&] { return error(); });
  if (failed(tensor))
    return failure();
  attribute.tensor = std::move(*tensor);
  return success();
}

LogicalResult ModelReader::readNode(onnx::NodeProto &proto, Node &node) {
  node.op = proto.op_type();
  node.domain = normalizeDomain(proto.domain());
  node.inputs.assign(proto.input().begin(), proto.input().end());
  node.outputs.assign(proto.output().begin(), proto.output().end());
  // Node names are optional in ONNX; the first output is as good a name.
  node.name = proto.name();
  if (node.name.empty() && !node.outputs.empty())
    node.name = node.outputs.front();
  if (node.name.empty())
    node.name = node.op;
  if (node.op.empty())
    return error() << "node '" << node.name << "' names no operator";
  for (onnx::AttributeProto &attribute : *proto.mutable_attribute()) {
    auto [it, inserted] = node.attributes.try_emplace(attribute.name());
    if (!inserted)
      return error() << "node '" << node.name << "' (" << node.op
                     << ") has two attributes '" << attribute.name() << "'";
    if (failed(readAttribute(attribute, node.name, it->second)))
      return failure();
  }
  return success();
}

LogicalResult ModelReader::readNodes() {
  for (onnx::NodeProto &node : *proto.mutable_graph()->mutable_node())
    if (failed(readNode(node, model.nodes.emplace_back())))
      return failure();
  return success();
}

LogicalResult ModelReader::checkNames() {
  llvm::StringSet<> defined;
  for (const TensorData &tensor : model.initializers)
    if (!defined.insert(tensor.name).second)
      return error() << "two initializers are named '" << tensor.name << "'";
  for (const ValueInfo &input : model.inputs)
    if (!defined.insert(input.name).second)
      return error() << "two graph inputs are named '" << input.name << "'";
  for (const Node &node : model.nodes)
    for (const std::string &output : node.outputs)
      if (!output.empty() && !defined.insert(output).second)
        return error() << "value '" << output << "' is defined twice, the "
                       << "second time by node '" << node.name << "' ("
                       << node.op << ")";
  for (const ValueInfo &output : model.outputs)
    if (!defined.contains(output.name))
      return error() << "graph output '" << output.name
                     << "' is computed by no node";
  return success();
}

/// Fills `proto` from the bytes of the file. libonnx's text parser throws on
/// numbers out of range and protobuf on failed allocations.
static LogicalResult parseProto(llvm::MemoryBufferRef buffer, ONNXFormat format,
                                onnx::ModelProto &proto, Location fileLoc) {
  StringRef bytes = buffer.getBuffer();
  if (bytes.empty())
    return mlir::emitError(fileLoc) << "the file is empty";
  if (format == ONNXFormat::Text) {
    std::string text = bytes.str();
    onnx::OnnxParser parser(text.c_str());
    onnx::Common::Status status = parser.Parse(proto);
    if (status.IsOK())
      return success();
    // The parser spreads its message over several lines.
    std::string message = status.ErrorMessage();
    std::replace(message.begin(), message.end(), '\n', ' ');
    return mlir::emitError(fileLoc) << message;
  }
  if (bytes.size() > std::numeric_limits<int>::max())
    return mlir::emitError(fileLoc)
           << "the file is larger than the 2 GiB a serialized ONNX model can "
              "be; keep the weights as external data";
  // The error below replaces what protobuf would print on its own.
  google::protobuf::LogSilencer silencer;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return mlir::emitError(fileLoc)
           << "the file is not a serialized ONNX model, or it is truncated or "
              "damaged";
  return success();
}

FailureOr<Model> readModel(llvm::MemoryBufferRef buffer, ONNXFormat format,
                           Location fileLoc) {
  try {
    onnx::ModelProto proto;
    if (failed(parseProto(buffer, format, proto, fileLoc)))
      return failure();
    StringRef directory =
        llvm::sys::path::parent_path(buffer.getBufferIdentifier());
    return ModelReader(proto, directory, fileLoc).read();
  } catch (const std::exception &exception) {
    return mlir::emitError(fileLoc)
           << "the file cannot be read as an ONNX model: " << exception.what();
  }
}

LogicalResult convertTextToBinary(llvm::MemoryBufferRef buffer,
                                  Location fileLoc, llvm::raw_ostream &output) {
  try {
    onnx::ModelProto proto;
    if (failed(parseProto(buffer, ONNXFormat::Text, proto, fileLoc)))
      return failure();
    output << proto.SerializeAsString();
    return success();
  } catch (const std::exception &exception) {
    return mlir::emitError(fileLoc)
           << "the text cannot be converted: " << exception.what();
  }
}

} // namespace quantx::importer
