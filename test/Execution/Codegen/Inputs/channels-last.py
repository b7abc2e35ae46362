"""Runs convolutions and poolings of many shapes before and after
quantx-channels-last: integers agree to the bit, floats up to summation order."""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../Inputs"))
from native import DTYPES, REFERENCE, check_same  # noqa: E402

PASSES = ["--quantx-channels-last", "--canonicalize", "--cse", *REFERENCE]
random = np.random.default_rng(7)


def tensor(shape, element):
    return "tensor<" + "".join(f"{'?' if d is None else d}x" for d in shape) + element + ">"


class Case:
    """One function: an input of dynamic batch, constant zero outs, a chain."""

    def __init__(self, name, shape, element, accumulator):
        self.name, self.element, self.accumulator = name, element, accumulator
        self.lines, self.count = [], 0
        self.shape, self.kind, self.value = [None, *shape], element, "%x"
        self.arguments = [("%x", [None, *shape], element)]

    def fresh(self):
        self.count += 1
        return f"%v{self.count}"

    def emit(self, text):
        value = self.fresh()
        self.lines.append(f"  {value} = {text}")
        return value

    def zeros(self, shape, element):
        zero = self.emit(f"arith.constant {'0.0' if element[0] == 'f' else '0'} : {element}")
        empty = self.emit(f"tensor.empty(%n) : {tensor(shape, element)}")
        t = tensor(shape, element)
        return self.emit(f"linalg.fill ins({zero} : {element}) outs({empty} : {t}) -> {t}")

    def pad(self, amounts):
        zero = self.emit(f"arith.constant {'-1.5' if self.kind[0] == 'f' else '-3'} : {self.kind}")
        low = ", ".join(map(str, [0, 0, *[a for a, _ in amounts]]))
        high = ", ".join(map(str, [0, 0, *[b for _, b in amounts]]))
        shape = self.shape[:2] + [s + a + b for s, (a, b) in zip(self.shape[2:], amounts)]
        args = ", ".join(f"%i{i}: index" for i in range(len(shape)))
        self.value = self.emit(
            f"tensor.pad {self.value} low[{low}] high[{high}] {{\n  ^bb0({args}):\n"
            f"    tensor.yield {zero} : {self.kind}\n  }} : "
            f"{tensor(self.shape, self.kind)} to {tensor(shape, self.kind)}")
        self.shape = shape
        return self

    def window(self, op, kernel, filter_shape, channels, strides, dilations, result=None):
        rank = len(kernel)
        spatial = [(s - (k - 1) * d - 1) // t + 1
                   for s, k, d, t in zip(self.shape[-rank:], kernel, dilations, strides)]
        shape = [None, *channels, *spatial]
        result = result or self.accumulator
        outs = self.zeros(shape, result)
        if filter_shape is None:
            weights = self.emit(f"tensor.empty() : {tensor(kernel, self.kind)}")
            filter_shape = kernel
        else:
            weights = f"%w{len(self.arguments)}"
            self.arguments.append((weights, filter_shape, self.kind))
        self.value = self.emit(
            f"linalg.{op} {{strides = dense<{list(strides)}> : tensor<{rank}xi64>, "
            f"dilations = dense<{list(dilations)}> : tensor<{rank}xi64>}} "
            f"ins({self.value}, {weights} : {tensor(self.shape, self.kind)}, "
            f"{tensor(filter_shape, self.kind)}) outs({outs} : {tensor(shape, result)}) "
            f"-> {tensor(shape, result)}")
        self.shape, self.kind = shape, result
        return self

    def elementwise(self):
        """x * c[channel] + x, by a generic whose maps broadcast c."""
        rank = len(self.shape)
        dims = ", ".join(f"d{i}" for i in range(rank))
        channel = f"%c{len(self.arguments)}"
        self.arguments.append((channel, [self.shape[1]], self.kind))
        outs = self.zeros(self.shape, self.kind)
        iterators = ", ".join(['"parallel"'] * rank)
        t, f = tensor(self.shape, self.kind), "f" if self.kind[0] == "f" else "i"
        self.value = self.emit(
            f"linalg.generic {{indexing_maps = [affine_map<({dims}) -> ({dims})>, "
            f"affine_map<({dims}) -> (d1)>, affine_map<({dims}) -> ({dims})>], "
            f"iterator_types = [{iterators}]}} "
            f"ins({self.value}, {channel} : {t}, {tensor([self.shape[1]], self.kind)}) "
            f"outs({outs} : {t}) {{\n  ^bb0(%a: {self.kind}, %b: {self.kind}, %o: {self.kind}):\n"
            f"    %p = arith.mul{f} %a, %b : {self.kind}\n"
            f"    %s = arith.add{f} %p, %a : {self.kind}\n"
            f"    linalg.yield %s : {self.kind}\n  }} -> {t}")
        return self

    def reshape(self, op, groups, shape):
        text = f"[{', '.join(str(g) for g in groups)}]"
        sizes = ", ".join("%n" if s is None else str(s) for s in shape)
        extra = f" output_shape [{sizes}]" if op == "expand_shape" else ""
        self.value = self.emit(f"tensor.{op} {self.value} {text}{extra} : "
                               f"{tensor(self.shape, self.kind)} into {tensor(shape, self.kind)}")
        self.shape = shape
        return self

    def transpose(self, permutation):
        shape = [self.shape[p] for p in permutation]
        outs = self.zeros(shape, self.kind)
        self.value = self.emit(
            f"linalg.transpose ins({self.value} : {tensor(self.shape, self.kind)}) "
            f"outs({outs} : {tensor(shape, self.kind)}) permutation = {list(permutation)}")
        self.shape = shape
        return self

    def reduce(self, dims):
        shape = [s for i, s in enumerate(self.shape) if i not in dims]
        outs = self.zeros(shape, self.kind)
        op = "arith.addf" if self.kind[0] == "f" else "arith.addi"
        self.value = self.emit(
            f"linalg.reduce {{ {op} }} ins({self.value} : {tensor(self.shape, self.kind)}) "
            f"outs({outs} : {tensor(shape, self.kind)}) dimensions = {list(dims)}")
        self.shape = shape
        return self

    def split_and_join(self):
        """The two halves of the channels, swapped and joined again."""
        half = self.shape[1] // 2
        sizes = [half, self.shape[1] - half]
        parts = []
        for offset, size in ((half, sizes[1]), (0, half)):
            shape = [None, size, *self.shape[2:]]
            rank = len(shape)
            offsets = [0] * rank
            offsets[1] = offset
            extents = ", ".join("%n" if s is None else str(s) for s in shape)
            parts.append((shape, self.emit(
                f"tensor.extract_slice {self.value}{offsets} [{extents}] {[1] * rank} : "
                f"{tensor(self.shape, self.kind)} to {tensor(shape, self.kind)}")))
        types = ", ".join(tensor(s, self.kind) for s, _ in parts)
        self.value = self.emit(f"tensor.concat dim(1) {parts[0][1]}, {parts[1][1]} : "
                               f"({types}) -> {tensor(self.shape, self.kind)}")
        return self

    def function(self):
        arguments = ", ".join(f"{n}: {tensor(s, e)}" for n, s, e in self.arguments)
        result = tensor(self.shape, self.kind)
        first = tensor(self.arguments[0][1], self.element)
        return "\n".join([
            f"func.func @{self.name}({arguments}) -> {result} {{",
            "  %zero = arith.constant 0 : index", f"  %n = tensor.dim %x, %zero : {first}",
            *self.lines, f"  return {self.value} : {result}", "}"])

    def inputs(self, batch):
        arrays = []
        for _, shape, element in self.arguments:
            shape = [batch if s is None else s for s in shape]
            if element[0] == "f":
                arrays.append(random.standard_normal(shape).astype(np.float32))
            else:
                arrays.append(random.integers(-128, 128, shape).astype(DTYPES[element]))
        return tuple(arrays)


