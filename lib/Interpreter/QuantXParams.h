//===- QuantXParams.h - Parameters of the elements of a tensor --*- C++ -*-===//

#ifndef QUANTX_LIB_INTERPRETER_QUANTXPARAMS_H
#define QUANTX_LIB_INTERPRETER_QUANTXPARAMS_H

#include "Scalar.h"

#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Numerics/NarrowFloat.h"
#include "quantx/Numerics/Quantize.h"

namespace quantx::interpreter {

/// The index into row-major parameters for an index into a tensor of `shape`
/// whose dimensions `axes` have parameters of their own, one per block.
class ParamsIndex {
public:
  ParamsIndex(SchemeAttr scheme, llvm::ArrayRef<int64_t> shape);

  int64_t operator()(llvm::ArrayRef<int64_t> index) const;
  /// The number of parameters.
  int64_t size() const;

private:
  llvm::SmallVector<int64_t, 2> axes, blockSizes, counts;
};

/// Quantize and dequantize of one number by rules QX-C1, QX-C2, QX-C8.
class ScalarQuantizer {
public:
  explicit ScalarQuantizer(SchemeAttr scheme,
                           mlir::Type precision = mlir::Type());

  Scalar quantize(float x, float scale, int64_t zeroPoint) const;
  float dequantize(const Scalar &stored, float scale, int64_t zeroPoint) const;
  /// The number of a stored integer, whose tensor is signless.
  int64_t getNumber(const Scalar &stored) const;

private:
  SchemeAttr scheme;
  std::optional<numerics::FloatFormat> format;
  numerics::Precision precision = numerics::Precision::F32;
};

} // namespace quantx::interpreter

#endif // QUANTX_LIB_INTERPRETER_QUANTXPARAMS_H
