// Processes that mpirun starts share the samples; the first writes the bytes of
// one process, and is the only one to say something.
// REQUIRES: mpi
// RUN: rm -rf %t && mkdir -p %t/out
// RUN: %python %S/../Inputs/npy.py write %t/x.npy "np.random.RandomState(1).randn(500, 3).astype(np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/nan.npy "np.where(np.arange(500) == 450, np.nan, 1).reshape(500, 1).repeat(3, 1).astype(np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/three.npy "np.float32([[1, 2, 3]] * 3)"
// RUN: quant-calibrate %s --inputs %t/x.npy -o %t/one.json
// RUN: %mpirun -n 3 quant-calibrate %s --inputs %t/x.npy -o %t/mpi.json 2>&1 | FileCheck %s --match-full-lines --check-prefix=SAYS
// RUN: cmp %t/one.json %t/mpi.json
// SAYS-NOT: {{.}}
// SAYS: {{.*}}mpi.json: 2 tensors over 500 samples
// SAYS-NOT: {{.}}

// Any number of processes does, one and more than there are samples among them.
// RUN: %mpirun -n 1 quant-calibrate %s --inputs %t/x.npy -o %t/mpi.json
// RUN: cmp %t/one.json %t/mpi.json
// RUN: quant-calibrate %s --inputs %t/three.npy -o %t/three.json
// RUN: %mpirun -n 5 quant-calibrate %s --inputs %t/three.npy -o %t/mpi.json
// RUN: cmp %t/three.json %t/mpi.json

// They go on together from what another number of them left.
// RUN: quant-calibrate %s --inputs %t/x.npy --limit 123 -o %t/resumed.json
// RUN: %mpirun -n 2 quant-calibrate %s --inputs %t/x.npy --resume -o %t/resumed.json
// RUN: cmp %t/one.json %t/resumed.json

// An error in one process ends all, and nothing is written: one that all would
// meet, one in the samples of the last, and one of the first alone.
// RUN: not %mpirun -n 3 quant-calibrate %s --inputs %t/none.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=ALL
// RUN: not %mpirun -n 3 quant-calibrate %s --inputs %t/nan.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=LAST
// RUN: not %mpirun -n 3 quant-calibrate %s --inputs %t/x.npy -o %t/no/s.json 2>&1 | FileCheck %s --check-prefix=FIRST
// RUN: ls -A %t/out | count 0
// ALL: quant-calibrate: error: process 0 of 3: cannot read '{{.*}}none.npy'
// LAST: quant-calibrate: error: process 2 of 3: sample 450 of '{{.*}}nan.npy' holds NaN; calibration data must be finite
// FIRST: quant-calibrate: error: process 0 of 3: cannot write '{{.*}}no/s.json'
// ALL-NOT: error:
// LAST-NOT: error:
// FIRST-NOT: error:

// With --shard they know nothing of each other.
// RUN: %mpirun -n 2 sh -c 'quant-calibrate %s --inputs %t/x.npy --shard $OMPI_COMM_WORLD_RANK/$OMPI_COMM_WORLD_SIZE -o %t/$OMPI_COMM_WORLD_RANK.json'
// RUN: quant-calibrate --merge %t/0.json %t/1.json -o %t/merged.json
// RUN: cmp %t/one.json %t/merged.json

// Commands over files are done once.
// RUN: %mpirun -n 2 quant-calibrate --print-ranges %t/one.json | FileCheck %s --check-prefix=ONCE
// ONCE-COUNT-1: model
// ONCE-NOT: model

// What a launcher promises, and MPI does not keep, is no run of single processes.
// RUN: env PMI_SIZE=4 not quant-calibrate %s --inputs %t/x.npy -o %t/out/s.json 2>&1 | FileCheck %s --check-prefix=LAUNCHER
// LAUNCHER: quant-calibrate: error: the launcher started 4 processes, but MPI sees 1: the launcher is not that of the MPI this tool was built with; use that one, or --shard

#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x3xf32> {quantx.name = "x"} loc("x")) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %r = linalg.exp ins(%x : tensor<?x3xf32>) outs(%e : tensor<?x3xf32>) -> tensor<?x3xf32> loc("exp")
  return %r : tensor<?x3xf32>
}
