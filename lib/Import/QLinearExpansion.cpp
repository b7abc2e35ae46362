//===- QLinearExpansion.cpp - Quantized operators of onnxruntime ----------===//

#include "QLinearExpansion.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

#include <optional>

using namespace mlir;

namespace quantx::importer {
namespace {

/// One operator: what it is on real numbers, and where its inputs are. Each
/// operand is followed by its scale and its zero point, as is the scale of the
/// result by its zero point.
struct QLinearOperator {
  static constexpr unsigned variadic = ~0u;

  StringLiteral name;
  StringLiteral onReals;
  /// variadic: as many as there are.
  unsigned numOperands;
  unsigned firstOperand;
  unsigned resultScale;
  /// Whether a third operand is a bias in i32, with the product of the other
  /// scales.
  bool hasBias = false;
};

constexpr QLinearOperator kOperators[] = {
    {"QLinearAdd", "Add", 2, 0, 6},
    {"QLinearMul", "Mul", 2, 0, 6},
    {"QLinearConcat", "Concat", QLinearOperator::variadic, 2, 0},
    {"QLinearAveragePool", "AveragePool", 1, 0, 3},
    {"QLinearGlobalAveragePool", "GlobalAveragePool", 1, 0, 3},
    {"QLinearReduceMean", "ReduceMean", 1, 0, 3},
    {"QLinearSigmoid", "Sigmoid", 1, 0, 3},
    {"QLinearLeakyRelu", "LeakyRelu", 1, 0, 3},
    {"QLinearSoftmax", "Softmax", 1, 0, 3},
    {"QGemm", "Gemm", 2, 0, 7, /*hasBias=*/true},
};

/// Writes the nodes that replace one.
class Expander {
public:
  /// `opset` is the version of the default domain that the model uses.
  Expander(const QLinearOperator &spec, const Node &node, int64_t opset,
           llvm::StringSet<> &names, std::vector<Node> &nodes)
      : spec(spec), node(node), opset(opset), names(names), nodes(nodes) {}

  /// Why the node cannot be expanded; empty where it was.
  std::string expand();

private:
  bool hasInput(unsigned index) const {
    return index < node.inputs.size() && !node.inputs[index].empty();
  }
  unsigned getNumOperands() const {
    return spec.numOperands == QLinearOperator::variadic
               ? (node.inputs.size() - spec.firstOperand) / 3
               : spec.numOperands;
  }
  int64_t getInt(StringRef name, int64_t otherwise) const {
    auto it = node.attributes.find(name);
    return it == node.attributes.end() ? otherwise : it->second.intValue;
  }
  std::string explainNot() const;
  std::string getFreshName(StringRef part);
  Node &addNode(StringRef op, ArrayRef<std::string> inputs, StringRef part);
  std::string dequantize(ArrayRef<std::string> inputs,
                         std::optional<int64_t> axis, StringRef part);
  std::string addBias();

