// N shards partition the calls of one process, also of a model with a fixed
// batch and where there are more shards than calls; merged, they are its bytes.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/../Inputs/npy.py write %t/a.npy "np.random.RandomState(1).randn(13, 3).astype(np.float32)"
// RUN: %python %S/../Inputs/npy.py write %t/b.npy "np.random.RandomState(2).randn(9, 3).astype(np.float32) * 100"
// RUN: %python %S/../Inputs/npy.py write %t/k.npy "np.float32(7)"
// RUN: %python %S/Inputs/shards.py quant-calibrate %s %t 5 --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy
// RUN: %python %S/Inputs/shards.py quant-calibrate %s %t 5 --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy --batch-size 4 --skip 1 --limit 20
// RUN: %python %S/Inputs/shards.py quant-calibrate %s %t 3 --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy --entry fixed --limit 20
// RUN: %python %S/Inputs/shards.py quant-calibrate %s %t 4 --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy --limit 2

// Shards are contiguous: 0/2 of 22 samples are the first 11.
// RUN: quant-calibrate %s --inputs x=%t/a.npy x=%t/b.npy k=%t/k.npy --shard 1/2 -o %t/s.json | FileCheck %s --check-prefix=SAYS
// RUN: FileCheck %s --input-file %t/s.json
// SAYS: s.json: 6 tensors over 11 samples
// CHECK: "file": "a.npy",
// CHECK: [11,13]
// CHECK: "file": "b.npy",
// CHECK: [0,9]

// An array of jobs, as SLURM starts them: by srun, whose interface for MPI is of
// no concern to a single process.
// RUN: env SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=2 PMI_SIZE=1 PMI_RANK=0 sh -c 'quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT -o %t/s$SLURM_ARRAY_TASK_ID.json'
// RUN: env SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=2 PMIX_RANK=0 SLURM_STEP_NUM_TASKS=1 sh -c 'quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy --shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT -o %t/s$SLURM_ARRAY_TASK_ID.json'
// RUN: quant-calibrate --merge %t/s0.json %t/s1.json -o %t/array.json
// RUN: env PMI_SIZE=1 quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy -o - | cmp - %t/array.json

// RUN: not quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy --shard 2/2 -o %t/no.json 2>&1 | FileCheck %s --check-prefix=BEYOND
// RUN: not quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy --shard 2 -o %t/no.json 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not quant-calibrate %s --inputs x=%t/a.npy k=%t/k.npy --shard 0/0 -o %t/no.json 2>&1 | FileCheck %s --check-prefix=ZERO
// BEYOND: quant-calibrate: error: --shard=2/2: shards count from 0, so that the last of 2 is 1/2
// FORM: quant-calibrate: error: --shard=2 is not of the form I/N, such as 0/4 for the first of four shards
// ZERO: quant-calibrate: error: --shard=0/0 is not of the form
// RUN: not ls %t/no.json

#id = affine_map<(d0, d1) -> (d0, d1)>
#scalar = affine_map<(d0, d1) -> ()>
func.func @main(%x: tensor<?x3xf32> {quantx.name = "x"} loc("x"),
                %k: tensor<f32> {quantx.name = "k"} loc("k")) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x3xf32>
  %r = linalg.generic {indexing_maps = [#id, #scalar, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %k : tensor<?x3xf32>, tensor<f32>) outs(%e : tensor<?x3xf32>) {
    ^bb0(%a: f32, %b: f32, %o: f32):
      %m = arith.mulf %a, %b : f32
      linalg.yield %m : f32
  } -> tensor<?x3xf32> loc("product")
  return %r : tensor<?x3xf32>
}

func.func @fixed(%x: tensor<4x3xf32> {quantx.name = "x"} loc("fixed-x"),
                 %k: tensor<f32> {quantx.name = "k"} loc("fixed-k")) -> tensor<4x3xf32> {
  %e = tensor.empty() : tensor<4x3xf32>
  %r = linalg.generic {indexing_maps = [#id, #scalar, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %k : tensor<4x3xf32>, tensor<f32>) outs(%e : tensor<4x3xf32>) {
    ^bb0(%a: f32, %b: f32, %o: f32):
      %m = arith.mulf %a, %b : f32
      linalg.yield %m : f32
  } -> tensor<4x3xf32> loc("fixed-product")
  return %r : tensor<4x3xf32>
}
