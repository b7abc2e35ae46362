"""Networks of any length as MLIR: what the flow has to handle, over and over.

A network is a chain of blocks on a [n, 16] stream. A block has products with
weights, biases, pointwise chains as exporters write them, transposes, slices,
a concatenation, a padded convolution on a reshaped image, a pool, and a residual
addition; values in it feed up to four ops. Ranges are stated in the module.
"""

import random
import struct

WIDTH = 16
ID = "affine_map<(i, j) -> (i, j)>"


class Network:
    """Text of a function; `ops` counts ops that compute or move values."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.ops = self.values = 0

    def name(self):
        self.values += 1
        return f"%v{self.values}"

    def emit(self, text):
        result = self.name()
        self.lines.append(f"  {result} = {text}")
        return result

    def op(self, text, kind, low=-4.0, high=4.0):
        """A counted op and the range of its result."""
        self.ops += 1
        result = self.emit(text)
        return self.emit(f"quantx.range {result}, <min = {low}, max = {high}> : {kind}")

    def constant(self, *shape):
        count = 1
        for size in shape:
            count *= size
        data = struct.pack(f"<{count}f", *(self.random.gauss(0, 0.3) for _ in range(count)))
        kind = "tensor<" + "x".join(map(str, shape)) + "xf32>"
        return self.emit(f'arith.constant dense<"0x{data.hex().upper()}"> : {kind}'), kind

    def empty(self, kind):
        return self.emit(f"tensor.empty({'%n' if '?' in kind else ''}) : {kind}")

    def zeros(self, kind):
        return self.emit(f"linalg.fill ins(%zero : f32) outs({self.empty(kind)} : {kind}) -> {kind}")

    def elementwise(self, kind, body, *operands, maps=None, low=-4.0, high=4.0):
        """A generic; `body` is a list of ops on %a, %b that end in %y."""
        maps = ", ".join((maps or [ID] * len(operands)) + [ID])
        kinds = ", ".join(t for _, t in operands)
        arguments = ", ".join(f"%{'ab'[i]}: f32" for i in range(len(operands)))
        return self.op(
            f'linalg.generic {{indexing_maps = [{maps}], iterator_types = ["parallel", "parallel"]}} '
            f"ins({', '.join(v for v, _ in operands)} : {kinds}) outs({self.empty(kind)} : {kind}) {{\n"
            f"  ^bb0({arguments}, %o: f32):\n    " + "\n    ".join(body) +
            f"\n    linalg.yield %y : f32\n  }} -> {kind}", kind, low, high)


STREAM = f"tensor<?x{WIDTH}xf32>"
TURNED = f"tensor<{WIDTH}x?xf32>"
HALF = f"tensor<?x{WIDTH // 2}xf32>"
IMAGE = "tensor<?x1x4x4xf32>"
PADDED = "tensor<?x1x6x6xf32>"


def unary(op):
    return [f"%y = {op} %a : f32"]


def binary(op):
    return [f"%y = {op} %a, %b : f32"]


def with_constant(op, value):
    return [f"%c = arith.constant {value} : f32", f"%y = {op} %a, %c : f32"]


def linear(net, x):
    weight, kind = net.constant(WIDTH, WIDTH)
    y = net.op(f"linalg.matmul ins({x}, {weight} : {STREAM}, {kind}) "
               f"outs({net.zeros(STREAM)} : {STREAM}) -> {STREAM}", STREAM)
    bias, kind = net.constant(WIDTH)
    return net.elementwise(STREAM, binary("arith.addf"), (y, STREAM), (bias, kind),
                           maps=[ID, "affine_map<(i, j) -> (j)>"])


def gelu(net, x):
    step = lambda body, *values: net.elementwise(STREAM, body, *((v, STREAM) for v in values))
    y = step(with_constant("arith.divf", "1.41421354"), x)
    y = step(unary("math.erf"), y)
    y = step(with_constant("arith.addf", "1.0"), y)
    y = step(binary("arith.mulf"), x, y)
    return step(with_constant("arith.mulf", "0.5"), y)


def turn(net, x):
    y = net.op(f"linalg.transpose ins({x} : {STREAM}) outs({net.empty(TURNED)} : {TURNED}) "
               f"permutation = [1, 0]", TURNED)
    y = net.elementwise(TURNED, with_constant("arith.maximumf", "0.0"), (y, TURNED), low=0.0)
    return net.op(f"linalg.transpose ins({y} : {TURNED}) outs({net.empty(STREAM)} : {STREAM}) "
                  f"permutation = [1, 0]", STREAM, low=0.0)


def split(net, x):
    halves = []
    for i, op in enumerate(["math.tanh", "math.absf"]):
        half = net.op(f"tensor.extract_slice {x}[0, {i * WIDTH // 2}] [%n, {WIDTH // 2}] [1, 1] "
                      f": {STREAM} to {HALF}", HALF)
        halves.append(net.elementwise(HALF, unary(op), (half, HALF)))
    return net.op(f"tensor.concat dim(1) {halves[0]}, {halves[1]} : ({HALF}, {HALF}) -> {STREAM}", STREAM)


def convolve(net, x):
    y = net.op(f"tensor.expand_shape {x} [[0], [1, 2, 3]] output_shape [%n, 1, 4, 4] "
               f": {STREAM} into {IMAGE}", IMAGE)
    y = net.op(f"tensor.pad {y} low[0, 0, 1, 1] high[0, 0, 1, 1] {{\n"
               f"  ^bb0(%i: index, %j: index, %k: index, %l: index):\n"
               f"    tensor.yield %zero : f32\n  }} : {IMAGE} to {PADDED}", PADDED)
    weight, kind = net.constant(1, 1, 3, 3)
    y = net.op(f"linalg.conv_2d_nchw_fchw ins({y}, {weight} : {PADDED}, {kind}) "
               f"outs({net.zeros(IMAGE)} : {IMAGE}) -> {IMAGE}", IMAGE)
    return net.op(f"tensor.collapse_shape {y} [[0], [1, 2, 3]] : {IMAGE} into {STREAM}", STREAM)


def block(net, x):
    """24 ops; `x` feeds four of them."""
    a = gelu(net, linear(net, x))
    b = turn(net, x)
    c = split(net, x)
    d = convolve(net, b)
    y = net.elementwise(STREAM, binary("arith.subf"), (c, STREAM), (d, STREAM))
    y = net.elementwise(STREAM, binary("arith.mulf"), (y, STREAM), (b, STREAM))
    y = net.elementwise(STREAM, binary("arith.addf"), (y, STREAM), (a, STREAM))
    return net.elementwise(STREAM, binary("arith.addf"), (y, STREAM), (x, STREAM))


def write_network(path, ops, seed=1):
    """Writes a module of at least `ops` ops, and fewer than a block more."""
    net = Network(seed)
    x = net.emit(f"quantx.range %x, <min = -4.0, max = 4.0> : {STREAM}")
    while net.ops < ops:
        x = block(net, x)
    with open(path, "w") as file:
        file.write(f"func.func @main(%x: {STREAM}) -> {STREAM} {{\n"
                   "  %c0 = arith.constant 0 : index\n  %zero = arith.constant 0.0 : f32\n"
                   f"  %n = tensor.dim %x, %c0 : {STREAM}\n")
        file.write("\n".join(net.lines))
        file.write(f"\n  return {x} : {STREAM}\n}}\n")
    return net.ops