  const QLinearOperator &spec;
  const Node &node;
  int64_t opset;
  llvm::StringSet<> &names;
  std::vector<Node> &nodes;
};

} // namespace

std::string Expander::explainNot() const {
  unsigned needed = spec.firstOperand + 3 * getNumOperands();
  bool missing = getNumOperands() == 0 || !hasInput(spec.resultScale);
  for (unsigned i = spec.firstOperand; i < needed; i += 3)
    missing |= !hasInput(i) || !hasInput(i + 1);
  if (missing || node.outputs.size() != 1)
    return "needs each operand with its scale and zero point, the scale of its "
           "result, and one result";
  if (getInt("channels_last", 0) != 0)
    return "has channels_last = 1, but channels must come first";
  auto alpha = node.attributes.find("alpha");
  if (spec.hasBias && alpha != node.attributes.end() &&
      alpha->second.floatValue != 1.0f)
    return "has an alpha that is not 1";
  // Softmax has another meaning since opset 13.
  int64_t meant = getInt("opset", opset);
  if ((meant >= 13) != (opset >= 13))
    return llvm::formatv("is the {0} of opset {1}, but the model is of opset "
                         "{2}; convert it with onnx.version_converter first",
                         spec.onReals, meant, opset);
  return "";
}

std::string Expander::getFreshName(StringRef part) {
  std::string name = (node.outputs.front() + "/" + part).str();
  while (!names.insert(name).second)
    name += "_";
  return name;
}

/// A node of the default domain, whose result is part `part` of the original's;
/// the result itself where that is empty.
Node &Expander::addNode(StringRef op, ArrayRef<std::string> inputs,
                        StringRef part) {
  Node added;
  added.name = node.name;
  added.op = op.str();
  added.domain = "ai.onnx";
  added.inputs.assign(inputs.begin(), inputs.end());
  added.outputs = {part.empty() ? node.outputs.front() : getFreshName(part)};
  nodes.push_back(std::move(added));
  return nodes.back();
}

std::string Expander::dequantize(ArrayRef<std::string> inputs,
                                 std::optional<int64_t> axis, StringRef part) {
  Node &added = addNode("DequantizeLinear", inputs, part);
  if (axis) {
    Attribute attribute;
    attribute.kind = Attribute::Kind::Int;
    attribute.intValue = *axis;
    added.attributes["axis"] = attribute;
  }
  return added.outputs.front();
}

/// The integers of a bias count steps of the accumulator.
std::string Expander::addBias() {
  std::string scale =
      addNode("Mul", {node.inputs[1], node.inputs[4]}, "bias_scale")
          .outputs.front();
  return dequantize({node.inputs[6], scale}, /*axis=*/-1, "bias");
}

std::string Expander::expand() {
  if (std::string reason = explainNot(); !reason.empty())
    return reason;
  // Only the second matrix of a product may have a scale for each column.
  std::optional<int64_t> axis;
  if (spec.hasBias)
    axis = getInt("transB", 0) != 0 ? 0 : 1;
  std::vector<std::string> operands;
  for (unsigned i = 0; i < getNumOperands(); ++i) {
    auto triple = ArrayRef(node.inputs).slice(spec.firstOperand + 3 * i, 3);
    operands.push_back(dequantize(triple, axis, ("operand" + Twine(i)).str()));
  }
  if (spec.hasBias && hasInput(6))
    operands.push_back(addBias());
  Node &onReals = addNode(spec.onReals, operands, "real");
  for (const auto &attribute : node.attributes)
    if (attribute.getKey() != "channels_last" && attribute.getKey() != "opset")
      onReals.attributes[attribute.getKey()] = attribute.getValue();
  std::vector<std::string> inputs = {onReals.outputs.front(),
                                     node.inputs[spec.resultScale]};
  if (hasInput(spec.resultScale + 1))
    inputs.push_back(node.inputs[spec.resultScale + 1]);
  addNode("QuantizeLinear", inputs, "");
  return "";
}

static llvm::StringSet<> collectNames(const Model &model) {
  llvm::StringSet<> names;
  for (const ValueInfo &input : model.inputs)
    names.insert(input.name);
  for (const TensorData &initializer : model.initializers)
    names.insert(initializer.name);
  for (const Node &node : model.nodes)
    for (const std::string &output : node.outputs)
      names.insert(output);
  return names;
}

static const QLinearOperator *findOperator(const Node &node) {
  if (node.domain != "com.microsoft")
    return nullptr;
  const auto *it =
      llvm::find_if(kOperators, [&](const QLinearOperator &candidate) {
        return candidate.name == node.op;
      });
  return it == std::end(kOperators) ? nullptr : it;
}

LogicalResult expandQLinearOperators(Model &model, Location fileLoc) {
  if (llvm::none_of(model.nodes, findOperator))
    return success();
  llvm::StringSet<> names = collectNames(model);
  std::vector<Node> nodes;
  for (Node &node : model.nodes) {
    const QLinearOperator *spec = findOperator(node);
    if (!spec) {
      nodes.push_back(std::move(node));
      continue;
    }
    std::string reason =
        Expander(*spec, node, model.opsets.lookup("ai.onnx"), names, nodes)
            .expand();
    if (!reason.empty())
      return emitError(fileLoc)
             << "node '" << node.name << "' (" << node.op << ", domain "
             << node.domain << "): it " << reason;
  }
  model.nodes = std::move(nodes);
  return success();
}

} // namespace quantx::importer
