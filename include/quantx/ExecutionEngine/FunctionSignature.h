//===- FunctionSignature.h - What a compiled function takes -----*- C++ -*-===//

#ifndef QUANTX_EXECUTIONENGINE_FUNCTIONSIGNATURE_H
#define QUANTX_EXECUTIONENGINE_FUNCTIONSIGNATURE_H

#include "quantx/ExecutionEngine/HostTensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>

namespace quantx {

/// The element type that holds numbers of `type`, signless integers as signed
/// ones; none where there is no such.
std::optional<ElementType> getElementType(mlir::Type type);

/// The type of one argument or result.
struct TensorSpec {
  /// The value of `quantx.name`, or "arg0" and "result0".
  std::string name;
  ElementType type = ElementType::F32;
  /// A dynamic size is mlir::ShapedType::kDynamic.
  llvm::SmallVector<int64_t> shape;

  /// "'image' (?x1x28x28xf32)".
  std::string describe() const;

  /// Whether `tensor` may be passed: the sizes that are not dynamic agree, and
  /// the elements are the same up to their sign.
  bool accepts(const HostTensor &tensor) const;
};

/// The types of a function, taken before it is lowered: afterwards they can no
/// longer be told.
struct FunctionSignature {
  std::string name;
  llvm::SmallVector<TensorSpec> arguments;
  llvm::SmallVector<TensorSpec> results;

  /// The signature of `function`. Fails where an argument or result is not a
  /// ranked tensor of an ElementType.
  static llvm::Expected<FunctionSignature> get(mlir::func::FuncOp function);

  /// Checks what a caller wants to pass; the error says what is expected.
  llvm::Error checkArguments(llvm::ArrayRef<HostTensor> arguments) const;
};

} // namespace quantx

#endif // QUANTX_EXECUTIONENGINE_FUNCTIONSIGNATURE_H
