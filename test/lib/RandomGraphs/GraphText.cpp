//===- GraphText.cpp - Graphs as modules ----------------------------------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

std::vector<float> fuzz::randomValues(uint64_t seed, ArrayRef<int64_t> shape,
                                      int64_t channelDim, double magnitude) {
  Random random(seed);
  int64_t style = random.integer(0, 9);
  int64_t channels = channelDim < 0 ? 1 : shape[channelDim], inner = 1;
  for (size_t i = channelDim + 1; channelDim >= 0 && i < shape.size(); ++i)
    inner *= shape[i];
  std::vector<double> factors;
  for (int64_t i = 0; i < channels; ++i) {
    // Channels of far smaller numbers than others, or of none but zero.
    double factor = style < 3 ? std::pow(10, random.real(-3, 0)) : 1;
    // Not the first: weights of nothing but zeros are no layer.
    bool isPruned = style == 3 && i > 0 && random.chance(30);
    factors.push_back(isPruned ? 0 : factor);
  }
  std::vector<float> values;
  for (int64_t i = 0, e = countElements(shape); i < e; ++i) {
    double value = style == 4   ? 1
                   : style == 5 ? std::round(random.normal())
                                : random.normal();
    if (style == 6 && random.chance(3))
      value *= 30;
    int64_t channel = channelDim < 0 ? 0 : i / inner % channels;
    values.push_back(static_cast<float>(value * factors[channel] * magnitude));
  }
  return values;
}

std::string fuzz::writeContraction(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  const Shape &lhs = text.shapes[0];
  size_t rank = lhs.size();
  Shape rhs;
  std::string weights;
  bool isTransposed = node.spelling == 1;
  if (node.kind == Kind::Matmul) {
    rhs = isTransposed ? Shape{node.count, lhs.back()}
                       : Shape{lhs.back(), node.count};
    weights =
        writer.constant(rhs, randomValues(node.seed, rhs, isTransposed ? 0 : 1,
                                          node.magnitude));
  } else {
    rhs = text.shapes[1];
    weights = text.names[1];
    isTransposed = false;
  }
  std::string out = TextWriter::type(node.shape);
  bool isNamed = node.spelling == 0 && rhs.size() == rank && !node.bias;
  if (isNamed) {
    std::string init = writer.filled(node.shape, 0), name = writer.fresh();
    writer.line(name + " = linalg." + (rank == 2 ? "matmul" : "batch_matmul") +
                " ins(" + text.names[0] + ", " + weights + " : " +
                TextWriter::type(lhs) + ", " + TextWriter::type(rhs) +
                ") outs(" + init + " : " + out + ") -> " + out);
    return name;
  }
  // Loops: those of the result, then the reduction.
  std::string k = "d" + std::to_string(rank),
              n = "d" + std::to_string(rank - 1);
  std::string outer;
  for (size_t i = 0; i + 1 < rank; ++i)
    outer += "d" + std::to_string(i) + ", ";
  std::string batch = rhs.size() == 3 ? "d0, " : "";
  std::string rhsMap = isTransposed ? n + ", " + k : batch + k + ", " + n;
  std::string init;
  if (node.bias) {
    std::string bias = writer.constant(
        {node.shape.back()},
        randomValues(node.seed + 1, {node.shape.back()}, 0, node.magnitude));
    Shape others;
    for (size_t i = 0; i + 1 < rank; ++i)
      others.push_back(static_cast<int64_t>(i));
    std::string start = writer.empty(node.shape);
    init = writer.fresh();
    writer.line(init + " = linalg.broadcast ins(" + bias + " : " +
                TextWriter::type({node.shape.back()}) + ") outs(" + start +
                " : " + out + ") dimensions = " + TextWriter::list(others));
  } else {
    init = writer.filled(node.shape, 0);
  }
  TextWriter::Operand operands[] = {
      {text.names[0], TextWriter::type(lhs), outer + k},
      {weights, TextWriter::type(rhs), rhsMap}};
  return writer.generic(rank + 1, {static_cast<int64_t>(rank)}, operands,
                        {init, out, outer + n},
                        "    %p = arith.mulf %in0, %in1 : f32\n"
                        "    %y = arith.addf %out, %p : f32\n");
}

/// Writes the node that is no argument.
static std::string writeNode(TextWriter &writer, const NodeText &text) {
  switch (text.node.kind) {
  case Kind::Argument:
    llvm_unreachable("arguments have names");
  case Kind::Constant:
    return writer.constant(text.node.shape,
                           randomValues(text.node.seed, text.node.shape,
                                        text.node.shape.size() == 1 ? 0 : -1,
                                        text.node.magnitude));
  case Kind::Convolution:
  case Kind::Depthwise:
  case Kind::Grouped:
  case Kind::Transposed:
    return writeConvolution(writer, text);
  case Kind::Matmul:
  case Kind::Product:
    return writeContraction(writer, text);
  case Kind::Binary:
  case Kind::Unary:
    return writeElementwise(writer, text);
  case Kind::Pool:
    return writePool(writer, text);
  case Kind::Reduce:
  case Kind::Softmax:
  case Kind::Normalize:
    return text.node.decomposed ? writeDecomposedRows(writer, text)
                                : writeRows(writer, text);
  default:
    return writeMovement(writer, text);
  }
}

std::string fuzz::toText(const Graph &graph) {
  TextWriter writer;
  std::string arguments, results, types;
  std::vector<std::string> names;
  for (const Node &node : graph.nodes) {
    if (node.kind == Kind::Argument) {
      std::string name = "%arg" + std::to_string(names.size());
      arguments += (arguments.empty() ? "" : ", ") + name + ": " +
                   TextWriter::type(node.shape);
      names.push_back(name);
      continue;
    }
    NodeText text{node, {}, {}};
    for (int input : node.inputs) {
      text.names.push_back(names[input]);
      text.shapes.push_back(graph.nodes[input].shape);
    }
    names.push_back(writeNode(writer, text));
  }
  for (int result : graph.results) {
    results += (results.empty() ? "" : ", ") + names[result];
    types += (types.empty() ? "" : ", ") +
             TextWriter::type(graph.nodes[result].shape);
  }
  return "func.func @main(" + arguments + ") -> (" + types + ") {\n" +
         writer.take() + "  return " + results + " : " + types + "\n}\n";
}
