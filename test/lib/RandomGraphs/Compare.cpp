//===- Compare.cpp - Numbers against numbers ------------------------------===//

#include "Compare.h"

#include "Random.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Interpreter/Interpreter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace quantx;
using namespace quantx::fuzz;

Diagnostics::Diagnostics(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Remark)
          remarks.push_back(diagnostic.str());
        if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
          return success();
        errors += diagnostic.str() + "\n";
        for (Diagnostic &note : diagnostic.getNotes())
          errors += "  " + note.str().substr(0, 300) + "\n";
        return success();
      }) {}

/// True if element `i` may stand for `expected`.
static bool isClose(double actual, double expected, double tolerance) {
  return std::fabs(actual - expected) <= tolerance;
}

std::string fuzz::compareResults(ArrayRef<HostTensor> actual,
                                 ArrayRef<HostTensor> expected,
                                 ArrayRef<double> tolerances) {
  for (auto [index, pair] :
       llvm::enumerate(llvm::zip_equal(actual, expected))) {
    const auto &[a, e] = pair;
    if (a.getShape() != e.getShape())
      return llvm::formatv("result {0} is {1} instead of {2}", index,
                           a.describe(), e.describe());
    size_t width = getByteWidth(a.getElementType());
    int64_t wrong = 0, first = -1;
    for (int64_t i = 0; i < a.getNumElements(); ++i) {
      bool isSame =
          tolerances.empty()
              ? std::memcmp(a.getData() + i * int64_t(width),
                            e.getData() + i * int64_t(width), width) == 0
              : isClose(a.getElement(i), e.getElement(i), tolerances[index]);
      wrong += !isSame;
      first = !isSame && first < 0 ? i : first;
    }
    if (wrong == 0)
      continue;
    std::string text = llvm::formatv(
        "result {0}[{1}] is {2:f9} instead of {3:f9} ({4} of {5} differ", index,
        first, a.getElement(first), e.getElement(first), wrong,
        a.getNumElements());
    if (!tolerances.empty())
      text += llvm::formatv(", allowed is {0:f9}", tolerances[index]);
    return text + ")";
  }
  return "";
}

namespace {
/// How quantized values are changed in one run: all up, all down, or by chance.
enum class Disturbance { Up, Down, Random };
} // namespace

/// Steps of the disturbance: one, or as much as the straight lines of a 16-bit
/// table may be off.
static int64_t getStep(ParamsAttr params) {
  return params.getTensorElementType().getIntOrFloatBitWidth() > 8 ? 64 : 1;
}

/// Changes what a quantize gives by a step. Quantized arguments are exact.
static void disturb(Value value, HostTensor &tensor, Disturbance kind,
                    Random &random) {
  auto quantize = value.getDefiningOp<QuantizeOp>();
  if (!quantize || !quantize.getParams().isInteger() ||
      isa<BlockArgument>(quantize.getInput()))
    return;
  ParamsAttr params = quantize.getParams();
  int64_t step = getStep(params);
  auto change = [&](auto &stored, auto number) {
    int64_t by = kind == Disturbance::Up     ? step
                 : kind == Disturbance::Down ? -step
                                             : random.integer(-step, step);
    number = std::clamp<int64_t>(number + by, params.getStorageMin(),
                                 params.getStorageMax());
    stored = static_cast<std::remove_reference_t<decltype(stored)>>(number);
  };
  if (tensor.getElementType() == ElementType::I8)
    for (int8_t &stored : tensor.mutableValues<int8_t>())
      change(stored,
             params.isUnsigned() ? int64_t(uint8_t(stored)) : int64_t(stored));
  else if (tensor.getElementType() == ElementType::I16)
    for (int16_t &stored : tensor.mutableValues<int16_t>())
      change(stored,
             params.isUnsigned() ? int64_t(uint16_t(stored)) : int64_t(stored));
}

static double getLargestDifference(const HostTensor &a, const HostTensor &b) {
  double largest = 0;
  for (int64_t i = 0; i < a.getNumElements(); ++i)
    largest = std::fmax(largest, std::fabs(a.getElement(i) - b.getElement(i)));
  return largest;
}

static double getLargest(const HostTensor &tensor) {
  double largest = 0;
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    largest = std::fmax(largest, std::fabs(tensor.getElement(i)));
  return largest;
}

FailureOr<SmallVector<double>>
fuzz::measureTolerances(func::FuncOp function, ArrayRef<HostTensor> inputs,
                        ArrayRef<HostTensor> expected, ArrayRef<double> steps) {
  SmallVector<double> tolerances;
  for (auto [tensor, step] : llvm::zip_equal(expected, steps))
    tolerances.push_back(2.5 * step + 1e-5 * getLargest(tensor));
  for (auto kind : {Disturbance::Up, Disturbance::Down, Disturbance::Random}) {
    Random random(1);
    InterpreterOptions options;
    options.disturb = [&](Value value, HostTensor &tensor) {
      disturb(value, tensor, kind, random);
    };
    auto results = interpret(function, inputs, options);
    if (failed(results))
      return failure();
    for (auto [i, result] : llvm::enumerate(*results))
      tolerances[i] = std::fmax(
          tolerances[i], 2.5 * steps[i] + 1e-5 * getLargest(expected[i]) +
                             1.5 * getLargestDifference(result, expected[i]));
  }
  return tolerances;
}

SmallVector<double> fuzz::getResultSteps(func::FuncOp function) {
  SmallVector<double> steps;
  Operation *terminator = function.getBody().front().getTerminator();
  for (Value value : terminator->getOperands()) {
    double step = 0;
    if (auto dequantize = value.getDefiningOp<DequantizeOp>()) {
      for (float scale : dequantize.getParams().getScales())
        step = std::fmax(step, scale);
      if (dequantize.getParams().isInteger())
        step *= static_cast<double>(getStep(dequantize.getParams()));
    }
    steps.push_back(step);
  }
  return steps;
}
