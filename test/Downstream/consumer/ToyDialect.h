//===- ToyDialect.h - The dialect of another compiler -----------*- C++ -*-===//
//
// A convolution, an activation function, a softmax and a shuffle as some other
// compiler has them. Nothing here knows of quantx.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TEST_DOWNSTREAM_TOYDIALECT_H
#define QUANTX_TEST_DOWNSTREAM_TOYDIALECT_H

#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace toy {

/// An op of tensors without side effects and with one result, in generic
/// syntax.
template <typename ConcreteOp>
struct ToyOp : mlir::Op<ConcreteOp, mlir::OpTrait::OneResult,
                        mlir::OpTrait::VariadicOperands,
                        mlir::MemoryEffectOpInterface::Trait> {
  using mlir::Op<ConcreteOp, mlir::OpTrait::OneResult,
                 mlir::OpTrait::VariadicOperands,
                 mlir::MemoryEffectOpInterface::Trait>::Op;
  static llvm::ArrayRef<llvm::StringRef> getAttributeNames() { return {}; }
  void getEffects(
      llvm::SmallVectorImpl<
          mlir::SideEffects::EffectInstance<mlir::MemoryEffects::Effect>> &) {}
};

/// [batch, image, input channel] * [output channel, window, input channel].
struct ConvOp : ToyOp<ConvOp> {
  using ToyOp::ToyOp;
  static llvm::StringRef getOperationName() { return "toy.conv"; }
};

/// x * sigmoid(x).
struct SwishOp : ToyOp<SwishOp> {
  using ToyOp::ToyOp;
  static llvm::StringRef getOperationName() { return "toy.swish"; }
};

/// Over the innermost dimension.
struct SoftmaxOp : ToyOp<SoftmaxOp> {
  using ToyOp::ToyOp;
  static llvm::StringRef getOperationName() { return "toy.softmax"; }
};

/// Moves channels.
struct ShuffleOp : ToyOp<ShuffleOp> {
  using ToyOp::ToyOp;
  static llvm::StringRef getOperationName() { return "toy.shuffle"; }
};

class ToyDialect : public mlir::Dialect {
public:
  explicit ToyDialect(mlir::MLIRContext *context)
      : Dialect("toy", context, mlir::TypeID::get<ToyDialect>()) {
    addOperations<ConvOp, SwishOp, SoftmaxOp, ShuffleOp>();
  }
  static llvm::StringRef getDialectNamespace() { return "toy"; }
};

} // namespace toy

#endif // QUANTX_TEST_DOWNSTREAM_TOYDIALECT_H
