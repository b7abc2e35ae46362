// Statistics by channel, rows and batch ranges of a model whose contraction and
// softmax ask for them, against numpy.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/a.npy "np.random.RandomState(1).randn(40, 3, 8).astype(np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/b.npy "np.random.RandomState(2).randn(30, 3, 8).astype(np.float32) * 100"
// RUN: quant-calibrate %s --inputs %t/a.npy %t/b.npy -o %t/s.json --batch-size 16
// RUN: %python %S/Inputs/check-parts.py %t/s.json x %t/a.npy %t/b.npy
// RUN: FileCheck %s --input-file %t/s.json

// CHECK: "product": {
// CHECK: "channels": {
// CHECK-NEXT: "axis": 2,
// CHECK-NEXT: "count": [210,210,210,210,210],
// CHECK: "rows": {
// CHECK-NEXT: "axis": 2,
// CHECK-NEXT: "capacity": 64,
// CHECK-NEXT: "seen": 210,
// CHECK: "x": {
// CHECK: "rows": {
// CHECK-NEXT: "axis": 2,
// CHECK-NEXT: "capacity": 64,
// CHECK-NEXT: "seen": 210,
// CHECK-NOT: "histograms"
// CHECK-NOT: "batch_ranges"

// Batches and shards of any size give the same bytes.
// RUN: quant-calibrate %s --inputs %t/a.npy %t/b.npy -o %t/one.json
// RUN: cmp %t/s.json %t/one.json
// RUN: quant-calibrate %s --inputs %t/a.npy %t/b.npy -o %t/0.json --limit 25 --batch-size 4
// RUN: quant-calibrate %s --inputs %t/a.npy %t/b.npy -o %t/1.json --skip 25 --limit 30 --batch-size 7
// RUN: quant-calibrate %s --inputs %t/b.npy -o %t/2.json --skip 15 --batch-size 100
// RUN: quant-calibrate --merge %t/2.json %t/0.json %t/1.json -o %t/m.json
// RUN: cmp %t/s.json %t/m.json

// So do histograms by channel, and batch ranges merged in their order.
// RUN: quant-calibrate %s --inputs %t/a.npy %t/b.npy --rows 5 --channel-histograms --moving-average --batch-size 5 -o %t/all.json
// RUN: quant-calibrate %s --inputs %t/a.npy --rows 5 --channel-histograms --moving-average --batch-size 5 -o %t/first.json
// RUN: quant-calibrate %s --inputs %t/b.npy --rows 5 --channel-histograms --moving-average --batch-size 5 -o %t/last.json
// RUN: quant-calibrate --merge %t/first.json %t/last.json -o %t/both.json
// RUN: cmp %t/all.json %t/both.json
// RUN: FileCheck %s --check-prefix=ALL --input-file %t/all.json
// ALL: "x": {
// ALL: "histograms": [
// ALL: "capacity": 5,
// ALL: "batch_ranges": {
// ALL-NEXT: "count": 14,
// ALL-NEXT: "last": {{\[\[}}

// Rows that are not wanted are not kept, and files of both do not merge.
// RUN: quant-calibrate %s --inputs %t/b.npy --rows 0 -o %t/none.json
// RUN: FileCheck %s --check-prefix=NONE --input-file %t/none.json
// NONE-NOT: "rows"
// RUN: not quant-calibrate --merge %t/0.json %t/none.json -o %t/no.json 2>&1 | FileCheck %s --check-prefix=MIXED
// MIXED: none.json' cannot be merged with those before it: tensor 'probabilities': only one has rows

func.func @main(%x: tensor<?x3x8xf32> {quantx.name = "x"} loc("x")) -> tensor<?x3x5xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %w = arith.constant dense<[[0.5, -0.25, 0.75, 1.0, -1.0], [0.25, 0.5, -0.5, 0.125, 1.0], [-0.5, 1.5, 0.5, 0.25, 0.25], [1.0, -1.0, 0.5, 0.0, 0.5],
                             [0.5, 0.25, 0.25, -1.0, 1.0], [0.25, -0.5, 0.5, 0.125, -1.0], [0.5, 0.5, -0.5, 0.25, 0.25], [-1.0, 1.0, 0.5, 1.0, 0.5]]> : tensor<8x5xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x3x5xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(b, m, n, k) -> (b, m, k)>, affine_map<(b, m, n, k) -> (k, n)>, affine_map<(b, m, n, k) -> (b, m, n)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<?x3x8xf32>, tensor<8x5xf32>) outs(%f : tensor<?x3x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %p = arith.mulf %a, %b : f32
      %q = arith.addf %c, %p : f32
      linalg.yield %q : f32
  } -> tensor<?x3x5xf32> loc("product")
  %s = linalg.softmax dimension(2) ins(%y : tensor<?x3x5xf32>) outs(%e : tensor<?x3x5xf32>) -> tensor<?x3x5xf32> loc("probabilities")
  return %s : tensor<?x3x5xf32>
}
