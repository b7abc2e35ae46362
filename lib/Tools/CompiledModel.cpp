//===- CompiledModel.cpp - From a model file to a function ----------------===//

#include "CompiledModel.h"

#include "ModelFile.h"
#include "ToolError.h"

#include "quantx/Interpreter/Interpreter.h"
#include "quantx/Pipelines/Pipelines.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::tools;

CompiledModel::CompiledModel() { prepareContext(context); }

CompiledModel::~CompiledModel() = default;

llvm::Error CompiledModel::findEntry() {
  func::FuncOp entry;
  SmallVector<std::string> names;
  for (auto function : module->getOps<func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    names.push_back(function.getName().str());
    if (function.getName() == (options.entry.empty() ? "main" : options.entry))
      entry = function;
  }
  if (!entry && options.entry.empty() && names.size() == 1)
    entry = module->lookupSymbol<func::FuncOp>(names.front());
  if (!entry)
    return llvm::createStringError(
        "'" + options.model + "' has no public function '" +
        (options.entry.empty() ? "main" : options.entry) + "'" +
        (names.empty()
             ? ""
             : "; choose by --entry one of: " + llvm::join(names, ", ")));
  auto found = FunctionSignature::get(entry);
  if (!found)
    return found.takeError();
  signature = std::move(*found);
  return llvm::Error::success();
}

/// Code for a CPU that has more than this machine would die of an illegal
/// instruction.
static llvm::Error checkHostRuns(const Target &target) {
  llvm::Triple host(llvm::sys::getProcessTriple());
  if (target.arch != llvm::Triple::UnknownArch && target.arch != host.getArch())
    return llvm::createStringError(
        "target '" + Twine(target.name) + "' is for " +
        llvm::Triple::getArchTypeName(target.arch) + ", but this machine is " +
        host.getArchName() + "; quant-compile compiles for other machines");
  auto present = llvm::sys::getHostCPUFeatures();
  SmallVector<StringRef> features, missing;
  StringRef(target.features).split(features, ',', -1, /*KeepEmpty=*/false);
  for (StringRef feature : features)
    if (!present.lookup(feature.drop_front()))
      missing.push_back(feature.drop_front());
  if (missing.empty())
    return llvm::Error::success();
  return llvm::createStringError("this machine cannot run code for target '" +
                                 Twine(target.name) + "': it lacks " +
                                 llvm::join(missing, ", "));
}

llvm::Error CompiledModel::findTarget() {
  auto found = lookupTarget(options.target);
  if (!found)
    return found.takeError();
  target = *found;
  return checkHostRuns(*target);
}

llvm::Error CompiledModel::load(const ModelOptions &modelOptions) {
  options = modelOptions;
  if (llvm::Error error = findTarget())
    return error;
  auto read = readModel(options.model, options.importBatchSize, context);
  if (!read)
    return read.takeError();
  module = std::move(*read);
  return findEntry();
}

llvm::Error
CompiledModel::transform(llvm::function_ref<void(OpPassManager &)> addPasses) {
  return runPasses(*module, options.model, addPasses);
}

llvm::Error
CompiledModel::lower(llvm::function_ref<void(OpPassManager &)> addPasses) {
  return transform([&](OpPassManager &pm) {
    if (addPasses)
      addPasses(pm);
    CodegenPipelineOptions pipelineOptions;
    pipelineOptions.target = options.target;
    buildCodegenPipeline(pm, pipelineOptions);
  });
}

llvm::Expected<SmallVector<HostTensor>>
CompiledModel::interpret(ArrayRef<HostTensor> arguments) {
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler handler(sources, &context);
  FailureOr<SmallVector<HostTensor>> results = quantx::interpret(
      module->lookupSymbol<func::FuncOp>(signature.name), arguments);
  if (failed(results))
    return llvm::make_error<AlreadyReported>();
  return std::move(*results);
}

llvm::Error CompiledModel::compile(ObserverRuntime *observers) {
  JitOptions jitOptions;
  jitOptions.observers = observers;
  jitOptions.keepObject = !options.dumpObject.empty();
  if (options.target != "host") {
    jitOptions.cpu = "generic";
    jitOptions.features = target->features.str();
  }
  auto created = Jit::create(*module, jitOptions);
  if (!created)
    return created.takeError();
  jit = std::move(*created);
  auto found = jit->lookup(signature);
  if (!found)
    return found.takeError();
  function = std::move(*found);
  if (!options.dumpObject.empty())
    return jit->dumpObject(options.dumpObject);
  return llvm::Error::success();
}
