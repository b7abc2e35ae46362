// RUN: not quant-opt %s --convert-dot-product-to-x86=target=avx1024 2>&1 | FileCheck %s

// CHECK: error: unknown target 'avx1024'; the known ones are: host, generic,{{.*}}avx512-vnni
func.func @empty() {
  return
}
