"""Contractions of every form, as MLIR functions on random data.

A case is a function `@case_i` on tensors and a call of it from `@main` with
constant inputs, followed by printing its result. Inputs come in as arguments,
so that only the weights are constants where the contraction is.
"""

import random
import struct


def count(shape):
    total = 1
    for size in shape:
        total *= size
    return total


def tensor(shape, element, dynamic=()):
    dims = ["?" if i in dynamic else str(s) for i, s in enumerate(shape)]
    return "tensor<" + "x".join(dims + [element]) + ">"


class Module:
    """Collects the functions and the body of main."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.functions, self.main = [], []
        self.cases = 0

    def literal(self, shape, element):
        """Random elements, extremes often; f32 ones are small integers, whose
        products sum to the same bits in any order."""
        n = count(shape)
        if n == 0:
            return f"dense<> : {tensor(shape, element)}"
        if element == "i8":
            data = bytes(
                self.random.choice([0x80, 0x7F, 0xFF, 0, self.random.randrange(256)])
                for _ in range(n))
        elif element == "i32":
            data = struct.pack(f"<{n}i", *(self.random.randrange(-9999, 9999) for _ in range(n)))
        else:
            data = struct.pack(f"<{n}f", *(self.random.randrange(-8, 9) for _ in range(n)))
        if n == 1:
            value = struct.unpack({"i8": "<b", "i32": "<i", "f32": "<f"}[element], data)[0]
            return f"dense<{value}> : {tensor(shape, element)}"
        return f'dense<"0x{data.hex()}"> : {tensor(shape, element)}'

    def case(self, arguments, result, body):
        """Adds a case. `arguments` are (name, shape, element, dynamic dims),
        `result` is (shape, element, dynamic dims); `body` defines `%result`."""
        name = f"case_{self.cases}"
        self.cases += 1
        shape, element, dynamic = result
        formal = ", ".join(f"%{n}: {tensor(s, e, d)}" for n, s, e, d in arguments)
        type_ = tensor(shape, element, dynamic)
        self.functions.append(
            f"func.func @{name}({formal}) -> {type_} {{\n{body}\n  return %result : {type_}\n}}")
        actual = []
        for i, (_, s, e, d) in enumerate(arguments):
            value = f"%{name}_{i}"
            self.main.append(f"{value}_c = arith.constant {self.literal(s, e)}")
            self.main.append(
                f"{value} = tensor.cast {value}_c : {tensor(s, e)} to {tensor(s, e, d)}")
            actual.append((value, tensor(s, e, d)))
        self.main.append(f"%{name} = func.call @{name}({', '.join(v for v, _ in actual)}) : "
                         f"({', '.join(t for _, t in actual)}) -> {type_}")
        value = f"%{name}"
        if element == "i8":  # The runner would print characters.
            value, element = f"%{name}_w", "i32"
            wide = tensor(shape, element, dynamic)
            self.main.append(f"{value} = arith.extsi %{name} : {type_} to {wide}")
            type_ = wide
        self.main.append(f"%{name}_r = tensor.cast {value} : {type_} to tensor<*x{element}>")
        self.main.append(
            f"func.call @printMemref{element.upper()}(%{name}_r) : (tensor<*x{element}>) -> ()")

    def text(self):
        prints = "\n".join(
            f"func.func private @printMemref{e.upper()}(tensor<*x{e}>) "
            "attributes {llvm.emit_c_interface}" for e in ("i32", "f32"))
        main = "\n  ".join(self.main)
        return "\n".join([prints] + self.functions +
                         [f"func.func @main() {{\n  {main}\n  return\n}}", ""])


ACC = {"i8": "i32", "f32": "f32"}


def start(module, shape, element, dynamic, bias, like="%x"):
    """Ops that define `%outs`: a fill, a broadcast constant bias over the last
    dimension, or the argument `%init`."""
    lines, type_ = [], tensor(shape, element, dynamic)
    zero = "0" if element != "f32" else "0.0"
    if bias == "argument":
        return "", "%init"
    sizes = []
    for d in dynamic:
        lines.append(f"%i{d} = arith.constant {d} : index")
        lines.append(f"%d{d} = tensor.dim {like[0]}, %i{d} : {like[1]}")
        sizes.append(f"%d{d}")
    lines.append(f"%empty = tensor.empty({', '.join(sizes)}) : {type_}")
    if bias == "zero":
        lines.append(f"%zero = arith.constant {zero} : {element}")
        lines.append(f"%outs = linalg.fill ins(%zero : {element}) outs(%empty : {type_}) -> {type_}")
    else:
        n = shape[-1:]
        outer = ", ".join(str(i) for i in range(len(shape) - 1))
        lines.append(f"%bias = arith.constant {module.literal(n, element)}")
        lines.append(f"%outs = linalg.broadcast ins(%bias : {tensor(n, element)}) "
                     f"outs(%empty : {type_}) dimensions = [{outer}]")
    return "\n  ".join(lines), "%outs"


def add_named(module, op, x, w, out, element="i8", dynamic=(), bias="constant",
              attributes="", epilogue=None):
    """A case of the named op `op` with constant weights of shape `w`."""
    acc = ACC[element]
    x_type, out_type = tensor(x, element, dynamic), tensor(out, acc, dynamic)
    outs_body, outs = start(module, out, acc, dynamic, bias, ("%x", x_type))
    arguments = [("x", x, element, dynamic)]
    if bias == "argument":
        arguments.append(("init", out, acc, dynamic))
    name = "%sum" if epilogue else "%result"
    body = (f"  %w = arith.constant {module.literal(w, element)}\n  {outs_body}\n"
            f"  {name} = {op} {attributes} ins(%x, %w : {x_type}, {tensor(w, element)}) "
            f"outs({outs} : {out_type}) -> {out_type}")
    if not epilogue:
        return module.case(arguments, (out, acc, dynamic), body)
    extra, text, result = epilogue(module, out, out_type, dynamic)
    module.case(arguments + extra, (out, result, dynamic), body + "\n" + text)


def matmuls(module, element):
    for m, n, k in [(1, 1, 1), (1, 10, 5), (2, 16, 4), (3, 17, 3), (5, 5, 7), (6, 64, 8),
                    (7, 80, 17), (13, 100, 2), (23, 24, 31), (17, 161, 33), (31, 48, 6)]:
        for dynamic, bias in [((), "constant"), ((0,), "zero"), ((0,), "argument")]:
            add_named(module, "linalg.matmul", (m, k), (k, n), (m, n), element, dynamic, bias)
    for m, n, k in [(0, 5, 4), (4, 0, 5), (4, 5, 0)]:
        add_named(module, "linalg.matmul", (m, k), (k, n), (m, n), element)
        add_named(module, "linalg.matmul", (m, k), (k, n), (m, n), element, (0,), "argument")
    transposed = ("indexing_maps = [affine_map<(m, n, k) -> ({})>, affine_map<(m, n, k) -> ({})>, "
                  "affine_map<(m, n, k) -> (m, n)>]")
    add_named(module, "linalg.matmul", (9, 7), (19, 7), (9, 19), element,
              attributes=transposed.format("m, k", "n, k"))
    add_named(module, "linalg.matmul", (7, 9), (7, 19), (9, 19), element,
              attributes=transposed.format("k, m", "k, n"))
    add_named(module, "linalg.batch_matmul", (3, 5, 9), (3, 9, 20), (3, 5, 20), element)
    add_named(module, "linalg.vecmat", (9,), (9, 35), (35,), element, bias="zero")


def convolutions(module, element):
    def conv2d(n, h, w, c, f, kh, kw, s=1, d=1, dynamic=(0,), bias="constant", fhwc=False):
        oh, ow = (h - (kh - 1) * d - 1) // s + 1, (w - (kw - 1) * d - 1) // s + 1
        op, filters = "linalg.conv_2d_nhwc_hwcf", (kh, kw, c, f)
        if fhwc:
            op, filters = "linalg.conv_2d_nhwc_fhwc", (f, kh, kw, c)
        add_named(module, op, (n, h, w, c), filters, (n, oh, ow, f), element, dynamic, bias,
                  f"{{strides = dense<{s}> : tensor<2xi64>, dilations = dense<{d}> : tensor<2xi64>}}")

    conv2d(2, 8, 9, 1, 16, 3, 3)
    conv2d(1, 9, 9, 3, 5, 3, 3, s=2, dynamic=())
    conv2d(2, 7, 7, 16, 17, 3, 3, dynamic=())
    conv2d(1, 12, 11, 5, 8, 3, 2, d=2)
    conv2d(1, 13, 17, 4, 33, 5, 3, s=3, d=2, bias="argument")
    conv2d(3, 7, 7, 24, 40, 1, 1)
    conv2d(3, 7, 5, 24, 40, 1, 1, dynamic=())
    conv2d(2, 8, 8, 17, 70, 1, 1, s=2, fhwc=True)
    conv2d(2, 6, 5, 3, 4, 6, 5, fhwc=True, dynamic=())
    conv2d(1, 5, 40, 1, 1, 1, 7)
    conv2d(1, 40, 5, 1, 3, 7, 1)
    conv2d(0, 5, 5, 3, 3, 3, 3)
    conv2d(1, 5, 5, 3, 3, 1, 1, dynamic=(0, 1, 2))
    add_named(module, "linalg.conv_1d_nwc_wcf", (2, 19, 3), (4, 3, 21), (2, 8, 21), element, (0,),
              attributes="{strides = dense<2> : tensor<1xi64>, dilations = dense<1> : tensor<1xi64>}")
    add_named(module, "linalg.conv_3d_ndhwc_dhwcf", (1, 4, 5, 6, 3), (2, 3, 2, 3, 18),
              (1, 3, 3, 5, 18), element, (0,))
    add_named(module, "linalg.conv_2d_nhwgc_gfhwc", (2, 6, 6, 3, 5), (3, 18, 3, 3, 5),
              (2, 4, 4, 3, 18), element, (0,))


def depthwise(module, element):
    def depthwise2d(n, h, w, c, kh, kw, s=1, d=1, dynamic=(0,), bias="constant"):
        oh, ow = (h - (kh - 1) * d - 1) // s + 1, (w - (kw - 1) * d - 1) // s + 1
        add_named(module, "linalg.depthwise_conv_2d_nhwc_hwc", (n, h, w, c), (kh, kw, c),
                  (n, oh, ow, c), element, dynamic, bias,
                  f"{{strides = dense<{s}> : tensor<2xi64>, dilations = dense<{d}> : tensor<2xi64>}}")

    depthwise2d(2, 9, 9, 16, 3, 3)
    depthwise2d(1, 9, 8, 1, 3, 3, dynamic=())
    depthwise2d(2, 16, 16, 40, 3, 3, s=2)
    depthwise2d(1, 11, 11, 64, 3, 3, d=2, bias="argument")
    depthwise2d(1, 11, 12, 77, 5, 4, s=2, d=2, bias="zero")
    depthwise2d(1, 9, 9, 160, 3, 3)
    depthwise2d(3, 4, 4, 19, 4, 4)
    depthwise2d(3, 4, 5, 19, 1, 1)
    add_named(module, "linalg.depthwise_conv_1d_nwc_wc", (2, 19, 21), (4, 21), (2, 8, 21), element,
              (0,),
              attributes="{strides = dense<2> : tensor<1xi64>, dilations = dense<1> : tensor<1xi64>}")
    add_named(module, "linalg.depthwise_conv_2d_nhwc_hwcm", (2, 7, 7, 5), (3, 3, 5, 4),
              (2, 5, 5, 5, 4), element, (0,))


def generic(module, x, w, out, maps, iterators, x_ext, w_ext, weights_first):
    """A product as a generic, each factor extended its own way."""
    operands = [("%x", "b", tensor(x, "i8"), maps[0]), ("%w", "a", tensor(w, "i8"), maps[1])]
    if weights_first:
        operands.reverse()
    maps = ", ".join(f"affine_map<{o}>" for o in [o[3] for o in operands] + [maps[2]])
    names = ", ".join(f"\"{i}\"" for i in iterators)
    body = f"""  %w = arith.constant {module.literal(w, "i8")}
  %init = arith.constant dense<-3> : {tensor(out, "i32")}
  %result = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{names}]}}
      ins({operands[0][0]}, {operands[1][0]} : {operands[0][2]}, {operands[1][2]})
      outs(%init : {tensor(out, "i32")}) {{
    ^bb0(%{operands[0][1]}: i8, %{operands[1][1]}: i8, %acc: i32):
      %0 = arith.{w_ext} %a : i8 to i32
      %1 = arith.{x_ext} %b : i8 to i32
      %2 = arith.muli %0, %1 : i32
      %3 = arith.addi %2, %acc : i32
      linalg.yield %3 : i32
  }} -> {tensor(out, "i32")}"""
    module.case([("x", x, "i8", ())], (out, "i32", ()), body)


def unsigned(module):
    """Every signedness of the two factors, of products and depthwise."""
    parallel, reduction = "parallel", "reduction"
    for x_ext in ["extsi", "extui"]:
        for w_ext in ["extsi", "extui"]:
            for m, n, k in [(5, 17, 9), (7, 64, 16), (3, 20, 3)]:
                generic(module, (m, k), (n, k), (m, n),
                        ["(m, k, n) -> (m, k)", "(m, k, n) -> (n, k)", "(m, k, n) -> (m, n)"],
                        [parallel, reduction, parallel], x_ext, w_ext, True)
            generic(module, (9, 11, 21), (3, 3, 21), (7, 9, 21),
                    ["(h, w, c, i, j) -> (h + i, w + j, c)", "(h, w, c, i, j) -> (i, j, c)",
                     "(h, w, c, i, j) -> (h, w, c)"],
                    [parallel] * 3 + [reduction] * 2, x_ext, w_ext, False)


def requantize(module, out, out_type, dynamic, residual=False, table=False, shifts=False):
    """i32 sums to i8 by a multiplier per channel, as the integer pipeline
    spells it: a product in i64, rounded and shifted, clamped, and the zero
    point added. `shifts` are per channel too; then a residual, then a table."""
    n, rank = out[-1], len(out)
    dims = ", ".join(f"d{i}" for i in range(rank))
    identity = f"affine_map<({dims}) -> ({dims})>"
    channel = f"affine_map<({dims}) -> (d{rank - 1})>"
    q_type = tensor(out, "i8", dynamic)
    low, high, zero = module.random.choice(
        [(-128, 127, 0), (-125, 130, -3), (0, 100, -128), (-300, -46, 172), (-128, 128, 0)])
    extra = [("other", out, "i8", dynamic)] if residual else []
    lines = [f"%m = arith.constant {module.literal((n,), 'i32')}",
             f"%shifts = arith.constant dense<{[module.random.randrange(10, 40) for _ in range(n)]}>"
             f" : tensor<{n}xi32>", "%seventeen = arith.constant 17 : i64",
             "%one = arith.constant 1 : i64"]
    sizes = []
    for d in dynamic:
        lines += [f"%qi{d} = arith.constant {d} : index",
                  f"%qd{d} = tensor.dim %sum, %qi{d} : {out_type}"]
        sizes.append(f"%qd{d}")
    operands = [("%sum", out_type, "%acc: i32", identity),
                ("%m", f"tensor<{n}xi32>", "%s: i32", channel)]
    body = ["%a64 = arith.extsi %acc : i32 to i64", "%s64 = arith.extsi %s : i32 to i64",
            "%p = arith.muli %a64, %s64 : i64"]
    shift = "%seventeen"
    if shifts:
        operands.append(("%shifts", f"tensor<{n}xi32>", "%sh: i32", channel))
        body.append("%sh64 = arith.extsi %sh : i32 to i64")
        shift = "%sh64"
    body += [f"%less = arith.subi {shift}, %one : i64", "%half = arith.shli %one, %less : i64",
             "%h = arith.addi %p, %half : i64", f"%r64 = arith.shrsi %h, {shift} : i64",
             "%r32 = arith.trunci %r64 : i64 to i32"]
    value = "%r32"
    if residual:
        operands.append(("%other", q_type, "%y: i8", identity))
        body += ["%y32 = arith.extsi %y : i8 to i32", "%sumy = arith.addi %r32, %y32 : i32"]
        value = "%sumy"
    body += [f"%lo = arith.constant {low} : i32", f"%hi = arith.constant {high} : i32",
             f"%c0 = arith.maxsi {value}, %lo : i32", "%c1 = arith.minsi %c0, %hi : i32",
             "%c2 = arith.trunci %c1 : i32 to i8",
             f"%z = arith.constant {(zero + 128) % 256 - 128} : i8", "%q = arith.addi %c2, %z : i8"]
    value = "%q"
    if table:
        lines.append(f"%table = arith.constant {module.literal((256,), 'i8')}")
        body += ["%ui = arith.index_castui %q : i8 to index",
                 "%t = tensor.extract %table[%ui] : tensor<256xi8>"]
        value = "%t"
    maps = ", ".join([o[3] for o in operands] + [identity])
    iterators = ", ".join(['"parallel"'] * rank)
    lines += [f"%qempty = tensor.empty({', '.join(sizes)}) : {q_type}",
              f"%result = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}} "
              f"ins({', '.join(o[0] for o in operands)} : {', '.join(o[1] for o in operands)}) "
              f"outs(%qempty : {q_type}) {{",
              f"^bb0({', '.join(o[2] for o in operands)}, %o: i8):"] + body + [
              f"linalg.yield {value} : i8", f"}} -> {q_type}"]
    return extra, "  " + "\n  ".join(lines), "i8"


def epilogues(module):
    def with_options(**options):
        return lambda *arguments: requantize(*arguments, **options)

    for options in [{}, {"residual": True}, {"table": True}, {"shifts": True}]:
        epilogue = with_options(**options)
        for m, n, k in [(1, 10, 16), (7, 24, 12), (4, 100, 7)]:
            for dynamic, bias in [((), "constant"), ((0,), "argument")]:
                add_named(module, "linalg.matmul", (m, k), (k, n), (m, n), "i8", dynamic, bias,
                          epilogue=epilogue)
        add_named(module, "linalg.conv_2d_nhwc_hwcf", (2, 7, 7, 24), (1, 1, 24, 40), (2, 7, 7, 40),
                  "i8", (0,), epilogue=epilogue)
        add_named(module, "linalg.conv_2d_nhwc_hwcf", (2, 9, 9, 3), (3, 3, 3, 21), (2, 7, 7, 21),
                  "i8", (), epilogue=epilogue)
        add_named(module, "linalg.depthwise_conv_2d_nhwc_hwc", (2, 9, 9, 40), (3, 3, 40),
                  (2, 7, 7, 40), "i8", (0,), epilogue=epilogue)


KINDS = {
    "matmul": lambda module: matmuls(module, "i8"),
    "matmul-f32": lambda module: matmuls(module, "f32"),
    "convolution": lambda module: convolutions(module, "i8"),
    "convolution-f32": lambda module: convolutions(module, "f32"),
    "depthwise": lambda module: depthwise(module, "i8"),
    "depthwise-f32": lambda module: depthwise(module, "f32"),
    "unsigned": unsigned,
    "epilogue": epilogues,
}


def generate(kind, seed=0):
    module = Module(seed)
    KINDS[kind](module)
    return module
