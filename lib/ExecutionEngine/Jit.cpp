//===- Jit.cpp - Compiled functions, called with host tensors -------------===//

#include "quantx/ExecutionEngine/Jit.h"

#include "ObserverBinding.h"

#include "quantx/Support/AtomicFile.h"

#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace quantx;

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const JitOptions &options) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto builder = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return builder.takeError();
  if (!options.cpu.empty() || !options.features.empty()) {
    builder->setCPU(options.cpu);
    builder->setFeatures(options.features);
  }
  builder->setCodeGenOptLevel(
      llvm::CodeGenOpt::getLevel(static_cast<int>(options.optLevel))
          .value_or(llvm::CodeGenOptLevel::Aggressive));
  return builder->createTargetMachine();
}

/// What compiled code may call, apart from libc and libm, which are found in
/// the process.
static llvm::orc::SymbolMap
getRuntimeSymbols(llvm::orc::MangleAndInterner mangle) {
  llvm::orc::SymbolMap symbols;
  auto add = [&](StringRef name, void *address) {
    symbols[mangle(name)] = {llvm::orc::ExecutorAddr::fromPtr(address),
                             llvm::JITSymbolFlags::Exported};
  };
  add(observeCallbackName, getObserveCallback());
  // Copies between buffers of different layouts.
  add("memrefCopy", reinterpret_cast<void *>(&memrefCopy));
  return symbols;
}

Jit::Jit(std::unique_ptr<ExecutionEngine> engine) : engine(std::move(engine)) {}

Jit::~Jit() = default;

llvm::Expected<std::unique_ptr<Jit>> Jit::create(ModuleOp module,
                                                 const JitOptions &options) {
  if (llvm::Error error = bindObservers(module, options.observers))
    return std::move(error);
  DialectRegistry registry;
  registerAllToLLVMIRTranslations(registry);
  module.getContext()->appendDialectRegistry(registry);

  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  auto optimize = makeOptimizingTransformer(options.optLevel, /*sizeLevel=*/0,
                                            machine->get());
  ExecutionEngineOptions engineOptions;
  engineOptions.transformer = optimize;
  engineOptions.jitCodeGenOptLevel = (*machine)->getOptLevel();
  engineOptions.enableObjectDump = options.keepObject;
  auto engine =
      ExecutionEngine::create(module, engineOptions, std::move(*machine));
  if (!engine)
    return engine.takeError();
  (*engine)->registerSymbols(getRuntimeSymbols);
  (*engine)->initialize();
  std::unique_ptr<Jit> jit(new Jit(std::move(*engine)));
  jit->hasObject = options.keepObject;
  return jit;
}

llvm::Expected<CompiledFunction>
Jit::lookup(FunctionSignature signature) const {
  auto function = engine->lookupPacked("_mlir_ciface_" + signature.name);
  if (!function)
    return llvm::createStringError(
        "no compiled function '" + signature.name +
        "': " + llvm::toString(function.takeError()));
  return CompiledFunction(std::move(signature), *function);
}

llvm::Error Jit::dumpObject(StringRef path) {
  if (!hasObject)
    return llvm::createStringError("the object file was not kept");
  // The engine itself only prints what goes wrong.
  if (llvm::Error error = checkWritable(path))
    return error;
  engine->dumpToObjectFile(path);
  return llvm::Error::success();
}
