// RUN: quantx-test-opt %s --test-scalar-to-smt --split-input-file --verify-diagnostics | FileCheck %s
// RUN: quantx-test-opt %s --test-scalar-to-smt=cut-products --split-input-file --verify-diagnostics | FileCheck %s --check-prefix=CUT

// The pass that states what the body of an elementwise op computes.

// CHECK: smt.solver
// CHECK-DAG: %[[A:.*]] = smt.declare_fun "f.in0" : !smt.bv<8>
// CHECK-DAG: %[[B:.*]] = smt.declare_fun "f.in1" : !smt.bv<8>
// CHECK: %[[PRODUCT:.*]] = smt.bv.mul
// CHECK: %[[SHIFTED:.*]] = smt.bv.ashr %[[PRODUCT]], %[[BY:.*]] : !smt.bv<16>
// CHECK: %[[OUT:.*]] = smt.declare_fun "f.out0" : !smt.bv<16>
// CHECK: smt.eq %[[OUT]], %[[SHIFTED]]
// CHECK: smt.declare_fun "f.defined" : !smt.bool
// CHECK-NOT: func.func
// CUT: smt.declare_fun "f.lhs0" : !smt.bv<16>
// CUT: smt.declare_fun "f.rhs0" : !smt.bv<16>
// CUT: smt.declare_fun "f.product0" : !smt.bv<16>
// CUT-NOT: smt.bv.mul
func.func @f(%a: tensor<4xi8>, %b: tensor<4xi8>, %o: tensor<4xi16>) -> tensor<4xi16> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%a, %b : tensor<4xi8>, tensor<4xi8>) outs(%o : tensor<4xi16>) {
  ^bb0(%x: i8, %y: i8, %z: i16):
    %0 = arith.extsi %x : i8 to i16
    %1 = arith.extui %y : i8 to i16
    %2 = arith.muli %0, %1 : i16
    %r = arith.shrsi %2, %1 : i16
    linalg.yield %r : i16
  } -> tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

func.func @flags(%a: tensor<4xi16>, %b: tensor<4xi16>, %o: tensor<4xi16>) -> tensor<4xi16> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%a, %b : tensor<4xi16>, tensor<4xi16>) outs(%o : tensor<4xi16>) {
  ^bb0(%x: i16, %y: i16, %z: i16):
    // expected-error @below {{has flags that make more of it poison, which this translation does not say}}
    %r = arith.addi %x, %y overflow<nsw> : i16
    linalg.yield %r : i16
  } -> tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

func.func @unknown(%a: tensor<4xi16>, %b: tensor<4xi16>, %o: tensor<4xi16>) -> tensor<4xi16> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%a, %b : tensor<4xi16>, tensor<4xi16>) outs(%o : tensor<4xi16>) {
  ^bb0(%x: i16, %y: i16, %z: i16):
    // expected-error @below {{has no translation to a term over bit-vectors}}
    %r = arith.divsi %x, %y : i16
    linalg.yield %r : i16
  } -> tensor<4xi16>
  return %r : tensor<4xi16>
}

// -----

// expected-error @below {{has 0 linalg.generic; one, the code that the proof is about, is needed}}
func.func @none(%a: tensor<4xi8>) -> tensor<4xi8> {
  return %a : tensor<4xi8>
}
