//===- QuantXDialect.td - The quantx dialect ---------------*- tablegen -*-===//

#ifndef QUANTX_DIALECT
#define QUANTX_DIALECT

include "mlir/IR/OpBase.td"

def QuantX_Dialect : Dialect {
  let name = "quantx";
  let cppNamespace = "::quantx";
  let summary = "Quantized arithmetic with one exact meaning for every value";
  let description = [{
    `quantx` keeps quantized values in plain builtin tensors
    (`tensor<4x8xi8>`), which linalg, tensor, vector and bufferization already
    accept, and puts their meaning into typed attributes on a handful of ops:
    `quantize`, `dequantize`, `requantize`, `lookup`, and the annotations
    `observe` and `range`.

    Every op has one exact meaning, written down in `docs/Semantics.md` and
    executed by `quantx/Numerics`. Folds, the generated code and the tests all
    give those bits.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::tensor::TensorDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let extraClassDeclaration = [{
    void registerAttributes();
    void registerBytecode();
  }];
}

#endif // QUANTX_DIALECT
