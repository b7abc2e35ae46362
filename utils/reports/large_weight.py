#!/usr/bin/python3
"""A 4-bit weight of 100 million elements through quant-opt: memory, seconds."""

import os
import random
import struct
import subprocess
import sys
import time

import common

COLUMNS = 4096
BLOCK = 32
ELEMENTS = 100_000_000
# A dequantize that reads the weight in f32, a quantize that gives it back, and a
# reshape behind that: the latter two fold, the first must stay.
MODULE = """
#block = #quantx.params<i4, axes = [0, 1], block_sizes = [1, {block}],
  scale = <dense_resource<scales> : tensor<{rows}x{blocks}xf16>>, zero_point = <0 : i4>>
#x = affine_map<(m, n, k) -> (m, k)>
#w = affine_map<(m, n, k) -> (n, k)>
#y = affine_map<(m, n, k) -> (m, n)>
func.func @main(%x: tensor<1x{columns}xf32>, %init: tensor<1x{rows}xf32>)
    -> (tensor<1x{rows}xf32>, tensor<{half}x2x{columns}xi4>) {{
  %weight = arith.constant dense_resource<weight> : tensor<{rows}x{columns}xi4>
  %real = quantx.dequantize %weight, #block : tensor<{rows}x{columns}xi4> to tensor<{rows}x{columns}xf32>
  %y = linalg.matmul indexing_maps = [#x, #w, #y]
    ins(%x, %real : tensor<1x{columns}xf32>, tensor<{rows}x{columns}xf32>)
    outs(%init : tensor<1x{rows}xf32>) -> tensor<1x{rows}xf32>
  %again = quantx.quantize %real, #block : tensor<{rows}x{columns}xf32> to tensor<{rows}x{columns}xi4>
  %reshaped = tensor.expand_shape %again [[0, 1], [2]] output_shape [{half}, 2, {columns}]
    : tensor<{rows}x{columns}xi4> into tensor<{half}x2x{columns}xi4>
  return %y, %reshaped : tensor<1x{rows}xf32>, tensor<{half}x2x{columns}xi4>
}}
"""


def write_resource(file, name, size, chunk):
    """A resource of `size` bytes in hexadecimal: its alignment, then `chunk`
    over and over."""
    file.write(f'      {name}: "0x10000000')
    text = chunk.hex().upper()
    whole, rest = divmod(size, len(chunk))
    for _ in range(whole):
        file.write(text)
    file.write(text[:2 * rest] + '"')


def write_module(path, elements):
    """Writes the module as text, piece by piece; returns the bytes of its data."""
    rows = -(-elements // (2 * COLUMNS)) * 2
    blocks = COLUMNS // BLOCK
    weight, scales = rows * COLUMNS // 2, rows * blocks * 2
    source = random.Random(7)
    with open(path, "w") as file:
        file.write(MODULE.format(rows=rows, half=rows // 2, columns=COLUMNS, block=BLOCK, blocks=blocks))
        file.write("{-#\n  dialect_resources: {\n    builtin: {\n")
        write_resource(file, "weight", weight, source.randbytes(1 << 16))
        file.write(",\n")
        some = [source.uniform(0.01, 0.1) for _ in range(1 << 13)]
        write_resource(file, "scales", scales, struct.pack(f"<{len(some)}e", *some))
        file.write("\n    }\n  }\n#-}\n")
    return weight + scales


def measure(*command):
    """(peak resident bytes, seconds) of a child process."""
    start = time.monotonic()
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"error: '{' '.join(command)}' failed with status {child.returncode}")
    return usage.ru_maxrss * 1024, time.monotonic() - start


def check_folded(opt, path):
    """The quantize and the reshape are gone, the dequantize is not."""
    text = subprocess.run([opt, path, "--mlir-elide-resource-strings-if-larger=64"],
                          capture_output=True, text=True, check=True).stdout
    assert "quantx.quantize" not in text and "expand_shape" not in text, text[:2000]
    assert "quantx.dequantize" in text and len(text) < 10000, text[:2000]


def measure_steps(opt, folder, elements):
    """One row per step: name, bytes above an empty module, seconds, ratio."""
    path = lambda name: os.path.join(folder, name)
    size = write_module(path("weight.mlir"), elements)
    with open(path("empty.mlir"), "w") as file:
        file.write("module {}\n")
    steps = [
        ("text to bytecode", path("weight.mlir"), ["--emit-bytecode", "-o", path("weight.mlirbc")]),
        ("bytecode, folded, to bytecode", path("weight.mlirbc"),
         ["--canonicalize", "--quantx-fold-qdq", "--canonicalize", "--emit-bytecode", "-o", path("folded.mlirbc")]),
        ("bytecode to text", path("folded.mlirbc"), ["-o", path("folded.mlir")]),
    ]
    rows = []
    for name, source, arguments in steps:
        empty = min(measure(opt, path("empty.mlir"), *arguments)[0] for _ in range(3))
        peak, seconds = measure(opt, source, *arguments)
        rows.append({"step": name, "bytes": peak - empty, "seconds": seconds, "ratio": (peak - empty) / size})
    check_folded(opt, path("folded.mlirbc"))
    for file in ["weight.mlir", "weight.mlirbc", "folded.mlirbc", "folded.mlir"]:
        os.remove(path(file))
    return size, rows


def report(opt, folder, elements):
    """Measures, prints, and returns (rows, summary)."""
    os.makedirs(folder, exist_ok=True)
    size, rows = measure_steps(opt, folder, elements)
    print(f"{elements} elements of 4 bits, f16 scales per {BLOCK}: {size / 1e6:.1f} MB\n")
    print(common.table(["step", "peak MB", "ratio", "seconds"],
                       [[r["step"], f"{r['bytes'] / 1e6:.1f}", f"{r['ratio']:.2f}", f"{r['seconds']:.2f}"]
                        for r in rows]))
    summary = {"large_weight_bytes_ratio": round(rows[1]["ratio"], 3),
               "large_weight_text_ratio": round(max(rows[0]["ratio"], rows[2]["ratio"]), 3),
               "large_weight_seconds": round(rows[1]["seconds"], 3)}
    print("\n" + " ".join(f"{key}={value}" for key, value in summary.items()))
    return rows, summary


def main():
    build = common.build_dir()
    rows, summary = report(os.path.join(build, "bin", "quant-opt"), os.path.join(build, "large-weight"), ELEMENTS)
    common.write(build, "large_weight", rows, summary)


if __name__ == "__main__":
    main()
