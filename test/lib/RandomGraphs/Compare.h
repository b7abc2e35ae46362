//===- Compare.h - Numbers against numbers ----------------------*- C++ -*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_COMPARE_H
#define QUANTX_TEST_RANDOMGRAPHS_COMPARE_H

#include "quantx/ExecutionEngine/FunctionSignature.h"

#include "mlir/IR/Diagnostics.h"

namespace quantx::fuzz {

/// Inputs number `sample` for a function; the same for the same seed.
llvm::SmallVector<HostTensor> randomInputs(const FunctionSignature &signature,
                                           uint64_t seed, uint64_t sample);

/// True if all numbers are finite and not so large that sums of them overflow.
bool isTame(const HostTensor &tensor);

/// Keeps the diagnostics that are emitted while it lives.
class Diagnostics {
public:
  explicit Diagnostics(mlir::MLIRContext *context);

  /// The errors so far.
  std::string take() { return std::move(errors); }
  llvm::ArrayRef<std::string> getRemarks() const { return remarks; }

private:
  std::string errors;
  llvm::SmallVector<std::string> remarks;
  mlir::ScopedDiagnosticHandler handler;
};

/// "result 2 [5]: 0.25 instead of 0.5"; empty where no number differs by more
/// than its result's tolerance. Without tolerances, bits are compared.
std::string compareResults(llvm::ArrayRef<HostTensor> actual,
                           llvm::ArrayRef<HostTensor> expected,
                           llvm::ArrayRef<double> tolerances);

/// How far each result of the float `function`, which holds quantized values,
/// may be from the same function in integers: a few steps of the result, and
/// what an error of one step in every value that is quantized makes of it.
/// `steps` are the steps of the results, 0 where a result has none.
mlir::FailureOr<llvm::SmallVector<double>> measureTolerances(
    mlir::func::FuncOp function, llvm::ArrayRef<HostTensor> inputs,
    llvm::ArrayRef<HostTensor> expected, llvm::ArrayRef<double> steps);

/// The scale of each result of an integer function: that of the dequantize it
/// comes from, 0 if there is none.
llvm::SmallVector<double> getResultSteps(mlir::func::FuncOp function);

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_COMPARE_H
