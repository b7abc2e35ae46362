// Tensors that need a look are said at the end, the worst first, with advice.
// The values of a relu are at an end of the range as well, but that is 0; and
// what is in an argument was not clipped by the model.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.sign(np.linspace(-9, 8, 256)).reshape(64, 4).astype(np.float32) * 9"
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/s.json 2>&1 | FileCheck %s --strict-whitespace --match-full-lines
//      CHECK:quant-calibrate: warning: 3 of 5 tensors need a look:
// CHECK-NEXT:  tensor   finding     what was seen
// CHECK-NEXT:  nothing  dead        all 256 values are 0
// CHECK-NEXT:  seven    constant    all 256 values are 7
// CHECK-NEXT:  tangent  saturating  98.8 % of the values are at the ends of [-1, 1]
// CHECK-NEXT:  dead: a range of 0 alone {{.*}}
// CHECK-NEXT:  constant: quantization will return this value {{.*}}
// CHECK-NEXT:  saturating: most values are at the limits; {{.*}}
// CHECK-NEXT:{{.*}}s.json: 5 tensors over 64 samples

// A long table is cut.
// RUN: %python %S/Inputs/zeros.py 12 > %t/zeros.mlir
// RUN: quant-calibrate %t/zeros.mlir --inputs %t/x.npy -o %t/s.json 2>&1 | FileCheck %s --check-prefix=CUT
// RUN: quant-calibrate %t/zeros.mlir --inputs %t/x.npy -o %t/s.json -v 2>&1 | FileCheck %s --check-prefix=ALL
// CUT: 12 of 13 tensors need a look
// CUT: r09
// CUT-NEXT: ... and 2 more; -v lists all
// CUT-NEXT: dead:
// ALL: 12 of 13 tensors need a look
// ALL: r11
// ALL-NEXT: dead:

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x4xf32> {quantx.name = "x"} loc("x"))
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %seven = arith.constant 7.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.maximumf %a, %zero : f32
      linalg.yield %m : f32
  } -> tensor<?x4xf32> loc("relu")
  %t = linalg.tanh ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32> loc("tangent")
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.mulf %a, %zero : f32
      linalg.yield %m : f32
  } -> tensor<?x4xf32> loc("nothing")
  %7 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.mulf %a, %zero : f32
      %s = arith.addf %m, %seven : f32
      linalg.yield %s : f32
  } -> tensor<?x4xf32> loc("seven")
  return %r, %t, %0, %7 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}
