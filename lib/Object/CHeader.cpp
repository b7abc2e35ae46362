//===- CHeader.cpp - The header of compiled functions ---------------------===//

#include "quantx/Object/CInterface.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace quantx;

/// The type of C that holds one element. Integers of fewer than 8 bits are in
/// the lowest bits of a byte; floats that C does not have are their bits.
static StringRef getCType(ElementType type) {
  switch (type) {
  case ElementType::Bool:
    return "bool";
  case ElementType::F32:
    return "float";
  case ElementType::F64:
    return "double";
  case ElementType::F16:
  case ElementType::BF16:
  case ElementType::U16:
    return "uint16_t";
  case ElementType::I8:
    return "int8_t";
  case ElementType::I16:
    return "int16_t";
  case ElementType::I32:
    return "int32_t";
  case ElementType::U32:
    return "uint32_t";
  case ElementType::I64:
    return "int64_t";
  case ElementType::U64:
    return "uint64_t";
  default:
    assert(getByteWidth(type) == 1 && "an element of a byte");
    return "uint8_t";
  }
}

/// "f32 [image_dim0, 1, 28, 28]"; `dereference` is "*" for results.
static std::string describe(const TensorSpec &spec, StringRef name,
                            StringRef dereference) {
  SmallVector<std::string> sizes;
  for (auto [i, size] : enumerate(spec.shape))
    sizes.push_back(size < 0 ? (dereference + name + "_dim" + Twine(i)).str()
                             : itostr(size));
  return (getName(spec.type) + " [" + join(sizes, ", ") + "]").str();
}

static void printComment(raw_ostream &os, const CFunction &function) {
  const FunctionSignature &signature = function.signature;
  os << "/* Takes\n";
  for (auto [spec, name] : zip_equal(signature.arguments, function.arguments))
    os << " *   " << name << ": " << describe(spec, name, "") << "\n";
  if (signature.arguments.empty())
    os << " *   nothing\n";
  os << " * and gives\n";
  for (auto [spec, name] : zip_equal(signature.results, function.results))
    os << " *   " << name << ": " << describe(spec, name, "*") << "\n";
  if (signature.results.empty())
    os << " *   nothing\n";
  os << " */\n";
}

static void addParameters(SmallVectorImpl<std::string> &parameters,
                          const TensorSpec &spec, StringRef name,
                          bool isResult) {
  std::string type = getCType(spec.type).str();
  parameters.push_back((isResult ? type + " **" : "const " + type + " *") +
                       name.str() + "_data");
  for (auto [i, size] : enumerate(spec.shape))
    if (size < 0)
      parameters.push_back((isResult ? "int64_t *" : "int64_t ") + name.str() +
                           "_dim" + utostr(i));
}

static void printDeclaration(raw_ostream &os, const CFunction &function) {
  const FunctionSignature &signature = function.signature;
  SmallVector<std::string> parameters;
  for (auto [spec, name] : zip_equal(signature.arguments, function.arguments))
    addParameters(parameters, spec, name, /*isResult=*/false);
  for (auto [spec, name] : zip_equal(signature.results, function.results))
    addParameters(parameters, spec, name, /*isResult=*/true);
  if (parameters.empty())
    parameters.push_back("void");
  os << "void " << function.symbol << "(" << join(parameters, ",\n    ")
     << ");\n";
}

void quantx::printCHeader(raw_ostream &os, ArrayRef<CFunction> functions,
                          StringRef prefix, StringRef machine) {
  std::string guard = StringRef(prefix).upper() + "_H";
  os << "/* Compiled by quant-compile for " << machine << ".\n"
     << " *\n"
     << " * Tensors are row-major. Arguments are only read and need no more\n"
     << " * alignment than their elements. X_data of a result is set to a\n"
     << " * buffer from malloc, which the caller frees; X_dimN is its size\n"
     << " * along dimension N. Sizes that the model needs to be equal must "
        "be.\n"
     << " * Calls may run at the same time in several threads.\n"
     << " */\n"
     << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include <stdbool.h>\n#include <stdint.h>\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n";
  for (const CFunction &function : functions) {
    os << "\n";
    printComment(os, function);
    printDeclaration(os, function);
  }
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
}
