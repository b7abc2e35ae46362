"""Writes float ops between dequantize and quantize, and their exact integers."""

import numpy as np

import exact
from harness import MLIR_TYPES, Case, dense, tensor_type


class Params:
    """Quantization parameters; `scale` is a number or a list per index of `axis`."""

    def __init__(self, storage="i8", scale=0.5, zero_point=0, axis=None, qmin=None, qmax=None):
        self.storage, self.axis = storage, axis
        bits, unsigned = int(storage.lstrip("ui")), storage[0] == "u"
        self.type_min, self.type_max = (0, 2 ** bits - 1) if unsigned else (-2 ** (bits - 1), 2 ** (bits - 1) - 1)
        self.qmin = self.type_min if qmin is None else qmin
        self.qmax = self.type_max if qmax is None else qmax
        self.scale = np.float32(scale)
        self.zero_point = np.int64(zero_point)
        self.element = f"i{bits}"
        self.dtype = np.dtype(f"int{bits}")
        self.mask = 2 ** bits - 1 if unsigned else None

    def text(self):
        head = f"<{self.storage}<{self.qmin}:{self.qmax}>"
        if self.axis is None:
            return f"{head}, scale = <{self.scale:.9e} : f32>, zero_point = <{self.zero_point} : {self.storage}>>"
        n = len(self.scale)
        scales = ", ".join(f"{s:.9e}" for s in self.scale)
        zero_point = (f"dense<{self.zero_point.tolist()}> : tensor<{n}x{self.storage}>"
                      if self.zero_point.ndim else f"{self.zero_point} : {self.storage}")
        return f"{head}, axes = [{self.axis}], scale = <dense<[{scales}]> : tensor<{n}xf32>>, zero_point = <{zero_point}>>"

    def values(self, stored):
        """Stored bytes as the integers they are."""
        wide = np.asarray(stored).astype(np.int64)
        return wide & self.mask if self.mask else wide

    def along(self, what, rank):
        """Scales or zero points, shaped to broadcast over a tensor of `rank`."""
        what = np.asarray(what)
        if self.axis is None or what.ndim == 0:
            return what
        shape = [1] * rank
        shape[self.axis] = -1
        return what.reshape(shape)

    def differences(self, stored):
        """q - z, exactly."""
        stored = np.asarray(stored)
        return self.values(stored) - self.along(self.zero_point, stored.ndim)

    def store(self, values):
        """Integers as the bytes of the storage."""
        return np.asarray(values).astype(np.int64).astype(self.dtype)

    def random(self, rng, shape):
        stored = rng.integers(self.qmin, self.qmax, shape, endpoint=True)
        flat = stored.reshape(-1)
        edges = [self.qmin, self.qmax, int(np.ravel(self.zero_point)[0])]
        flat[:min(3, flat.size)] = edges[:min(3, flat.size)]
        return self.store(stored)


def dequantize(value, source, params, shape, real="f32"):
    return (f"{value} = quantx.dequantize {source}, {params.text()} : "
            f"{tensor_type(shape, params.element)} to {tensor_type(shape, real)}")


def quantize(value, source, params, shape, real="f32"):
    return (f"{value} = quantx.quantize {source}, {params.text()} : "
            f"{tensor_type(shape, real)} to {tensor_type(shape, params.element)}")


def pointwise(value, source, shape, body, operands=()):
    """An elementwise generic; `body` computes %y from %v (and %o0, ...). Operands: (name, type, map)."""
    rank = len(shape)
    dims = ", ".join(f"d{i}" for i in range(rank))
    identity = f"affine_map<({dims}) -> ({dims})>"
    kind = tensor_type(shape, "f32")
    names = ", ".join([source] + [o[0] for o in operands])
    kinds = ", ".join([kind] + [o[1] for o in operands])
    maps = ", ".join([identity] + [f"affine_map<({dims}) -> ({o[2]})>" for o in operands] + [identity])
    arguments = ", ".join(["%v: f32"] + [f"%o{i}: f32" for i in range(len(operands))])
    iterators = ", ".join(['"parallel"'] * rank)
    return f"""{empty(value + "_init", shape, source)}
      {value} = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}}
        ins({names} : {kinds}) outs({value}_init : {kind}) {{
      ^bb0({arguments}, %unused: f32):
        {body}
        linalg.yield %y : f32
      }} -> {kind}"""


def empty(value, shape, like=None, like_shape=None, element="f32"):
    """tensor.empty; dynamic sizes are those of the same dimension of `like`."""
    like_shape = like_shape or shape
    lines, sizes = [], []
    for i, size in enumerate(shape):
        if size == "?":
            lines.append(f"{value}_k{i} = arith.constant {i} : index")
            lines.append(f"{value}_d{i} = tensor.dim {like}, {value}_k{i} : {tensor_type(like_shape, 'f32')}")
            sizes.append(f"{value}_d{i}")
    lines.append(f"{value} = tensor.empty({', '.join(sizes)}) : {tensor_type(shape, element)}")
    return "\n".join(lines)


