//===- Annotate.cpp - Ranges from random inputs ---------------------------===//

#include "Compare.h"
#include "ModuleCheck.h"
#include "Random.h"

#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/ExecutionEngine/FunctionSignature.h"
#include "quantx/Interpreter/Interpreter.h"
#include "quantx/Pipelines/QuantizePipeline.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;
using namespace quantx::fuzz;

llvm::SmallVector<HostTensor>
fuzz::randomInputs(const FunctionSignature &signature, uint64_t seed,
                   uint64_t sample) {
  // What an argument is like depends on the seed, what is in it on the sample.
  Random style(seed), random(seed ^ (sample + 1) * 0x9E3779B97F4A7C15ULL);
  llvm::SmallVector<HostTensor> inputs;
  for (const TensorSpec &spec : signature.arguments) {
    double magnitude = std::pow(10, style.chance(70) ? style.real(-0.5, 1)
                                                     : style.real(-6, 6));
    double offset = style.chance(60) ? 0 : style.real(-2, 2);
    bool isPositive = style.chance(25), hasRepeats = style.chance(4);
    SmallVector<int64_t> shape(spec.shape);
    for (int64_t &size : shape)
      size = ShapedType::isDynamic(size) ? random.integer(1, 3) : size;
    HostTensor input =
        llvm::cantFail(HostTensor::create(ElementType::F32, shape));
    for (float &value : input.mutableValues<float>()) {
      // Not all the same: the variance of such rows is the rounding of floats.
      bool isRepeated = hasRepeats && random.chance(75);
      double number = isRepeated ? 1 : random.normal();
      if (isPositive)
        number = std::fabs(number);
      value = static_cast<float>((number + offset) * magnitude);
    }
    inputs.push_back(input);
  }
  return inputs;
}

namespace {
/// The smallest and the largest number of each observable value.
class Ranges {
public:
  explicit Ranges(ModuleOp module) : naming(module) {}

  void observe(Value value, const HostTensor &tensor) {
    if (naming.getKey(value).empty() ||
        tensor.getElementType() != ElementType::F32)
      return;
    auto [entry, isNew] = ranges.try_emplace(value, INFINITY, -INFINITY);
    for (float number : tensor.values<float>()) {
      areFinite &= std::isfinite(number);
      entry->second.first = std::min(entry->second.first, number);
      entry->second.second = std::max(entry->second.second, number);
    }
  }

  /// All users of an observed value read it through its range.
  void insert() const;

  bool areFinite = true;

private:
  ValueNaming naming;
  DenseMap<Value, std::pair<float, float>> ranges;
};
} // namespace

void Ranges::insert() const {
  for (Value value : naming.getValues()) {
    auto found = ranges.find(value);
    if (found == ranges.end())
      continue;
    OpBuilder builder(value.getContext());
    builder.setInsertionPointAfterValue(value);
    auto attr = RangeAttr::get(
        builder.getContext(), builder.getDenseF32ArrayAttr(found->second.first),
        builder.getDenseF32ArrayAttr(found->second.second),
        /*axis=*/std::nullopt);
    auto op = RangeOp::create(builder, value.getLoc(), value, attr);
    value.replaceUsesWithIf(op, [&](OpOperand &use) {
      return use.getOwner() != op && !isa<ShapedDimOpInterface>(use.getOwner());
    });
  }
}

bool fuzz::isTame(const HostTensor &tensor) {
  for (int64_t i = 0, e = tensor.getNumElements(); i < e; ++i)
    if (!(std::fabs(tensor.getElement(i)) < 1e18))
      return false;
  return true;
}

Outcome ModuleChecker::annotate(StringRef text, uint64_t seed,
                                std::string &annotated) {
  Diagnostics diagnostics(&context);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return {Verdict::Invalid, diagnostics.take()};
  PassManager pm(&context);
  buildPreparePipeline(pm);
  if (failed(pm.run(*module)))
    return {Verdict::NotQuantized, "preparing: " + diagnostics.take()};
  auto main = module->lookupSymbol<func::FuncOp>("main");
  FunctionSignature signature = llvm::cantFail(FunctionSignature::get(main));
  Ranges ranges(*module);
  InterpreterOptions options;
  options.observe = [&](Value value, const HostTensor &tensor) {
    ranges.observe(value, tensor);
  };
  for (uint64_t sample = 0; sample < 2; ++sample) {
    auto results =
        interpret(main, randomInputs(signature, seed, sample), options);
    if (failed(results))
      return {Verdict::NotInterpreted, diagnostics.take()};
    if (!ranges.areFinite || !llvm::all_of(*results, isTame))
      return {Verdict::Discarded, "numbers that are not finite"};
  }
  ranges.insert();
  annotated.clear();
  llvm::raw_string_ostream os(annotated);
  module->print(os);
  return {};
}
