//===- CFunctions.cpp - The code behind plain C functions -----------------===//

#include "CFunctions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;
using namespace quantx;

namespace {

/// Writes one function: descriptors of the arguments, the call, and what C is
/// told about the results.
class CFunctionBuilder {
public:
  CFunctionBuilder(Module &module, const CFunction &function)
      : module(module), function(function), builder(module.getContext()),
        pointer(builder.getPtrTy()), word(builder.getInt64Ty()) {}

  Error build();

private:
  /// { allocated, aligned, offset, sizes, strides }.
  StructType *getDescriptorType(const TensorSpec &spec);
  Function *declare();
  Value *nextParameter() { return &*parameter++; }
  Value *getField(StructType *type, Value *descriptor, ArrayRef<unsigned> path);
  Value *makeDescriptor(const TensorSpec &spec);
  void storeResult(const TensorSpec &spec, Value *descriptor);

  Module &module;
  const CFunction &function;
  IRBuilder<> builder;
  PointerType *pointer;
  IntegerType *word;
  Function::arg_iterator parameter;
};

} // namespace

StructType *CFunctionBuilder::getDescriptorType(const TensorSpec &spec) {
  SmallVector<Type *> fields = {pointer, pointer, word};
  if (!spec.shape.empty())
    fields.append(2, ArrayType::get(word, spec.shape.size()));
  return StructType::get(module.getContext(), fields);
}

Function *CFunctionBuilder::declare() {
  SmallVector<Type *> types;
  auto add = [&](const TensorSpec &spec, Type *sizeType) {
    types.push_back(pointer);
    types.append(count_if(spec.shape, [](int64_t size) { return size < 0; }),
                 sizeType);
  };
  for (const TensorSpec &spec : function.signature.arguments)
    add(spec, word);
  for (const TensorSpec &spec : function.signature.results)
    add(spec, pointer);
  auto *type =
      FunctionType::get(builder.getVoidTy(), types, /*isVarArg=*/false);
  return Function::Create(type, Function::ExternalLinkage, function.symbol,
                          module);
}

Value *CFunctionBuilder::getField(StructType *type, Value *descriptor,
                                  ArrayRef<unsigned> path) {
  SmallVector<Value *> indices = {builder.getInt32(0)};
  for (unsigned index : path)
    indices.push_back(builder.getInt32(index));
  return builder.CreateInBoundsGEP(type, descriptor, indices);
}

Value *CFunctionBuilder::makeDescriptor(const TensorSpec &spec) {
  StructType *type = getDescriptorType(spec);
  Value *descriptor = builder.CreateAlloca(type);
  auto store = [&](Value *value, ArrayRef<unsigned> path) {
    builder.CreateStore(value, getField(type, descriptor, path));
  };
  Value *data = nextParameter();
  store(data, {0});
  store(data, {1});
  store(builder.getInt64(0), {2});
  SmallVector<Value *> sizes;
  for (int64_t size : spec.shape)
    sizes.push_back(size < 0 ? nextParameter() : builder.getInt64(size));
  Value *stride = builder.getInt64(1);
  for (unsigned i = sizes.size(); i-- > 0;) {
    store(sizes[i], {3, i});
    store(stride, {4, i});
    stride = builder.CreateMul(stride, sizes[i]);
  }
  return descriptor;
}

void CFunctionBuilder::storeResult(const TensorSpec &spec, Value *descriptor) {
  StructType *type = getDescriptorType(spec);
  auto load = [&](Type *field, ArrayRef<unsigned> path) {
    return builder.CreateLoad(field, getField(type, descriptor, path));
  };
  Value *buffer = load(pointer, {0});
  builder.CreateStore(buffer, nextParameter());
  Value *bytes = builder.getInt64(getByteWidth(spec.type));
  Value *offset = builder.CreateMul(load(word, {2}), bytes);
  Value *elements =
      builder.CreateGEP(builder.getInt8Ty(), load(pointer, {1}), offset);
  for (auto [i, size] : enumerate(spec.shape)) {
    Value *extent = load(word, {3, static_cast<unsigned>(i)});
    if (size < 0)
      builder.CreateStore(extent, nextParameter());
    bytes = builder.CreateMul(bytes, extent);
  }
  // The elements are behind the start of the buffer where they are aligned
  // more than malloc does, but C frees what it reads.
  builder.CreateMemMove(buffer, MaybeAlign(), elements, MaybeAlign(), bytes);
}

Error CFunctionBuilder::build() {
  const FunctionSignature &signature = function.signature;
  std::string name = "_mlir_ciface_" + signature.name;
  Function *callee = module.getFunction(name);
  if (!callee || callee->isDeclaration())
    return createStringError("the lowered module does not define '" + name +
                             "'; lower it by quantx-codegen-pipeline");
  Function *definition = declare();
  builder.SetInsertPoint(
      BasicBlock::Create(module.getContext(), "entry", definition));
  parameter = definition->arg_begin();

  // All results are in one structure, to which a pointer comes first.
  SmallVector<Type *> resultTypes;
  for (const TensorSpec &spec : signature.results)
    resultTypes.push_back(getDescriptorType(spec));
  auto *resultType = StructType::get(module.getContext(), resultTypes);
  Value *results = builder.CreateAlloca(resultType);
  SmallVector<Value *> operands;
  if (!resultTypes.empty())
    operands.push_back(results);
  for (const TensorSpec &spec : signature.arguments)
    operands.push_back(makeDescriptor(spec));
  builder.CreateCall(callee, operands);
  for (auto [i, spec] : enumerate(signature.results))
    storeResult(spec, getField(resultType, results, {unsigned(i)}));
  builder.CreateRetVoid();
  return Error::success();
}

Error quantx::defineCFunctions(Module &module, ArrayRef<CFunction> functions) {
  // First, so that no name of the module stands in the way of those of C.
  for (GlobalValue &value : module.global_values())
    if (!value.isDeclaration())
      value.setLinkage(GlobalValue::InternalLinkage);
  for (const CFunction &function : functions) {
    if (GlobalValue *other = module.getNamedValue(function.symbol))
      other->setName(other->getName() + ".internal");
    if (Error error = CFunctionBuilder(module, function).build())
      return error;
  }
  return Error::success();
}
