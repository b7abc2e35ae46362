// Arguments are not written, and results share no buffer: each is overwritten
// through one function and looked at again through another.
// RUN: quant-opt %s --quantx-codegen-pipeline \
// RUN:   | mlir-runner -e run --entry-point-result=void \
// RUN:       --shared-libs=%mlir_libs/libmlir_runner_utils.so | FileCheck %s

func.func private @printMemrefF32(%x: memref<*xf32>) attributes {llvm.emit_c_interface}

// Adds one to its argument in place, were it allowed to.
func.func @increment(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %one = arith.constant 1.0 : f32
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      outs(%x : tensor<?xf32>) {
  ^bb0(%v: f32):
    %s = arith.addf %v, %one : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  return %y, %y, %x : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

func.func @run() {
  %zero = arith.constant 0.0 : f32
  %nine = arith.constant 9.0 : f32
  %x = memref.alloc() : memref<3xf32>
  linalg.fill ins(%zero : f32) outs(%x : memref<3xf32>)
  %xd = memref.cast %x : memref<3xf32> to memref<?xf32>
  %xt = bufferization.to_tensor %xd restrict writable : memref<?xf32> to tensor<?xf32>
  %r:3 = call @increment(%xt) : (tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>)
  %m0 = bufferization.to_buffer %r#0 : tensor<?xf32> to memref<?xf32>
  %m1 = bufferization.to_buffer %r#1 : tensor<?xf32> to memref<?xf32>
  %m2 = bufferization.to_buffer %r#2 : tensor<?xf32> to memref<?xf32>
  linalg.fill ins(%nine : f32) outs(%m0 : memref<?xf32>)
  %u1 = memref.cast %m1 : memref<?xf32> to memref<*xf32>
  %u2 = memref.cast %m2 : memref<?xf32> to memref<*xf32>
  %u3 = memref.cast %x : memref<3xf32> to memref<*xf32>
  // CHECK: [1, 1, 1]
  call @printMemrefF32(%u1) : (memref<*xf32>) -> ()
  // CHECK: [0, 0, 0]
  call @printMemrefF32(%u2) : (memref<*xf32>) -> ()
  // CHECK: [0, 0, 0]
  call @printMemrefF32(%u3) : (memref<*xf32>) -> ()
  return
}
