// RUN: not quant-opt %s --quantx-equalize-layers=tolerance=0 2>&1 | FileCheck %s

// CHECK: error: quantx-equalize-layers: tolerance is {{.*}}, and has to be greater than 0
module {}
