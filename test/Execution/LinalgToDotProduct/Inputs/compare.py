"""Runs random contractions through the plain lowering of linalg and through
dot products for a target, and compares every printed element.

usage: compare.py KIND TARGET MLIR_LIBS [--no-intrinsics]
"""

import re
import subprocess
import sys

import contractions

BUFFERIZE = ("convert-elementwise-to-linalg,one-shot-bufferize{bufferize-function-boundaries "
             "function-boundary-type-conversion=identity-layout-map},canonicalize,cse")
LOWER = ("func.func(convert-linalg-to-loops,convert-vector-to-scf),expand-strided-metadata,"
         "lower-affine,convert-scf-to-cf,convert-vector-to-llvm,convert-math-to-llvm,"
         "convert-to-llvm,reconcile-unrealized-casts")


def optimize(source, passes):
    lowered = subprocess.run(
        ["quant-opt", f"--pass-pipeline=builtin.module({','.join(passes)})"],
        input=source, capture_output=True, text=True)
    if lowered.returncode:
        sys.exit(lowered.stderr[:4000])
    return lowered.stdout


def execute(source, passes, libs):
    ran = subprocess.run(
        ["mlir-runner", "-e", "main", "--entry-point-result=void",
         f"--shared-libs={libs}/libmlir_runner_utils.so,{libs}/libmlir_c_runner_utils.so"],
        input=optimize(source, passes), capture_output=True, text=True)
    if ran.returncode:
        sys.exit(f"mlir-runner: {ran.returncode}\n{ran.stderr[:4000]}")
    # Addresses differ from run to run; of an empty tensor the runner prints
    # whatever lies there.
    results = re.split(r"Unranked Memref base@ = 0x[0-9a-f]+ ", ran.stdout)[1:]
    return [r.split("data")[0] if re.search(r"sizes = \[[^]]*\b0\b", r) else r for r in results]


def kernels(target):
    return [f"convert-linalg-to-dot-product{{target={target}}}", "canonicalize", "cse"]


def main():
    kind, target, libs = sys.argv[1:4]
    module = contractions.generate(kind)
    source = module.text()
    conversion = kernels(target)
    select = [f"convert-dot-product-to-x86{{target={target}}}"]
    if "--no-intrinsics" in sys.argv:
        select = []
    converted = optimize(source, conversion)
    ops_left = len(re.findall(r"linalg\.(?!yield)", converted))
    expected = execute(source, [BUFFERIZE, LOWER], libs)
    actual = execute(converted, [BUFFERIZE] + select + [LOWER], libs)
    assert len(expected) == len(actual) == module.cases, (len(expected), len(actual))
    wrong = [i for i in range(module.cases) if expected[i] != actual[i]]
    for i in wrong[:3]:
        print(module.functions[i][:3000], "expected", expected[i][:1500], "actual",
              actual[i][:1500], sep="\n")
    print(f"{kind}: {module.cases} cases, {ops_left} ops left, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
