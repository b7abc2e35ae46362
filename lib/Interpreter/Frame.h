//===- Frame.h - The values of one function call ----------------*- C++ -*-===//

#ifndef QUANTX_LIB_INTERPRETER_FRAME_H
#define QUANTX_LIB_INTERPRETER_FRAME_H

#include "Scalar.h"

#include "quantx/Interpreter/Interpreter.h"

#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/DenseMap.h"

#include <variant>

namespace quantx::interpreter {

/// What a value in the IR is at run time.
using RuntimeValue = std::variant<Scalar, HostTensor>;

/// The values computed so far, by their place in the IR.
class Frame {
public:
  explicit Frame(const InterpreterOptions &options) : options(options) {}

  /// Values of blocks that run again replace those of the last time.
  void set(mlir::Value value, RuntimeValue runtime) {
    values[value] = std::move(runtime);
  }
  /// Null for a value that has not been computed.
  const RuntimeValue *lookup(mlir::Value value) const {
    auto found = values.find(value);
    return found == values.end() ? nullptr : &found->second;
  }
  /// A value of tensor type that has been computed.
  const HostTensor &getTensor(mlir::Value value) const {
    return std::get<HostTensor>(values.find(value)->second);
  }
  /// A value of scalar type that has been computed.
  const Scalar &getScalar(mlir::Value value) const {
    return std::get<Scalar>(values.find(value)->second);
  }

  const InterpreterOptions &getOptions() const { return options; }

private:
  const InterpreterOptions &options;
  llvm::DenseMap<mlir::Value, RuntimeValue> values;
};

/// A tensor of the run-time `shape` for a value of tensor type, its elements
/// not yet computed. Fails with an error at `op`.
mlir::FailureOr<HostTensor> createTensor(mlir::Operation *op, mlir::Type type,
                                         llvm::ArrayRef<int64_t> shape);

/// A copy with memory of its own.
HostTensor copyTensor(const HostTensor &tensor);

/// Stores `value`, an element of the result of `op`; fails with an error if it
/// is undefined.
mlir::LogicalResult storeDefined(mlir::Operation *op, HostTensor &tensor,
                                 mlir::Type type, int64_t index,
                                 const Scalar &value);

/// The integer behind a static or dynamic size, offset or index.
mlir::FailureOr<int64_t> getIndex(mlir::Operation *op, const Frame &frame,
                                  mlir::OpFoldResult value);
mlir::FailureOr<llvm::SmallVector<int64_t>>
getIndices(mlir::Operation *op, const Frame &frame,
           llvm::ArrayRef<mlir::OpFoldResult> values);

/// Calls `visit` for every index of `shape` in row-major order; stops when it
/// fails.
mlir::LogicalResult forEachIndex(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<mlir::LogicalResult(llvm::ArrayRef<int64_t>)> visit);

/// The position of `index` in a row-major tensor of `shape`; -1 outside of it.
int64_t getPosition(llvm::ArrayRef<int64_t> index,
                    llvm::ArrayRef<int64_t> shape);

/// Evaluates one op; its operands have been computed. Each fails with an error
/// at the op, or answers none if the op is not of its kind.
using OpResults = llvm::SmallVector<RuntimeValue, 1>;
std::optional<mlir::FailureOr<OpResults>> interpretLinalg(mlir::Operation *op,
                                                          const Frame &frame);
std::optional<mlir::FailureOr<OpResults>> interpretRows(mlir::Operation *op,
                                                        const Frame &frame);
std::optional<mlir::FailureOr<OpResults>> interpretTensor(mlir::Operation *op,
                                                          const Frame &frame);
std::optional<mlir::FailureOr<OpResults>> interpretSlices(mlir::Operation *op,
                                                          const Frame &frame);
std::optional<mlir::FailureOr<OpResults>> interpretQuantX(mlir::Operation *op,
                                                          const Frame &frame);
std::optional<mlir::FailureOr<OpResults>>
interpretQuantXDynamic(mlir::Operation *op, const Frame &frame);
std::optional<mlir::FailureOr<OpResults>> interpretScalar(mlir::Operation *op,
                                                          const Frame &frame);

} // namespace quantx::interpreter

#endif // QUANTX_LIB_INTERPRETER_FRAME_H
