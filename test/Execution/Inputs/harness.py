"""Runs functions written in MLIR on given arrays and returns what they compute.

A test collects cases, each one function with its inputs, compiles all of them
in one module through the passes under test and a plain lowering to LLVM, and runs
the module once. The inputs are constants of a driver function that no pass
looks through, so nothing is folded that a user would not have folded.
"""

import os
import re
import subprocess
import sys
import tempfile

import numpy as np

MLIR_TYPES = {
    np.dtype(np.bool_): "i1", np.dtype(np.int8): "i8", np.dtype(np.int16): "i16",
    np.dtype(np.int32): "i32", np.dtype(np.int64): "i64",
    np.dtype(np.float16): "f16", np.dtype(np.float32): "f32",
    np.dtype(np.float64): "f64",
}
NUMPY_TYPES = {name: dtype for dtype, name in MLIR_TYPES.items()}


def tensor_type(shape, element):
    return "tensor<" + "".join(f"{d}x" for d in shape) + element + ">"


def dense(array):
    """The array as text of a constant, exact for every bit pattern."""
    array = np.asarray(array, order="C")
    kind = tensor_type(array.shape, MLIR_TYPES[array.dtype])
    if array.dtype == np.bool_:
        # Text, since packed bits have a layout of their own.
        return f"dense<{str(array.tolist()).lower()}> : {kind}"
    if array.size == 0:
        return f"dense<> : {kind}"
    return f'dense<"0x{array.tobytes().hex().upper()}"> : {kind}'


class Case:
    """One function `@name` of `text`, called with `inputs`.

    `results` are the MLIR types of its results; dimensions may be dynamic.
    """

    def __init__(self, name, text, inputs, results):
        self.name, self.text = name, text
        self.inputs = [np.asarray(i) for i in inputs]
        self.results = results
        signature = re.search(
            r"func\.func (?:private )?@" + re.escape(name) + r"\((.*?)\)\s*->",
            text, re.S).group(1)
        self.arguments = re.findall(r"tensor<[^>]*>", signature)

    def driver(self):
        lines = [f"func.func private @run_{self.name}() {{"]
        for i, (array, kind) in enumerate(zip(self.inputs, self.arguments)):
            static = tensor_type(array.shape, MLIR_TYPES[array.dtype])
            lines.append(f"  %c{i} = arith.constant {dense(array)}")
            if static == kind:
                lines[-1] = lines[-1].replace(f"%c{i} =", f"%a{i} =", 1)
            else:
                lines.append(f"  %a{i} = tensor.cast %c{i} : {static} to {kind}")
        args = ", ".join(f"%a{i}" for i in range(len(self.inputs)))
        count = f":{len(self.results)}" if len(self.results) > 1 else ""
        lines.append(f"  %r{count} = func.call @{self.name}({args}) : "
                     f"({', '.join(self.arguments)}) -> ({', '.join(self.results)})")
        for i, kind in enumerate(self.results):
            value = f"%r#{i}" if count else "%r"
            lines += self._print(value, i, kind)
        return "\n".join(lines + ["  return", "}"])

    def _print(self, value, i, kind):
        """Prints a tensor's bits as integers of 64 bits."""
        shape, element = re.match(r"tensor<((?:[0-9?]+x)*)(\w+)>", kind).groups()
        dims = shape.split("x")[:-1]
        wide = f"tensor<{shape}i64>"
        lines = []
        sizes = []
        for d, size in enumerate(dims):
            if size == "?":
                lines += [f"  %k{i}_{d} = arith.constant {d} : index",
                          f"  %d{i}_{d} = tensor.dim {value}, %k{i}_{d} : {kind}"]
                sizes.append(f"%d{i}_{d}")
        dim_names = ", ".join(f"d{d}" for d in range(len(dims)))
        identity = f"affine_map<({dim_names}) -> ({dim_names})>"
        parallel = ", ".join(['"parallel"'] * len(dims))
        width = int(element[1:])
        body = "%x"
        convert = []
        if element[0] == "f":
            convert.append(f"    %b = arith.bitcast %x : {element} to i{width}")
            body = "%b"
        if width < 64:
            convert.append(f"    %e = arith.extsi {body} : i{width} to i64")
            body = "%e"
        dynamic = "memref<" + "".join(f"{d}x" for d in dims) + "i64>"
        return lines + [
            f"  %o{i} = tensor.empty({', '.join(sizes)}) : {wide}",
            f"  %w{i} = linalg.generic {{indexing_maps = [{identity}, {identity}],"
            f" iterator_types = [{parallel}]}} ins({value} : {kind})"
            f" outs(%o{i} : {wide}) {{",
            f"  ^bb0(%x: {element}, %y: i64):", *convert,
            f"    linalg.yield {body} : i64", f"  }} -> {wide}",
            f"  %m{i} = bufferization.to_buffer %w{i} : {wide} to {dynamic}",
            f"  %u{i} = memref.cast %m{i} : {dynamic} to memref<*xi64>",
            f"  call @printMemrefI64(%u{i}) : (memref<*xi64>) -> ()"]


