//===- ObjectFile.cpp - Code for a linker ---------------------------------===//

#include "quantx/Object/ObjectFile.h"

#include "CFunctions.h"

#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace quantx;

std::string Machine::describe() const {
  return (target->name + " (" + triple.str() + ")").str();
}

static void initializeTargets() {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
}

static llvm::Triple chooseTriple(const Target &target) {
  llvm::Triple host(llvm::sys::getProcessTriple());
  if (target.arch == llvm::Triple::UnknownArch || target.arch == host.getArch())
    return host;
  return llvm::Triple(llvm::Triple::getArchTypeName(target.arch), "unknown",
                      "linux", "gnu");
}

static llvm::Expected<const llvm::Target *>
lookupCodeGenerator(const llvm::Triple &triple) {
  initializeTargets();
  std::string reason;
  const llvm::Target *found =
      llvm::TargetRegistry::lookupTarget(triple, reason);
  if (found && found->hasTargetMachine() && triple.isArch64Bit())
    return found;
  return llvm::createStringError(
      "no code can be generated for '" + triple.str() +
      "': " + (found ? "a 64-bit architecture is needed" : StringRef(reason)));
}

llvm::Expected<Machine> quantx::getMachine(const Target &target,
                                           StringRef triple) {
  llvm::Triple chosen = triple.empty()
                            ? chooseTriple(target)
                            : llvm::Triple(llvm::Triple::normalize(triple));
  if (auto found = lookupCodeGenerator(chosen); !found)
    return found.takeError();
  if (target.arch != llvm::Triple::UnknownArch &&
      target.arch != chosen.getArch())
    return llvm::createStringError(
        "target '" + Twine(target.name) + "' is for " +
        llvm::Triple::getArchTypeName(target.arch) + ", but triple '" +
        chosen.str() + "' is for " + chosen.getArchName() +
        "; choose another target, or leave out the triple");
  return Machine{&target, chosen};
}

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const Machine &machine, unsigned optLevel) {
  auto generator = lookupCodeGenerator(machine.triple);
  if (!generator)
    return generator.takeError();
  auto level = llvm::CodeGenOpt::getLevel(static_cast<int>(optLevel))
                   .value_or(llvm::CodeGenOptLevel::Aggressive);
  return std::unique_ptr<llvm::TargetMachine>(
      (*generator)
          ->createTargetMachine(machine.triple, /*CPU=*/"generic",
                                machine.target->features, llvm::TargetOptions(),
                                llvm::Reloc::PIC_, /*CM=*/std::nullopt, level));
}

static llvm::Expected<std::unique_ptr<llvm::Module>>
translate(ModuleOp module, llvm::LLVMContext &context) {
  DialectRegistry registry;
  registerAllToLLVMIRTranslations(registry);
  module.getContext()->appendDialectRegistry(registry);
  auto translated = translateModuleToLLVMIR(module, context);
  if (!translated)
    return llvm::createStringError(
        "the module does not translate to LLVM IR; lower it by "
        "quantx-codegen-pipeline");
  return translated;
}

llvm::Expected<SmallVector<char, 0>>
quantx::emitObject(ModuleOp module, ArrayRef<CFunction> functions,
                   const Machine &machine, unsigned optLevel) {
  auto targetMachine = createTargetMachine(machine, optLevel);
  if (!targetMachine)
    return targetMachine.takeError();
  llvm::LLVMContext context;
  auto translated = translate(module, context);
  if (!translated)
    return translated.takeError();
  llvm::Module &code = **translated;
  code.setDataLayout((*targetMachine)->createDataLayout());
  code.setTargetTriple(machine.triple);
  code.setPICLevel(llvm::PICLevel::BigPIC);
  if (llvm::Error error = defineCFunctions(code, functions))
    return std::move(error);
  auto optimize = makeOptimizingTransformer(optLevel, /*sizeLevel=*/0,
                                            targetMachine->get());
  if (llvm::Error error = optimize(&code))
    return std::move(error);

  SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if ((*targetMachine)
          ->addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr,
                                llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("LLVM writes no object files for '" +
                                   machine.triple.str() + "'");
  passes.run(code);
  return object;
}
