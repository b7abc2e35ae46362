//===- QuantXEnums.td - Enumerations of the quantx dialect -*- tablegen -*-===//

#ifndef QUANTX_ENUMS
#define QUANTX_ENUMS

include "mlir/IR/EnumAttr.td"
include "quantx/Dialect/QuantX/IR/QuantXDialect.td"

def QuantX_RoundingMode : I32EnumAttr<"RoundingMode",
    "How a fixed-point product is rounded to an integer", [
      I32EnumAttrCase<"Single", 0, "single">,
      I32EnumAttrCase<"Double", 1, "double">,
      I32EnumAttrCase<"NearestEven", 2, "nearest_even">
    ]> {
  let cppNamespace = "::quantx";
  let description = [{
    - `single`: one rounding of the exact product, ties toward positive
      infinity; TOSA's `SINGLE_ROUND`.
    - `double`: a rounding doubling high multiply followed by a rounding shift,
      as gemmlowp and TFLite do; TOSA's `DOUBLE_ROUND`.
    - `nearest_even`: one rounding of the exact product, ties to even.
  }];
}

def QuantX_Overflow : I32EnumAttr<"Overflow",
    "What becomes of a number too large for a float storage type", [
      I32EnumAttrCase<"Saturate", 0, "saturate">,
      I32EnumAttrCase<"IEEE", 1, "ieee">
    ]> {
  let cppNamespace = "::quantx";
  let description = [{
    - `saturate`: the largest finite number of the type, for infinities too.
    - `ieee`: infinity where the type has one, NaN where it has only that. A
      type with neither (f4E2M1FN) saturates in both modes.
  }];
}

#endif // QUANTX_ENUMS
