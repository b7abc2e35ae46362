//===- QuantXRowOps.td - Functions of whole rows -----------*- tablegen -*-===//

#ifndef QUANTX_ROW_OPS
#define QUANTX_ROW_OPS

def QuantX_NormalizeOp : QuantX_Op<"normalize", [
    Pure, SameOperandsAndResultType, QuantX_ReifyShape]> {
  let summary = "Layer and RMS normalization, without factor and offset";
  let description = [{
    A row holds the elements that differ in `dims` only. Each element becomes
    `(x - mean) / sqrt(variance + epsilon)`, with the mean and the variance of
    its row, divided by the number of its elements (layer, instance and group
    normalization); with `uncentered`, `x / sqrt(mean of squares + epsilon)`
    (RMS normalization). Rule QX-N1.

    Float in, float out: linalg has softmax but no normalization, and the many
    spellings of one are not worth quantizing one by one. The learned factor and
    offset are ops of their own.

    Example:

    ```mlir
    %y = quantx.normalize %x dims [1] epsilon 1.0e-05 : tensor<?x96xf32>
    %z = quantx.normalize %x uncentered dims [1] epsilon 1.0e-06
      : tensor<?x96xf32>
    ```
  }];
  let arguments = (ins QuantX_RealTensor:$input, UnitAttr:$uncentered,
                       DenseI64ArrayAttr:$dims, F64Attr:$epsilon);
  let results = (outs QuantX_RealTensor:$result);
  let assemblyFormat = [{
    $input (`uncentered` $uncentered^)? `dims` $dims `epsilon` $epsilon
    attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

#endif // QUANTX_ROW_OPS
