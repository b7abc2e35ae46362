"""Runs what no kernel takes (elementwise ops, pads, poolings, reductions,
transposes, lookups) through upstream's scalar loops and through ours: the bits
agree, floats included, because no sum changes its order."""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../Inputs"))
from native import DTYPES, REFERENCE, check_same  # noqa: E402

random = np.random.default_rng(11)


def tensor(shape, element):
    return "tensor<" + "".join(f"{'?' if d is None else d}x" for d in shape) + element + ">"


def dims_of(value, type_text, shape):
    """Text that makes %d0.. of the dynamic dims, and their names."""
    lines, names = [], []
    for i, size in enumerate(shape):
        if size is None:
            lines += [f"  %i{i} = arith.constant {i} : index",
                      f"  %d{i} = tensor.dim {value}, %i{i} : {type_text}"]
            names.append(f"%d{i}")
    return "\n".join(lines), names


def generic(name, operands, out, loops, kinds, body, init=None):
    """A function of one linalg.generic. `operands` and `out` are
    (shape, element, map results); the result's sizes are looked up in the first
    operand, whose dynamic dims must be dims of the result too."""
    arguments = ", ".join(f"%a{i}: {tensor(s, e)}" for i, (s, e, _) in enumerate(operands))
    result = tensor(out[0], out[1])
    first = tensor(operands[0][0], operands[0][1])
    prefix, names = dims_of("%a0", first, operands[0][0])
    dims = ", ".join(f"d{i}" for i in range(loops))
    maps = ", ".join(f"affine_map<({dims}) -> ({m})>" for _, _, m in [*operands, out])
    iterators = ", ".join(f'"{ {"p": "parallel", "r": "reduction"}[k]}"' for k in kinds)
    inputs = ", ".join(f"%a{i}" for i in range(len(operands)))
    types = ", ".join(tensor(s, e) for s, e, _ in operands)
    block = ", ".join(f"%b{i}: {e}" for i, (_, e, _) in enumerate(operands))
    used = names[:out[0].count(None)]
    outs, fill = "%e", ""
    if init is not None:
        fill = (f"  %z = arith.constant {init} : {out[1]}\n"
                f"  %f = linalg.fill ins(%z : {out[1]}) outs(%e : {result}) -> {result}\n")
        outs = "%f"
    return f"""func.func @{name}({arguments}) -> {result} {{
{prefix}
  %e = tensor.empty({', '.join(used)}) : {result}
{fill}  %r = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}}
      ins({inputs} : {types}) outs({outs} : {result}) {{
  ^bb0({block}, %o: {out[1]}):
{body}
  }} -> {result}
  return %r : {result}
}}"""


def elementwise(name, shape, channel_dim):
    """Quantizes x by a scale per channel: float division, rounding, clamping."""
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    return generic(name, [(shape, "f32", ids), ([shape[channel_dim]], "f32", f"d{channel_dim}")],
                   (shape, "i8", ids), rank, "p" * rank, """
    %q = arith.divf %b0, %b1 : f32
    %n = math.roundeven %q : f32
    %lo = arith.constant -128.0 : f32
    %hi = arith.constant 127.0 : f32
    %m = arith.maximumf %n, %lo : f32
    %c = arith.minimumf %m, %hi : f32
    %i = arith.fptosi %c : f32 to i32
    %t = arith.trunci %i : i32 to i8
    linalg.yield %t : i8""")


def requantize(name, shape):
    """The i64 product of SEMANTICS: (x * m + 2^30) >> 31, clamped to i8."""
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    return generic(name, [(shape, "i32", ids), ([shape[-1]], "i32", f"d{rank - 1}")],
                   (shape, "i8", ids), rank, "p" * rank, """
    %x = arith.extsi %b0 : i32 to i64
    %m = arith.extsi %b1 : i32 to i64
    %half = arith.constant 1073741824 : i64
    %s = arith.constant 31 : i64
    %p = arith.muli %x, %m : i64
    %a = arith.addi %p, %half : i64
    %v = arith.shrsi %a, %s : i64
    %lo = arith.constant -128 : i64
    %hi = arith.constant 127 : i64
    %l = arith.maxsi %v, %lo : i64
    %h = arith.minsi %l, %hi : i64
    %t = arith.trunci %h : i64 to i8
    linalg.yield %t : i8""")


def reduction(name, shape, dims, element):
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    kept = [i for i in range(rank) if i not in dims]
    op = "addf" if element[0] == "f" else "addi"
    return generic(name, [(shape, element, ids)],
                   ([shape[i] for i in kept], element, ", ".join(f"d{i}" for i in kept)), rank,
                   "".join("r" if i in dims else "p" for i in range(rank)), f"""
    %s = arith.{op} %o, %b0 : {element}
    linalg.yield %s : {element}""", init="0.0" if element[0] == "f" else "0")


