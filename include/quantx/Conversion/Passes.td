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
    Turns every op of the dialect into `linalg.generic` with arith bodies:
    elementwise ones, and reductions for `quantx.choose_params` and the
    gradients of parameters. `quantx.range` is dropped; `quantx.observe` has a
    pass of its own.

    The bodies give the bits of `quantx/Numerics` for every input and have no
    undefined behaviour: a float is clamped before it becomes an integer (NaN
    gives the zero point), products are computed in i64, or in i128 for i64
    accumulators, and a table is indexed by the stored byte zero-extended.
    Parameters per channel and per block are operands, constants as the
    attribute holds them: scales of f16 and of 8-bit floats are decoded in the
    body, where an outer scale is multiplied in, and no number is copied.
    8-bit and 4-bit floats are encoded and decoded by integer arithmetic, as
    `convert-float8-to-arith` does.

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
    "mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
    "mlir::linalg::LinalgDialect", "mlir::math::MathDialect",
    "mlir::tensor::TensorDialect"
  ];
}

def ConvertLinalgToDotProduct : Pass<"convert-linalg-to-dot-product"> {
  let summary = "Emit contractions as register tiles of dot products";
  let description = [{
    Turns every linalg contraction or convolution with a constant operand (i8 x
    i8 summed in i32, or f32) into an explicit loop nest on tensors, together
    with the elementwise `linalg.generic` that is its only user. The op is
    known by its body and indexing maps, not by its name: matrix products,
    channels-last convolutions, grouped and depthwise ones are all the same
    thing here.

    The constant operand is packed at compile time into the order in which the
    tile reads it. Sums are vectors carried by `scf.for`, as many as the row of
    the target table called `target` has registers for. A step of the reduction
    is a `vector.contract` of a group of the input with a vector of groups of
    the weights, of the shape that the row's instruction takes:

    ```mlir
    %sum = vector.contract {indexing_maps = [(n, k) -> (k), (n, k) -> (n, k), (n, k) -> (n)],
                            iterator_types = ["parallel", "reduction"]}
        %x, %w, %acc : vector<4xi32>, vector<16x4xi32> into vector<16xi32>
    ```

    where `%x` and `%w` are extended from i8. Where the instruction wants the
    input's other signedness, the sign bit is flipped as the input is read and
    the difference is added to the constant that sums start from. Without a dot
    product in the row, steps are widened multiply-adds; the bits are the same.

    An op that cannot be converted is left alone, with a missed remark.
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"\"host\"",
           "Row of the target table; 'host' for this machine's">,
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::ub::UBDialect",
    "::mlir::vector::VectorDialect",
  ];
}

def ConvertDotProductToX86 : Pass<"convert-dot-product-to-x86"> {
  let summary = "Select x86 dot product instructions";
  let description = [{
    Replaces each `vector.contract` that is a dot product by lanes, as
    `convert-linalg-to-dot-product` makes them, by the instruction that the row
    of the target table offers for its shape and signedness:

    ```mlir
    %sum = llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%acc, %x, %w)
        : (vector<16xi32>, vector<64xi8>, vector<64xi8>) -> vector<16xi32>
    ```

    A contraction without an instruction is left to the portable lowering of
    the vector dialect, which gives the same bits, with a missed remark.

    What follows the sums is served too, where the row has the instructions: a
    product in i64 of i32 lanes, shifted and truncated back, is computed on even
    and odd lanes apart, and clamped vectors side by side are truncated to bytes
    by saturating packs.
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"\"host\"",
           "Row of the target table; 'host' for this machine's">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::ub::UBDialect", "::mlir::vector::VectorDialect",
  ];
}

def ConvertQuantXObserveToCalls
    : Pass<"convert-quantx-observe-to-calls", "::mlir::ModuleOp"> {
  let summary = "Lower quantx.observe to calls of the observer runtime";
  let description = [{
    Each observer becomes a call of `quantx_observe_f32(id, values)`, which the
    runtime (`quantx/ExecutionEngine/ObserverRuntime.h`) provides. Ids count
    from 0 in the order of the module; the module attribute `quantx.observers`
    lists by id the name and, where there are channels or rows to keep, the axis
    and the number of channels. Values of narrower types are widened to f32,
    which is exact.

    ```mlir
    quantx.observe "conv1" %x : tensor<4xf32>
    // becomes
    %b = bufferization.to_buffer %x read_only
      : tensor<4xf32> to memref<4xf32, strided<[?], offset: ?>>
    %u = memref.cast %b : memref<4xf32, ...> to memref<*xf32>
    call @quantx_observe_f32(%c0_i64, %u) : (i64, memref<*xf32>) -> ()
    ```
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::bufferization::BufferizationDialect",
    "mlir::func::FuncDialect", "mlir::memref::MemRefDialect"
  ];
}

def ConvertFloat8ToArith : Pass<"convert-float8-to-arith"> {
  let summary = "Lower casts of 8- and 4-bit floats to integer arithmetic";
  let description = [{
    Turns `arith.extf` from and `arith.truncf` to f8E4M3FN, f8E5M2, f8E3M4,
    f8E4M3FNUZ, f8E5M2FNUZ, f4E2M1FN and f8E8M0FNU into shifts, adds, selects
    and bitcasts of the operand's bits, for processors without such
    instructions. Scalars (inside linalg bodies, for example), vectors and
    static tensors are served alike, without tables in memory, so that loops of
    them vectorize. The other type is f16, bf16, f32, f64 or another of the list.

    ```mlir
    %q = arith.truncf %x : vector<16xf32> to vector<16xf8E4M3FN>
    // becomes
    %bits = arith.bitcast %x : vector<16xf32> to vector<16xi32>
    %magnitude = arith.andi %bits, %c0x7fffffff : vector<16xi32>
    ...                                  // round, limit, add the sign
    %code = arith.trunci %9 : vector<16xi32> to vector<16xi8>
    %q = arith.bitcast %code : vector<16xi8> to vector<16xf8E4M3FN>
    ```

    Numbers are rounded once, to nearest even, from f64 as well. f8E8M0FNU
    follows the rounding mode of the `arith.truncf` (`upward`, `downward`,
    `toward_zero`; else to nearest); another mode to another format is an
    error. `include-bf16` adds casts of f32 and f64 to bf16, for which code for
    processors without them calls a function that not every C library has.
    Special values are those of docs/Semantics.md, QX-C9 to QX-C11: by
    default overflow gives infinity or NaN, which is what upstream's constant
    folder (APFloat) makes of it.
  }];
  let options = [
    Option<"overflow", "overflow", "::quantx::numerics::Overflow",
           "::quantx::numerics::Overflow::IEEE",
           "What arith.truncf makes of numbers beyond the largest finite one",
           [{::llvm::cl::values(
               clEnumValN(::quantx::numerics::Overflow::IEEE, "ieee",
                          "infinity, or NaN where there is none"),
               clEnumValN(::quantx::numerics::Overflow::Saturate, "saturate",
                          "the largest finite number"))}]>,
    Option<"includeBF16", "include-bf16", "bool", "false",
           "Lower arith.truncf to bf16 as well">,
  ];
  let dependentDialects = ["mlir::arith::ArithDialect"];
}

def ConvertNarrowElementsToBytes
    : Pass<"convert-narrow-elements-to-bytes", "::mlir::ModuleOp"> {
  let summary = "Hold elements of 2 to 8 bits in tensors of bytes";
  let description = [{
    Tensors of integers of 2 to 7 bits and of floats of up to 8 become tensors
    of i8, one element a byte, everywhere in the module: signatures, constants,
    control flow. Memory has no other layout for them that loads of vectors can
    use, and LLVM has no such floats at all. i1 stays.

    Bodies of linalg ops take the scalar out of the byte and put it back, so
    what they compute does not change; named ops are generalized first.

    ```mlir
    ^bb0(%a: i4, %out: i32):
      %0 = arith.extsi %a : i4 to i32
    // becomes
    ^bb0(%byte: i8, %out: i32):
      %a = arith.trunci %byte : i8 to i4
      %0 = arith.extsi %a : i4 to i32
    ```

    The higher bits of a byte are ignored where it is read and zero where it is
    written. `dense_resource` constants of 2 and 4 bits are packed, the first
    element in the lowest bits, and are unpacked here. An op that computes
    with such tensors outside of a body is an error.
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect"
  ];
}

def ConvertQuantToQuantX : Pass<"convert-quant-to-quantx"> {
  let summary = "Give upstream's quant types and casts the meaning of quantx";
  let description = [{
    `quant.qcast` and `quant.dcast` become `quantx.quantize` and
    `quantx.dequantize` with the parameters that the type states, `quant.scast`
    disappears, and every type that mentions a quantized type gets the signless
    integer it is stored in: signatures, block arguments, calls, loops and all
    ops in between. `!quant.calibrated` becomes its expressed type, with a
    `quantx.range` where a cast states it. docs/Borders.md lists what maps to
    what.

    **Run this before any canonicalization.** Upstream folds
    `quant.dcast(quant.qcast(x))` to `x`, and what is folded away cannot be
    restored. Its lowering truncates where this rounds, and wraps where this
    saturates.

    ```mlir
    %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
    %r = tensor.expand_shape %q [[0, 1]] output_shape [2, 2]
      : tensor<4x!quant.uniform<i8:f32, 0.5:-3>> into tensor<2x2x!quant.uniform<i8:f32, 0.5:-3>>
    %y = quant.dcast %r : tensor<2x2x!quant.uniform<i8:f32, 0.5:-3>> to tensor<2x2xf32>
    // becomes
    %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4xf32> to tensor<4xi8>
    %r = tensor.expand_shape %q [[0, 1]] output_shape [2, 2]
      : tensor<4xi8> into tensor<2x2xi8>
    %y = quantx.dequantize %r, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<2x2xi8> to tensor<2x2xf32>
    ```

    An error, before anything is changed: zero points outside the storage,
    scales below QX-P1, expressed types other than f32, f16 and bf16, casts of
    `!quant.any`, tensors without rank at a cast, and ops that may compute with
    the reals that quantized types stand for.
  }];
  let options = [
    ListOption<"storageDialects", "storage-dialects", "std::string",
               "Further dialects whose ops act on stored integers when their "
               "types are quantized">,
  ];
  let dependentDialects = [
    "::quantx::QuantXDialect", "mlir::quant::QuantDialect",
    "mlir::tensor::TensorDialect"
  ];
}

def ConvertQuantXToQuant : Pass<"convert-quantx-to-quant"> {
  let summary = "Say quantx ops with upstream's quant types";
  let description = [{
    `quantx.quantize` becomes `quant.qcast` and `quant.scast`,
    `quantx.dequantize` becomes `quant.scast` and `quant.dcast`, and
    `quantx.range` a pair of casts by way of `!quant.calibrated`. Other tensors
    keep their integers. `convert-quant-to-quantx` gives back the same ops.

    Parameters and ops that upstream cannot say are errors that name them, and
    then nothing is changed.

    The result means what it did to readers that keep to docs/Semantics.md.
    Upstream's own passes do not: its canonicalization drops the rounding and
    the clamp of a quantize in front of a dequantize.

    ```mlir
    %q = quantx.quantize %x, <i8, scale = <0.5 : f32>, zero_point = <-3 : i8>>
      : tensor<4xf32> to tensor<4xi8>
    // becomes
    %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
    %q = quant.scast %0 : tensor<4x!quant.uniform<i8:f32, 0.5:-3>> to tensor<4xi8>
    ```
  }];
  let dependentDialects = ["mlir::quant::QuantDialect"];
}

def ConvertTosaToQuantX : Pass<"convert-tosa-to-quantx"> {
  let summary = "Import TOSA's quantized ops";
  let description = [{
    Rewrites what TOSA says about quantized integers, with the same bits
    wherever TOSA defines them:

    - `tosa.rescale` of every form (multipliers of 32 and 16 bits, one or one per
      channel, single, inexact and double rounding, unsigned input or output,
      zero points, inputs of 48 bits) becomes `quantx.requantize`. Multipliers
      are normalized (rules QX-F5 and QX-F8); inexact rounding is single
      rounding. TOSA states no real scale, so the result's is 1.
    - `tosa.table` of 256 entries becomes `quantx.lookup`, with the entries in the
      order of rule QX-L1. One of 513 entries becomes an interpolated lookup
      together with the rescale by 2^-7 that rounds it to i16 (rule QX-L4).
    - A convolution with constant weights and bias loses the zero point of its
      input: the padding becomes a `tosa.pad` with the zero point, the sums over
      the weights go into the bias (rule QX-I1).

    An op for which quantx has no exact form is left as it is, with a missed
    remark that says why; the other ops of TOSA are not touched. Upstream's
    lowerings take all of them: `quantx-tosa-pipeline` runs this pass and those.

    ```mlir
    func.func @rescale(%acc: tensor<?x2xi32>) -> tensor<?x2xi8> {
      %multiplier = "tosa.const"() {values = dense<[1518500250, 3]> : tensor<2xi32>} : () -> tensor<2xi32>
      %shift = "tosa.const"() {values = dense<[33, 30]> : tensor<2xi8>} : () -> tensor<2xi8>
      %zero = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
      %zp = "tosa.const"() {values = dense<-3> : tensor<1xi8>} : () -> tensor<1xi8>
      %q = tosa.rescale %acc, %multiplier, %shift, %zero, %zp {
        scale32 = true, rounding_mode = SINGLE_ROUND, per_channel = true,
        input_unsigned = false, output_unsigned = false}
        : (tensor<?x2xi32>, tensor<2xi32>, tensor<2xi8>, tensor<1xi32>, tensor<1xi8>) -> tensor<?x2xi8>
      return %q : tensor<?x2xi8>
    }
    // becomes
    func.func @rescale(%acc: tensor<?x2xi32>) -> tensor<?x2xi8> {
      %q = quantx.requantize %acc axis 1,
        <multiplier = [1518500250, 1610612736], shift = [33, 59]>
        to <i8, scale = <1.0 : f32>, zero_point = <-3 : i8>>
        : tensor<?x2xi32> to tensor<?x2xi8>
      return %q : tensor<?x2xi8>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::tensor::TensorDialect", "::mlir::tosa::TosaDialect",
    "::quantx::QuantXDialect",
  ];
}

#endif // QUANTX_CONVERSION_PASSES
