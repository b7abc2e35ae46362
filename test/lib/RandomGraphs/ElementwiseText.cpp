//===- ElementwiseText.cpp - Pointwise and binary nodes -------------------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

namespace {
/// Writes the steps of one chain.
class ChainText {
public:
  ChainText(TextWriter &writer, const NodeText &text)
      : writer(writer), text(text), chain(getUnaryChains()[text.node.chain]) {}

  /// All steps in one body.
  std::string writeFused();
  /// Every step an op of its own, as exporters write them.
  std::string writeSplit();

private:
  /// The number an operand stands for; none for values.
  std::optional<double> getNumber(StringRef operand) const {
    double number;
    if (operand == "a")
      return text.node.a;
    if (operand == "b")
      return text.node.b;
    if (operand.consume_front("=") && !operand.getAsDouble(number))
      return number;
    return std::nullopt;
  }
  static StringRef getElement(const ChainStep &step) {
    return step.op.starts_with("arith.cmpf") ? "i1" : "f32";
  }
  /// "arith.addf %a, %b : f32".
  static std::string writeStep(const ChainStep &step,
                               ArrayRef<std::string> operands) {
    return step.op.str() + " " + join(operands, ", ") + " : f32\n";
  }

  TextWriter &writer;
  const NodeText &text;
  const Chain &chain;
};
} // namespace

std::string ChainText::writeFused() {
  std::string body;
  int numbers = 0;
  for (auto [i, step] : enumerate(chain)) {
    SmallVector<std::string> operands;
    for (StringRef operand : step.operands) {
      if (std::optional<double> number = getNumber(operand)) {
        operands.push_back("%c" + std::to_string(numbers++));
        body += "    " + operands.back() + " = arith.constant " +
                TextWriter::number(*number) + " : f32\n";
      } else {
        operands.push_back(operand == "x" ? "%in0" : "%s" + operand.str());
      }
    }
    std::string name = i + 1 == chain.size() ? "%y" : "%s" + std::to_string(i);
    body += "    " + name + " = " + writeStep(step, operands);
  }
  const Shape &shape = text.shapes[0];
  std::string type = TextWriter::type(shape),
              dims = TextWriter::dims(shape.size());
  return writer.generic(shape.size(), {}, {{text.names[0], type, dims}},
                        {writer.empty(shape), type, dims}, body);
}

std::string ChainText::writeSplit() {
  const Shape &shape = text.shapes[0];
  std::string dims = TextWriter::dims(shape.size());
  SmallVector<std::string> steps, elements;
  for (const ChainStep &step : chain) {
    SmallVector<TextWriter::Operand> inputs;
    SmallVector<std::string> operands;
    std::string body;
    for (StringRef operand : step.operands) {
      if (std::optional<double> number = getNumber(operand)) {
        operands.push_back(writer.scalar(*number));
        continue;
      }
      size_t at = 0;
      bool isInput = operand.getAsInteger(10, at);
      operands.push_back("%in" + std::to_string(inputs.size()));
      inputs.push_back({isInput ? text.names[0] : steps[at],
                        TextWriter::type(shape, isInput ? "f32" : elements[at]),
                        dims});
    }
    StringRef element = getElement(step);
    std::string init = writer.fresh();
    std::string type = TextWriter::type(shape, element);
    writer.line(init + " = tensor.empty() : " + type);
    body = "    %y = " + writeStep(step, operands);
    steps.push_back(writer.generic(shape.size(), {}, inputs, {init, type, dims},
                                   body, element));
    elements.push_back(element.str());
  }
  return steps.back();
}

static StringRef getScalarOp(Function function) {
  switch (function) {
  case Function::Sub:
    return "arith.subf";
  case Function::Mul:
    return "arith.mulf";
  case Function::Div:
    return "arith.divf";
  case Function::Max:
    return "arith.maximumf";
  case Function::Min:
    return "arith.minimumf";
  default:
    return "arith.addf";
  }
}

static StringRef getNamedOp(Function function) {
  switch (function) {
  case Function::Sub:
    return "linalg.sub";
  case Function::Mul:
    return "linalg.mul";
  case Function::Div:
    return "linalg.div";
  case Function::Max:
    return "linalg.max";
  case Function::Min:
    return "linalg.min";
  default:
    return "linalg.add";
  }
}

/// The index into the second operand for one of the result.
static std::string getBroadcastMap(const Node &node, const Shape &out,
                                   const Shape &in) {
  if (in.size() == 1 && out.size() != 1)
    return "d" + std::to_string(node.axis);
  std::string map;
  for (auto [i, size] : enumerate(in))
    map += std::string(i ? ", " : "") +
           (size == 1 && out[i] != 1 ? "0" : "d" + std::to_string(i));
  return map;
}

/// max(|x|, 1/16).
static std::string keepFromZero(TextWriter &writer, const std::string &value,
                                const Shape &shape) {
  std::string type = TextWriter::type(shape),
              dims = TextWriter::dims(shape.size());
  std::string least = writer.scalar(0.0625);
  return writer.generic(shape.size(), {}, {{value, type, dims}},
                        {writer.empty(shape), type, dims},
                        "    %m = math.absf %in0 : f32\n"
                        "    %y = arith.maximumf %m, " +
                            least + " : f32\n");
}

static std::string writeBinary(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  const Shape &shape = text.shapes[0];
  std::string dims = TextWriter::dims(shape.size());
  TextWriter::Operand operands[] = {
      {text.names[0], TextWriter::type(shape), dims},
      {text.names[1], TextWriter::type(text.shapes[1]),
       getBroadcastMap(node, shape, text.shapes[1])}};
  if (node.function == Function::Div)
    operands[1].value = keepFromZero(writer, text.names[1], text.shapes[1]);
  std::string init = writer.empty(shape);
  if (node.swapped)
    std::swap(operands[0], operands[1]);
  if (node.spelling == 0 && text.shapes[1] == shape) {
    std::string name = writer.fresh(), type = TextWriter::type(shape);
    writer.line(name + " = " + getNamedOp(node.function) + " ins(" +
                operands[0].value + ", " + operands[1].value + " : " + type +
                ", " + type + ") outs(" + init + " : " + type + ") -> " + type);
    return name;
  }
  return writer.generic(
      shape.size(), {}, operands, {init, TextWriter::type(shape), dims},
      "    %y = " + getScalarOp(node.function) + " %in0, %in1 : f32\n");
}

std::string fuzz::writeElementwise(TextWriter &writer, const NodeText &text) {
  if (text.node.kind == Kind::Binary)
    return writeBinary(writer, text);
  ChainText chain(writer, text);
  return text.node.spelling == 0 ? chain.writeFused() : chain.writeSplit();
}
