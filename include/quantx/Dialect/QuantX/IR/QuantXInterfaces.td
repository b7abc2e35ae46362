//===- QuantXInterfaces.td - What ops tell quantization ----*- tablegen -*-===//

#ifndef QUANTX_INTERFACES
#define QUANTX_INTERFACES

include "mlir/IR/OpBase.td"

def QuantX_QuantizationFlowOpInterface
    : OpInterface<"QuantizationFlowOpInterface"> {
  let cppNamespace = "::quantx";
  let description = [{
    Says how quantization passes through an op: which operands are data, which
    are weights, whether the values are only moved, and so on. Quantization
    passes decide by the answer alone, never by the name of an op, so an op of
    another compiler takes part once it implements this interface, most simply
    through an external model (see `docs/Embedding.md`).

    An op without the interface is opaque: it stays in float, between a
    dequantize and a quantize.
  }];
  let methods = [
    InterfaceMethod<[{
        How quantization passes to `result` of this op. The answer describes the
        float form of the op as it stands in the IR and may look at the
        producers of its operands (a contraction's constant operand is its
        weight), not at its users. It must not modify the IR and takes time
        proportional to the size of the op.
      }],
      "::quantx::QuantizationFlow", "getQuantizationFlow",
      (ins "::mlir::OpResult":$result)>
  ];
}

#endif // QUANTX_INTERFACES
