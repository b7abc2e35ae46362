// RUN: quant-opt --quantx-prepare-entry-points %s | FileCheck %s

// CHECK-LABEL: func.func @main(
// CHECK-SAME:    %{{.*}}: tensor<?xf32> {bufferization.writable = false, quantx.name = "x"}
// CHECK-SAME:    %{{.*}}: index) -> tensor<?xf32> attributes {llvm.emit_c_interface}
func.func @main(%x: tensor<?xf32> {quantx.name = "x"}, %i: index) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// Nobody outside calls a private function, and a declaration has no body to
// compile.
// CHECK:     func.func private @helper(%{{.*}}: tensor<4xf32>) -> tensor<4xf32> {
// CHECK:     func.func private @declared(tensor<4xf32>){{$}}
func.func private @helper(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func private @declared(tensor<4xf32>)
