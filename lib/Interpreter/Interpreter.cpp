//===- Interpreter.cpp - Functions, blocks and control flow ---------------===//

#include "quantx/Interpreter/Interpreter.h"

#include "Frame.h"
#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;
using namespace quantx::interpreter;

static FailureOr<OpResults> runFunction(func::FuncOp function,
                                        ArrayRef<RuntimeValue> arguments,
                                        const InterpreterOptions &options,
                                        unsigned depth);

/// Calls deeper than this are taken for a recursion without end.
static constexpr unsigned kMaxDepth = 200;

namespace {
/// Runs the blocks of one function call.
class BlockRunner {
public:
  BlockRunner(const InterpreterOptions &options, unsigned depth)
      : frame(options), options(options), depth(depth) {}

  /// Runs a block and returns the operands of its terminator.
  FailureOr<OpResults> run(Block &block, ArrayRef<RuntimeValue> arguments);

private:
  FailureOr<OpResults> runOp(Operation *op);
  FailureOr<OpResults> runCall(func::CallOp call);
  FailureOr<OpResults> runIf(scf::IfOp op);
  FailureOr<OpResults> runFor(scf::ForOp op);
  OpResults getValues(ValueRange values) const;
  void define(Value value, RuntimeValue runtime, bool isComputed);

  Frame frame;
  const InterpreterOptions &options;
  unsigned depth;
};
} // namespace

OpResults BlockRunner::getValues(ValueRange values) const {
  return OpResults(llvm::map_range(
      values, [&](Value value) { return *frame.lookup(value); }));
}

void BlockRunner::define(Value value, RuntimeValue runtime, bool isComputed) {
  if (auto *tensor = std::get_if<HostTensor>(&runtime)) {
    if (isComputed && options.disturb)
      options.disturb(value, *tensor);
    if (options.observe)
      options.observe(value, *tensor);
  }
  frame.set(value, std::move(runtime));
}

FailureOr<OpResults> BlockRunner::runCall(func::CallOp call) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getCalleeAttr());
  if (!callee || callee.isExternal())
    return call->emitOpError() << "calls '" << call.getCallee()
                               << "', which has no body to interpret";
  if (depth == kMaxDepth)
    return call->emitOpError() << "is the call number " << kMaxDepth
                               << " inside another: recursion without end";
  return runFunction(callee, getValues(call.getOperands()), options, depth + 1);
}

FailureOr<OpResults> BlockRunner::runIf(scf::IfOp op) {
  bool holds = frame.getScalar(op.getCondition()).isTrue();
  Region &region = holds ? op.getThenRegion() : op.getElseRegion();
  if (region.empty())
    return OpResults();
  return run(region.front(), {});
}

FailureOr<OpResults> BlockRunner::runFor(scf::ForOp op) {
  auto number = [&](Value value) { return frame.getScalar(value).integer; };
  Int128 upper = number(op.getUpperBound()), step = number(op.getStep());
  if (step <= 0)
    return op->emitOpError() << "has a step of " << static_cast<int64_t>(step)
                             << "; it has to be positive";
  OpResults carried = getValues(op.getInitArgs());
  for (Int128 i = number(op.getLowerBound()); i < upper; i += step) {
    OpResults arguments = {Scalar::ofInteger(i)};
    arguments.append(carried.begin(), carried.end());
    FailureOr<OpResults> next = run(*op.getBody(), arguments);
    if (failed(next))
      return failure();
    carried = *next;
  }
  return carried;
}

FailureOr<OpResults> BlockRunner::runOp(Operation *op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    return runCall(call);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return runIf(branch);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return runFor(loop);
  for (auto interpretOp :
       {interpretScalar, interpretTensor, interpretSlices, interpretLinalg,
        interpretRows, interpretQuantX, interpretQuantXDynamic})
    if (std::optional<FailureOr<OpResults>> results = interpretOp(op, frame))
      return *results;
  return op->emitOpError(
      "cannot be interpreted; the interpreter knows func, linalg, tensor, "
      "arith, math, scf.if and for, and quantx without its gradients");
}

FailureOr<OpResults> BlockRunner::run(Block &block,
                                      ArrayRef<RuntimeValue> arguments) {
  for (auto [argument, runtime] :
       llvm::zip_equal(block.getArguments(), arguments))
    define(argument, runtime, /*isComputed=*/false);
  for (Operation &op : block.without_terminator()) {
    FailureOr<OpResults> results = runOp(&op);
    if (failed(results))
      return failure();
    for (auto [value, runtime] : llvm::zip_equal(op.getResults(), *results))
      define(value, runtime, /*isComputed=*/true);
  }
  return getValues(block.getTerminator()->getOperands());
}

static FailureOr<OpResults> runFunction(func::FuncOp function,
                                        ArrayRef<RuntimeValue> arguments,
                                        const InterpreterOptions &options,
                                        unsigned depth) {
  if (!llvm::hasSingleElement(function.getBody()))
    return function->emitOpError("cannot be interpreted: it has branches "
                                 "between blocks");
  return BlockRunner(options, depth).run(function.getBody().front(), arguments);
}

/// Numbers are held signless inside.
static HostTensor withType(const HostTensor &tensor, ElementType type) {
  HostTensor copy = copyTensor(tensor);
  return HostTensor::adopt(type, copy.getShape(),
                           std::make_shared<HostTensor>(copy), copy.getData());
}

FailureOr<SmallVector<HostTensor>>
quantx::interpret(func::FuncOp function, ArrayRef<HostTensor> arguments,
                  const InterpreterOptions &options) {
  if (function.isExternal())
    return function->emitOpError("has no body to interpret");
  llvm::Expected<FunctionSignature> signature =
      FunctionSignature::get(function);
  if (!signature)
    return function->emitOpError() << llvm::toString(signature.takeError());
  if (llvm::Error error = signature->checkArguments(arguments))
    return function->emitOpError() << llvm::toString(std::move(error));
  OpResults values;
  for (auto [spec, tensor] : llvm::zip_equal(signature->arguments, arguments))
    values.push_back(withType(tensor, spec.type));
  FailureOr<OpResults> results = runFunction(function, values, options, 0);
  if (failed(results))
    return failure();
  SmallVector<HostTensor> tensors;
  for (RuntimeValue &result : *results)
    tensors.push_back(copyTensor(std::get<HostTensor>(result)));
  return tensors;
}
