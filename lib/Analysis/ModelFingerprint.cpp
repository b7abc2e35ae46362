//===- ModelFingerprint.cpp - Which model a module is ---------------------===//

#include "quantx/Analysis/ModelFingerprint.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "quantx/Analysis/ValueNaming.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;

/// The bytes behind a constant; empty where they are not at hand.
static ArrayRef<char> getRawBytes(Attribute attr) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return {};
}

std::string quantx::fingerprintModule(ModuleOp module) {
  llvm::SHA256 hash;
  // Lengths go first, so that no two different lists give the same bytes.
  auto update = [&](StringRef bytes) {
    hash.update(std::to_string(bytes.size()) + ":");
    hash.update(bytes);
  };
  ValueNaming naming(module);
  for (Value value : naming.getValues())
    update(naming.getKey(value));
  module.walk([&](Operation *op) {
    ElementsAttr elements;
    if (!matchPattern(op, m_Constant(&elements)) ||
        !isa<FloatType>(elements.getElementType()) ||
        elements.getNumElements() <= 1)
      return;
    ArrayRef<char> bytes = getRawBytes(elements);
    update(std::to_string(elements.getNumElements()));
    update(StringRef(bytes.data(), bytes.size()));
  });
  auto digest = hash.final();
  return llvm::toHex(ArrayRef(digest).take_front(16), /*LowerCase=*/true);
}
