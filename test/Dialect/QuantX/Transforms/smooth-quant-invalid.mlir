// RUN: not quant-opt %s --quantx-smooth-quant 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not quant-opt %s --quantx-smooth-quant="statistics=%S/Inputs/annotate-ranges.json alpha=1.5" 2>&1 | FileCheck %s --check-prefix=ALPHA
// RUN: not quant-opt %s --quantx-smooth-quant="statistics=%S/Inputs/annotate-ranges.json" 2>&1 | FileCheck %s --check-prefix=OTHER
// RUN: not quant-opt %s --quantx-correct-bias 2>&1 | FileCheck %s --check-prefix=BIAS

// NONE: error: quantx-smooth-quant needs statistics=FILE, a file that quant-calibrate wrote
// ALPHA: error: quantx-smooth-quant: alpha is '1.5', and has to be a number in [0, 1] or 'search'
// OTHER: error: the statistics in '{{.*}}annotate-ranges.json' are of another model: they were taken from model 131af4e8bc0f086428b3abcec5e1e099, and this is model {{[0-9a-f]+}}; run quant-calibrate on this model
// BIAS: error: quantx-correct-bias needs statistics=FILE, a file that quant-calibrate wrote
module {}
