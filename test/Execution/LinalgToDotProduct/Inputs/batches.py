"""Runs a float product on a batch, and on each of its rows alone: how many rows
are computed together must not show in a single bit.

usage: batches.py TARGET MLIR_LIBS
"""

import random
import struct
import sys

import compare

ROWS, COLUMNS, DEPTH = 31, 37, 53


def floats(source, shape):
    n = shape[0] * shape[1]
    data = struct.pack(f"<{n}f", *(source.gauss(0, 1) for _ in range(n)))
    return f'dense<"0x{data.hex()}"> : tensor<{shape[0]}x{shape[1]}xf32>'


def module():
    source = random.Random(0)
    x, out = f"tensor<?x{DEPTH}xf32>", f"tensor<?x{COLUMNS}xf32>"
    bits = f"tensor<?x{COLUMNS}xi32>"
    return f"""
func.func private @printMemrefI32(tensor<*xi32>) attributes {{llvm.emit_c_interface}}
func.func @product(%x: {x}) -> {out} {{
  %w = arith.constant {floats(source, (DEPTH, COLUMNS))}
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %rows = tensor.dim %x, %c0 : {x}
  %empty = tensor.empty(%rows) : {out}
  %init = linalg.fill ins(%zero : f32) outs(%empty : {out}) -> {out}
  %0 = linalg.matmul ins(%x, %w : {x}, tensor<{DEPTH}x{COLUMNS}xf32>) outs(%init : {out}) -> {out}
  return %0 : {out}
}}
func.func @print(%x: {out}) {{
  %bits = arith.bitcast %x : {out} to {bits}
  %any = tensor.cast %bits : {bits} to tensor<*xi32>
  call @printMemrefI32(%any) : (tensor<*xi32>) -> ()
  return
}}
func.func @main() {{
  %x = arith.constant {floats(source, (ROWS, DEPTH))}
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = arith.constant {ROWS} : index
  %batch = tensor.cast %x : tensor<{ROWS}x{DEPTH}xf32> to {x}
  %all = func.call @product(%batch) : ({x}) -> {out}
  call @print(%all) : ({out}) -> ()
  scf.for %row = %c0 to %rows step %c1 {{
    %slice = tensor.extract_slice %x[%row, 0] [1, {DEPTH}] [1, 1]
      : tensor<{ROWS}x{DEPTH}xf32> to tensor<1x{DEPTH}xf32>
    %one = tensor.cast %slice : tensor<1x{DEPTH}xf32> to {x}
    %alone = func.call @product(%one) : ({x}) -> {out}
    func.call @print(%alone) : ({out}) -> ()
  }}
  return
}}
"""


def main():
    target, libs = sys.argv[1:3]
    converted = compare.optimize(module(), compare.kernels(target))
    results = compare.execute(converted, [compare.BUFFERIZE, compare.LOWER], libs)
    batch, *alone = [r.split("data = \n")[1] for r in results]
    rows = batch.strip().strip("[]").split("], \n [")
    wrong = sum(row != one.strip().strip("[]") for row, one in zip(rows, alone))
    print(f"{len(rows)} rows, {len(alone)} alone, {wrong} wrong")


main()
