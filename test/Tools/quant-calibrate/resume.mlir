// Ctrl-C leaves a file that says what it lacks; --resume gives the bytes of a
// run without an interruption.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.random.RandomState(1).randn(500000, 1).astype(np.float32)"
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 0 --batch-size 5000 -o %t/whole.json
// RUN: %python %S/Inputs/interrupt.py SIGINT quant-calibrate %s --inputs %t/x.npy --limit 0 -o %t/s.json 2>&1 | FileCheck %s --check-prefix=INTERRUPTED
// RUN: FileCheck %s --check-prefix=PARTIAL --input-file %t/s.json
// RUN: cp %t/s.json %t/partial.json
// INTERRUPTED: quant-calibrate: warning: interrupted; '{{.*}}s.json' holds {{[0-9]+}} of 500000 samples and is marked as partial; the same command with --resume goes on from there
// INTERRUPTED-NEXT: exit status 130
// PARTIAL: "complete": false,
// PARTIAL: "samples": [
// PARTIAL-NEXT: [0,[[SEEN:[0-9]+]]]
// PARTIAL: "missing": [
// PARTIAL-NEXT: [[[SEEN]],500000]

// It can be interrupted again.
// RUN: %python %S/Inputs/interrupt.py SIGTERM quant-calibrate %s --inputs %t/x.npy --limit 0 -o %t/s.json --resume 2>&1 | FileCheck %s --check-prefix=AGAIN
// AGAIN: exit status 143
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 0 --batch-size 5000 -o %t/s.json --resume | FileCheck %s --check-prefix=DONE
// RUN: cmp %t/s.json %t/whole.json
// DONE: s.json: 2 tensors over 500000 samples

// A finished file stays; one that is not there is a new run.
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 0 -o %t/s.json --resume | FileCheck %s --check-prefix=DONE
// RUN: cmp %t/s.json %t/whole.json
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 3 -o %t/new.json --resume
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 3 -o %t/three.json
// RUN: cmp %t/new.json %t/three.json
// More samples can be added to a finished run.
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 7 -o %t/new.json --resume
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 7 -o %t/seven.json
// RUN: cmp %t/new.json %t/seven.json

// What was seen does not count twice.
// RUN: not quant-calibrate --merge %t/partial.json %t/partial.json -o %t/no.json 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: would be counted twice

// Partial statistics are no ranges, unless someone says so.
// RUN: not quant-calibrate --print-ranges %t/partial.json 2>&1 | FileCheck %s --check-prefix=REFUSED
// RUN: quant-calibrate --print-ranges %t/partial.json --accept-partial | FileCheck %s --check-prefix=TABLE
// REFUSED: quant-calibrate: error: '{{.*}}partial.json' is of an interrupted run: it holds {{[0-9]+}} of 500000 samples; complete it by quant-calibrate --resume, or accept it as it is by --accept-partial
// RUN: not quant-opt %s --quantx-quantize-pipeline=statistics=%t/partial.json 2>&1 | FileCheck %s --check-prefix=PASS --implicit-check-not=func.func
// RUN: quant-opt %s --quantx-quantize-pipeline="statistics=%t/partial.json accept-partial" | FileCheck %s --check-prefix=ACCEPTED
// TABLE: relu
// PASS: error: '{{.*}}partial.json' is of an interrupted run: it holds {{[0-9]+}} of 500000 samples; complete it by quant-calibrate --resume, or accept it as it is by accept-partial
// ACCEPTED: quantx.quantize

// What does not fit is not gone on from, and stays as it was.
// RUN: cp %t/partial.json %t/s.json
// RUN: not quant-calibrate %s --inputs %t/x.npy --limit 5 -o %t/s.json --resume 2>&1 | FileCheck %s --check-prefix=LIMIT
// RUN: not quant-calibrate %s --inputs %t/x.npy --limit 0 --input-scale 2 -o %t/s.json --resume 2>&1 | FileCheck %s --check-prefix=DATA
// RUN: not quant-calibrate %s --inputs %t/x.npy --limit 0 --shard 1/2 -o %t/s.json --resume 2>&1 | FileCheck %s --check-prefix=SHARD
// RUN: sed -e 's/loc("relu")/loc("other")/' %s > %t/other.mlir
// RUN: not quant-calibrate %t/other.mlir --inputs %t/x.npy --limit 0 -o %t/s.json --resume 2>&1 | FileCheck %s --check-prefix=MODEL
// RUN: sed -e 's/"relu": {/"gelu": {/' %t/partial.json > %t/renamed.json
// RUN: not quant-calibrate %s --inputs %t/x.npy --limit 0 -o %t/renamed.json --resume 2>&1 | FileCheck %s --check-prefix=TENSOR
// RUN: not quant-calibrate %s --inputs %t/x.npy --limit 0 -o - --resume 2>&1 | FileCheck %s --check-prefix=OUTPUT
// RUN: cmp %t/partial.json %t/s.json
// LIMIT: quant-calibrate: error: cannot go on from '{{.*}}s.json': {{.+}}
// DATA: quant-calibrate: error: cannot go on from '{{.*}}s.json': its samples are not among those of this command line; --inputs, --input-scale, --skip and --limit must be what they were
// SHARD: quant-calibrate: error: cannot go on from '{{.*}}s.json': it is of a run over other samples; --limit, --skip and --shard must be what they were
// MODEL: quant-calibrate: error: cannot go on from '{{.*}}s.json': it is of model {{[0-9a-f]+}}, by quantx {{.*}}, and this is model {{[0-9a-f]+}}
// TENSOR: quant-calibrate: error: cannot go on from '{{.*}}renamed.json': it knows nothing of tensor 'relu'; calibrate without --resume
// OUTPUT: quant-calibrate: error: --resume needs a file to go on from; standard output is none

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x1xf32> {quantx.name = "x"} loc("x")) -> tensor<?x1xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x1xf32>
  %e = tensor.empty(%n) : tensor<?x1xf32>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x1xf32>) outs(%e : tensor<?x1xf32>) {
    ^bb0(%a: f32, %o: f32):
      %m = arith.maximumf %a, %zero : f32
      linalg.yield %m : f32
  } -> tensor<?x1xf32> loc("relu")
  return %r : tensor<?x1xf32>
}
