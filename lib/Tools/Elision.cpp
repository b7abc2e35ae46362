//===- Elision.cpp - What is printed of the IR ----------------------------===//

#include "Elision.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace quantx;

namespace {
/// An upstream printing option, and the value the dumps get. Resources are
/// measured in characters of their hexadecimal form.
struct ElisionOption {
  StringRef name;
  StringRef value;
};
constexpr ElisionOption kElisionOptions[] = {
    {"mlir-elide-elementsattrs-if-larger", "16"},
    {"mlir-elide-resource-strings-if-larger", "64"}};
} // namespace

void tools::setElision() {
  for (const ElisionOption &option : kElisionOptions)
    cl::getRegisteredOptions()[option.name]->addOccurrence(
        /*pos=*/0, option.name, option.value);
}

void tools::clearElision() {
  for (const ElisionOption &option : kElisionOptions)
    cl::getRegisteredOptions()[option.name]->reset();
}

bool tools::isElisionSet() {
  return any_of(kElisionOptions, [](const ElisionOption &option) {
    return cl::getRegisteredOptions()[option.name]->getNumOccurrences() != 0;
  });
}

void tools::setPrintLocations(bool print) {
  StringRef name = "mlir-print-debuginfo";
  cl::Option *option = cl::getRegisteredOptions()[name];
  static const bool given = option->getNumOccurrences() != 0;
  if (given)
    return;
  option->reset();
  if (print)
    option->addOccurrence(/*pos=*/0, name, "true");
}
