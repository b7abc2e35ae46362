//===- Passes.td - Passes on the quantx dialect     ------------*- tablegen -*-===//
//
// One pass per file of lib/Dialect/QuantX/Transforms.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TRANSFORMS_PASSES
#define QUANTX_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

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

#endif // QUANTX_TRANSFORMS_PASSES
