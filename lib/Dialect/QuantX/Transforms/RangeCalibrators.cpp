//===- RangeCalibrators.cpp - Which calibrator makes which range ----------===//

#include "RangeCalibrators.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace quantx;

/// Of two rules about a value, the later one counts.
static void take(DenseMap<Value, CalibratorChoice> &choices, Value value,
                 const std::optional<CalibratorChoice> &choice) {
  if (!choice)
    return;
  auto [it, isNew] = choices.try_emplace(value, *choice);
  if (!isNew && it->second.rule < choice->rule)
    it->second = *choice;
}

static std::optional<CalibratorChoice>
lookup(const DenseMap<Value, CalibratorChoice> &choices, Value value) {
  auto it = choices.find(value);
  return it == choices.end() ? std::nullopt : std::optional(it->second);
}

void RangeCalibrators::chooseByRules(ModuleOp module, const Recipe &recipe) {
  auto note = [&](Value value, const OpChoice &choice) {
    take(choices, value, choice.calibrator);
    if (choice.activation.symmetric)
      symmetric[value] = *choice.activation.symmetric;
  };
  module.walk([&](FunctionOpInterface function) {
    if (!function.isExternal())
      for (BlockArgument argument : function.getArguments())
        note(argument, recipe.choose(argument, std::nullopt));
  });
  std::vector<QuantizationChain> chains;
  walkChains(module, [&](QuantizationChain chain) {
    chains.push_back(std::move(chain));
  });
  // Readers come after what they read, and values go through moves to them.
  Choices ofReaders;
  for (const QuantizationChain &chain : llvm::reverse(chains)) {
    Value tail = chain.getTail();
    OpChoice choice = recipe.choose(tail, getChainClass(chain));
    note(tail, choice);
    bool isMove = std::holds_alternative<SameScaleFlow>(chain.headFlow);
    for (OpOperand *operand : getQuantizedOperands(chain.headFlow))
      take(ofReaders, operand->get(),
           isMove ? lookup(ofReaders, tail) : choice.inputCalibrator);
  }
  for (const auto &[value, choice] : ofReaders)
    take(choices, value, choice);
}

llvm::Expected<RangeCalibrators>
RangeCalibrators::create(ModuleOp module, StringRef defaultSpec, bool symmetric,
                         const Recipe &recipe) {
  RangeCalibrators result;
  result.defaultSpec = defaultSpec.str();
  result.defaultSymmetric = symmetric;
  result.chooseByRules(module, recipe);
  auto add = [&](StringRef spec) -> llvm::Error {
    std::unique_ptr<calibration::Calibrator> &entry = result.calibrators[spec];
    if (entry)
      return llvm::Error::success();
    auto calibrator = calibration::createCalibrator(spec);
    if (!calibrator)
      return calibrator.takeError();
    entry = std::move(*calibrator);
    return llvm::Error::success();
  };
  if (llvm::Error error = add(defaultSpec))
    return std::move(error);
  for (const auto &[value, choice] : result.choices)
    if (llvm::Error error = add(choice.spec))
      return std::move(error);
  return result;
}

StringRef RangeCalibrators::getSpec(Value value) const {
  auto it = choices.find(value);
  return it == choices.end() ? StringRef(defaultSpec)
                             : StringRef(it->second.spec);
}

const calibration::Calibrator &RangeCalibrators::get(Value value) const {
  return *calibrators.find(getSpec(value))->second;
}

calibration::Symmetry RangeCalibrators::getSymmetry(Value value) const {
  auto it = symmetric.find(value);
  bool isSymmetric = it == symmetric.end() ? defaultSymmetric : it->second;
  return isSymmetric ? calibration::Symmetry::Symmetric
                     : calibration::Symmetry::Asymmetric;
}

std::string RangeCalibrators::describe(Value value) const {
  auto it = choices.find(value);
  return it == choices.end() ? defaultSpec
                             : it->second.spec + " " + it->second.source;
}
