// Ops of dialects that are not known here, by name of the dialect.
// RUN: quant-opt %s --allow-unregistered-dialect --convert-quant-to-quantx=storage-dialects=mine,other | FileCheck %s
// RUN: not quant-opt %s --allow-unregistered-dialect --convert-quant-to-quantx=storage-dialects=other 2>&1 | FileCheck %s --check-prefix=ERROR

// ERROR: error: 'mine.move' op [QX-B4] has quantized operands or results

!layer = !quant.uniform<i8:f32, 0.5>

// CHECK: "mine.move"(%{{.*}}) ({
// CHECK-NEXT: ^bb0(%{{.*}}: i8):
// CHECK-NEXT:   "other.end"(%{{.*}}) : (i8) -> ()
// CHECK-NEXT: }) {type = tensor<2xi8>} : (tensor<4xi8>) -> tensor<4xi8>
func.func @move(%x: tensor<4x!layer>) -> tensor<4x!layer> {
  %r = "mine.move"(%x) ({
  ^bb0(%a: !layer):
    "other.end"(%a) : (!layer) -> ()
  }) {type = tensor<2x!layer>} : (tensor<4x!layer>) -> tensor<4x!layer>
  return %r : tensor<4x!layer>
}
