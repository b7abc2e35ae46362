// The statistics of a model's argument and of what it computes.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[-1, 0.5], [2, 0.25], [0, 3]])"
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json | FileCheck %s --check-prefix=SAYS
// RUN: FileCheck %s --input-file %t/s.json

// SAYS: s.json: 2 tensors over 3 samples

// CHECK: "format": "quantx-statistics",
// CHECK-NEXT: "version": 2,
// CHECK-NEXT: "producer": "quantx {{[0-9.]+}}",
// CHECK-NEXT: "model": "{{[0-9a-f]+}}",
// CHECK-NEXT: "complete": true,
// CHECK-NEXT: "sample_count": 3,
// CHECK-NEXT: "data": [
// CHECK-NEXT: {
// CHECK-NEXT: "input": "image",
// CHECK-NEXT: "file": "x.npy",
// CHECK-NEXT: "sha256": "{{[0-9a-f]+}}",
// CHECK-NEXT: "scale": "1",
// CHECK-NEXT: "samples": [
// CHECK-NEXT: [0,3]

// CHECK: "image": {
// CHECK-NEXT: "count": 6,
// CHECK: "min": -1,
// CHECK-NEXT: "max": 3,

// CHECK: "relu": {
// CHECK-NEXT: "count": 6,
// CHECK: "min": 0,
// CHECK-NEXT: "max": 3,
// CHECK-NEXT: "sum": "0x{{[0-9a-f]+}}p-149",
// CHECK-NEXT: "sum_of_squares": "0x{{[0-9a-f]+}}p-298",
// CHECK-NEXT: "histogram": {
// CHECK-NEXT: "log2_bin_width": -12,
// CHECK-NEXT: "runs": [
// CHECK-NEXT: [0,[2]],
// CHECK-NEXT: [1024,[1]],
// CHECK-NEXT: [2048,[1]],
// CHECK-NEXT: [8192,[1]],
// CHECK-NEXT: [12288,[1]]

// Any batch, and any split into shards that are merged, gives the same bytes.
// RUN: quant-calibrate %s --inputs %t/x.npy --batch-size 1 -o %t/one.json
// RUN: cmp %t/s.json %t/one.json
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 1 -o %t/a.json
// RUN: quant-calibrate %s --inputs %t/x.npy --skip 1 -o %t/b.json
// RUN: quant-calibrate --merge %t/b.json %t/a.json -o %t/ab.json
// RUN: cmp %t/s.json %t/ab.json

// The statistics can go to standard output.
// RUN: quant-calibrate %s --inputs %t/x.npy -o - | cmp - %t/s.json

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x2xf32> {quantx.name = "image"} loc("image")) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.maximumf %a, %zero : f32
      linalg.yield %m : f32
  } -> tensor<?x2xf32> loc("relu")
  return %r : tensor<?x2xf32>
}
