// RUN: quant-opt %s --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" | FileCheck %s
// RUN: quant-opt %s --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json calibrator=percentile:p=50" \
// RUN:   | FileCheck %s --check-prefix=PERCENTILE
// RUN: quant-opt %s --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" --remarks-filter=quantx-annotate-ranges \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// The model's fingerprint does not depend on what was inserted before, nor on
// the batch size.
// RUN: quant-opt %s --quantx-insert-observers \
// RUN:   --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" -o /dev/null
// RUN: sed -e 's/tensor<?x/tensor<2x/g' -e 's/empty(%n)/empty()/' %s \
// RUN:   | quant-opt --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" \
// RUN:       --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" -o /dev/null

// Other weights or another name are another model.
// RUN: sed -e 's/3.0, 4.0/3.0, 4.5/' %s \
// RUN:   | not quant-opt --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: sed -e 's/loc("y")/loc("z")/' %s \
// RUN:   | not quant-opt --quantx-annotate-ranges="statistics=%S/Inputs/annotate-ranges.json" 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: error: the statistics in '{{.*}}annotate-ranges.json' are of another model

// REMARK: Analysis{{.*}}"'y' took 3 values that are NaN or infinite; its range leaves them out"

// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.+]]: tensor<?x2xf32>
func.func @main(%x: tensor<?x2xf32> loc("x")) -> tensor<?x2xf32> {
  // CHECK: %[[XR:.+]] = quantx.range %[[X]], <min = 0.000000e+00, max = 1.000000e+00>
  // PERCENTILE: quantx.range {{.*}}, <min = {{.+}}, max = {{.+}}>
  %c0 = arith.constant 0 : index
  // CHECK: tensor.dim %[[X]]
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x2xf32>
  // CHECK: %[[INIT:.+]] = linalg.fill
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  // CHECK-NEXT: %[[Y:.+]] = linalg.matmul ins(%[[XR]],
  // CHECK-NEXT: %[[YR:.+]] = quantx.range %[[Y]], <min = -2.000000e+00, max = 8.000000e+00>
  // CHECK-NEXT: return %[[YR]]
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32> loc("y")
  return %y : tensor<?x2xf32>
}
