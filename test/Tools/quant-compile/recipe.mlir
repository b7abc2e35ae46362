// The target of a recipe, and that integers are required.
// RUN: split-file %s %t
// RUN: quant-compile %t/integer.mlir --recipe=%t/recipe.json -o %t/out.o --header=%t/out.h
// RUN: FileCheck %s --input-file=%t/out.h --check-prefix=RECIPE
// RUN: quant-compile %t/integer.mlir --recipe=%t/recipe.json --target=x86-64-v3 -o %t/out.o --header=%t/out.h
// RUN: FileCheck %s --input-file=%t/out.h --check-prefix=OPTION
// RUN: not quant-compile %t/float.mlir --recipe=%t/recipe.json -o %t/none.o 2>&1 | FileCheck %s --check-prefix=FLOAT
// RUN: not ls %t/none.o
// RUN: not quant-compile %t/integer.mlir --recipe=%t/bad.json -o %t/none.o 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not quant-run %t/integer.mlir --recipe=%t/bad.json 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not quant-run %t/integer.mlir --recipe=%t/unknown.json 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// RECIPE: {{[^-]}}generic
// OPTION: x86-64-v3
// FLOAT: error: {{.*}}is computed in float by 'linalg.tanh'
// BAD: error: {{.*}}bad.json:1:43: key 'target' must be a string
// UNKNOWN: error: {{.*}}cray
//--- recipe.json
{"format": "quantx-recipe", "version": 1, "target": "generic", "integer_only": "required"}
//--- bad.json
{"format": "quantx-recipe", "version": 1, "target": 1}
//--- unknown.json
{"format": "quantx-recipe", "version": 1, "target": "cray"}
//--- integer.mlir
func.func @main(%x: tensor<4xi8>) -> tensor<4xi8> {
  %e = tensor.empty() : tensor<4xi8>
  %y = linalg.add ins(%x, %x : tensor<4xi8>, tensor<4xi8>) outs(%e : tensor<4xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}
//--- float.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.tanh ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
