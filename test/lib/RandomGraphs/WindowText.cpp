//===- WindowText.cpp - Convolutions and pools ----------------------------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

/// The input with the node's padding around its spatial dimensions.
static std::string padSpatial(TextWriter &writer, const NodeText &text,
                              Shape &shape, double value) {
  const Node &node = text.node;
  bool isPadded = any_of(node.low, [](int64_t n) { return n != 0; }) ||
                  any_of(node.high, [](int64_t n) { return n != 0; });
  if (!isPadded)
    return text.names[0];
  Shape low(shape.size(), 0), high(shape.size(), 0);
  size_t first = node.channelsLast ? 1 : 2;
  copy(node.low, low.begin() + first);
  copy(node.high, high.begin() + first);
  std::string from = TextWriter::type(shape);
  for (size_t i = 0; i < shape.size(); ++i)
    shape[i] += low[i] + high[i];
  std::string padding = writer.scalar(value), name = writer.fresh();
  std::string indices;
  for (size_t i = 0; i < shape.size(); ++i)
    indices +=
        std::string(i ? ", " : "") + "%i" + std::to_string(i) + ": index";
  writer.line(name + " = tensor.pad " + text.names[0] + " low" +
              TextWriter::list(low) + " high" + TextWriter::list(high) + " {");
  writer.line("^bb0(" + indices + "):");
  writer.line("  tensor.yield " + padding + " : f32");
  writer.line("} : " + from + " to " + TextWriter::type(shape));
  return name;
}

/// What the accumulator of `shape` starts from: zeros or a bias per channel.
static std::string writeInit(TextWriter &writer, const Node &node,
                             const Shape &shape, int64_t channelDim) {
  if (!node.bias)
    return writer.filled(shape, 0);
  int64_t channels = shape[channelDim];
  std::string bias = writer.constant(
      {channels}, randomValues(node.seed + 1, {channels}, 0, node.magnitude));
  std::string init = writer.empty(shape), name = writer.fresh();
  Shape others;
  for (int64_t i = 0; i < int64_t(shape.size()); ++i)
    if (i != channelDim)
      others.push_back(i);
  writer.line(name + " = linalg.broadcast ins(" + bias + " : " +
              TextWriter::type({channels}) + ") outs(" + init + " : " +
              TextWriter::type(shape) +
              ") dimensions = " + TextWriter::list(others));
  return name;
}

static std::string getWindowAttributes(const Node &node) {
  std::string type =
      "> : vector<" + std::to_string(node.kernel.size()) + "xi64>";
  return "{dilations = dense<" + TextWriter::list(node.dilations) + type +
         ", strides = dense<" + TextWriter::list(node.strides) + type + "}";
}

/// A named op of two inputs.
static std::string
writeNamed(TextWriter &writer, const Twine &op, const Node &node,
           const std::string &input, ArrayRef<int64_t> inputShape,
           const std::string &filter, ArrayRef<int64_t> filterShape,
           const std::string &init, ArrayRef<int64_t> shape) {
  std::string name = writer.fresh(), result = TextWriter::type(shape);
  writer.line(name + " = " + op + " " + getWindowAttributes(node) + " ins(" +
              input + ", " + filter + " : " + TextWriter::type(inputShape) +
              ", " + TextWriter::type(filterShape) + ") outs(" + init + " : " +
              result + ") -> " + result);
  return name;
}

/// "linalg.conv_2d_nchw_fchw" and the like: the names of the spatial dimensions
/// are the last `n` of "dhw".
static std::string getConvolutionName(const Node &node, size_t spatial) {
  StringRef dims = StringRef("dhw").take_back(spatial);
  std::string rank = std::to_string(spatial) + "d_";
  auto name = [&](const char *before, StringRef in, const char *after) {
    return std::string(before) + in.str() + after;
  };
  if (spatial == 1)
    dims = "w";
  std::string input =
      node.channelsLast ? name("n", dims, "c") : name("nc", dims, "");
  if (node.kind == Kind::Depthwise)
    return "linalg.depthwise_conv_" + rank + input + "_" +
           (node.channelsLast ? name("", dims, "c") : name("c", dims, ""));
  return "linalg.conv_" + rank + input + "_" +
         (node.channelsLast ? name("", dims, "cf") : name("fc", dims, ""));
}

static Shape concat(ArrayRef<int64_t> a, ArrayRef<int64_t> b,
                    ArrayRef<int64_t> c = {}) {
  Shape all(a);
  all.append(b.begin(), b.end());
  all.append(c.begin(), c.end());
  return all;
}

/// Groups are a dimension of their own around the named op.
static std::string writeGrouped(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  Shape in = text.shapes[0];
  std::string input = padSpatial(writer, text, in, 0);
  int64_t groups = node.axis, perGroup = in[1] / groups;
  Shape grouped = {in[0], groups, perGroup, in[2], in[3]};
  std::string split = writer.fresh();
  writer.line(split + " = tensor.expand_shape " + input +
              " [[0], [1, 2], [3], [4]] output_shape " +
              TextWriter::list(grouped) + " : " + TextWriter::type(in) +
              " into " + TextWriter::type(grouped));
  Shape filter = concat({groups, node.count, perGroup}, node.kernel);
  std::string weights = writer.constant(
      filter, randomValues(node.seed, filter, 1, node.magnitude));
  Shape out = {node.shape[0], groups, node.count, node.shape[2], node.shape[3]};
  std::string name =
      writeNamed(writer, "linalg.conv_2d_ngchw_gfchw", node, split, grouped,
                 weights, filter, writeInit(writer, node, out, 2), out);
  std::string joined = writer.fresh();
  writer.line(joined + " = tensor.collapse_shape " + name +
              " [[0], [1, 2], [3], [4]] : " + TextWriter::type(out) + " into " +
              TextWriter::type(node.shape));
  return joined;
}

