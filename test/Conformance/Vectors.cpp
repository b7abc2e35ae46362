//===- Vectors.cpp - Published test vectors, run --------------------------===//

#include "Vectors.h"

#include "TensorProtoReader.h"

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

/// Operators whose later inputs say what to do rather than being data. The
/// published cases pass them as graph inputs; models have them as initializers.
bool takesKnownInputs(llvm::StringRef op) {
  static const llvm::StringSet<> ops = {"Expand",  "Pad",       "ReduceMean",
                                        "Reshape", "Slice",     "Split",
                                        "Squeeze", "ReduceSum", "Unsqueeze"};
  return ops.contains(op);
}

/// Whether input `index` of a graph is to become an initializer.
bool isKnown(const onnx::GraphProto &graph, int index, test::Known known) {
  switch (known) {
  case test::Known::Shapes:
    return index > 0 && graph.node_size() == 1 &&
           takesKnownInputs(graph.node(0).op_type());
  case test::Known::Parameters:
    return index > 0;
  case test::Known::All:
    return true;
  }
  return false;
}

/// Makes such inputs constants of `model`: initializers, or where everything is
/// known results of Constant nodes, because an initializer must be finite.
void bindKnownInputs(onnx::ModelProto &model,
                     std::vector<onnx::TensorProto> &inputs,
                     test::Known known) {
  onnx::GraphProto &graph = *model.mutable_graph();
  std::vector<onnx::TensorProto> remaining;
  onnx::GraphProto constants;
  for (auto [index, input] : llvm::enumerate(inputs)) {
    const std::string &name = graph.input(static_cast<int>(index)).name();
    if (!isKnown(graph, static_cast<int>(index), known)) {
      remaining.push_back(input);
    } else if (known == test::Known::All) {
      onnx::NodeProto &node = *constants.add_node();
      node.set_op_type("Constant");
      node.add_output(name);
      onnx::AttributeProto &value = *node.add_attribute();
      value.set_name("value");
      value.set_type(onnx::AttributeProto::TENSOR);
      *value.mutable_t() = input;
    } else {
      input.set_name(name);
      *graph.add_initializer() = input;
    }
  }
  if (known == test::Known::All)
    graph.clear_input();
  constants.mutable_node()->MergeFrom(graph.node());
  *graph.mutable_node() = constants.node();
  inputs = std::move(remaining);
}

/// Equal bits; a NaN of f16 and wider types equals any other.
void compareExactly(const HostTensor &got, const HostTensor &want) {
  size_t width = getByteWidth(want.getElementType());
  unsigned bits = getBitWidth(want.getElementType());
  for (int64_t i = 0, e = want.getNumElements(); i < e; ++i) {
    const std::byte *a = got.getData() + i * width;
    const std::byte *b = want.getData() + i * width;
    bool equal = std::memcmp(a, b, width) == 0;
    // The result is signless, the expectation may not be.
    if (bits < 8)
      equal = (((*a ^ *b) << (8 - bits)) & std::byte(0xFF)) == std::byte(0);
    if (bits > 8 && isFloat(want.getElementType()))
      equal |= std::isnan(got.getElement(i)) && std::isnan(want.getElement(i));
    ASSERT_TRUE(equal) << "element " << i << " is " << got.getElement(i)
                       << ", expected " << want.getElement(i);
  }
}

void compareClosely(const HostTensor &got, const HostTensor &want) {
  for (int64_t i = 0, e = want.getNumElements(); i < e; ++i) {
    double actual = got.getElement(i), expected = want.getElement(i);
    if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
      continue;
    ASSERT_LE(std::abs(actual - expected), 1e-7 + 1e-3 * std::abs(expected))
        << "element " << i << " is " << actual << ", expected " << expected;
  }
}

void compare(const HostTensor &got, const HostTensor &want, bool exact) {
  ASSERT_EQ(got.getShape(), want.getShape());
  ASSERT_TRUE(isSameUpToSign(got.getElementType(), want.getElementType()))
      << got.describe() << ", expected " << want.describe();
  if (exact || !isFloat(want.getElementType()))
    compareExactly(got, want);
  else
    compareClosely(got, want);
}

} // namespace

std::vector<std::string> test::listVectors(const std::string &parent) {
  std::vector<std::string> folders;
  if (!fs::is_directory(parent))
    return folders;
  for (const fs::directory_entry &entry : fs::directory_iterator(parent))
    if (fs::exists(entry.path() / "model.onnx"))
      folders.push_back(entry.path().string());
  std::sort(folders.begin(), folders.end());
  return folders;
}

bool test::isExact(const std::string &folder) {
  static const char *const prefixes[] = {
      "test_cast",          "test_quantizelinear",
      "test_qlinear",       "test_dequantizelinear",
      "test_convinteger",   "test_dynamicquantizelinear",
      "test_matmulinteger", "quantized_"};
  std::string name = fs::path(folder).filename().string();
  return llvm::any_of(prefixes, [&](const char *prefix) {
    return llvm::StringRef(name).starts_with(prefix);
  });
}

void test::runVector(const std::string &folder, Known known) {
  fs::path path = folder;
  auto model = readMessage<onnx::ModelProto>(path / "model.onnx");
  auto inputs = readTensors(path / "test_data_set_0", "input");
  auto outputs = readTensors(path / "test_data_set_0", "output");
  bindKnownInputs(model, inputs, known);

  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  mlir::MLIRContext context(registry);
  std::string bytes = model.SerializeAsString();
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importONNX({bytes, folder}, ImportONNXOptions(), &context);
  ASSERT_TRUE(module);
  auto signature =
      FunctionSignature::get(module->lookupSymbol<mlir::func::FuncOp>("main"));
  ASSERT_TRUE(static_cast<bool>(signature))
      << llvm::toString(signature.takeError());
  mlir::PassManager pm(&context);
  buildCodegenPipeline(pm, CodegenPipelineOptions());
  ASSERT_TRUE(mlir::succeeded(pm.run(*module)));
  JitOptions options;
  // Many small functions: compiling takes longer than running.
  options.optLevel = 1;
  auto jit = Jit::create(*module, options);
  ASSERT_TRUE(static_cast<bool>(jit)) << llvm::toString(jit.takeError());
  auto function = (*jit)->lookup(std::move(*signature));
  ASSERT_TRUE(static_cast<bool>(function))
      << llvm::toString(function.takeError());

  llvm::SmallVector<HostTensor> arguments;
  for (const onnx::TensorProto &input : inputs)
    arguments.push_back(readTensorProto(input));
  auto results = (*function)(arguments);
  ASSERT_TRUE(static_cast<bool>(results))
      << llvm::toString(results.takeError());
  ASSERT_EQ(results->size(), outputs.size());
  for (auto [result, output] : llvm::zip_equal(*results, outputs))
    compare(result, readTensorProto(output), isExact(folder));
}
