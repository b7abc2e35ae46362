"""Compiles MLIR to a shared library and calls it on NumPy arrays.

Execution tests run a module before and after a rewrite and compare. The code
before it goes through upstream's plain loops, so that nothing of ours is on
both sides of the comparison.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np


def run(command, stdin):
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode()}")
    return done.stdout


# Upstream passes only: scalar loops, no layout change, no vectors.
REFERENCE = [
    "--one-shot-bufferize=bufferize-function-boundaries "
    "function-boundary-type-conversion=identity-layout-map copy-before-write",
    "--buffer-deallocation-pipeline", "--convert-bufferization-to-memref",
    "--convert-linalg-to-loops", "--expand-strided-metadata", "--lower-affine",
    "--convert-scf-to-cf", "--arith-expand", "--convert-math-to-llvm",
    "--convert-math-to-libm", "--convert-to-llvm", "--reconcile-unrealized-casts"]

# What upstream's lowering of strided copies calls.
LIBRARIES = os.path.join(os.path.dirname(shutil.which("mlir-translate")), "../lib")
RUNTIME = ["-L" + LIBRARIES, "-Wl,-rpath," + LIBRARIES, "-lmlir_c_runner_utils"]

# Without the operating system in it, LLVM expands memcpy to loops over bytes.
TRIPLE = run(["clang-22", "-print-target-triple"], b"").decode().strip()

DTYPES = {"i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
          "f32": np.float32, "f64": np.float64}


def memref_type(rank):
    class Memref(ctypes.Structure):
        _fields_ = [("allocated", ctypes.c_void_p), ("aligned", ctypes.c_void_p),
                    ("offset", ctypes.c_int64), ("sizes", ctypes.c_int64 * rank),
                    ("strides", ctypes.c_int64 * rank)]
    return Memref


def to_memref(array):
    memref = memref_type(array.ndim)()
    memref.allocated = memref.aligned = array.ctypes.data
    memref.sizes[:] = array.shape
    memref.strides[:] = [s // array.itemsize for s in array.strides]
    return memref


def to_array(memref, dtype, rank):
    shape = tuple(memref.sizes[:rank])
    count = int(np.prod(shape, dtype=np.int64))
    if count == 0:
        return np.empty(shape, dtype)
    start = memref.aligned + memref.offset * np.dtype(dtype).itemsize
    raw = (ctypes.c_char * (count * np.dtype(dtype).itemsize)).from_address(start)
    return np.frombuffer(raw, dtype).reshape(shape).copy()


class Module:
    """The functions of one module, compiled.

    `passes` are arguments of quant-opt; functions take and return tensors.
    """

    def __init__(self, text, passes, name="module", libraries=()):
        self.folder = tempfile.TemporaryDirectory(prefix="quantx-native-")
        self.results = {m.group(1): self.parse_types(m.group(2)) for m in
                        re.finditer(r"func\.func @(\w+)\(.*?\)\s*->\s*\(?([^{]*?)\)?\s*\{", text)}
        # The C interface is asked for here, so that pure upstream passes have it.
        text = re.sub(r"(func\.func @\w+\([^{]*?)\{", r"\1attributes {llvm.emit_c_interface} {", text)
        ir = run(["quant-opt", *passes], text.encode())
        llvm = run(["mlir-translate", "--mlir-to-llvmir"], ir)
        obj, lib = (os.path.join(self.folder.name, name + end) for end in (".o", ".so"))
        run(["llc", "-O2", "-mtriple=" + TRIPLE, "-mcpu=native", "-relocation-model=pic",
             "-filetype=obj", "-o", obj, "-"], llvm)
        run(["clang-22", "-shared", "-o", lib, obj, "-lm", *libraries], b"")
        self.library = ctypes.CDLL(lib)
        self.libc = ctypes.CDLL(None)
        self.libc.free.argtypes = [ctypes.c_void_p]

    @staticmethod
    def parse_types(text):
        return [(DTYPES[t.split("x")[-1]], t.count("x"))
                for t in re.findall(r"tensor<([^>]*)>", text)]

    def __call__(self, function, *arguments):
        types = self.results[function]

        class Results(ctypes.Structure):
            _fields_ = [(f"r{i}", memref_type(rank)) for i, (_, rank) in enumerate(types)]
        results = Results()
        # Not ascontiguousarray, which gives rank 0 a dimension.
        copies = [np.array(a, order="C") for a in arguments]
        memrefs = [to_memref(a) for a in copies]
        getattr(self.library, "_mlir_ciface_" + function)(
            ctypes.byref(results), *[ctypes.byref(m) for m in memrefs])
        for before, after in zip(arguments, copies):
            assert np.array_equal(before, after, equal_nan=True), "an argument was written"
        arrays = []
        for i, (dtype, rank) in enumerate(types):
            memref = getattr(results, f"r{i}")
            arrays.append(to_array(memref, dtype, rank))
            self.libc.free(memref.allocated)
        return arrays


def check_same(text, passes, inputs, reference=None, tolerance=0.0):
    """Runs every function of `text` on its `inputs` (a dict of lists of argument
    tuples) before and after `passes`. Bits must agree, or with a tolerance the
    values relative to the largest. Prints how many calls agreed."""
    before = Module(text, reference or REFERENCE, "before", RUNTIME)
    after = Module(text, passes, "after", RUNTIME if passes[-1] == REFERENCE[-1] else ())
    count = 0
    for function, calls in inputs.items():
        for arguments in calls:
            for want, got in zip(before(function, *arguments), after(function, *arguments)):
                shapes = [a.shape for a in arguments]
                assert want.shape == got.shape, (function, shapes, want.shape, got.shape)
                if tolerance == 0.0:
                    same = want.tobytes() == got.tobytes()
                else:
                    scale = np.max(np.abs(want), initial=1e-30)
                    same = bool(np.all(np.abs(want - got) <= tolerance * scale))
                if not same:
                    bad = np.argwhere(want != got)
                    sys.exit(f"{function} on {shapes}: {len(bad)} of {want.size} differ, first at "
                             f"{bad[0]}: want {want[tuple(bad[0])]}, got {got[tuple(bad[0])]}")
            count += 1
    print(f"{count} calls agree")
