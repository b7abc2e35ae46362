// Values that become infinite or NaN inside the model are reported, counted and
// left out of the range.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.float32([[0], [4], [-1]])"
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json 2>&1 | FileCheck %s --check-prefix=SAYS
// RUN: FileCheck %s --input-file %t/s.json

// SAYS: quant-calibrate: warning: 1 of 2 tensors needs a look:
// SAYS-NEXT: tensor finding what was seen
// SAYS-NEXT: rsqrt not finite 1 NaN and 1 infinite of 3 values
// SAYS-NEXT: not finite: these values are counted and left out of the range; look where the model divides, takes a logarithm or overflows
// SAYS-NEXT: s.json: 2 tensors over 3 samples
// CHECK: "rsqrt": {
// CHECK-NEXT: "count": 1,
// CHECK-NEXT: "nan": 1,
// CHECK-NEXT: "positive_infinity": 1,
// CHECK-NEXT: "negative_infinity": 0,
// CHECK-NEXT: "min": 0.5,
// CHECK-NEXT: "max": 0.5,

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x1xf32>) -> tensor<?x1xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x1xf32>
  %e = tensor.empty(%n) : tensor<?x1xf32>
  %one = arith.constant 1.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x1xf32>) outs(%e : tensor<?x1xf32>) {
    ^bb0(%a: f32, %o: f32):
      %s = math.sqrt %a : f32
      %m = arith.divf %one, %s : f32
      linalg.yield %m : f32
  } -> tensor<?x1xf32> loc("rsqrt")
  return %r : tensor<?x1xf32>
}
