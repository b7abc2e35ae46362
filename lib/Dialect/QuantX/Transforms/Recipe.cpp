//===- Recipe.cpp - Which ops are computed how ----------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Recipe.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "quantx/Analysis/ValueNaming.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

namespace {
struct ClassOf {
  using Class = std::optional<OpClass>;
  Class operator()(const OpaqueFlow &) { return std::nullopt; }
  Class operator()(const SameScaleFlow &) { return std::nullopt; }
  Class operator()(const FixedRangeFlow &) { return std::nullopt; }
  Class operator()(const AccumulatingFlow &) { return OpClass::Contraction; }
  Class operator()(const ElementwiseBinaryFlow &) {
    return OpClass::Elementwise;
  }
  Class operator()(const ReductionFlow &) { return OpClass::Reduction; }
  Class operator()(const PointwiseFlow &flow) {
    return flow.affine ? Class() : OpClass::Pointwise;
  }
  Class operator()(const RowFlow &flow) {
    return flow.function == RowFunction::Softmax ? OpClass::Softmax
                                                 : OpClass::Normalization;
  }
};
} // namespace

std::optional<OpClass> quantx::getOpClass(const QuantizationFlow &flow) {
  return std::visit(ClassOf(), flow);
}

std::optional<OpClass> quantx::getChainClass(const QuantizationChain &chain) {
  std::optional<OpClass> opClass = getOpClass(chain.headFlow);
  for (const QuantizationFlow &flow : chain.followerFlows)
    if (!opClass)
      opClass = getOpClass(flow);
  return opClass;
}

StringRef quantx::getOpClassName(OpClass opClass) {
  static constexpr StringLiteral kNames[] = {"contraction", "elementwise",
                                             "reduction",   "pointwise",
                                             "softmax",     "normalization"};
  return kNames[static_cast<int>(opClass)];
}

llvm::Expected<OpClass> quantx::parseOpClass(StringRef name) {
  static constexpr OpClass kClasses[] = {
      OpClass::Contraction, OpClass::Elementwise, OpClass::Reduction,
      OpClass::Pointwise,   OpClass::Softmax,     OpClass::Normalization};
  for (OpClass opClass : kClasses)
    if (name == getOpClassName(opClass))
      return opClass;
  return llvm::createStringError(
      "there is no class of ops '" + name + "'; there are " +
      llvm::join(llvm::map_range(kClasses, getOpClassName), ", "));
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

Recipe::Recipe() { readWide(OpClass::Normalization); }

void Recipe::keepFloat(OpClass opClass) {
  Rule rule;
  rule.classes = {opClass};
  rule.compute = ComputeMode::Island;
  rule.reason = ("by float=" + getOpClassName(opClass)).str();
  rules.push_back(std::move(rule));
}

void Recipe::readWide(OpClass opClass) {
  Rule rule;
  rule.classes = {opClass};
  rule.readsWide = true;
  rules.push_back(std::move(rule));
}

void Recipe::clearWide() {
  Rule rule;
  rule.readsWide = false;
  rules.push_back(std::move(rule));
}

bool Recipe::Rule::matches(StringRef name,
                           std::optional<OpClass> opClass) const {
  if (!classes.empty() && (!opClass || !llvm::is_contained(classes, *opClass)))
    return false;
  return !values || values->glob.match(name);
}

void Recipe::Rule::apply(OpChoice &choice, std::optional<bool> &wide,
                         size_t number) const {
  if (compute) {
    choice.compute = *compute;
    bool isInteger = choice.compute == ComputeMode::Integer;
    choice.reason = isInteger ? std::string() : reason;
    // An island reads what integers read, unless a later rule differs.
    wide = isInteger ? wide : std::nullopt;
  }
  if (readsWide)
    wide = readsWide;
  choice.activation.update(activation);
  choice.weight.update(weight);
  if (calibrator)
    choice.calibrator = {*calibrator, number, "by " + place};
  if (inputCalibrator)
    choice.inputCalibrator = {*inputCalibrator, number, "by " + place};
}

OpChoice Recipe::choose(Value value, std::optional<OpClass> opClass) const {
  std::string name = getLocationName(value.getLoc());
  OpChoice choice;
  std::optional<bool> readsWide;
  for (const auto &[number, rule] : llvm::enumerate(rules)) {
    if (!rule.matches(name, opClass))
      continue;
    rule.matched = true;
    rule.apply(choice, readsWide, number);
  }
  choice.readsWide = readsWide.value_or(false);
  // What only moves values, or gives them to the function, computes nothing.
  if (!opClass) {
    choice.compute = ComputeMode::Integer;
    choice.readsWide = false;
    choice.reason.clear();
  }
  return choice;
}

std::vector<std::string> Recipe::getUnmatchedRules() const {
  std::vector<std::string> unmatched;
  for (const Rule &rule : rules)
    if (rule.values && !rule.matched)
      unmatched.push_back(rule.place + ", for values like '" +
                          *rule.values->text + "'");
  return unmatched;
}

//===----------------------------------------------------------------------===//
// Marks
//===----------------------------------------------------------------------===//

static constexpr StringLiteral kFloatMark = "quantx.float";

void quantx::markFloat(Operation *op, StringRef reason) {
  op->setAttr(kFloatMark, StringAttr::get(op->getContext(), reason));
}

std::string quantx::getFloatMark(Operation *op) {
  auto mark = op->getAttrOfType<StringAttr>(kFloatMark);
  return mark ? ("is kept in float " + mark.getValue()).str() : std::string();
}
