//===- ValueNaming.cpp - The model's own names for values -----------------===//

#include "quantx/Analysis/ValueNaming.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

std::string quantx::getLocationName(Location loc) {
  return llvm::TypeSwitch<LocationAttr, std::string>(loc)
      .Case([](NameLoc named) {
        std::string name = named.getName().str();
        std::string part = getLocationName(named.getChildLoc());
        return part.empty() ? name : name + "/" + part;
      })
      .Case([](FusedLoc fused) {
        for (Location part : fused.getLocations())
          if (std::string name = getLocationName(part); !name.empty())
            return name;
        return std::string();
      })
      .Case([](CallSiteLoc call) { return getLocationName(call.getCallee()); })
      .Default(std::string());
}

Location quantx::getPartLocation(Location loc, StringRef part) {
  auto named = dyn_cast<NameLoc>(loc);
  if (!named)
    return loc;
  Location child = named.getChildLoc();
  if (isa<NameLoc>(child))
    return NameLoc::get(named.getName(), getPartLocation(child, part));
  auto partName = StringAttr::get(loc.getContext(), part);
  return NameLoc::get(named.getName(), NameLoc::get(partName, child));
}

std::string quantx::describeValue(Value value) {
  if (std::string name = getLocationName(value.getLoc()); !name.empty())
    return "'" + name + "'";
  if (auto argument = dyn_cast<BlockArgument>(value))
    return llvm::formatv("argument #{0}", argument.getArgNumber());
  return llvm::formatv("result of '{0}'",
                       value.getDefiningOp()->getName().getStringRef());
}

bool quantx::isObservable(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.getElementType().isF32())
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Block *block = argument.getOwner();
    return block->isEntryBlock() &&
           isa<FunctionOpInterface>(block->getParentOp());
  }
  Operation *op = value.getDefiningOp();
  if (op->hasTrait<OpTrait::ConstantLike>() ||
      (isa_and_present<QuantXDialect>(op->getDialect()) &&
       !isa<NormalizeOp>(op)))
    return false;
  return !std::holds_alternative<SameScaleFlow>(getQuantizationFlow(value));
}

ValueNaming::ValueNaming(Operation *root) {
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    addArguments(op);
    addResults(op);
  });
}

StringRef ValueNaming::getKey(Value value) const { return keys.lookup(value); }

void ValueNaming::add(Value value, std::string name) {
  // Each further use of a name continues its count, so that n equal names take
  // n steps and not n^2.
  std::string key = name;
  while (!taken.try_emplace(key, 0).second)
    key = llvm::formatv("{0}#{1}", name, ++taken[name]);
  values.push_back(value);
  keys[value] = taken.find(key)->first();
}

void ValueNaming::addArguments(Operation *op) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function || function.isExternal())
    return;
  for (BlockArgument argument : function.getArguments()) {
    if (!isObservable(argument))
      continue;
    std::string name = getLocationName(argument.getLoc());
    add(argument, !name.empty()
                      ? name
                      : llvm::formatv("{0}/arg#{1}", function.getName(),
                                      argument.getArgNumber())
                            .str());
  }
}

void ValueNaming::addResults(Operation *op) {
  for (Value result : op->getResults()) {
    if (!isObservable(result))
      continue;
    std::string name = getLocationName(op->getLoc());
    if (name.empty()) {
      auto function = op->getParentOfType<FunctionOpInterface>();
      std::string base =
          llvm::formatv("{0}/{1}", function ? function.getName() : "module",
                        op->getName().getStringRef());
      name = llvm::formatv("{0}#{1}", base, unnamed[base]++);
    }
    add(result, name);
  }
}
