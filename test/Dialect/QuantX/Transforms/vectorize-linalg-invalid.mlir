// RUN: not quant-opt %s --quantx-vectorize-linalg=target=pdp11 2>&1 | FileCheck %s
// RUN: not quant-opt %s --quantx-codegen-pipeline=target=pdp11 2>&1 | FileCheck %s

// CHECK: error: {{.*}}pdp11{{.*}}avx512-vnni
func.func @f() {
  return
}
