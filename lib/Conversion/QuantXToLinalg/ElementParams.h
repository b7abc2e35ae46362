//===- ElementParams.h - Parameters as operands of linalg ops ---*- C++ -*-===//

#ifndef QUANTX_LIB_CONVERSION_QUANTXTOLINALG_ELEMENTPARAMS_H
#define QUANTX_LIB_CONVERSION_QUANTXTOLINALG_ELEMENTPARAMS_H

#include "ScalarQuantize.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"

namespace quantx {

/// The scale and the zero point of each element, in the body of an elementwise
/// op: constants where one number holds for the tensor, else operands with maps
/// from the element to its channel or block. Constant parameters are operands
/// as the attribute holds them, resources included, and are decoded in the
/// body, so that a third of a million scales costs a pointer.
class ElementParams {
public:
  /// Of the tensor `input`, with `params` known at compile time.
  ElementParams(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value input,
                ParamsAttr params);

  /// Of the tensor `input`, with tensors for scale and zero point (or null).
  ElementParams(mlir::Value input, SchemeAttr scheme, mlir::Value scale,
                mlir::Value zeroPoint);

  SchemeAttr getScheme() const { return scheme; }

  /// `input` and then the parameters that are operands. Further operands may
  /// follow them.
  llvm::ArrayRef<ElementwiseOperand> getOperands() const { return operands; }

  /// The scale as f32, and the zero point, given the body's scalars.
  mlir::Value getScale(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::ValueRange args) const;
  ZeroPointOperand getZeroPoint(mlir::ValueRange args) const;

private:
  void addScale(mlir::OpBuilder &builder, mlir::Location loc, ParamsAttr params,
                mlir::AffineMap map);
  void addZeroPoint(mlir::OpBuilder &builder, mlir::Location loc,
                    ParamsAttr params, mlir::AffineMap map);
  /// Adds an operand and returns its number.
  unsigned add(mlir::Value value, mlir::AffineMap map);

  SchemeAttr scheme;
  llvm::SmallVector<ElementwiseOperand> operands;
  std::optional<unsigned> scaleOperand, zeroPointOperand;
  /// The scale where it is no operand; else what multiplies it (QX-C12).
  float scalarScale = 1.0F;
  ZeroPointOperand zeroPoint;
};

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_QUANTXTOLINALG_ELEMENTPARAMS_H
