//===- Vectors.cpp - Published test vectors, run --------------------------===//

#include "Vectors.h"

#include "quantx/ExecutionEngine/Jit.h"
#include "quantx/Import/ImportONNX.h"
#include "quantx/InitAll.h"
#include "quantx/Pipelines/Pipelines.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "onnx/onnx_pb.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>

namespace fs = std::filesystem;
using namespace quantx;

namespace {

template <typename Message>
Message readMessage(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  Message message;
  EXPECT_TRUE(message.ParseFromIstream(&file)) << path;
  return message;
}

std::vector<onnx::TensorProto> readTensors(const fs::path &folder,
                                           const std::string &kind) {
  std::vector<onnx::TensorProto> tensors;
  for (;;) {
    fs::path path =
        folder / (kind + "_" + std::to_string(tensors.size()) + ".pb");
    if (!fs::exists(path))
      return tensors;
    tensors.push_back(readMessage<onnx::TensorProto>(path));
  }
}

std::optional<ElementType> getElementType(int dataType) {
  switch (dataType) {
  case onnx::TensorProto::FLOAT:
    return ElementType::F32;
  case onnx::TensorProto::DOUBLE:
    return ElementType::F64;
  case onnx::TensorProto::FLOAT16:
    return ElementType::F16;
  case onnx::TensorProto::INT8:
    return ElementType::I8;
  case onnx::TensorProto::UINT8:
    return ElementType::U8;
  case onnx::TensorProto::INT16:
    return ElementType::I16;
  case onnx::TensorProto::UINT16:
    return ElementType::U16;
  case onnx::TensorProto::INT32:
    return ElementType::I32;
  case onnx::TensorProto::UINT32:
    return ElementType::U32;
  case onnx::TensorProto::INT64:
    return ElementType::I64;
  case onnx::TensorProto::UINT64:
    return ElementType::U64;
  case onnx::TensorProto::BOOL:
    return ElementType::Bool;
  default:
    return std::nullopt;
  }
}

HostTensor toHost(const onnx::TensorProto &proto) {
  std::optional<ElementType> type = getElementType(proto.data_type());
  EXPECT_TRUE(type) << "element type " << proto.data_type();
  llvm::SmallVector<int64_t> shape(proto.dims().begin(), proto.dims().end());
  HostTensor tensor = llvm::cantFail(
      HostTensor::create(type.value_or(ElementType::F32), shape));
  EXPECT_EQ(proto.raw_data().size(), tensor.getNumBytes());
  std::memcpy(tensor.getData(), proto.raw_data().data(),
              std::min(proto.raw_data().size(), tensor.getNumBytes()));
  return tensor;
}

/// Operators whose later inputs say what to do rather than being data. The
/// published cases pass them as graph inputs; models have them as initializers.
bool takesKnownInputs(llvm::StringRef op) {
  static const llvm::StringSet<> ops = {"Expand",  "Pad",       "ReduceMean",
                                        "Reshape", "Slice",     "Split",
                                        "Squeeze", "ReduceSum", "Unsqueeze"};
  return ops.contains(op);
}

/// Makes such inputs initializers and drops their data from `inputs`.
void bindKnownInputs(onnx::ModelProto &model,
                     std::vector<onnx::TensorProto> &inputs) {
  onnx::GraphProto &graph = *model.mutable_graph();
  if (graph.node_size() != 1 || !takesKnownInputs(graph.node(0).op_type()))
    return;
  for (size_t i = 1; i < inputs.size(); ++i) {
    inputs[i].set_name(graph.input(static_cast<int>(i)).name());
    *graph.add_initializer() = inputs[i];
  }
  inputs.resize(1);
}

void compare(const HostTensor &got, const HostTensor &want) {
  ASSERT_EQ(got.getShape(), want.getShape());
  ASSERT_EQ(getByteWidth(got.getElementType()),
            getByteWidth(want.getElementType()));
  ElementType type = want.getElementType();
  bool isFloat = type == ElementType::F16 || type == ElementType::F32 ||
                 type == ElementType::F64;
  if (!isFloat) {
    EXPECT_EQ(std::memcmp(got.getData(), want.getData(), want.getNumBytes()),
              0);
    return;
  }
  HostTensor gotFloats = llvm::cantFail(got.toF32());
  HostTensor wantFloats = llvm::cantFail(want.toF32());
  for (auto [index, expected] : llvm::enumerate(wantFloats.values<float>())) {
    float actual = gotFloats.values<float>()[index];
    if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
      continue;
    ASSERT_LE(std::abs(actual - expected), 1e-7 + 1e-3 * std::abs(expected))
        << "element " << index << " is " << actual << ", expected " << expected;
  }
}

} // namespace

std::vector<std::string> test::listVectors(const std::string &parent) {
  std::vector<std::string> folders;
  for (const fs::directory_entry &entry : fs::directory_iterator(parent))
    if (fs::exists(entry.path() / "model.onnx"))
      folders.push_back(entry.path().string());
  std::sort(folders.begin(), folders.end());
  return folders;
}

void test::runVector(const std::string &folder) {
  fs::path path = folder;
  auto model = readMessage<onnx::ModelProto>(path / "model.onnx");
  auto inputs = readTensors(path / "test_data_set_0", "input");
  auto outputs = readTensors(path / "test_data_set_0", "output");
  bindKnownInputs(model, inputs);

  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  mlir::MLIRContext context(registry);
  std::string bytes = model.SerializeAsString();
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importONNX({bytes, folder}, ImportONNXOptions(), &context);
  ASSERT_TRUE(module);
  auto signature = llvm::cantFail(
      FunctionSignature::get(module->lookupSymbol<mlir::func::FuncOp>("main")));
  mlir::PassManager pm(&context);
  buildCodegenPipeline(pm, CodegenPipelineOptions());
  ASSERT_TRUE(mlir::succeeded(pm.run(*module)));
  JitOptions options;
  // Many small functions: compiling takes longer than running.
  options.optLevel = 1;
  auto jit = llvm::cantFail(Jit::create(*module, options));

  llvm::SmallVector<HostTensor> arguments;
  for (const onnx::TensorProto &input : inputs)
    arguments.push_back(toHost(input));
  auto results = llvm::cantFail(jit->lookup(signature))(arguments);
  ASSERT_TRUE(static_cast<bool>(results))
      << llvm::toString(results.takeError());
  ASSERT_EQ(results->size(), outputs.size());
  for (auto [result, output] : llvm::zip_equal(*results, outputs))
    compare(result, toHost(output));
}
