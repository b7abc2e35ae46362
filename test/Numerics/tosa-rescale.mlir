// TOSA's lowering of a whole rescale, i32 to 8 bits with multipliers per channel,
// zero point and clamp, must give the bits of Numerics' requantize.

// RUN: mlir-opt %s --pass-pipeline="builtin.module(func.func( \
// RUN:   tosa-to-linalg,tosa-to-arith{include-apply-rescale=true}))" \
// RUN: | mlir-opt --one-shot-bufferize="bufferize-function-boundaries" \
// RUN:   --convert-linalg-to-loops --convert-scf-to-cf \
// RUN:   --expand-strided-metadata --convert-to-llvm \
// RUN:   --reconcile-unrealized-casts \
// RUN: | mlir-runner -e main --entry-point-result=void \
// RUN:   --shared-libs=%apply_scale_oracle | FileCheck %s

// 20 blocks of 4000 accumulators, two rescales each. Every shift is above 32, so
// TOSA defines the result for every i32.
// CHECK-NOT: quantx
// CHECK: compared 160000, differing 0

func.func private @oracleAcc(i64) -> i32
func.func private @oracleCompareRescale(
    i64, i32, i32, i32, i32, i32, i32, i1 {llvm.zeroext})
func.func private @oracleReport()

func.func @accumulators(%first: index) -> tensor<1000x4xi32> {
  %four = arith.constant 4 : index
  %accs = tensor.generate {
  ^bb0(%row: index, %channel: index):
    %above = arith.muli %row, %four : index
    %flat = arith.addi %above, %channel : index
    %at = arith.addi %flat, %first : index
    %i = arith.index_cast %at : index to i64
    %acc = func.call @oracleAcc(%i) : (i64) -> i32
    tensor.yield %acc : i32
  } : tensor<1000x4xi32>
  return %accs : tensor<1000x4xi32>
}

func.func @signed_single(%accs: tensor<1000x4xi32>) -> tensor<1000x4xi8> {
  %zpIn = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %zpOut = "tosa.const"() {values = dense<-7> : tensor<1xi8>} : () -> tensor<1xi8>
  %m = "tosa.const"() {values = dense<[1073741824, 1583594044, 2147483647,
    1431655765]> : tensor<4xi32>} : () -> tensor<4xi32>
  %s = "tosa.const"() {values = dense<[33, 40, 45, 38]> : tensor<4xi8>}
    : () -> tensor<4xi8>
  %q = tosa.rescale %accs, %m, %s, %zpIn, %zpOut {scale32 = true,
    rounding_mode = SINGLE_ROUND, per_channel = true, input_unsigned = false,
    output_unsigned = false} : (tensor<1000x4xi32>, tensor<4xi32>, tensor<4xi8>,
    tensor<1xi32>, tensor<1xi8>) -> tensor<1000x4xi8>
  return %q : tensor<1000x4xi8>
}

func.func @unsigned_double(%accs: tensor<1000x4xi32>) -> tensor<1000x4xi8> {
  %zpIn = "tosa.const"() {values = dense<0> : tensor<1xi32>} : () -> tensor<1xi32>
  %zpOut = "tosa.const"() {values = dense<200> : tensor<1xi8>} : () -> tensor<1xi8>
  %m = "tosa.const"() {values = dense<[1073741824, 1583594044, 2147483647,
    1431655765]> : tensor<4xi32>} : () -> tensor<4xi32>
  %s = "tosa.const"() {values = dense<[33, 40, 45, 38]> : tensor<4xi8>}
    : () -> tensor<4xi8>
  %q = tosa.rescale %accs, %m, %s, %zpIn, %zpOut {scale32 = true,
    rounding_mode = DOUBLE_ROUND, per_channel = true, input_unsigned = false,
    output_unsigned = true} : (tensor<1000x4xi32>, tensor<4xi32>, tensor<4xi8>,
    tensor<1xi32>, tensor<1xi8>) -> tensor<1000x4xi8>
  return %q : tensor<1000x4xi8>
}

func.func @block(%first: index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %rows = arith.constant 1000 : index
  %multipliers = arith.constant
      dense<[1073741824, 1583594044, 2147483647, 1431655765]> : tensor<4xi32>
  %shifts = arith.constant dense<[33, 40, 45, 38]> : tensor<4xi32>
  %zpSigned = arith.constant -7 : i32
  %minSigned = arith.constant -128 : i32
  %maxSigned = arith.constant 127 : i32
  %zpUnsigned = arith.constant 200 : i32
  %minUnsigned = arith.constant 0 : i32
  %maxUnsigned = arith.constant 255 : i32
  %isSingle = arith.constant false
  %isDouble = arith.constant true
  %accs = call @accumulators(%first) : (index) -> tensor<1000x4xi32>
  %signed = call @signed_single(%accs) : (tensor<1000x4xi32>) -> tensor<1000x4xi8>
  %unsigned = call @unsigned_double(%accs)
      : (tensor<1000x4xi32>) -> tensor<1000x4xi8>
  scf.for %row = %zero to %rows step %one {
    scf.for %channel = %zero to %four step %one {
      %above = arith.muli %row, %four : index
      %flat = arith.addi %above, %channel : index
      %at = arith.addi %flat, %first : index
      %i = arith.index_cast %at : index to i64
      %m = tensor.extract %multipliers[%channel] : tensor<4xi32>
      %s = tensor.extract %shifts[%channel] : tensor<4xi32>
      %q1 = tensor.extract %signed[%row, %channel] : tensor<1000x4xi8>
      %theirs1 = arith.extsi %q1 : i8 to i32
      func.call @oracleCompareRescale(%i, %m, %s, %zpSigned, %minSigned,
          %maxSigned, %theirs1, %isSingle)
          : (i64, i32, i32, i32, i32, i32, i32, i1) -> ()
      %q2 = tensor.extract %unsigned[%row, %channel] : tensor<1000x4xi8>
      %theirs2 = arith.extui %q2 : i8 to i32
      func.call @oracleCompareRescale(%i, %m, %s, %zpUnsigned, %minUnsigned,
          %maxUnsigned, %theirs2, %isDouble)
          : (i64, i32, i32, i32, i32, i32, i32, i1) -> ()
    }
  }
  return
}

func.func @main() {
  %zero = arith.constant 0 : index
  %step = arith.constant 4000 : index
  %end = arith.constant 80000 : index
  scf.for %first = %zero to %end step %step {
    func.call @block(%first) : (index) -> ()
  }
  call @oracleReport() : () -> ()
  return
}