def module_text(cases, header=""):
    runs = "\n".join(f"  call @run_{c.name}() : () -> ()" for c in cases)
    return "\n".join(
        [header, "func.func private @printMemrefI64(memref<*xi64>)"
         " attributes {llvm.emit_c_interface}"]
        + [c.text for c in cases] + [c.driver() for c in cases]
        + [f"func.func @main() {{\n{runs}\n  return\n}}", ""])


def find_tool(name):
    """The tool that lit put first on the PATH, unless the environment says."""
    return os.environ.get(name.upper().replace("-", "_"), name)


def check_output(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[:4000])
        with tempfile.NamedTemporaryFile("w", suffix=".mlir", delete=False) as f:
            f.write(text)
        sys.exit(f"error: {' '.join(command)} failed with {done.returncode}; "
                 f"its input is {f.name}")
    return done.stdout


# Upstream's plain loops: what is under test is the IR before code generation,
# and a fault of the latter must not show as one of the former.
PLAIN = [
    "--convert-tensor-to-linalg", "--linalg-generalize-named-ops",
    "--one-shot-bufferize=bufferize-function-boundaries"
    " function-boundary-type-conversion=identity-layout-map",
    "--convert-linalg-to-loops", "--expand-strided-metadata", "--lower-affine",
    "--convert-scf-to-cf", "--arith-expand", "--convert-math-to-llvm",
    "--convert-math-to-libm", "--convert-to-llvm",
    "--reconcile-unrealized-casts"]
# Another way to LLVM, for a second run of the same test.
CODEGEN = os.environ.get("CODEGEN", "").split() or PLAIN


def compile_module(text, passes):
    return check_output([find_tool("quant-opt")] + passes, text)


def run(cases, passes, header="", codegen=CODEGEN):
    """{name: [array per result]} after `passes`, quantx-to-linalg, codegen."""
    text = module_text(cases, header)
    text = compile_module(text, passes + ["--convert-quantx-to-linalg"] + codegen)
    libs = os.environ["MLIR_LIBS"]
    output = check_output(
        [find_tool("mlir-runner"), "-e", "main", "--entry-point-result=void",
         f"--shared-libs={libs}/libmlir_runner_utils.so,"
         f"{libs}/libmlir_c_runner_utils.so"], text)
    chunks = output.split("Unranked Memref")[1:]
    results, at = {}, 0
    for case in cases:
        arrays = []
        for kind in case.results:
            arrays.append(parse(chunks[at], kind))
            at += 1
        results[case.name] = arrays
    assert at == len(chunks), "more results printed than expected"
    return results


def parse(chunk, kind):
    head, data = chunk.split("data =", 1)
    sizes = re.search(r"sizes = \[(.*?)\]", head).group(1)
    shape = [int(s) for s in sizes.split(",") if s.strip()]
    values = [int(v) for v in re.findall(r"-?\d+", data)]
    if 0 in shape:
        values = []  # the printer shows what is behind the pointer
    element = re.match(r"tensor<(?:[0-9?]+x)*(\w+)>", kind).group(1)
    dtype = NUMPY_TYPES[element]
    bits = np.array(values, np.int64).astype(f"int{dtype.itemsize * 8}")
    return bits.view(dtype).reshape(shape)


class Report:
    """Counts comparisons, shows the first differences, sets the exit status."""

    def __init__(self):
        self.compared = self.failed = 0

    def equal(self, name, actual, expected):
        """Bit equality of two arrays."""
        actual, expected = np.asarray(actual), np.asarray(expected)
        assert actual.shape == expected.shape, \
            f"{name}: shape {actual.shape}, expected {expected.shape}"
        a, e = actual, expected.astype(actual.dtype)
        if a.dtype.kind == "f":
            a, e = (x.view(f"int{x.dtype.itemsize * 8}") for x in (a, e))
        self.compared += a.size
        bad = np.argwhere(a != e)
        if len(bad):
            self.failed += 1
            where = tuple(bad[0])
            print(f"FAIL {name}: {len(bad)} of {a.size} differ, first at "
                  f"{[int(i) for i in where]}: {actual[where]}, expected {expected[where]}")

    def finish(self):
        print(f"{self.compared} values compared, {self.failed} cases failed")
        sys.exit(1 if self.failed or not self.compared else 0)
