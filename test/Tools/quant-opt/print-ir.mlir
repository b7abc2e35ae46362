// The IR between passes elides large constants, the output does not.
// RUN: quant-opt %s --split-input-file --canonicalize --mlir-print-ir-after-all -o %t.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=DUMP
// RUN: FileCheck %s --check-prefix=OUT --input-file=%t.mlir

// The other spellings of dumps.
// RUN: quant-opt %s --split-input-file --canonicalize --mlir-print-ir-before-all -o %t.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=DUMP
// RUN: FileCheck %s --check-prefix=OUT --input-file=%t.mlir
// RUN: quant-opt %s --split-input-file --canonicalize --mlir-print-ir-after=canonicalize -o %t.mlir 2>&1 \
// RUN:   | FileCheck %s --check-prefix=DUMP
// RUN: rm -rf %t.tree
// RUN: quant-opt %s --canonicalize --mlir-print-ir-after-all --mlir-print-ir-tree-dir=%t.tree --split-input-file -o %t.mlir
// RUN: cat %t.tree/*/*.mlir | FileCheck %s --check-prefix=TREE
// RUN: FileCheck %s --check-prefix=OUT --input-file=%t.mlir

// Who asks for elision gets it everywhere.
// RUN: quant-opt %s --split-input-file --canonicalize --mlir-elide-elementsattrs-if-larger=4 \
// RUN:   | FileCheck %s --check-prefix=ASKED

// DUMP-LABEL: func @large
// DUMP: %[[C:.*]] = arith.constant dense_resource<__elided__> : tensor<17xi8>
// OUT-LABEL: func @large
// OUT: arith.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]>
// ASKED-LABEL: func @large
// ASKED: dense_resource<__elided__>
// TREE-NOT: 14, 15, 16, 17
func.func @large() -> tensor<17xi8> {
  %c = arith.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]> : tensor<17xi8>
  return %c : tensor<17xi8>
}

// -----

// DUMP-LABEL: func @small
// DUMP: arith.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]>
func.func @small() -> tensor<16xi8> {
  %c = arith.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]> : tensor<16xi8>
  return %c : tensor<16xi8>
}

// -----

// DUMP-LABEL: func @resource
// DUMP: dense_resource<weights>
// DUMP-NOT: 0x01000000AAAAAAAA
// OUT-LABEL: func @resource
// OUT: weights: "0x01000000AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFFFFFFF0000000011111111"
func.func @resource() -> tensor<32xi8> {
  %c = arith.constant dense_resource<weights> : tensor<32xi8>
  return %c : tensor<32xi8>
}
{-#
  dialect_resources: {
    builtin: {
      weights: "0x01000000AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDDEEEEEEEEFFFFFFFF0000000011111111"
    }
  }
#-}
