//===- PreparePasses.td - Before calibration ---------------*- tablegen -*-===//
//
// Included by Passes.td.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_PREPARE_PASSES
#define QUANTX_TRANSFORMS_PREPARE_PASSES

include "mlir/Pass/PassBase.td"

def QuantXPrintFlow : Pass<"quantx-print-flow"> {
  let summary = "Tell how quantization passes through each op";
  let description = [{
    Emits a diagnostic remark at every op that gives float tensors, with the
    answer of its `QuantizationFlowOpInterface`: what quantization will see
    there, and why an op is opaque. Changes nothing.

    ```mlir
    // remark: pointwise: clamp to [0, 6]
    %y = linalg.generic ... {
      %0 = arith.maximumf %in, %zero : f32
      %1 = arith.minimumf %0, %six : f32
      linalg.yield %1 : f32
    }
    ```
  }];
}

def QuantXRaiseAggregates : Pass<"quantx-raise-aggregates"> {
  let summary = "Recognize softmax and normalizations, however they are written";
  let description = [{
    Exporters write softmax, layer, instance, group and RMS normalization as
    several ops: sums over rows, means, squares, roots, quotients. Each op of
    them alone would need more bits than the whole. They become
    `linalg.softmax` and `quantx.normalize`.

    What is recognized is a function, not a spelling. Every tensor gets its form
    as a polynomial in an element x, sums of x and of x^2 over its row, and
    powers and exponentials of such polynomials (see `RowAlgebra`), whatever ops
    compute it: a variance as the mean of squared distances or as the difference
    of two moments, a power or a product, a quotient or a product with a
    reciprocal, in one op or in ten, broadcast or with dimensions of size 1.
    Then `factor * (x - mean) / sqrt(a * variance + b) + offset` is a
    normalization with epsilon b / a, and
    `factor * exp(c * x) / sum(exp(c * x)) + offset` a softmax of c * x, with
    and without the maximum subtracted. Factors and offsets, which may be
    tensors, become one op behind it. A division by the unbiased variance is a
    normalization times a number; an epsilon outside of the root or a root that
    is clamped is none.

    Results differ by rounding. The new op takes the location, and so the name,
    of the value that it replaces; values in between stay if others read them.
    Forms are bounded, so time is linear in the number of ops. A missed remark
    says why something that resembles a row function is none.

    ```mlir
    %sum = linalg.reduce { arith.addf } ins(%x : tensor<4x8xf32>) outs(%zero : tensor<4xf32>) dimensions = [1]
    %centered = linalg.generic ... { %m = arith.mulf %s, %eighth; arith.subf %x, %m }
    %squares = linalg.reduce ... { %p = arith.mulf %c, %c; arith.addf %p, %init }
    %y = linalg.generic ... { %v = arith.divf %q, %eight; %b = arith.addf %v, %epsilon
                              %r = math.rsqrt %b; arith.mulf %c, %r }
    // becomes
    %y = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<4x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::quantx::QuantXDialect"];
}

def QuantXFusePointwise : Pass<"quantx-fuse-pointwise"> {
  let summary = "Write functions of one tensor as one op";
  let description = [{
    An op with several operands that are all computed, element by element, from
    one tensor is a function of that tensor: GELU by erf or tanh, SiLU, h-swish,
    mish, a tensor times itself. It becomes one `linalg.generic` with that
    tensor as its only input, together with the ops between, and with those that
    follow and read nothing else. So a table can hold it, and no value in
    between is rounded. Reshapes between are moved before it.

    Chains of ops with one operand each stay as they are: those that quantize
    see them as one function anyway, and clamps in them go into the op before.
    The result keeps the name of the last op. Ops that others read as well stay,
    too.

    ```mlir
    func.func @silu(%x: tensor<?x8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
      %n = linalg.negf ins(%x : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
      %p = linalg.exp ins(%n : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
      %y = linalg.mul ins(%x, %p : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
      return %y : tensor<?x8xf32>
    }
    // becomes
    func.func @silu(%x: tensor<?x8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
      %c0 = arith.constant 0 : index
      %size = tensor.dim %x, %c0 : tensor<?x8xf32>
      %empty = tensor.empty(%size) : tensor<?x8xf32>
      %y = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>],
                           iterator_types = ["parallel", "parallel"]}
          ins(%x : tensor<?x8xf32>) outs(%empty : tensor<?x8xf32>) {
      ^bb0(%in: f32, %out: f32):
        %n = arith.negf %in : f32
        %p = math.exp %n : f32
        %m = arith.mulf %in, %p : f32
        linalg.yield %m : f32
      } -> tensor<?x8xf32>
      return %y : tensor<?x8xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def QuantXSinkReshapes : Pass<"quantx-sink-reshapes"> {
  let summary = "Move elementwise ops before reshapes, next to contractions";
  let description = [{
    A linear layer on a batch of sequences is a product of matrices, a reshape
    that splits the rows, and an addition of a bias. What quantizes the product
    adds the bias and multiplies by numbers as well, but only directly behind
    it. So an op that reads such a reshape alone, element by element, and
    constants, moves before it: the constants may vary along dimensions that the
    reshape leaves alone. Other readers of the product, or of the reshape, keep
    everything in place.

    ```mlir
    %m = linalg.matmul ins(%a, %w : ...) outs(%zero : ...) -> tensor<?x8xf32>
    %r = tensor.expand_shape %m [[0, 1], [2]] output_shape [%n, 4, 8] : tensor<?x8xf32> into tensor<?x4x8xf32>
    %y = linalg.generic ... ins(%r, %bias : tensor<?x4x8xf32>, tensor<8xf32>) {
      %0 = arith.addf %in, %b : f32
      linalg.yield %0 : f32
    } -> tensor<?x4x8xf32>
    // becomes
    %m = linalg.matmul ins(%a, %w : ...) outs(%zero : ...) -> tensor<?x8xf32>
    %s = linalg.generic ... ins(%m, %bias : tensor<?x8xf32>, tensor<8xf32>) {
      %0 = arith.addf %in, %b : f32
      linalg.yield %0 : f32
    } -> tensor<?x8xf32>
    %y = tensor.expand_shape %s [[0, 1], [2]] output_shape [%n, 4, 8] : tensor<?x8xf32> into tensor<?x4x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def QuantXFoldAffine : Pass<"quantx-fold-affine"> {
  let summary = "Fold scales and offsets into the contractions before them";
  let description = [{
    A constant scale and offset, one for all elements or one per output channel,
    of what a contraction or convolution with constant weights gives, goes into
    its weights and its bias: a batch normalization that an exporter left, an
    addition of a bias, a multiplication by a number. The new weights are
    products in f64, rounded once to f32. A `quantx.range` of the value that is
    gone is dropped; the contraction takes the location, and so the name, of
    what was folded. Values with several readers stay, and so does what would
    give weights that are not finite.

    The values that have statistics change, so this pass comes before
    `quantx-insert-observers` and before `quantx-annotate-ranges` alike.

    Where nothing comes before, `x * factor + offset` becomes a sum of one
    product that starts from the offset, which has an integer form.

    ```mlir
    %y = linalg.matmul ins(%x, %w : ...) outs(%zero : ...) -> tensor<2x2xf32>
    %z = linalg.generic ins(%y, %factor, %offset : ...) outs(%e : ...) {
      %0 = arith.mulf %in, %f : f32
      %1 = arith.addf %0, %o : f32
      linalg.yield %1 : f32
    } -> tensor<2x2xf32>
    // becomes
    %bias = linalg.broadcast ins(%offset : tensor<2xf32>) outs(%e : ...) dimensions = [0]
    %z = linalg.matmul ins(%x, %scaled : ...) outs(%bias : ...) -> tensor<2x2xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

#endif // QUANTX_TRANSFORMS_PREPARE_PASSES
