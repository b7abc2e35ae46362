//===- CodegenPasses.td - From structured ops to vectors ---*- tablegen -*-===//
//
// Included by Passes.td.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_CODEGEN_PASSES
#define QUANTX_TRANSFORMS_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Layout, fusion and vectors
//===----------------------------------------------------------------------===//

def QuantXChannelsLast : Pass<"quantx-channels-last", "mlir::func::FuncOp"> {
  let summary = "Move channels innermost in convolutions and what surrounds them";
  let description = [{
    Rewrites every convolution and pooling, by its indexing maps and not by its
    name, to the form whose activations are [batch, image, channel] and whose
    filter is [window, input channel, output channel]. That order then flows
    forwards and backwards through elementwise ops, reductions, pads, reshapes,
    slices and concatenations. Constants are transposed at compile time, and
    transposes are absorbed; buffers of any strides that are only read, as
    observers do, become views. What is left are transposes at values that an op
    without a layout makes or uses; each gives a missed remark. A transpose that
    only moves unit dims is a reshape.

    The results are the same bits for integers. In float, a convolution may sum
    its products in another order, as the op allows.

    ```mlir
    %p = tensor.pad %x low[0, 0, 1, 1] high[0, 0, 1, 1] ... : tensor<?x8x6x6xf32> to tensor<?x8x8x8xf32>
    %y = linalg.conv_2d_nchw_fchw ins(%p, %w : tensor<?x8x8x8xf32>, tensor<16x8x3x3xf32>) ...
    // becomes
    %t = linalg.transpose ins(%x : tensor<?x8x6x6xf32>) outs(%e : tensor<?x6x6x8xf32>) permutation = [0, 2, 3, 1]
    %p = tensor.pad %t low[0, 1, 1, 0] high[0, 1, 1, 0] ... : tensor<?x6x6x8xf32> to tensor<?x8x8x8xf32>
    %y = linalg.conv_2d_nhwc_hwcf ins(%p, %wt : tensor<?x8x8x8xf32>, tensor<3x3x8x16xf32>) ...
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
                           "mlir::memref::MemRefDialect", "mlir::tensor::TensorDialect"];
}

def QuantXFuseElementwise : Pass<"quantx-fuse-elementwise", "mlir::func::FuncOp"> {
  let summary = "Leave one elementwise op behind each contraction";
  let description = [{
    Merges chains of elementwise linalg ops into one `linalg.generic`. What
    follows a contraction or convolution (requantize, clamp, residual add) so
    becomes a single op that a kernel can take as its epilogue. Where a chain
    joins the results of two contractions, each keeps the part that needs only
    its own result, and the join goes to the last one. Constants of one value
    become part of the body; constants per channel stay operands. Producers with
    several users, contractions and transposes are not merged.

    ```mlir
    %c = linalg.conv_2d_nhwc_hwcf ...
    %r = linalg.generic ... ins(%c) { arith.maximumf }
    %s = linalg.add ins(%r, %x) ...
    // becomes
    %c = linalg.conv_2d_nhwc_hwcf ...
    %s = linalg.generic ... ins(%c, %x) { arith.maximumf, arith.addf }
    ```
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::linalg::LinalgDialect",
                           "mlir::memref::MemRefDialect"];
}

def QuantXFuseIslands : Pass<"quantx-fuse-islands", "mlir::func::FuncOp"> {
  let summary = "Compute float islands between stored values a row at a time";
  let description = [{
    A softmax or a norm that stays in float reads stored values and gives stored
    values, but its parts (the maximum, the exponentials, their sum, the quotient)
    would each write a float tensor. Starting at an elementwise op that gives
    integers of at most 16 bits, this pass collects the elementwise ops and
    reductions before it, up to stored values, contractions and tensors that
    others read, tiles the result along the dimensions that no reduction sums
    over, and fuses the rest into those loops. The floats of one row remain.

    The bits stay the same: each row is summed as it was.

    ```mlir
    %m = linalg.generic ins(%x : tensor<?x50xf32>) outs(%low : tensor<?xf32>) ... arith.maxnumf
    %s = linalg.generic ins(%x, %m : ...) ... arith.subf, math.exp, arith.addf
    %q = linalg.generic ins(%x, %m, %s : ...) outs(%e : tensor<?x50xi8>) ...
    // becomes
    %q = scf.for %row = %c0 to %rows step %c1 iter_args(%out = %e) -> (tensor<?x50xi8>) {
      %slice = tensor.extract_slice %x[%row, 0] [1, 50] [1, 1] : tensor<?x50xf32> to tensor<1x50xf32>
      %m = linalg.generic ins(%slice : tensor<1x50xf32>) ...
      %s = ...
    ```
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::scf::SCFDialect",
                           "mlir::tensor::TensorDialect"];
}

def QuantXDecomposePads : Pass<"quantx-decompose-pads", "mlir::func::FuncOp"> {
  let summary = "Write pads and concatenations as insertions";
  let description = [{
    `tensor.pad` by a constant becomes a fill of the borders and an insertion of
    the source; `tensor.concat` becomes insertions. The borders are filled before
    the source is made, where what they need is there:
    `eliminate-empty-tensors` can then let the source be written in place, and
    no copy is left of the pad.

    ```mlir
    %p = tensor.pad %x low[0, 1, 0] high[0, 0, 0] { tensor.yield %z : i8 } : tensor<?x4x8xi8> to tensor<?x5x8xi8>
    // becomes
    %e = bufferization.alloc_tensor(%n) : tensor<?x5x8xi8>
    %s = tensor.extract_slice %e[0, 0, 0] [%n, 1, 8] [1, 1, 1] : tensor<?x5x8xi8> to tensor<?x1x8xi8>
    %f = linalg.fill ins(%z : i8) outs(%s : tensor<?x1x8xi8>) -> tensor<?x1x8xi8>
    %b = tensor.insert_slice %f into %e[0, 0, 0] [%n, 1, 8] [1, 1, 1] : tensor<?x1x8xi8> into tensor<?x5x8xi8>
    %p = tensor.insert_slice %x into %b[0, 1, 0] [%n, 4, 8] [1, 1, 1] : tensor<?x4x8xi8> into tensor<?x5x8xi8>
    ```
  }];
  let dependentDialects = ["mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
                           "mlir::bufferization::BufferizationDialect",
                           "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

def QuantXVectorizeLinalg : Pass<"quantx-vectorize-linalg", "mlir::func::FuncOp"> {
  let summary = "Vectorize the linalg ops that no kernel takes";
  let description = [{
    Turns each linalg op on tensors into loops around vector ops: elementwise
    ops, poolings, reductions, transposes, fills. The loop that is innermost in
    the result becomes the vector, as wide as the row of the target table called
    `target` says; loops of static extent that every operand walks as one are
    merged first. Reduction loops stay loops, so each result is summed in the
    order in which scalar code sums it: floats keep their bits. An operand that
    would be read across its rows is transposed first. The rest of a static
    extent is a shorter vector, that of a dynamic one is masked.

    An op that cannot be vectorized is left as it is, to be lowered to scalar
    loops, with a missed remark that says why.

    ```mlir
    %y = linalg.generic ... ins(%x : tensor<?x14x14x24xf32>) { arith.maximumf }
    // becomes, for 16 lanes
    scf.for %n ... {
      scf.for %i = %c0 to %c4704 step %c16 ... {
        %v = vector.transfer_read %x2[%n, %i] : tensor<?x4704xf32>, vector<16xf32>
        %m = arith.maximumf %v, %zero : vector<16xf32>
        vector.transfer_write %m, %y2[%n, %i] : vector<16xf32>, tensor<?x4704xf32>
    ```
  }];
  let options = [
    Option<"target", "target", "std::string", /*default=*/"\"host\"",
           "Row of the target table; 'host' for this machine's">,
  ];
  let dependentDialects = [
    "mlir::affine::AffineDialect", "mlir::arith::ArithDialect", "mlir::linalg::LinalgDialect",
    "mlir::memref::MemRefDialect", "mlir::scf::SCFDialect", "mlir::tensor::TensorDialect",
    "mlir::ub::UBDialect", "mlir::vector::VectorDialect",
  ];
}

//===----------------------------------------------------------------------===//
// Function boundaries of compiled code
//===----------------------------------------------------------------------===//

def QuantXPrepareEntryPoints : Pass<"quantx-prepare-entry-points", "mlir::ModuleOp"> {
  let summary = "Mark the functions that callers outside the module see";
  let description = [{
    Gives every public function with a body `llvm.emit_c_interface`, and marks
    its tensor arguments `bufferization.writable = false`: the caller's inputs
    are read, never written. Runs on tensors, before bufferization.

    ```mlir
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32>
    // becomes
    func.func @main(%x: tensor<4xf32> {bufferization.writable = false})
        -> tensor<4xf32> attributes {llvm.emit_c_interface}
    ```
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect"];
}

def QuantXExpandCopies : Pass<"quantx-expand-copies", "mlir::func::FuncOp"> {
  let summary = "Copy strided buffers row by row";
  let description = [{
    Upstream lowers a `memref.copy` with gaps to a call of a runtime function
    that copies one element after the other. This makes loops around copies of
    the longest rows without gaps, which become memcpy, or around loads and
    stores where the innermost dim has gaps or a dynamic extent.

    ```mlir
    memref.copy %a, %b : memref<4x8xi8> to memref<4x8xi8, strided<[10, 1]>>
    // becomes
    scf.for %i = %c0 to %c4 step %c1 {
      %ra = memref.subview %a[%i, 0] [1, 8] [1, 1] : memref<4x8xi8> to memref<8xi8, strided<[1], offset: ?>>
      %rb = memref.subview %b[%i, 0] [1, 8] [1, 1] : ... to memref<8xi8, strided<[1], offset: ?>>
      memref.copy %ra, %rb
    }
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect"];
}

def QuantXScalarTransfers : Pass<"quantx-scalar-transfers", "mlir::func::FuncOp"> {
  let summary = "Read and write single elements by loads and stores";
  let description = [{
    A transfer of a vector of rank 0 becomes a load or a store of its element,
    and a read that repeats one element a load and a broadcast. Upstream's
    lowering makes a `vector.load` of rank 0, which wants the innermost
    dimension of the buffer without gaps, though there is no second element.

    ```mlir
    %v = vector.transfer_read %m[%i, %j], %pad {in_bounds = [true], permutation_map = affine_map<(d0, d1) -> (0)>}
        : memref<4x8xf32, strided<[16, 2]>>, vector<3xf32>
    // becomes
    %e = memref.load %m[%i, %j] : memref<4x8xf32, strided<[16, 2]>>
    %v = vector.broadcast %e : f32 to vector<3xf32>
    ```
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::vector::VectorDialect"];
}

def QuantXShareBuffers : Pass<"quantx-share-buffers", "mlir::func::FuncOp"> {
  let summary = "Put the temporaries of a function into one allocation";
  let description = [{
    Replaces the buffers that a function allocates and frees in its body by
    views of one buffer, at offsets where no two that are needed at the same
    time overlap. A call then costs one malloc, and memory that is in the cache
    is used again. Extents may depend on a value known at the start, such as the
    batch: offsets are constants times that value. Run
    `optimize-allocation-liveness` before.

    ```mlir
    %a = memref.alloc(%n) : memref<?x64xi8>
    %b = memref.alloc(%n) : memref<?x32xi8>
    // becomes, if %a and %b are needed at the same time
    %arena = memref.alloc(%n128) {alignment = 64} : memref<?xi8>
    %a = memref.view %arena[%c0][%n] : memref<?xi8> to memref<?x64xi8>
    %b = memref.view %arena[%n64][%n] : memref<?xi8> to memref<?x32xi8>
    ```
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def QuantXIsolateResults : Pass<"quantx-isolate-results", "mlir::func::FuncOp"> {
  let summary = "Give every result of a public function a buffer of its own";
  let description = [{
    The caller frees each returned buffer once, so no two results may share an
    allocation. A returned memref that may share its allocation with an earlier
    result is cloned. Results that alias arguments or constants are cloned by
    `ownership-based-buffer-deallocation`, which runs after this pass.

    ```mlir
    return %a, %a : memref<4xf32>, memref<4xf32>
    // becomes
    %b = bufferization.clone %a : memref<4xf32> to memref<4xf32>
    return %a, %b : memref<4xf32>, memref<4xf32>
    ```
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect"];
}

#endif // QUANTX_TRANSFORMS_CODEGEN_PASSES