def cases(e, a):
    """`e` is the element type of activations, `a` that of accumulators."""
    one, two = (1, 1), (2, 2)
    yield Case("conv", [5, 7, 6], e, a).pad([(1, 1), (1, 2)]).window(
        "conv_2d_nchw_fchw", [3, 3], [11, 5, 3, 3], [11], two, one).elementwise()
    yield Case("dilated", [3, 9, 9], e, a).window(
        "conv_2d_nchw_fchw", [2, 3], [4, 3, 2, 3], [4], one, (2, 3)).elementwise()
    yield Case("one_by_one", [17, 3, 5], e, a).window(
        "conv_2d_nchw_fchw", [1, 1], [2, 17, 1, 1], [2], one, one)
    yield Case("one_channel", [1, 8, 8], e, a).pad([(1, 1), (1, 1)]).window(
        "conv_2d_nchw_fchw", [3, 3], [1, 1, 3, 3], [1], one, one).elementwise()
    yield Case("one_pixel", [6, 1, 1], e, a).window(
        "conv_2d_nchw_fchw", [1, 1], [3, 6, 1, 1], [3], one, one).elementwise()
    yield Case("depthwise", [7, 5, 8], e, a).pad([(1, 0), (0, 1)]).window(
        "depthwise_conv_2d_nchw_chw", [3, 3], [7, 3, 3], [7], two, one).elementwise()
    yield Case("grouped", [6, 5, 5], e, a).reshape(
        "expand_shape", [[0], [1, 2], [3], [4]], [None, 2, 3, 5, 5]).window(
        "conv_2d_ngchw_gfchw", [3, 3], [2, 4, 3, 3, 3], [2, 4], one, one).reshape(
        "collapse_shape", [[0], [1, 2], [3], [4]], [None, 8, 3, 3]).elementwise()
    yield Case("conv_1d", [5, 11], e, a).pad([(2, 0)]).window(
        "conv_1d_ncw_fcw", [3], [7, 5, 3], [7], [2], [1]).elementwise()
    yield Case("depthwise_1d", [5, 11], e, a).window(
        "depthwise_conv_1d_ncw_cw", [3], [5, 3], [5], [1], [2]).elementwise()
    yield Case("sum_pool", [5, 7, 7], e, a).window(
        "pooling_nchw_sum", [2, 3], None, [5], two, one).elementwise()
    yield Case("max_pool", [5, 7, 7], e, a).window(
        "pooling_nchw_max", [3, 3], None, [5], two, one, result=e)
    yield Case("global_mean", [5, 4, 3], e, a).window(
        "conv_2d_nchw_fchw", [1, 1], [9, 5, 1, 1], [9], one, one).reduce([2, 3])
    yield Case("flatten", [3, 4, 4], e, a).window(
        "conv_2d_nchw_fchw", [3, 3], [5, 3, 3, 3], [5], one, one).reshape(
        "collapse_shape", [[0], [1, 2, 3]], [None, 20])
    yield Case("patches", [3, 4, 6], e, a).window(
        "conv_2d_nchw_fchw", [2, 2], [5, 3, 2, 2], [5], two, one).reshape(
        "collapse_shape", [[0], [1], [2, 3]], [None, 5, 6]).transpose([0, 2, 1])
    yield Case("shuffle", [4, 3, 3], e, a).window(
        "conv_2d_nchw_fchw", [1, 1], [6, 4, 1, 1], [6], one, one).reshape(
        "expand_shape", [[0], [1, 2], [3], [4]], [None, 2, 3, 3, 3]).transpose(
        [0, 2, 1, 3, 4]).reshape(
        "collapse_shape", [[0], [1, 2], [3], [4]], [None, 6, 3, 3]).elementwise().window(
        "pooling_nchw_max", [2, 2], None, [6], one, one, result=a)
    yield Case("squeeze", [4, 1, 9], e, a).window(
        "conv_2d_nchw_fchw", [1, 3], [6, 4, 1, 3], [6], one, one).elementwise().reshape(
        "collapse_shape", [[0], [1, 2], [3]], [None, 6, 7]).elementwise().window(
        "pooling_ncw_max", [2], None, [6], [1], [1], result=a)
    yield Case("concat", [6, 4, 5], e, a).window(
        "conv_2d_nchw_fchw", [1, 1], [7, 6, 1, 1], [7], one, one).split_and_join().window(
        "pooling_nchw_max", [2, 2], None, [7], two, one, result=a)


for element, accumulator, tolerance in (("i8", "i32", 0.0), ("f32", "f32", 1e-5)):
    every = list(cases(element, accumulator))
    text = "\n".join(c.function() for c in every)
    calls = {c.name: [c.inputs(batch) for batch in (0, 1, 3)] for c in every}
    for passes in (PASSES, ["--quantx-codegen-pipeline"]):
        check_same(text, passes, calls, tolerance=tolerance)
