// Shards of several files and of two arguments, one of which is no batch, merge
// to the bytes of one run.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/a.npy "np.random.RandomState(1).randn(40, 3).astype(np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/b.npy "np.random.RandomState(2).randn(30, 3).astype(np.float32) * 100"
// RUN: %python %S/../Inputs/npy.py write %t/k.npy "np.float32(7)"
// RUN: quant-calibrate %s --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy -o %t/s.json --batch-size 16
// RUN: quant-calibrate %s --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy -o %t/0.json --limit 25
// RUN: quant-calibrate %s --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy -o %t/1.json --skip 25 --limit 30 --batch-size 7
// RUN: quant-calibrate %s --inputs k=%t/k.npy x=%t/b.npy -o %t/2.json --skip 15
// RUN: quant-calibrate --merge %t/2.json %t/0.json %t/1.json -o %t/m.json
// RUN: FileCheck %s --input-file %t/s.json

// The constant is seen once a call, which the batch size decides; all else is
// the same.
// RUN: %python -c "import json; s, m = (json.load(open('%t/' + f)) for f in ('s.json', 'm.json')); [t['tensors'].pop('k') for t in (s, m)]; assert s == m"

// CHECK: "input": "k",
// CHECK-NEXT: "file": "k.npy",
// CHECK-NEXT: "sha256":
// CHECK-NEXT: "scale": "1",
// CHECK-NEXT: "samples": []
// CHECK: "input": "x",
// CHECK-NEXT: "file": "a.npy",
// CHECK-NEXT: "sha256":
// CHECK-NEXT: "scale": "1",
// CHECK-NEXT: "samples": [
// CHECK-NEXT: [0,40]
// CHECK: "file": "b.npy",
// CHECK: [0,30]

#id = affine_map<(d0, d1) -> (d0, d1)>
#scalar = affine_map<(d0, d1) -> ()>
func.func @main(%x: tensor<?x3xf32> {quantx.name = "x"} loc("x"),
                %k: tensor<f32> {quantx.name = "k"} loc("k")) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %r = linalg.generic {indexing_maps = [#id, #scalar, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %k : tensor<?x3xf32>, tensor<f32>) outs(%e : tensor<?x3xf32>) {
    ^bb0(%a: f32, %b: f32, %o: f32):
      %m = arith.mulf %a, %b : f32
      linalg.yield %m : f32
  } -> tensor<?x3xf32> loc("product")
  return %r : tensor<?x3xf32>
}
