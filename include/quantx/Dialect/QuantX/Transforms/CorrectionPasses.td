//===- CorrectionPasses.td - Weights that quantize better --*- tablegen -*-===//
//
// Included by Passes.td.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_CORRECTION_PASSES
#define QUANTX_TRANSFORMS_CORRECTION_PASSES

include "mlir/Pass/PassBase.td"

def QuantXEqualizeLayers : Pass<"quantx-equalize-layers"> {
  let summary = "Give the channels between two layers weights of equal range";
  let description = [{
    Cross-layer equalization (Nagel et al., arXiv 1906.04721, section 4.1). What
    a layer gives in channel c may be divided by any s > 0 if the layers that
    read it multiply by s, and ops between let positive numbers through: relu,
    reshapes, zero padding, pooling, sums of tensors that are all divided. With
    r1 and r2 the largest magnitudes of the weights that give and that read a
    channel, s = sqrt(r1 * r2) / r2 makes them equal, so that one scale for a
    whole weight serves all its channels. Where several layers give or read a
    channel, the largest magnitude of all counts. Channels whose weights are all
    0 on one side are left alone, and s is kept within [2^-10, 2^10].

    A weight may lie between two such pairs (depthwise convolutions), so the
    pairs are visited in turn until no s changes by more than a share
    `tolerance`, at most 100 times. Each weight is then rewritten once, from
    products in f64. Multiplying by s > 0 changes the function by the rounding
    of weights and of sums; with `power-of-two`, s is rounded to one, nothing is
    rounded in f32, and the function has the same bits unless numbers overflow
    or become subnormal.

    A clamp to numbers other than 0 and infinity (relu6) lets no numbers through,
    and its layers are left alone. `through-clamps` makes it a clamp with bounds
    of their own for every channel.

    Which values are connected is decided by `QuantizationFlowOpInterface`, not
    by the names of ops. Each layer that reads equalized channels gives a passed
    remark with the smallest and the largest s, others a missed remark with the
    reason. Values change, so this pass comes before calibration; a module with
    `quantx.range` is refused where they are in the way. Linear in the number of
    ops, and of weights times rounds.

    ```mlir
    %w1 = arith.constant dense<[[16.0, 1.0]]> : tensor<1x2xf32>
    %a = linalg.matmul ins(%x, %w1 : ...) outs(%zero : ...) -> tensor<4x2xf32>
    %b = linalg.generic ... ins(%a : tensor<4x2xf32>) { arith.maximumf %in, %c0 }
    %w2 = arith.constant dense<[[1.0], [1.0]]> : tensor<2x1xf32>
    %y = linalg.matmul ins(%b, %w2 : ...) outs(%zero : ...) -> tensor<4x1xf32>
    // becomes the same with
    %w1 = arith.constant dense<[[4.0, 1.0]]> : tensor<1x2xf32>
    %w2 = arith.constant dense<[[4.0], [1.0]]> : tensor<2x1xf32>
    ```
  }];
  let options = [
    Option<"tolerance", "tolerance", "double", /*default=*/"1e-3",
           "The share by which a number may still change when it is final">,
    Option<"powerOfTwo", "power-of-two", "bool", /*default=*/"false",
           "Multiply by powers of two only, so that the function keeps its "
           "bits">,
    Option<"throughClamps", "through-clamps", "bool", /*default=*/"false",
           "Give clamps bounds for every channel instead of leaving their "
           "layers alone">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def QuantXSmoothQuant : Pass<"quantx-smooth-quant", "mlir::ModuleOp"> {
  let summary = "Move the outliers of activations into weights";
  let description = [{
    SmoothQuant (Xiao et al., arXiv 2211.10438). A few channels of an activation
    that are much larger than the others leave those few steps of an 8-bit
    scale. With the largest magnitudes of channel j, |X_j| over the calibration
    data and |W_j| over the weights of all contractions that read it, the
    activation is divided by

        s_j = max(1e-5, |X_j|^alpha / |W_j|^(1 - alpha))

    and the weights are multiplied by it. The division goes into what comes
    before: gain and bias behind a norm, or the weights and the bias of the layer
    before, through everything that `quantx-equalize-layers` looks through.
    Channels that are 0 in the data or in the weights have s = 1. The function is
    the same but for rounding.

    `alpha=search` tries 0, 0.05, ..., 1 for each activation, and none at all,
    and keeps what gives the least squared error of the products of the stored
    rows with the weights when both are quantized to 8 bits (the activation
    asymmetric per tensor, the weights symmetric per output channel). A row
    counts for every position of a convolution's window. Ties go to the smaller
    change.

    Where nothing before can be divided (a softmax, a GELU, an argument),
    the contraction is left alone and a missed remark tells why.
    `insert-multiplications` divides by an op of its own there, which costs time
    and has to be quantized itself.

    The statistics are those of this module. Its values are others afterwards,
    so the result is calibrated again; that its fingerprint is another one
    enforces it.

    ```mlir
    %n = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<?x2xf32>
    %a = linalg.mul ins(%n, %gain : ...)        // gain = [64, 1]
    %y = linalg.matmul ins(%a, %w : ...)        // w = [[0.25, 0.25], [1, 1]]
    // becomes, with |X| = [64, 1] and s = [16, 1]
    %a = linalg.mul ins(%n, %gain : ...)        // gain = [4, 1]
    %y = linalg.matmul ins(%a, %w : ...)        // w = [[4, 4], [1, 1]]
    ```
  }];
  let options = [
    Option<"statisticsFile", "statistics", "std::string", /*default=*/"",
           "The statistics file of this module">,
    Option<"acceptPartial", "accept-partial", "bool", /*default=*/"false",
           "Accept statistics of an interrupted run">,
    Option<"alpha", "alpha", "std::string", /*default=*/"\"0.5\"",
           "How much of the difficulty moves into the weights: a number in "
           "[0, 1], or `search`">,
    Option<"insertMultiplications", "insert-multiplications", "bool",
           /*default=*/"false",
           "Divide by an op of its own where nothing before can take it">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def QuantXCorrectBias : Pass<"quantx-correct-bias", "mlir::ModuleOp"> {
  let summary = "Add what quantized weights lose on average to the bias";
  let description = [{
    Rounding a weight W to Wq shifts the mean of what a layer gives by
    (Wq - W) * E[x]. This pass adds (W - Wq) * E[x] to what each sum starts from
    (Nagel et al., arXiv 1906.04721, section 4.2, with E[x] from the calibration
    data). E[x] is the mean of each channel of the data in the statistics.

    It runs right after `quantx-insert-qdq keep-float-constants`, which leaves
    the `quantx.quantize` of a weight unfolded, so that both W and Wq are at
    hand, and it folds it. The quantize pipeline does both with
    `bias-correction`.

    In a convolution every element of the window is taken to see the mean of its
    channel, and padding as often as the window reaches it: at borders that is an
    approximation. Each layer gives a passed remark with the largest correction,
    or a missed one with the reason.

    ```mlir
    %q = quantx.quantize %w, #p : tensor<4x2xf32> to tensor<4x2xi8>
    %v = quantx.dequantize %q, #p : tensor<4x2xi8> to tensor<4x2xf32>
    %y = linalg.matmul ins(%x, %v : ...) outs(%bias : ...) -> tensor<?x2xf32>
    // becomes
    %v = quantx.dequantize %folded, #p : tensor<4x2xi8> to tensor<4x2xf32>
    %y = linalg.matmul ins(%x, %v : ...) outs(%corrected : ...) -> tensor<?x2xf32>
    ```
  }];
  let options = [
    Option<"statisticsFile", "statistics", "std::string", /*default=*/"",
           "The statistics file of the float module">,
    Option<"acceptPartial", "accept-partial", "bool", /*default=*/"false",
           "Accept statistics of an interrupted run">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

#endif // QUANTX_TRANSFORMS_CORRECTION_PASSES
