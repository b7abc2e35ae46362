//===- Passes.td - Conversions between dialects ------------*- tablegen -*-===//
//
// One pass per conversion folder. Conversions do not see each other.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_CONVERSION_PASSES
#define QUANTX_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertQuantXToLinalg : Pass<"convert-quantx-to-linalg"> {
  let summary = "Lower quantx ops to linalg on tensors";
  let description = [{
    Turns `quantx.quantize`, `quantx.dequantize`, `quantx.requantize` and
    `quantx.lookup` into elementwise `linalg.generic` with arith bodies, and
    drops `quantx.range`. `quantx.observe` has a pass of its own.

    The bodies give the bits of `quantx/Numerics` for every input and have no
    undefined behaviour: a float is clamped before it becomes an integer (NaN
    gives the zero point), products are computed in i64, or in i128 for i64
    accumulators, and a table is indexed by the stored byte zero-extended.
    Parameters per channel are 1-D operands.

    ```mlir
    %q = quantx.requantize %acc, <multiplier = 1518500250, shift = 33>
      to <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<8xi32> to tensor<8xi8>
    // becomes
    %e = tensor.empty() : tensor<8xi8>
    %q = linalg.generic {...} ins(%acc : tensor<8xi32>) outs(%e : tensor<8xi8>) {
    ^bb0(%a: i32, %out: i8):
      %0 = arith.extsi %a : i32 to i64
      %1 = arith.muli %0, %c1518500250 : i64
      %2 = arith.addi %1, %c4294967296 : i64   // half a unit of the result
      %3 = arith.shrsi %2, %c33 : i64
      ...                                       // clamp, add the zero point
      linalg.yield %9 : i8
    } -> tensor<8xi8>
    ```
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
    "mlir::math::MathDialect", "mlir::tensor::TensorDialect"
  ];
}

#endif // QUANTX_CONVERSION_PASSES
