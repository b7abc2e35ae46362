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

OpChoice Recipe::choose(Value value, OpClass opClass) const {
  std::string name = getLocationName(value.getLoc());
  OpChoice choice;
  std::optional<bool> readsWide;
  for (const Rule &rule : rules) {
    if (!rule.classes.empty() && !llvm::is_contained(rule.classes, opClass))
      continue;
    if (rule.values && !rule.values->glob.match(name))
      continue;
    if (rule.compute) {
      choice.compute = *rule.compute;
      choice.reason =
          choice.compute == ComputeMode::Integer ? std::string() : rule.reason;
      // An island reads what integers read, unless a later rule differs.
      readsWide =
          choice.compute == ComputeMode::Integer ? readsWide : std::nullopt;
    }
    if (rule.readsWide)
      readsWide = rule.readsWide;
  }
  choice.readsWide = readsWide.value_or(false);
  return choice;
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
