//===- ModuleCheck.cpp - The whole pipeline against the interpreter -------===//

#include "ModuleCheck.h"

#include "Compare.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/ExecutionEngine/Jit.h"
#include "quantx/InitAll.h"
#include "quantx/Interpreter/Interpreter.h"
#include "quantx/Pipelines/Pipelines.h"
#include "quantx/Pipelines/QuantizePipeline.h"
#include "quantx/Target/Target.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::fuzz;

StringRef fuzz::getName(Verdict verdict) {
  switch (verdict) {
  case Verdict::Ok:
    return "ok";
  case Verdict::Discarded:
    return "discarded";
  case Verdict::Invalid:
    return "invalid";
  case Verdict::NotInterpreted:
    return "not-interpreted";
  case Verdict::NotQuantized:
    return "not-quantized";
  case Verdict::LeftInFloat:
    return "left-in-float";
  case Verdict::Inaccurate:
    return "inaccurate";
  case Verdict::NotLowered:
    return "not-lowered";
  case Verdict::OtherBits:
    return "other-bits";
  case Verdict::Crashed:
    return "crashed";
  case Verdict::TimedOut:
    return "timed-out";
  }
  llvm_unreachable("all verdicts have names");
}

ModuleChecker::ModuleChecker() : context(MLIRContext::Threading::DISABLED) {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  context.appendDialectRegistry(registry);
  context.printOpOnDiagnostic(false);
  context.loadDialect<QuantXDialect>();
}

ModuleChecker::~ModuleChecker() = default;

namespace {
/// Keeps the module as it is right before a pass.
class Snapshot : public PassInstrumentation {
public:
  Snapshot(StringRef pass, OwningOpRef<ModuleOp> &module)
      : pass(pass), module(module) {}

  void runBeforePass(Pass *next, Operation *op) override {
    if (next->getArgument() == pass && isa<ModuleOp>(op))
      module = cast<ModuleOp>(op->clone());
  }

private:
  StringRef pass;
  OwningOpRef<ModuleOp> &module;
};
} // namespace

/// Ops that stayed in float, by the remarks of quantx-verify-integer-only; one
/// that has an integer form should not have.
static std::string findForgotten(ArrayRef<std::string> remarks,
                                 bool &isIntegerOnly) {
  isIntegerOnly = true;
  for (const std::string &remark : remarks) {
    if (!StringRef(remark).contains(" is computed in float by "))
      continue;
    isIntegerOnly = false;
    if (StringRef(remark).contains("has an integer form") ||
        StringRef(remark).ends_with("which "))
      return remark;
  }
  return "";
}

PassManager &ModuleChecker::getCodegen(StringRef target) {
  std::unique_ptr<PassManager> &pm = codegen[target.str()];
  if (!pm) {
    pm = std::make_unique<PassManager>(&context);
    CodegenPipelineOptions options;
    options.target = target.str();
    buildCodegenPipeline(*pm, options);
  }
  return *pm;
}

Outcome ModuleChecker::compareCompiled(ModuleOp module,
                                       const CheckOptions &options,
                                       ArrayRef<HostTensor> inputs,
                                       ArrayRef<HostTensor> expected,
                                       ArrayRef<double> tolerances) {
  FunctionSignature signature = llvm::cantFail(
      FunctionSignature::get(module.lookupSymbol<func::FuncOp>("main")));
  for (const std::string &target : options.targets) {
    Diagnostics diagnostics(&context);
    OwningOpRef<ModuleOp> lowered = module.clone();
    auto fail = [&](Verdict verdict, const Twine &message) {
      return Outcome{verdict, (Twine(target) + ": " + message).str()};
    };
    if (failed(getCodegen(target).run(*lowered)))
      return fail(Verdict::NotLowered, diagnostics.take());
    JitOptions jitOptions;
    jitOptions.optLevel = options.optLevel;
    if (target != "host") {
      jitOptions.cpu = "generic";
      jitOptions.features =
          llvm::cantFail(lookupTarget(target))->features.str();
    }
    auto jit = Jit::create(*lowered, jitOptions);
    if (!jit)
      return fail(Verdict::NotLowered, llvm::toString(jit.takeError()));
    auto function = (*jit)->lookup(signature);
    if (!function)
      return fail(Verdict::NotLowered, llvm::toString(function.takeError()));
    auto results = (*function)(inputs);
    if (!results)
      return fail(Verdict::OtherBits, llvm::toString(results.takeError()));
    std::string difference = compareResults(*results, expected, tolerances);
    if (!difference.empty())
      return fail(Verdict::OtherBits, difference);
  }
  return {};
}

Outcome ModuleChecker::check(StringRef text, const CheckOptions &options) {
  Diagnostics diagnostics(&context);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return {Verdict::Invalid, diagnostics.take()};
  auto pipeline = QuantizePipelineOptions::createFromString(options.pipeline);
  if (!pipeline)
    return {Verdict::Invalid, "options of the pipeline: " + options.pipeline};
  OwningOpRef<ModuleOp> simulated;
  PassManager pm(&context);
  pm.addInstrumentation(
      std::make_unique<Snapshot>("quantx-lower-to-integer", simulated));
  buildQuantizePipeline(pm, *pipeline);
  if (failed(pm.run(*module)))
    return {Verdict::NotQuantized, diagnostics.take()};
  bool isIntegerOnly;
  std::string forgotten =
      findForgotten(diagnostics.getRemarks(), isIntegerOnly);
  if (!forgotten.empty())
    return {Verdict::LeftInFloat, forgotten};

  auto floats = simulated->lookupSymbol<func::FuncOp>("main");
  auto integers = module->lookupSymbol<func::FuncOp>("main");
  auto signature = FunctionSignature::get(integers);
  if (!signature)
    return {Verdict::Invalid, llvm::toString(signature.takeError())};
  SmallVector<HostTensor> inputs = randomInputs(*signature, options.seed, 2);
  auto expected = interpret(floats, inputs);
  auto actual = interpret(integers, inputs);
  if (failed(expected) || failed(actual))
    return {Verdict::NotInterpreted, diagnostics.take()};
  if (!llvm::all_of(*expected, isTame))
    return {Verdict::Discarded, "numbers that are not finite"};
  auto tolerances =
      measureTolerances(floats, inputs, *expected, getResultSteps(integers));
  if (failed(tolerances))
    return {Verdict::NotInterpreted, diagnostics.take()};
  std::string difference = compareResults(*actual, *expected, *tolerances);
  if (!difference.empty())
    return {Verdict::Inaccurate, difference};
  // Float ops may be compiled to other roundings; integers may not.
  Outcome outcome = compareCompiled(
      *module, options, inputs, *actual,
      isIntegerOnly ? ArrayRef<double>() : ArrayRef<double>(*tolerances));
  outcome.isIntegerOnly = isIntegerOnly;
  return outcome;
}
