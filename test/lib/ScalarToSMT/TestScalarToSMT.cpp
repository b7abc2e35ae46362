//===- TestScalarToSMT.cpp - Bodies of elementwise ops as formulas --------===//

#include "ScalarToSMT.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SMT/IR/SMTDialect.h"
#include "mlir/Dialect/SMT/IR/SMTOps.h"
#include "mlir/Pass/Pass.h"

using namespace mlir;
using namespace quantx::test;

namespace {
/// Replaces the module's functions by one `smt.solver`, for
/// `mlir-translate --export-smtlib`. Of a function `@f` it says what the body
/// of its one `linalg.generic` computes: `f.in0`, `f.in1`, ... are the scalars
/// of the inputs and inits, `f.out0` is what it yields, and `f.defined` that
/// nothing in it is poison.
struct TestScalarToSMT : PassWrapper<TestScalarToSMT, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestScalarToSMT)

  TestScalarToSMT() = default;
  TestScalarToSMT(const TestScalarToSMT &other) : PassWrapper(other) {}

  StringRef getArgument() const final { return "test-scalar-to-smt"; }
  StringRef getDescription() const final {
    return "State what the bodies of elementwise ops compute, in SMT";
  }
  void getDependentDialects(DialectRegistry &registry) const final {
    registry.insert<smt::SMTDialect>();
  }

  void runOnOperation() final;

  Option<bool> cutProducts{*this, "cut-products",
                           llvm::cl::desc("Products are free symbols"),
                           llvm::cl::init(false)};

private:
  LogicalResult translate(OpBuilder &builder, func::FuncOp function);
};
} // namespace

LogicalResult TestScalarToSMT::translate(OpBuilder &builder,
                                         func::FuncOp function) {
  auto generics = llvm::to_vector(function.getOps<linalg::GenericOp>());
  if (generics.size() != 1)
    return function.emitError()
           << "has " << generics.size()
           << " linalg.generic; one, the code that the proof is about, is "
              "needed";
  ScalarToSMT translation(builder, function.getName(), cutProducts);
  Block *body = generics.front().getBody();
  for (BlockArgument argument : body->getArguments())
    translation.declare(argument,
                        "in" + std::to_string(argument.getArgNumber()));
  for (Operation &op : body->without_terminator())
    if (failed(translation.translate(&op)))
      return failure();
  for (auto [i, yielded] :
       llvm::enumerate(body->getTerminator()->getOperands())) {
    Value term = translation.lookup(yielded);
    if (!term)
      return body->getTerminator()->emitError("yields a value without a term");
    translation.define("out" + std::to_string(i), term);
  }
  translation.define("defined", translation.getDefined(function.getLoc()));
  return success();
}

void TestScalarToSMT::runOnOperation() {
  ModuleOp module = getOperation();
  auto functions = llvm::to_vector(module.getOps<func::FuncOp>());
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto solver = smt::SolverOp::create(builder, module.getLoc(), TypeRange(),
                                      ValueRange());
  builder.setInsertionPointToStart(&solver.getBodyRegion().emplaceBlock());
  for (func::FuncOp function : functions)
    if (failed(translate(builder, function)))
      return signalPassFailure();
  smt::YieldOp::create(builder, module.getLoc(), ValueRange());
  for (func::FuncOp function : functions)
    function.erase();
}

void quantx::test::registerTestScalarToSMT() {
  PassRegistration<TestScalarToSMT>();
}
