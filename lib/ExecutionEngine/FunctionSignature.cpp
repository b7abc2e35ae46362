//===- FunctionSignature.cpp - What a compiled function takes -------------===//

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace quantx;

static std::optional<ElementType> getFloatType(Type type) {
  using Result = std::optional<ElementType>;
  return llvm::TypeSwitch<Type, Result>(type)
      .Case([](Float4E2M1FNType) { return ElementType::F4E2M1FN; })
      .Case([](Float8E4M3FNType) { return ElementType::F8E4M3FN; })
      .Case([](Float8E5M2Type) { return ElementType::F8E5M2; })
      .Case([](Float8E3M4Type) { return ElementType::F8E3M4; })
      .Case([](Float8E4M3FNUZType) { return ElementType::F8E4M3FNUZ; })
      .Case([](Float8E5M2FNUZType) { return ElementType::F8E5M2FNUZ; })
      .Case([](Float8E8M0FNUType) { return ElementType::F8E8M0FNU; })
      .Case([](BFloat16Type) { return ElementType::BF16; })
      .Case([](Float16Type) { return ElementType::F16; })
      .Case([](Float32Type) { return ElementType::F32; })
      .Case([](Float64Type) { return ElementType::F64; })
      .Default([](Type) { return Result(); });
}

std::optional<ElementType> quantx::getElementType(Type type) {
  if (!type.isSignlessInteger())
    return getFloatType(type);
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return ElementType::Bool;
  case 2:
    return ElementType::I2;
  case 4:
    return ElementType::I4;
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
  return canPassAs(tensor.getElementType(), type) &&
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
        ", but only ranked tensors of floats and of signless integers of 1, 2, "
        "4, 8, 16, 32 or 64 bits can be passed");
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
