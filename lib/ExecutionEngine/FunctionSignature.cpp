//===- FunctionSignature.cpp - What a compiled function takes -------------===//

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

using namespace mlir;
using namespace quantx;

static std::optional<ElementType> getElementType(Type type) {
  if (type.isF16())
    return ElementType::F16;
  if (type.isF32())
    return ElementType::F32;
  if (type.isF64())
    return ElementType::F64;
  if (!type.isSignlessInteger())
    return std::nullopt;
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return ElementType::Bool;
  case 8:
    return ElementType::I8;
  case 16:
    return ElementType::I16;
  case 32:
    return ElementType::I32;
  case 64:
    return ElementType::I64;
  default:
    return std::nullopt;
  }
}

std::string TensorSpec::describe() const {
  return "'" + name + "' (" + shapeToString(shape, type) + ")";
}

bool TensorSpec::accepts(const HostTensor &tensor) const {
  return isSameUpToSign(tensor.getElementType(), type) &&
         tensor.getRank() == static_cast<int64_t>(shape.size()) &&
         llvm::all_of(llvm::zip(shape, tensor.getShape()), [](auto sizes) {
           return ShapedType::isDynamic(std::get<0>(sizes)) ||
                  std::get<0>(sizes) == std::get<1>(sizes);
         });
}

static llvm::Expected<TensorSpec> getSpec(Type type, Attribute name,
                                          const llvm::Twine &defaultName) {
  TensorSpec spec;
  spec.name = defaultName.str();
  if (auto text = llvm::dyn_cast_or_null<StringAttr>(name))
    spec.name = text.str();
  auto tensor = llvm::dyn_cast<RankedTensorType>(type);
  auto element =
      tensor ? getElementType(tensor.getElementType()) : std::nullopt;
  if (!element) {
    std::string found;
    llvm::raw_string_ostream(found) << type;
    return llvm::createStringError(
        "'" + spec.name + "' is of type " + found +
        ", but only ranked tensors of f16, f32, f64 and integers of 1, 8, 16, "
        "32 or 64 bits can be passed");
  }
  spec.type = *element;
  llvm::append_range(spec.shape, tensor.getShape());
  return spec;
}

llvm::Expected<FunctionSignature>
FunctionSignature::get(func::FuncOp function) {
  FunctionSignature signature;
  signature.name = function.getName().str();
  auto fail = [&](llvm::Error error) {
    return llvm::createStringError(
        "function '" + signature.name +
        "' cannot be called: " + llvm::toString(std::move(error)));
  };
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto spec = getSpec(type, function.getArgAttr(i, "quantx.name"),
                        "arg" + llvm::Twine(i));
    if (!spec)
      return fail(spec.takeError());
    signature.arguments.push_back(std::move(*spec));
  }
  for (auto [i, type] : llvm::enumerate(function.getResultTypes())) {
    auto spec = getSpec(type, function.getResultAttr(i, "quantx.name"),
                        "result" + llvm::Twine(i));
    if (!spec)
      return fail(spec.takeError());
    signature.results.push_back(std::move(*spec));
  }
  return signature;
}

llvm::Error
FunctionSignature::checkArguments(llvm::ArrayRef<HostTensor> given) const {
  if (given.size() != arguments.size())
    return llvm::createStringError(
        "function '" + name + "' takes " + llvm::Twine(arguments.size()) +
        " tensors, but " + llvm::Twine(given.size()) + " were given");
  for (auto [spec, tensor] : llvm::zip_equal(arguments, given))
    if (!spec.accepts(tensor))
      return llvm::createStringError("function '" + name + "' takes " +
                                     spec.describe() + ", but a tensor of " +
                                     tensor.describe() + " was given");
  return llvm::Error::success();
}
