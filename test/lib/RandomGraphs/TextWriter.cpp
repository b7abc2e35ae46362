//===- TextWriter.cpp - MLIR as text --------------------------------------===//

#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Format.h"

#include <cstring>

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

std::string TextWriter::fresh() { return "%v" + std::to_string(next++); }

void TextWriter::line(const Twine &line) { os << "  " << line << "\n"; }

std::string TextWriter::type(ArrayRef<int64_t> shape, StringRef element) {
  std::string text = "tensor<";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + element.str() + ">";
}

std::string TextWriter::dims(size_t rank) {
  std::string text;
  for (size_t i = 0; i < rank; ++i)
    text += (i ? ", d" : "d") + std::to_string(i);
  return text;
}

std::string TextWriter::map(size_t rank, const Twine &results) {
  return ("affine_map<(" + dims(rank) + ") -> (" + results + ")>").str();
}

std::string TextWriter::number(double value) {
  auto bits = llvm::bit_cast<uint32_t>(static_cast<float>(value));
  return "0x" + utohexstr(bits, /*LowerCase=*/false, /*Width=*/8);
}

std::string TextWriter::list(ArrayRef<int64_t> values) {
  return "[" +
         join(map_range(values,
                        [](int64_t value) { return std::to_string(value); }),
              ", ") +
         "]";
}

std::string TextWriter::scalar(double value) {
  std::string name = fresh();
  line(name + " = arith.constant " + number(value) + " : f32");
  return name;
}

std::string TextWriter::constant(ArrayRef<int64_t> shape,
                                 ArrayRef<float> values) {
  std::string name = fresh();
  std::string bytes(reinterpret_cast<const char *>(values.data()),
                    values.size() * sizeof(float));
  line(name + " = arith.constant dense<\"0x" + toHex(bytes) +
       "\"> : " + type(shape));
  return name;
}

std::string TextWriter::indices(ArrayRef<int64_t> values) {
  std::string name = fresh();
  line(name + " = arith.constant dense<" + list(values) +
       "> : " + type({static_cast<int64_t>(values.size())}, "i64"));
  return name;
}

std::string TextWriter::empty(ArrayRef<int64_t> shape) {
  std::string name = fresh();
  line(name + " = tensor.empty() : " + type(shape));
  return name;
}

std::string TextWriter::filled(ArrayRef<int64_t> shape, double value) {
  std::string start = scalar(value), init = empty(shape), name = fresh();
  line(name + " = linalg.fill ins(" + start + " : f32) outs(" + init + " : " +
       type(shape) + ") -> " + type(shape));
  return name;
}

std::string TextWriter::generic(size_t loops, ArrayRef<int64_t> reduced,
                                ArrayRef<Operand> inputs, const Operand &init,
                                const Twine &body, StringRef resultElement) {
  std::string maps, iterators, values, types, arguments;
  for (auto [i, input] : enumerate(inputs)) {
    maps += map(loops, input.map) + ", ";
    values += (i ? ", " : "") + input.value;
    types += (i ? ", " : "") + input.type;
    StringRef sizes = StringRef(input.type).drop_front(strlen("tensor<"));
    StringRef element = sizes.drop_back();
    if (sizes.contains('x'))
      element = element.rsplit('x').second;
    arguments += "%in" + std::to_string(i) + ": " + element.str() + ", ";
  }
  for (size_t i = 0; i < loops; ++i)
    iterators +=
        std::string(i ? ", " : "") +
        (is_contained(reduced, int64_t(i)) ? "\"reduction\"" : "\"parallel\"");
  std::string name = fresh();
  line(name + " = linalg.generic {indexing_maps = [" + maps +
       map(loops, init.map) + "], iterator_types = [" + iterators + "]}");
  std::string ins =
      inputs.empty() ? "" : "ins(" + values + " : " + types + ") ";
  line("    " + ins + "outs(" + init.value + " : " + init.type + ") {");
  line("^bb0(" + Twine(arguments) + "%out: " + resultElement + "):");
  os << body;
  line("  linalg.yield %y : " + resultElement);
  line("} -> " + init.type);
  return name;
}
