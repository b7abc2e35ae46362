// RUN: quant-opt %s --convert-narrow-elements-to-bytes --split-input-file --verify-diagnostics

func.func @computes(%x: tensor<4xi4>) -> tensor<4xi4> {
  // expected-error @+1 {{computes with tensors of elements below a byte, which no pass here lowers; write it as a linalg.generic whose body widens them (--convert-elementwise-to-linalg may do it)}}
  %r = arith.addi %x, %x : tensor<4xi4>
  return %r : tensor<4xi4>
}

// -----

func.func @size() -> tensor<4xi4> {
  // expected-error @+1 {{of type 'tensor<4xi4>' cannot be laid out in memory: its resource has 4 bytes, but 2 hold its elements of 4 bits}}
  %r = arith.constant dense_resource<bytes> : tensor<4xi4>
  return %r : tensor<4xi4>
}

{-#
  dialect_resources: {
    builtin: {
      bytes: "0x0100000001020304"
    }
  }
#-}

// -----

func.func @absent() -> tensor<4xi4> {
  // expected-error @+1 {{of type 'tensor<4xi4>' cannot be laid out in memory: its resource 'nowhere' is not there}}
  %r = arith.constant dense_resource<nowhere> : tensor<4xi4>
  return %r : tensor<4xi4>
}