RELU = """%zero = arith.constant 0.0 : f32
        %y = arith.maximumf %v, %zero : f32"""


def clip(low, high):
    return f"""%low = arith.constant {low:.9e} : f32
        %high = arith.constant {high:.9e} : f32
        %a = arith.maximumf %v, %low : f32
        %y = arith.minimumf %a, %high : f32"""


def bias_tensor(value, bias, shape, dim, like, like_shape):
    """The init of an accumulation: `bias` along `dim`, or zeros."""
    kind = tensor_type(shape, "f32")
    lines = [empty(f"{value}_e", shape, like, like_shape)]
    if bias is None:
        lines.append(f"{value}_z = arith.constant 0.0 : f32")
        lines.append(f"{value} = linalg.fill ins({value}_z : f32) outs({value}_e : {kind}) -> {kind}")
    else:
        others = [i for i in range(len(shape)) if i != dim]
        lines.append(f"{value}_c = arith.constant {dense(bias.astype(np.float32))}")
        lines.append(f"{value} = linalg.broadcast ins({value}_c : tensor<{len(bias)}xf32>)"
                     f" outs({value}_e : {kind}) dimensions = {others}")
    return "\n".join(lines)


def pad(value, source, shape, low, high, number=0.0):
    padded = [s if s == "?" else s + l + h for s, l, h in zip(shape, low, high)]
    indices = ", ".join(f"%i{k}: index" for k in range(len(shape)))
    text = f"""{value}_n = arith.constant {number:.9e} : f32
      {value} = tensor.pad {source} low{list(low)} high{list(high)} {{
      ^bb0({indices}):
        tensor.yield {value}_n : f32
      }} : {tensor_type(shape, "f32")} to {tensor_type(padded, "f32")}"""
    return text, padded


def function(name, arguments, lines, result):
    """arguments: (name, type text); %r is returned."""
    signature = ", ".join(f"{a}: {t}" for a, t in arguments)
    body = "\n      ".join(lines)
    return f"func.func @{name}({signature}) -> {result} {{\n      {body}\n      return %r : {result}\n    }}"


def quantized_bias(bias, scale, multiplier):
    """QX-I2 and QX-I16: the biases, and their fraction bits. `scale` is the exact f64 product of
    the scales and `multiplier` the steps of the result per step of the accumulator, per channel."""
    shape = np.shape(bias)
    scale = np.broadcast_to(np.float64(scale), shape)
    multiplier = np.broadcast_to(np.float64(multiplier), shape)
    # The quotient is one f64 division, then rounded.
    with np.errstate(all="ignore"):
        units = [exact.Fraction(float(q)) if np.isfinite(q) else None
                 for q in np.ravel(np.float64(np.float32(bias)) / scale)]

    def bits_of(unit, step):
        bits = 0
        while bits < 30 and abs(unit - exact.Fraction(exact.round_even(unit * 2 ** bits), 2 ** bits)) * step > exact.Fraction(1, 8):
            bits += 1
        return bits

    bits = max((bits_of(u, exact.Fraction(float(m))) for u, m in zip(units, np.ravel(multiplier)) if u is not None), default=0)
    steps = [0 if u is None else exact.round_even(u * 2 ** bits) for u in units]
    return np.array(steps, np.int64).reshape(shape), bits


def requantize(acc, real, out, low=None, high=None, mode="single"):
    """Accumulators to the stored values of `out`; `real` broadcasts over acc."""
    bounds = [out.qmin, out.qmax]
    for i, (bound, pick) in enumerate([(low, max), (high, min)]):
        if bound is not None:
            stored = exact.quantize(bound, out.scale, int(out.zero_point), out.qmin, out.qmax)
            bounds[i] = pick(bounds[i], stored)
    points = {}

    def one(value, multiplier):
        if multiplier not in points:
            points[multiplier] = exact.fixed_point(multiplier) if multiplier >= 2.0 ** -32 else None
        point = points[multiplier]
        if point is None:
            return exact.clamp(int(out.zero_point), *bounds)
        return exact.requantize(int(value), point, int(out.zero_point), *bounds, mode)

    return out.store(exact.vectorize(one, acc, np.broadcast_to(np.float64(real), np.shape(acc))))


def multiplier(*scales_in, out, numerator=1.0, denominator=1.0):
    product = np.float64(1)
    for scale in scales_in:
        product = product * np.asarray(scale, np.float64)
    return product * numerator / (np.float64(out.scale) * denominator)
