// What can be wrong with two models, or with what is asked of them.
// RUN: rm -rf %t && split-file %s %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.zeros((5, 4), np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/labels.npy "np.uint8([0, 1])"
// RUN: cd %t

// RUN: not quant-run --compare float.mlir 2>&1 | FileCheck %s --check-prefix=ONE
// ONE: quant-run: error: --compare needs two models, FLOAT and QUANTIZED; see --help
// RUN: not quant-run --compare float.mlir none.mlir 2>&1 | FileCheck %s --check-prefix=MODEL
// MODEL: quant-run: error: cannot read 'none.mlir': No such file or directory

// RUN: not quant-run --compare float.mlir two-arguments.mlir 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: quant-run: error: the float model has 1 arguments, the quantized one has 2; both must have the same signature
// RUN: not quant-run --compare float.mlir integers.mlir 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: quant-run: error: argument 'arg0' (?x4xf32) of the float model is 'arg0' (?x4xi8) in the quantized one; both must have the same signature
// RUN: not quant-run --compare float.mlir wide.mlir 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: quant-run: error: result 'result0' (?x4xf32) of the float model is 'result0' (?x8xf32) in the quantized one; both must have the same signature

// RUN: not quant-run --compare float.mlir unnamed.mlir --inputs x.npy 2>&1 | FileCheck %s --check-prefix=NAMES
// NAMES: quant-run: error: no value of 'unnamed.mlir' has the name of one of 'float.mlir', so there is nothing to compare: values are matched by their locations, which text has only where it was written to a file by quant-opt, or with --mlir-print-debuginfo; the float model has 1 values, the first being 'sum'

// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --interpret 2>&1 | FileCheck %s --check-prefix=USELESS
// USELESS: quant-run: error: --interpret is of no use with --compare; leave it out
// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy -o no/page.html 2>&1 | FileCheck %s --check-prefix=PAGE
// PAGE: quant-run: error: cannot write 'no/page.html': No such file or directory
// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --worst=-1 2>&1 | FileCheck %s --check-prefix=WORST
// WORST: quant-run: error: --worst must not be negative, it is -1
// RUN: not quant-run float.mlir --inputs x.npy -o page.html 2>&1 | FileCheck %s --check-prefix=ALONE
// ALONE: quant-run: error: -o is an option of --compare

// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --labels labels.npy 2>&1 | FileCheck %s --check-prefix=LABELS
// LABELS: quant-run: error: 'labels.npy': there are 2 labels, but 5 samples
// RUN: not quant-run --compare float.mlir fixed.mlir --inputs x.npy 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: quant-run: error: 5 samples are no multiple of the model's batch of 2; use --limit=4, or a model with a dynamic batch
// RUN: quant-run --compare float.mlir fixed.mlir --inputs x.npy --limit 4 | FileCheck %s --check-prefix=FIXED
// FIXED: samples 4 at batch 2

// RUN: quant-calibrate float-three.mlir --inputs x.npy -o other.json
// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --statistics other.json 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: quant-run: error: the statistics in 'other.json' are of another model: they were taken from model {{.*}}, and the float model is {{.*}}; run quant-calibrate on the float model
// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --calibrators min-max 2>&1 | FileCheck %s --check-prefix=ASK
// ASK: quant-run: error: --calibrators are compared by the statistics of the float model; give them by --statistics
// RUN: quant-calibrate float.mlir --inputs x.npy -o own.json
// RUN: not quant-run --compare float.mlir quantized.mlir --inputs x.npy --statistics own.json --calibrators best 2>&1 | FileCheck %s --check-prefix=CALIBRATOR
// CALIBRATOR: quant-run: error: unknown calibrator 'best'; there are:

// Integers that say nothing of their scale, and shapes that differ.
// RUN: quant-run --compare float-three.mlir three.mlir --inputs x.npy | FileCheck %s --check-prefix=PARTLY
// PARTLY: values 1 of 3 values of the float model are compared
// PARTLY: only in the float model (is stored in integers whose scale the quantized module does not say):
// PARTLY-NEXT: second
// PARTLY: only in the float model (is tensor<4x?xf32> in the quantized module and tensor<?x4xf32> in the float one):
// PARTLY-NEXT: third

//--- float.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %0 = linalg.add ins(%x, %x : tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32> loc("sum")
  return %0 : tensor<?x4xf32>
}
//--- quantized.mlir
#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <0 : i8>>
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %0 = linalg.add ins(%x, %x : tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32> loc("sum")
  %1 = quantx.quantize %0, #p : tensor<?x4xf32> to tensor<?x4xi8> loc("sum"("quantize"))
  %2 = quantx.dequantize %1, #p : tensor<?x4xi8> to tensor<?x4xf32> loc("sum"("dequantize"))
  return %2 : tensor<?x4xf32>
}
//--- fixed.mlir
#p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <0 : i8>>
func.func @main(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = quantx.quantize %x, #p : tensor<2x4xf32> to tensor<2x4xi8> loc("sum"("quantize"))
  %1 = quantx.dequantize %0, #p : tensor<2x4xi8> to tensor<2x4xf32> loc("sum"("dequantize"))
  return %1 : tensor<2x4xf32>
}
//--- unnamed.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}
//--- two-arguments.mlir
func.func @main(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}
//--- integers.mlir
func.func @main(%x: tensor<?x4xi8>) -> tensor<?x4xi8> {
  return %x : tensor<?x4xi8>
}
//--- wide.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  return %e : tensor<?x8xf32>
}
//--- float-three.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %z = arith.constant 0.0 : f32
  %i = linalg.fill ins(%z : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x4xf32>) outs(%i : tensor<?x4xf32>) -> tensor<?x4xf32> loc("first")
  %1 = linalg.matmul ins(%0, %w : tensor<?x4xf32>, tensor<4x4xf32>) outs(%i : tensor<?x4xf32>) -> tensor<?x4xf32> loc("second")
  %2 = linalg.matmul ins(%1, %w : tensor<?x4xf32>, tensor<4x4xf32>) outs(%i : tensor<?x4xf32>) -> tensor<?x4xf32> loc("third")
  return %2 : tensor<?x4xf32>
}
//--- three.mlir
func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %z = arith.constant 0.0 : f32
  %i = linalg.fill ins(%z : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %w = arith.constant dense<0.5> : tensor<4x4xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x4xf32>) outs(%i : tensor<?x4xf32>) -> tensor<?x4xf32> loc("first")
  %q = arith.fptosi %0 : tensor<?x4xf32> to tensor<?x4xi8> loc("second"("quantize"))
  %1 = arith.sitofp %q : tensor<?x4xi8> to tensor<?x4xf32> loc("second"("cast"))
  %t = tensor.empty(%n) : tensor<4x?xf32>
  %it = linalg.fill ins(%z : f32) outs(%t : tensor<4x?xf32>) -> tensor<4x?xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (j, i)>], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%1, %w : tensor<?x4xf32>, tensor<4x4xf32>) outs(%it : tensor<4x?xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x?xf32> loc("third")
  %2 = linalg.transpose ins(%r : tensor<4x?xf32>) outs(%e : tensor<?x4xf32>) permutation = [1, 0]
  return %2 : tensor<?x4xf32>
}
