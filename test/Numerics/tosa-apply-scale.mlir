// TOSA's own lowering of apply_scale is an oracle that nobody here wrote: it
// must give the bits of Numerics' applyMultiplier wherever TOSA defines it.

// RUN: mlir-opt %s --tosa-to-arith="include-apply-rescale=true" \
// RUN:   --convert-to-llvm --reconcile-unrealized-casts -o %t.mlir
// RUN: mlir-runner %t.mlir -e main --entry-point-result=void \
// RUN:   --shared-libs=%apply_scale_oracle | FileCheck %s

// The lowering that avoids 64-bit integers.
// RUN: mlir-opt %s \
// RUN:   --tosa-to-arith="include-apply-rescale=true use-32-bit=true" \
// RUN:   --convert-to-llvm --reconcile-unrealized-casts \
// RUN: | mlir-runner -e main --entry-point-result=void \
// RUN:   --shared-libs=%apply_scale_oracle | FileCheck %s

// The oracle does notice a difference: one mode's results taken for the other's.
// RUN: mlir-runner %t.mlir -e swapped --entry-point-result=void \
// RUN:   --shared-libs=%apply_scale_oracle | FileCheck %s --check-prefix=SWAPPED

// Vectors outside TOSA's domain (a shift of 1, a result beyond i32) are left out.
// CHECK-NOT: quantx
// CHECK: compared 1529138, differing 0

// SWAPPED: SINGLE_ROUND: 7984 * 1583594044 * 2^-40: quantx 11, TOSA 12
// SWAPPED: compared 1529138, differing {{[1-9]}}

func.func private @oracleCount() -> i64
func.func private @oracleAcc(i64) -> i32
func.func private @oracleMultiplier(i64) -> i32
func.func private @oracleShift(i64) -> i8
func.func private @oracleCompare(i64, i32, i1 {llvm.zeroext})
func.func private @oracleReport()

func.func @compare(%i: i64, %swap: i1) {
  %acc = call @oracleAcc(%i) : (i64) -> i32
  %multiplier = call @oracleMultiplier(%i) : (i64) -> i32
  %shift = call @oracleShift(%i) : (i64) -> i8
  %single = tosa.apply_scale %acc, %multiplier, %shift
      {rounding_mode = SINGLE_ROUND} : (i32, i32, i8) -> i32
  %double = tosa.apply_scale %acc, %multiplier, %shift
      {rounding_mode = DOUBLE_ROUND} : (i32, i32, i8) -> i32
  %true = arith.constant true
  %notSwapped = arith.xori %swap, %true : i1
  call @oracleCompare(%i, %single, %swap) : (i64, i32, i1) -> ()
  call @oracleCompare(%i, %double, %notSwapped) : (i64, i32, i1) -> ()
  return
}

func.func @compareAll(%swap: i1) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %count = call @oracleCount() : () -> i64
  cf.br ^loop(%zero : i64)
^loop(%i: i64):
  %more = arith.cmpi slt, %i, %count : i64
  cf.cond_br %more, ^body, ^done
^body:
  call @compare(%i, %swap) : (i64, i1) -> ()
  %next = arith.addi %i, %one : i64
  cf.br ^loop(%next : i64)
^done:
  call @oracleReport() : () -> ()
  return
}

func.func @main() {
  %false = arith.constant false
  call @compareAll(%false) : (i1) -> ()
  return
}

func.func @swapped() {
  %true = arith.constant true
  call @compareAll(%true) : (i1) -> ()
  return
}
