// Where samples come from: archives, gzipped IDX, several files, two arguments.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py idx %t/images.gz "[[[255, 51]], [[0, 102]]]"
// RUN: %python %S/../Inputs/npy.py write %t/a.npz "{'a': np.float32([[1, 2], [3, 4]]), 'b': np.float64([[5, 6]])}"
// RUN: %python %S/../Inputs/npy.py write %t/i.npy "np.asfortranarray(np.int32([[7, 8], [9, 10]]))"

// Bytes of an IDX file stand for [0, 1]. Dimensions of size 1 are no matter.
// RUN: quant-run %s --entry one --inputs %t/images.gz --outputs %t/y.npy | FileCheck %s --check-prefix=SCALE
// SCALE: input x = images.gz * 1/255
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=IDX
// IDX: float32 [2, 2] [1.0, 0.2000000{{[0-9]*}}, 0.0, 0.4000000{{[0-9]*}}]

// The scale can be chosen.
// RUN: quant-run %s --entry one --inputs %t/images.gz --input-scale 2 --outputs %t/y.npy
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=DOUBLED
// DOUBLED: float32 [2, 2] [510.0, 102.0, 0.0, 204.0]

// Files follow one another; --skip and --limit count over all of them.
// RUN: quant-run %s --entry one --inputs %t/a.npz:a %t/a.npz:b --outputs %t/y.npy --batch-size 2
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=JOINED
// JOINED: float32 [3, 2] [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
// RUN: quant-run %s --entry one --inputs %t/a.npz:a %t/a.npz:b --outputs %t/y.npy --skip 1 --limit 1
// RUN: %python %S/../Inputs/npy.py print %t/y.npy | FileCheck %s --check-prefix=SECOND
// SECOND: float32 [1, 2] [3.0, 4.0]

// Two arguments and two results are told apart by name.
// RUN: quant-run %s --entry two --inputs b=%t/i.npy --inputs a=%t/a.npz:a --outputs q=%t/q.npy --outputs p=%t/p.npy
// RUN: %python %S/../Inputs/npy.py print %t/p.npy | FileCheck %s --check-prefix=P
// RUN: %python %S/../Inputs/npy.py print %t/q.npy | FileCheck %s --check-prefix=Q
// P: float32 [2, 2] [1.0, 2.0, 3.0, 4.0]
// Q: int32 [2, 2] [7, 8, 9, 10]

// A function without arguments is called once.
// RUN: quant-run %s --entry none --outputs %t/c.npy
// RUN: %python %S/../Inputs/npy.py print %t/c.npy | FileCheck %s --check-prefix=NONE
// NONE: int8 [3] [-1, 0, 1]

func.func @one(%x: tensor<?x2xf32> {quantx.name = "x"}) -> tensor<?x2xf32> {
  return %x : tensor<?x2xf32>
}

func.func @two(%a: tensor<?x2xf32> {quantx.name = "a"},
               %b: tensor<?x2xi32> {quantx.name = "b"})
    -> (tensor<?x2xf32> {quantx.name = "p"}, tensor<?x2xi32> {quantx.name = "q"}) {
  return %a, %b : tensor<?x2xf32>, tensor<?x2xi32>
}

func.func @none() -> tensor<3xi8> {
  %c = arith.constant dense<[-1, 0, 1]> : tensor<3xi8>
  return %c : tensor<3xi8>
}
