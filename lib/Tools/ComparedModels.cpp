//===- ComparedModels.cpp - Two models over the same samples --------------===//

#include "ComparedModels.h"

#include "Batching.h"

#include "quantx/Analysis/ModelFingerprint.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Pipelines/QuantizePipeline.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

namespace {

/// Hands values on instead of gathering statistics. Observers are named by
/// decimal numbers, which the receiver gets.
class ValueSink : public ObserverRuntime {
public:
  using Receiver = std::function<void(size_t, ArrayRef<float>)>;

  ValueSink(ArrayRef<std::string> names, Receiver receiver)
      : ObserverRuntime(ArrayRef<Observer>()), receiver(std::move(receiver)) {
    for (StringRef name : names) {
      size_t number = 0;
      bool failed = name.getAsInteger(10, number);
      assert(!failed && "an observer of another kind");
      (void)failed;
      numbers.push_back(number);
    }
  }

  void observe(size_t id, ArrayRef<float> values, ArrayRef<int64_t>,
               ArrayRef<unsigned>) override {
    std::scoped_lock lock(mutex);
    receiver(numbers[id], values);
  }

  /// Values are paired by their place.
  bool needsOrder() const override { return true; }

private:
  std::mutex mutex;
  std::vector<size_t> numbers;
  Receiver receiver;
};

} // namespace

static Error checkSpecs(StringRef kind, ArrayRef<TensorSpec> real,
                        ArrayRef<TensorSpec> quantized) {
  if (real.size() != quantized.size())
    return createStringError("the float model has " + Twine(real.size()) + " " +
                             kind + "s, the quantized one has " +
                             Twine(quantized.size()) +
                             "; both must have the same signature");
  auto agree = [](const TensorSpec &a, const TensorSpec &b) {
    return isSameUpToSign(a.type, b.type) && a.shape.size() == b.shape.size() &&
           all_of(zip(a.shape, b.shape), [](auto sizes) {
             auto [x, y] = sizes;
             return x == y || mlir::ShapedType::isDynamic(x) ||
                    mlir::ShapedType::isDynamic(y);
           });
  };
  for (auto [a, b] : zip_equal(real, quantized))
    if (!agree(a, b))
      return createStringError(kind + " " + a.describe() +
                               " of the float model is " + b.describe() +
                               " in the quantized one; both must have the same "
                               "signature");
  return Error::success();
}

Error tools::checkSameSignature(const FunctionSignature &real,
                                const FunctionSignature &quantized) {
  if (Error error = checkSpecs("argument", real.arguments, quantized.arguments))
    return error;
  return checkSpecs("result", real.results, quantized.results);
}

static mlir::FunctionOpInterface getEntry(CompiledModel &model) {
  return cast<mlir::FunctionOpInterface>(
      *model.getModule().lookupSymbol<mlir::func::FuncOp>(
          model.getSignature().name));
}

Error ComparedModels::load(const ModelOptions &floatOptions,
                           const ModelOptions &quantizedOptions) {
  if (Error error = floatModel.load(floatOptions))
    return error;
  if (Error error = quantizedModel.load(quantizedOptions))
    return error;
  if (Error error = checkSameSignature(floatModel.getSignature(),
                                       quantizedModel.getSignature()))
    return error;
  // As quantx-quantize-pipeline does, so that there are the same values.
  if (Error error = floatModel.transform(buildPreparePipeline))
    return error;
  fingerprint = fingerprintModule(floatModel.getModule());
  matching = matchValues(getEntry(floatModel), getEntry(quantizedModel));
  if (!matching.pairs.empty())
    return Error::success();
  return createStringError(
      "no value of '" + quantizedOptions.model + "' has the name of one of '" +
      floatOptions.model +
      "', so there is nothing to compare: values are matched by their "
      "locations, which text has only where it was written to a file by "
      "quant-opt, or with --mlir-print-debuginfo" +
      (matching.unmatchedReal.empty()
           ? Twine()
           : "; the float model has " + Twine(matching.unmatchedReal.size()) +
                 " values, the first being '" +
                 matching.unmatchedReal.front().name + "'"));
}

const FunctionSignature &ComparedModels::getSignature() const {
  const FunctionSignature &quantized = quantizedModel.getSignature();
  return Batching(quantized).fixedBatch ? quantized : floatModel.getSignature();
}

/// Observes `value` under a number.
static void observe(mlir::Value value, size_t number) {
  mlir::OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  ObserveOp::create(builder, value.getLoc(), std::to_string(number), value);
}

void ComparedModels::insertObservers() {
  // A module need not have these dialects itself.
  for (CompiledModel *model : {&floatModel, &quantizedModel})
    model->getModule()
        .getContext()
        ->loadDialect<QuantXDialect, mlir::linalg::LinalgDialect,
                      mlir::tensor::TensorDialect>();
  MapVector<mlir::Value, size_t> distinct;
  for (auto [number, pair] : enumerate(matching.pairs)) {
    auto [it, isNew] = distinct.try_emplace(pair.real, distinct.size());
    realIndices.push_back(it->second);
    if (isNew)
      observe(pair.real, it->second);
    observe(createReal(pair), number);
  }
  reals.resize(distinct.size());
  // The values are about to be lowered away.
  for (ValuePair &pair : matching.pairs)
    pair.real = pair.quantized = {};
}

/// Lowers and compiles a module with observers, whose values go to `receiver`.
static Error compileObserved(CompiledModel &model,
                             std::unique_ptr<ObserverRuntime> &runtime,
                             ValueSink::Receiver receiver) {
  auto addObservers = [](mlir::OpPassManager &pm) {
    pm.addPass(createConvertQuantXObserveToCalls());
    pm.addPass(mlir::createConvertElementwiseToLinalgPass());
  };
  if (Error error = model.lower(addObservers))
    return error;
  auto observers = ObserverRuntime::create(model.getModule());
  if (!observers)
    return observers.takeError();
  runtime = std::make_unique<ValueSink>((*observers)->getNames(),
                                        std::move(receiver));
  return model.compile(runtime.get());
}

Error ComparedModels::compile(Receiver newReceiver) {
  receiver = std::move(newReceiver);
  insertObservers();
  if (Error error = compileObserved(
          floatModel, floatRuntime, [this](size_t index, auto values) {
            reals[index].assign(values.begin(), values.end());
          }))
    return error;
  return compileObserved(
      quantizedModel, quantizedRuntime,
      [this](size_t pair, auto values) { receiveQuantized(pair, values); });
}

void ComparedModels::receiveQuantized(size_t pair, ArrayRef<float> values) {
  ArrayRef<float> real = reals[realIndices[pair]];
  if (real.size() != values.size())
    unequal = pair;
  else
    receiver(pair, real, values);
}

Expected<ComparedModels::Results>
ComparedModels::operator()(ArrayRef<HostTensor> arguments) {
  auto real = floatModel.getFunction()(arguments);
  if (!real)
    return real.takeError();
  auto quantized = quantizedModel.getFunction()(arguments);
  if (!quantized)
    return quantized.takeError();
  if (unequal)
    return createStringError("value '" + matching.pairs[*unequal].name +
                             "' has another number of elements in the float "
                             "model than in the quantized one");
  return Results{std::move(*real), std::move(*quantized)};
}