def matmul(name, m, n, k, transposed, element):
    """Both operands are arguments, so no kernel takes it."""
    b = ([n, k], element, "d1, d2") if transposed else ([k, n], element, "d2, d1")
    suffix = "f" if element[0] == "f" else "i"
    return generic(name, [([m, k], element, "d0, d2"), b], ([m, n], element, "d0, d1"), 3, "ppr", f"""
    %p = arith.mul{suffix} %b0, %b1 : {element}
    %s = arith.add{suffix} %o, %p : {element}
    linalg.yield %s : {element}""", init="0.0" if element[0] == "f" else "0")


def transpose(name, shape, permutation, element):
    result = [shape[p] for p in permutation]
    first = tensor(shape, element)
    prefix, names = dims_of("%a0", first, shape)
    return f"""func.func @{name}(%a0: {first}) -> {tensor(result, element)} {{
{prefix}
  %e = tensor.empty({', '.join(names)}) : {tensor(result, element)}
  %r = linalg.transpose ins(%a0 : {first}) outs(%e : {tensor(result, element)}) permutation = {permutation}
  return %r : {tensor(result, element)}
}}"""


def pool(name, kind, shape, window, stride, element, result):
    out = [shape[0], *[(s - w) // stride + 1 for s, w in zip(shape[1:3], window)], shape[3]]
    first, last = tensor(shape, element), tensor(out, result)
    prefix, names = dims_of("%a0", first, shape)
    lowest = {"f32": "0xFF800000", "i8": "-128", "i32": "0"}[result if kind == "sum" else element]
    return f"""func.func @{name}(%a0: {first}) -> {last} {{
{prefix}
  %k = tensor.empty() : {tensor(window, element)}
  %z = arith.constant {lowest if kind == 'max' else ('0.0' if result[0] == 'f' else '0')} : {result}
  %e = tensor.empty({', '.join(names)}) : {last}
  %f = linalg.fill ins(%z : {result}) outs(%e : {last}) -> {last}
  %r = linalg.pooling_nhwc_{kind} {{strides = dense<{stride}> : tensor<2xi64>}}
      ins(%a0, %k : {first}, {tensor(window, element)}) outs(%f : {last}) -> {last}
  return %r : {last}
}}"""


def pads(name, shape, low, high, element):
    """The same value, incremented, padded twice with equal borders."""
    rank = len(shape)
    out = [None if s is None else s + a + b for s, a, b in zip(shape, low, high)]
    first, last = tensor(shape, element), tensor(out, element)
    prefix, names = dims_of("%a0", first, shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    iterators = ", ".join(['"parallel"'] * rank)
    index = ", ".join(f"%x{i}: index" for i in range(rank))
    one = "1.0" if element[0] == "f" else "1"
    suffix = "f" if element[0] == "f" else "i"
    pad = f"""low{low} high{high} {{
  ^bb0({index}):
    tensor.yield %one : {element}
  }} : {first} to {last}"""
    return f"""func.func @{name}(%a0: {first}) -> ({last}, {last}) {{
{prefix}
  %one = arith.constant {one} : {element}
  %e = tensor.empty({', '.join(names)}) : {first}
  %r = linalg.generic {{indexing_maps = [affine_map<({ids}) -> ({ids})>, affine_map<({ids}) -> ({ids})>],
      iterator_types = [{iterators}]}} ins(%a0 : {first}) outs(%e : {first}) {{
  ^bb0(%v: {element}, %o: {element}):
    %s = arith.add{suffix} %v, %one : {element}
    linalg.yield %s : {element}
  }} -> {first}
  %p = tensor.pad %r {pad}
  %q = tensor.pad %a0 {pad}
  return %p, %q : {last}, {last}
}}"""


def lookup(name, shape):
    """A 256-entry table indexed by a signed byte."""
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    table = ", ".join(str(int(v)) for v in random.integers(-128, 128, 256))
    text = generic(name, [(shape, "i8", ids)], (shape, "i8", ids), rank, "p" * rank, """
    %w = arith.extui %b0 : i8 to i32
    %x = arith.constant 128 : i32
    %y = arith.xori %w, %x : i32
    %k = arith.index_castui %y : i32 to index
    %t = tensor.extract %table[%k] : tensor<256xi8>
    linalg.yield %t : i8""")
    head, brace, rest = text.partition("{\n")
    return head + brace + f"  %table = arith.constant dense<[{table}]> : tensor<256xi8>\n" + rest


def positions(name, shape):
    """Adds the channel number to each element."""
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    return generic(name, [(shape, "i32", ids)], (shape, "i32", ids), rank, "p" * rank, f"""
    %c = linalg.index {rank - 1} : index
    %i = arith.index_cast %c : index to i32
    %s = arith.addi %b0, %i : i32
    linalg.yield %s : i32""")


def divide(name, shape):
    """May trap on what is not there: stays scalar where the extent is dynamic."""
    rank = len(shape)
    ids = ", ".join(f"d{i}" for i in range(rank))
    return generic(name, [(shape, "i32", ids), (shape, "i32", ids)], (shape, "i32", ids), rank,
                   "p" * rank, """
    %one = arith.constant 1 : i32
    %d = arith.ori %b1, %one : i32
    %q = arith.divsi %b0, %d : i32
    linalg.yield %q : i32""")


def softmax(name, rows, columns):
    t = tensor([rows, columns], "f32")
    return f"""func.func @{name}(%a0: {t}) -> {t} {{
  %i0 = arith.constant 0 : index
  %d0 = tensor.dim %a0, %i0 : {t}
  %e = tensor.empty(%d0) : {t}
  %r = linalg.softmax dimension(1) ins(%a0 : {t}) outs(%e : {t}) -> {t}
  return %r : {t}
}}"""


def functions():
    for i, shape in enumerate([[None, 5, 7, 24], [None, 3, 3, 17], [None, 1, 1, 1], [2, 1, 40],
                               [None, 2, 160], [7, 13], [3, 2, 1, 100]]):
        yield elementwise(f"elementwise{i}", shape, len(shape) - 1)
        yield requantize(f"requantize{i}", shape)
    yield elementwise("channels_first", [None, 6, 5, 5], 1)
    yield elementwise("dynamic_inner", [4, None], 0)
    yield requantize("one_dim", [131])
    yield divide("divide", [3, 37])
    yield divide("divide_dynamic", [3, None])
    yield positions("positions", [None, 3, 19])
    yield lookup("lookup", [None, 7, 9])
    yield lookup("lookup_odd", [5, 131])
    for element in ("f32", "i32"):
        yield reduction(f"global_mean_{element}", [None, 7, 7, 40], [1, 2], element)
        yield reduction(f"row_sum_{element}", [None, 5, 33], [2], element)
        yield reduction(f"row_sums_{element}", [19, 33], [1], element)
        yield reduction(f"column_sum_{element}", [33, 19], [0], element)
        yield reduction(f"total_{element}", [3, 31], [0, 1], element)
        yield matmul(f"matmul_{element}", 5, 19, 33, False, element)
        yield matmul(f"matmul_transposed_{element}", 5, 19, 33, True, element)
        yield matmul(f"matmul_dynamic_{element}", None, 16, 8, False, element)
        yield transpose(f"to_channels_last_{element}", [None, 3, 9, 10], [0, 2, 3, 1], element)
        yield transpose(f"square_{element}", [33, 47], [1, 0], element)
    yield transpose("bytes", [None, 24, 7, 7], [0, 2, 3, 1], "i8")
    yield transpose("dynamic", [None, 6], [1, 0], "f32")
    yield pool("sum_i8", "sum", [None, 7, 8, 24], [2, 3], 2, "i8", "i32")
    yield pool("max_i8", "max", [None, 9, 9, 65], [3, 3], 2, "i8", "i8")
    yield pool("max_f32", "max", [2, 5, 5, 3], [2, 2], 1, "f32", "f32")
    yield pool("sum_f32", "sum", [1, 6, 6, 33], [6, 6], 1, "f32", "f32")
    yield pads("pad_i8", [None, 6, 6, 24], [0, 1, 2, 0], [0, 1, 0, 0], "i8")
    yield pads("pad_thin", [None, 5, 5, 1], [0, 1, 1, 0], [0, 1, 1, 0], "f32")
    yield pads("pad_channels", [2, 3, 5], [0, 0, 2], [0, 0, 1], "i32")
    yield softmax("softmax", None, 10)


def inputs(text, batch):
    header = text[:text.index("->")]
    arrays = []
    for part in header.split("tensor<")[1:]:
        *shape, element = part.split(">")[0].split("x")
        shape = [batch if s == "?" else int(s) for s in shape]
        if element[0] == "f":
            values = random.standard_normal(shape) * 50
            arrays.append(np.where(values == 0, 1, values).astype(np.float32))
        else:
            limits = np.iinfo(DTYPES[element])
            arrays.append(random.integers(limits.min, limits.max, shape, endpoint=True)
                          .astype(DTYPES[element]))
    return tuple(arrays)


target = sys.argv[1] if len(sys.argv) > 1 else "host"
every = list(functions())
calls = {text.split("@")[1].split("(")[0]: [inputs(text, b) for b in (0, 1, 3, 21)] for text in every}
every = "\n".join(every)
reference = ["--quantx-decompose-aggregates", "--quantx-decompose-pads", *REFERENCE]
alone = ["--quantx-prepare-entry-points", "--quantx-decompose-aggregates", "--quantx-decompose-pads",
         f"--quantx-vectorize-linalg=target={target}", "--canonicalize",
         REFERENCE[0].replace(" copy-before-write", ""), *REFERENCE[1:4],
         "--convert-vector-to-scf=full-unroll", *REFERENCE[4:7], "--convert-vector-to-llvm",
         *REFERENCE[7:]]
if target == "host":
    check_same(every, alone, calls, reference=reference)
check_same(every, [f"--quantx-codegen-pipeline=target={target}"], calls, reference=reference)