/// The input with strides - 1 zeros between its elements.
static std::string spread(TextWriter &writer, const NodeText &text,
                          Shape &shape) {
  const Node &node = text.node;
  Shape steps(shape.size(), 1), out = shape;
  for (size_t i = 0, first = node.channelsLast ? 1 : 2; i < node.kernel.size();
       ++i) {
    steps[first + i] = node.strides[i];
    out[first + i] = (shape[first + i] - 1) * node.strides[i] + 1;
  }
  std::string zeros = writer.filled(out, 0), name = writer.fresh();
  writer.line(name + " = tensor.insert_slice " + text.names[0] + " into " +
              zeros + TextWriter::list(Shape(shape.size(), 0)) + " " +
              TextWriter::list(shape) + " " + TextWriter::list(steps) + " : " +
              TextWriter::type(shape) + " into " + TextWriter::type(out));
  shape = out;
  return name;
}

std::string fuzz::writeConvolution(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  if (node.kind == Kind::Grouped)
    return writeGrouped(writer, text);
  if (node.kind == Kind::Transposed) {
    Node windows = node;
    windows.kind = Kind::Convolution;
    windows.strides.assign(node.kernel.size(), 1);
    Shape shape = text.shapes[0];
    std::string input = spread(writer, text, shape);
    return writeConvolution(writer, {windows, {input}, {shape}});
  }
  Shape in = text.shapes[0];
  std::string input = padSpatial(writer, text, in, 0);
  int64_t channels = node.channelsLast ? in.back() : in[1];
  auto spatial = static_cast<int64_t>(node.kernel.size());
  Shape filter;
  int64_t channelDim;
  if (node.kind == Kind::Depthwise) {
    filter = node.channelsLast ? concat(node.kernel, {channels})
                               : concat({channels}, node.kernel);
    channelDim = node.channelsLast ? spatial : 0;
  } else {
    filter = node.channelsLast ? concat(node.kernel, {channels, node.count})
                               : concat({node.count, channels}, node.kernel);
    channelDim = node.channelsLast ? spatial + 1 : 0;
  }
  std::string weights = writer.constant(
      filter, randomValues(node.seed, filter, channelDim, node.magnitude));
  std::string init =
      writeInit(writer, node, node.shape, node.channelsLast ? spatial + 1 : 1);
  return writeNamed(writer, getConvolutionName(node, node.kernel.size()), node,
                    input, in, weights, filter, init, node.shape);
}

/// y = x / count, of the same shape.
static std::string divideBy(TextWriter &writer, const std::string &value,
                            const Shape &shape, double count, bool byProduct) {
  std::string divisor = writer.scalar(byProduct ? 1 / count : count);
  std::string type = TextWriter::type(shape),
              dims = TextWriter::dims(shape.size());
  return writer.generic(
      shape.size(), {}, {{value, type, dims}},
      {writer.empty(shape), type, dims},
      "    %y = " + Twine(byProduct ? "arith.mulf" : "arith.divf") + " %in0, " +
          divisor + " : f32\n");
}

std::string fuzz::writePool(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  bool isMax = node.function == Function::Max;
  Shape in = text.shapes[0];
  double start = isMax ? -INFINITY : 0;
  // Zero under a maximum of pads is a value like any other.
  std::string input =
      padSpatial(writer, text, in, isMax && node.spelling == 0 ? start : 0);
  StringRef dims = StringRef("dhw").take_back(node.kernel.size());
  if (node.kernel.size() == 1)
    dims = "w";
  std::string layout =
      node.channelsLast ? "n" + dims.str() + "c" : "nc" + dims.str();
  std::string window = writer.empty(node.kernel);
  std::string name =
      writeNamed(writer, "linalg.pooling_" + layout + (isMax ? "_max" : "_sum"),
                 node, input, in, window, node.kernel,
                 writer.filled(node.shape, start), node.shape);
  if (node.function != Function::Mean)
    return name;
  return divideBy(writer, name, node.shape,
                  static_cast<double>(countElements(node.kernel)),
                  node.spelling == 1);
}

std::string fuzz::writeRows(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  const Shape &in = text.shapes[0];
  std::string type = TextWriter::type(in);
  if (node.kind == Kind::Softmax) {
    std::string init = writer.empty(in), name = writer.fresh();
    writer.line(name + " = linalg.softmax dimension(" +
                std::to_string(node.axis) + ") ins(" + text.names[0] + " : " +
                type + ") outs(" + init + " : " + type + ") -> " + type);
    return name;
  }
  if (node.kind == Kind::Normalize) {
    std::string name = writer.fresh();
    writer.line(name + " = quantx.normalize " + text.names[0] +
                (node.spelling == 1 ? " uncentered" : "") + " dims " +
                TextWriter::list(node.list) + " epsilon 1.0e-05 : " + type);
    return name;
  }
  bool isMax = node.function == Function::Max;
  std::string kept, op = isMax ? "arith.maximumf" : "arith.addf";
  int64_t count = 1;
  for (int64_t dim = 0; dim < int64_t(in.size()); ++dim)
    if (is_contained(node.list, dim))
      count *= in[dim];
    else
      kept += (kept.empty() ? "d" : ", d") + std::to_string(dim);
  std::string sum =
      writer.generic(in.size(), node.list,
                     {{text.names[0], type, TextWriter::dims(in.size())}},
                     {writer.filled(node.shape, isMax ? -INFINITY : 0),
                      TextWriter::type(node.shape), kept},
                     "    %y = " + op + " %out, %in0 : f32\n");
  return node.function == Function::Mean
             ? divideBy(writer, sum, node.shape, static_cast<double>(count),
                        node.spelling == 1)
             : sum;
}
