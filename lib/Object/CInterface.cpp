//===- CInterface.cpp - Names that C can say ------------------------------===//

#include "quantx/Object/CInterface.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace quantx;

static bool isWordCharacter(char c) { return llvm::isAlnum(c) || c == '_'; }

std::string quantx::toCIdentifier(StringRef name) {
  std::string identifier;
  if (name.empty() || llvm::isDigit(name.front()))
    identifier = "_";
  for (char c : name)
    identifier += isWordCharacter(c) ? c : '_';
  return identifier;
}

/// What the parameters of `specs` begin with. No keyword or macro can come of
/// it, since "_data" or "_dim0" is appended.
static SmallVector<std::string> nameParameters(ArrayRef<TensorSpec> specs,
                                               llvm::StringSet<> &taken) {
  SmallVector<std::string> names;
  for (const TensorSpec &spec : specs) {
    std::string base = toCIdentifier(spec.name), name = base;
    for (unsigned i = 2; !taken.insert(name).second; ++i)
      name = base + "_" + llvm::utostr(i);
    names.push_back(name);
  }
  return names;
}

static llvm::Expected<CFunction> getCFunction(func::FuncOp function,
                                              StringRef prefix) {
  auto signature = FunctionSignature::get(function);
  if (!signature)
    return signature.takeError();
  CFunction result;
  result.signature = std::move(*signature);
  result.symbol = toCIdentifier((prefix + "_" + function.getName()).str());
  llvm::StringSet<> taken;
  result.arguments = nameParameters(result.signature.arguments, taken);
  result.results = nameParameters(result.signature.results, taken);
  return result;
}

llvm::Expected<std::vector<CFunction>> quantx::getCFunctions(ModuleOp module,
                                                             StringRef prefix) {
  if (prefix.empty() || toCIdentifier(prefix) != prefix)
    return llvm::createStringError(
        "'" + prefix +
        "' is no prefix of names in C: letters, digits and '_' "
        "are needed, the first being no digit");
  std::vector<CFunction> functions;
  llvm::StringMap<std::string> symbols;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    auto named = getCFunction(function, prefix);
    if (!named)
      return named.takeError();
    auto [first, isNew] =
        symbols.try_emplace(named->symbol, function.getName().str());
    if (!isNew)
      return llvm::createStringError("functions '" + first->second + "' and '" +
                                     function.getName() + "' would both be '" +
                                     named->symbol +
                                     "' in C; rename one or make it private");
    functions.push_back(std::move(*named));
  }
  if (functions.empty())
    return llvm::createStringError(
        "the module has no public function, so there is nothing to call");
  return functions;
}
