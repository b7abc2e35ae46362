//===- QuantToQuantX.h - Upstream's quant dialect and ours ------*- C++ -*-===//
//
// What upstream's `quant` types say as `#quantx.params`, and back. For
// embedders that have a conversion of their own; the passes are in
// quantx/Conversion/Passes.h, the table of what maps to what in
// docs/Borders.md.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CONVERSION_QUANTTOQUANTX_QUANTTOQUANTX_H
#define QUANTX_CONVERSION_QUANTTOQUANTX_QUANTTOQUANTX_H

#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/Transforms/DialectConversion.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

#include <memory>

namespace quantx {

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// The parameters that a `!quant.uniform` of any granularity states: scales
/// rounded to the expressed type (QX-B1), one zero point when all are equal.
/// Fails with a message when upstream accepts what a rule of quantx forbids,
/// and for `!quant.any` and `!quant.calibrated`, which state no scale.
mlir::FailureOr<ParamsAttr>
convertQuantTypeToParams(mlir::quant::QuantizedType type, EmitError emitError);

/// The range that a `!quant.calibrated` states, rounded to f32. Fails with a
/// message when it is no range of quantx.
mlir::FailureOr<RangeAttr>
convertQuantTypeToRange(mlir::quant::CalibratedQuantizedType type,
                        EmitError emitError);

/// The `!quant.uniform` that says what `params` mean for stored values of type
/// `stored` whose reals have type `expressedType`. Fails with a message that
/// names what upstream cannot say (QX-B5).
mlir::FailureOr<mlir::quant::QuantizedType>
convertParamsToQuantType(ParamsAttr params, mlir::FloatType expressedType,
                         mlir::RankedTensorType stored, EmitError emitError);

/// Converts every type that mentions a quantized type, however deep inside a
/// tensor, function or foreign type: to the signless integer it is stored in,
/// and `!quant.calibrated` to its expressed type.
class QuantTypeConverter : public mlir::TypeConverter {
public:
  QuantTypeConverter();

  /// The attribute with the types inside it converted.
  mlir::Attribute convertAttribute(mlir::Attribute attribute) const;

private:
  /// Caches what it has replaced, hence shared by copies of the callbacks.
  std::shared_ptr<mlir::AttrTypeReplacer> replacer;
};

/// Patterns for the casts of `quant` and for every foreign op that mentions
/// quantized types: the latter keep their name and attributes and get the
/// converted types. Drivers must not fold (`ConversionConfig::foldingMode`):
/// upstream folds `dcast(qcast(x))` to `x`.
void populateQuantToQuantXPatterns(const QuantTypeConverter &converter,
                                   mlir::RewritePatternSet &patterns);

} // namespace quantx

#endif // QUANTX_CONVERSION_QUANTTOQUANTX_QUANTTOQUANTX_H
