//===- MovementText.cpp - Nodes that move values --------------------------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

static std::string writeConcat(TextWriter &writer, const NodeText &text) {
  std::string name = writer.fresh(), out = TextWriter::type(text.node.shape);
  std::string types = join(
      map_range(text.shapes,
                [](const Shape &shape) { return TextWriter::type(shape); }),
      ", ");
  if (text.node.spelling == 0) {
    writer.line(name + " = tensor.concat dim(" +
                std::to_string(text.node.axis) + ") " + join(text.names, ", ") +
                " : (" + types + ") -> " + out);
    return name;
  }
  // Part by part into an empty tensor.
  std::string whole = writer.empty(text.node.shape);
  int64_t offset = 0;
  for (auto [input, shape] : zip_equal(text.names, text.shapes)) {
    Shape offsets(shape.size(), 0), strides(shape.size(), 1);
    offsets[text.node.axis] = offset;
    offset += shape[text.node.axis];
    std::string next = writer.fresh();
    writer.line(next + " = tensor.insert_slice " + input + " into " + whole +
                TextWriter::list(offsets) + " " + TextWriter::list(shape) +
                " " + TextWriter::list(strides) + " : " +
                TextWriter::type(shape) + " into " + out);
    whole = next;
  }
  return whole;
}

/// "[[0], [1, 2], [3]]": of `rank` dimensions, `axis` and the next are one.
static std::string getGroups(size_t rank, int64_t axis) {
  std::string groups;
  for (int64_t dim = 0; dim < int64_t(rank); ++dim) {
    groups += (groups.empty() ? "" : ", ") +
              TextWriter::list(dim == axis ? ArrayRef<int64_t>({dim, dim + 1})
                                           : ArrayRef(dim));
    dim += dim == axis;
  }
  return "[" + groups + "]";
}

static std::string writePad(TextWriter &writer, const NodeText &text) {
  std::string value = writer.scalar(text.node.a), name = writer.fresh();
  std::string indices;
  for (size_t i = 0; i < text.node.shape.size(); ++i)
    indices +=
        std::string(i ? ", " : "") + "%i" + std::to_string(i) + ": index";
  writer.line(name + " = tensor.pad " + text.names[0] + " low" +
              TextWriter::list(text.node.low) + " high" +
              TextWriter::list(text.node.high) + " {");
  writer.line("^bb0(" + indices + "):");
  writer.line("  tensor.yield " + value + " : f32");
  writer.line("} : " + TextWriter::type(text.shapes[0]) + " to " +
              TextWriter::type(text.node.shape));
  return name;
}

static std::string writeGather(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  const Shape &in = text.shapes[0];
  std::string rows = writer.indices(node.list);
  std::string init = writer.empty(node.shape), body, at;
  for (size_t i = 0; i < in.size(); ++i) {
    body += "    %i" + std::to_string(i) + " = linalg.index " +
            std::to_string(i) + " : index\n";
    at += std::string(i ? ", " : "") +
          (int64_t(i) == node.axis ? "%row" : "%i" + std::to_string(i));
  }
  body += "    %row = arith.index_cast %in0 : i64 to index\n    %y = "
          "tensor.extract " +
          text.names[0] + "[" + at + "] : " + TextWriter::type(in) + "\n";
  return writer.generic(
      in.size(), {},
      {{rows, TextWriter::type({int64_t(node.list.size())}, "i64"),
        "d" + std::to_string(node.axis)}},
      {init, TextWriter::type(node.shape), TextWriter::dims(in.size())}, body);
}

std::string fuzz::writeMovement(TextWriter &writer, const NodeText &text) {
  const Node &node = text.node;
  if (node.kind == Kind::Concat)
    return writeConcat(writer, text);
  if (node.kind == Kind::Pad)
    return writePad(writer, text);
  if (node.kind == Kind::Gather)
    return writeGather(writer, text);
  const Shape &in = text.shapes[0];
  std::string from = TextWriter::type(in), to = TextWriter::type(node.shape);
  if (node.kind == Kind::Transpose) {
    std::string init = writer.empty(node.shape), name = writer.fresh();
    writer.line(name + " = linalg.transpose ins(" + text.names[0] + " : " +
                from + ") outs(" + init + " : " + to +
                ") permutation = " + TextWriter::list(node.list));
    return name;
  }
  std::string name = writer.fresh();
  if (node.kind == Kind::Slice)
    writer.line(name + " = tensor.extract_slice " + text.names[0] +
                TextWriter::list(node.low) + " " +
                TextWriter::list(node.kernel) + " " +
                TextWriter::list(node.strides) + " : " + from + " to " + to);
  else if (node.kind == Kind::Collapse)
    writer.line(name + " = tensor.collapse_shape " + text.names[0] + " " +
                getGroups(in.size(), node.axis) + " : " + from + " into " + to);
  else
    writer.line(name + " = tensor.expand_shape " + text.names[0] + " " +
                getGroups(node.shape.size(), node.axis) + " output_shape " +
                TextWriter::list(node.shape) + " : " + from + " into " + to);
  return name;
}
