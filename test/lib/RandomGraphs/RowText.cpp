//===- RowText.cpp - Row functions in the ops that exporters write --------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

namespace {
/// Writes reductions of rows, and ops that read a number per row.
class RowText {
public:
  RowText(TextWriter &writer, const NodeText &text)
      : writer(writer), node(text.node), shape(text.shapes[0]),
        x(text.names[0]) {
    rows = node.kind == Kind::Softmax ? Shape{node.axis} : node.list;
    for (int64_t dim = 0; dim < int64_t(shape.size()); ++dim) {
      if (is_contained(rows, dim)) {
        count *= shape[dim];
        continue;
      }
      outer.push_back(shape[dim]);
      outerMap += (outerMap.empty() ? "d" : ", d") + std::to_string(dim);
    }
  }

  std::string writeSoftmax();
  std::string writeNormalize();

private:
  std::string map(size_t rank) const { return TextWriter::dims(rank); }
  /// One number per row.
  std::string reduce(const std::string &value, const char *op, double start) {
    return writer.generic(
        shape.size(), rows,
        {{value, TextWriter::type(shape), map(shape.size())}},
        {writer.filled(outer, start), TextWriter::type(outer), outerMap},
        "    %y = " + Twine(op) + " %out, %in0 : f32\n");
  }
  /// `body` of one number per row.
  std::string perRow(const std::string &value, const Twine &body) {
    std::string type = TextWriter::type(outer);
    return writer.generic(outer.size(), {}, {{value, type, map(outer.size())}},
                          {writer.empty(outer), type, map(outer.size())}, body);
  }
  /// `body` of %in0, an element of `value`, and %in1, from `other`.
  std::string perElement(const std::string &value,
                         const TextWriter::Operand &other, const Twine &body) {
    std::string type = TextWriter::type(shape);
    return writer.generic(shape.size(), {},
                          {{value, type, map(shape.size())}, other},
                          {writer.empty(shape), type, map(shape.size())}, body);
  }
  TextWriter::Operand ofRow(const std::string &value) const {
    return {value, TextWriter::type(outer), outerMap};
  }

  TextWriter &writer;
  const Node &node;
  Shape shape, rows, outer;
  std::string x, outerMap;
  int64_t count = 1;
};
} // namespace

std::string RowText::writeSoftmax() {
  std::string most = reduce(x, "arith.maximumf", -INFINITY);
  std::string e = perElement(x, ofRow(most),
                             "    %d = arith.subf %in0, %in1 : f32\n"
                             "    %y = math.exp %d : f32\n");
  std::string sum = reduce(e, "arith.addf", 0);
  return perElement(e, ofRow(sum), "    %y = arith.divf %in0, %in1 : f32\n");
}

std::string RowText::writeNormalize() {
  bool isCentered = node.spelling == 0;
  std::string n = writer.scalar(static_cast<double>(count));
  std::string epsilon = writer.scalar(1e-5);
  std::string divide = "    %y = arith.divf %in0, " + n + " : f32\n";
  std::string data = x;
  if (isCentered) {
    std::string mean = perRow(reduce(x, "arith.addf", 0), divide);
    data = perElement(x, ofRow(mean), "    %y = arith.subf %in0, %in1 : f32\n");
  }
  std::string square =
      perElement(data, {data, TextWriter::type(shape), map(shape.size())},
                 "    %y = arith.mulf %in0, %in1 : f32\n");
  std::string variance = perRow(reduce(square, "arith.addf", 0), divide);
  std::string sum = "    %s = arith.addf %in0, " + epsilon + " : f32\n";
  bool byRoot = node.count % 2 == 0;
  std::string deviation =
      perRow(variance, sum + (byRoot ? "    %y = math.sqrt %s : f32\n"
                                     : "    %y = math.rsqrt %s : f32\n"));
  std::string y = perElement(data, ofRow(deviation),
                             byRoot ? "    %y = arith.divf %in0, %in1 : f32\n"
                                    : "    %y = arith.mulf %in0, %in1 : f32\n");
  if (!node.bias)
    return y;
  Shape gains = {shape.back()};
  TextWriter::Operand operand = {"", TextWriter::type(gains),
                                 "d" + std::to_string(shape.size() - 1)};
  operand.value = writer.constant(gains, randomValues(node.seed, gains, -1, 1));
  y = perElement(y, operand, "    %y = arith.mulf %in0, %in1 : f32\n");
  operand.value =
      writer.constant(gains, randomValues(node.seed + 1, gains, -1, 1));
  return perElement(y, operand, "    %y = arith.addf %in0, %in1 : f32\n");
}

std::string fuzz::writeDecomposedRows(TextWriter &writer,
                                      const NodeText &text) {
  RowText rows(writer, text);
  return text.node.kind == Kind::Softmax ? rows.writeSoftmax()
                                         : rows.writeNormalize();
}
