"""A network as quantization-aware training exports it, and its exact integers.

Convolution with ReLU, depthwise convolution with a clip, residual addition,
pooling, matrix product: every value between two layers is quantized and
dequantized by parameters that training has learned. Weights come as integers with
one scale per channel, or as floats that the graph quantizes.
"""

from fractions import Fraction

import numpy as np

f32 = np.float32


class Params:
    """Parameters of a tensor; scales are f32, one or one per index of an axis."""

    def __init__(self, scale, zero, kind, axis=None):
        self.scale = np.asarray(scale, f32)
        self.zero, self.kind, self.axis = zero, kind, axis
        info = np.iinfo(kind)
        self.low, self.high = info.min, info.max

    def quantize(self, x):
        shape = [1] * np.ndim(x)
        if self.axis is not None:
            shape[self.axis] = -1
        q = np.rint(np.asarray(x, f32) / self.scale.reshape(shape)) + self.zero
        return np.clip(q, self.low, self.high).astype(np.int64)


class Network:
    """`exact` makes every scale a power of two: all floats are exact then."""

    def __init__(self, kind, exact, seed=5):
        self.random = np.random.default_rng(seed)
        self.exact = exact
        self.kind = kind
        low = np.iinfo(kind).min
        scale = self.scale
        self.x = Params(scale(0.031), low + 121, kind)
        self.first = Params(scale(0.045), low, kind)
        self.second = Params(scale(0.024), low, kind)
        self.third = Params(scale(0.06), low + 140, kind)
        self.sum = Params(scale(0.071), low + 105, kind)
        self.pool = Params(scale(0.03), low + 105, kind)
        self.y = Params(scale(0.09), low + 128, kind)
        self.w1 = self.weight((6, 3, 3, 3), 0.013)
        self.w2 = self.weight((6, 1, 3, 3), 0.02)
        self.w3 = self.weight((6, 6, 1, 1), 0.017)
        self.w4 = self.weight((6, 5), 0.011, axis=1)
        self.b1 = self.random.integers(-2000, 2000, 6)
        self.b2 = self.bias(6, self.first, self.w2)

    def scale(self, number):
        """`number`, or a power of two near it."""
        return f32(2.0 ** np.round(np.log2(number)) if self.exact else number)

    def weight(self, shape, scale, axis=0):
        """Integers in [-127, 127], with a scale for each output channel."""
        factors = self.random.uniform(0.4, 1.6, shape[axis])
        scales = [self.scale(scale * factor) for factor in factors]
        return self.random.integers(-127, 128, shape), Params(scales, 0, np.int8, axis)

    def bias(self, count, x, weight):
        """Floats; in the exact network whole numbers of steps."""
        steps = np.asarray(x.scale, np.float64) * weight[1].scale
        whole = self.random.integers(-900, 900, count)
        return (whole * steps if self.exact else (whole + 0.3) * steps).astype(f32)

    # The text of the model.

    def text(self):
        lines = []
        tensor = lambda values, kind: (
            f"{kind}[{','.join(map(str, np.shape(values)))}] "
            f"{{{', '.join(repr(v) for v in np.ravel(values).tolist())}}}")
        constant = lambda name, values, kind: lines.append(
            f"{name} = Constant<value = {tensor(values, kind)}>()")
        kind = np.dtype(self.kind).name
        for name in ["x", "first", "second", "third", "sum", "pool", "y"]:
            params = getattr(self, name)
            constant(f"{name}_scale", params.scale.reshape(1), "float")
            constant(f"{name}_zero", [params.zero], kind)
        for name, (values, params) in [("w1", self.w1), ("w2", self.w2), ("w3", self.w3)]:
            constant(f"{name}_q", values, "int8")
            constant(f"{name}_scale", params.scale, "float")
            lines.append(f"{name} = DequantizeLinear<axis = 0>({name}_q, {name}_scale)")
        values, params = self.w4
        constant("w4_float", (values * params.scale).astype(f32), "float")
        constant("w4_scale", params.scale, "float")
        constant("w4_zero", [0] * 5, "int8")
        lines.append("w4_q = QuantizeLinear<axis = 1>(w4_float, w4_scale, w4_zero)")
        lines.append("w4 = DequantizeLinear<axis = 1>(w4_q, w4_scale, w4_zero)")
        constant("b1_q", self.b1, "int32")
        constant("b1_scale", self.x.scale * self.w1[1].scale, "float")
        lines.append("b1 = DequantizeLinear<axis = 0>(b1_q, b1_scale)")
        constant("b2", self.b2, "float")
        constant("zero", [0.0], "float")
        constant("six", [6.0], "float")
        lines.append("none = Constant<value = int64[0] {}>()")
        lines.append("low = Reshape(zero, none)")
        lines.append("high = Reshape(six, none)")

        def stage(name, op):
            lines.append(f"{name}_float = {op}")
            parameters = f"{name}_scale, {name}_zero"
            lines.append(f"{name}_q = QuantizeLinear({name}_float, {parameters})")
            lines.append(f"{name}_dq = DequantizeLinear({name}_q, {parameters})")

        stage("x", "Identity(image)")
        lines.append("first_conv = Conv<pads = [1,1,1,1], strides = [2,2]>(x_dq, w1, b1)")
        stage("first", "Relu(first_conv)")
        lines.append("second_conv = Conv<pads = [1,1,1,1], group = 6>(first_dq, w2, b2)")
        stage("second", "Clip(second_conv, low, high)")
        stage("third", "Conv(second_dq, w3)")
        stage("sum", "Add(third_dq, first_dq)")
        stage("pool", "GlobalAveragePool(sum_dq)")
        lines.append("flat = Flatten(pool_dq)")
        stage("y", "MatMul(flat, w4)")
        lines.append("logits = Identity(y_dq)")
        shapes = {"x": "N,3,8,8", "first": "N,6,4,4", "second": "N,6,4,4", "third": "N,6,4,4",
                  "sum": "N,6,4,4", "pool": "N,6,1,1", "y": "N,5"}
        outputs = [f"{kind}[{shape}] {name}_q" for name, shape in shapes.items()]
        body = "\n  ".join(lines)
        return (f'<ir_version: 8, opset_import: ["" : 13]>\nnetwork (float[N,3,8,8] image) => '
                f"(float[N,5] logits, {', '.join(outputs)}) {{\n  {body}\n}}\n")

    # What each stage makes of the integers of those before it, as exact reals
    # in steps of its own scale.

    def exact_stages(self, q):
        """name -> (params, object array of Fractions before rounding)."""
        stages = {}

        def put(name, sums, steps):
            params = getattr(self, name)
            own = Fraction(float(params.scale))
            stages[name] = params, sums * (steps / own)

        def steps(*scales):
            result = np.array([Fraction(1)], object)
            for scale in scales:
                result = result * np.array([Fraction(float(s)) for s in np.ravel(scale)], object)
            return result

        channels = lambda values: np.asarray(values, object).reshape(1, -1, 1, 1)
        of = lambda name: q[name] - getattr(self, name).zero
        sums = convolve(of("x"), self.w1[0], 2, 1, 1) + self.b1.reshape(1, -1, 1, 1)
        put("first", np.maximum(sums, 0), channels(steps(self.x.scale, self.w1[1].scale)))
        # A bias is rounded to the steps of the accumulator (QX-I2).
        per_channel = steps(self.first.scale, self.w2[1].scale)
        b2 = np.array([round(Fraction(float(b)) / s) for b, s in zip(self.b2, per_channel)])
        sums = convolve(of("first"), self.w2[0], 1, 1, 6) + b2.reshape(1, -1, 1, 1)
        put("second", np.maximum(sums, 0), channels(per_channel))
        params, values = stages["second"]
        stages["second"] = params, np.minimum(values, Fraction(6) / Fraction(float(params.scale)))
        put("third", convolve(of("second"), self.w3[0], 1, 0, 1),
            channels(steps(self.second.scale, self.w3[1].scale)))
        put("sum", of("third").astype(object) * Fraction(float(self.third.scale))
            + of("first").astype(object) * Fraction(float(self.first.scale)), Fraction(1))
        put("pool", of("sum").sum(axis=(2, 3), keepdims=True).astype(object),
            Fraction(float(self.sum.scale)) / 16)
        product = of("pool").reshape(-1, 6) @ self.w4[0]
        put("y", product.astype(object), steps(self.pool.scale, self.w4[1].scale).reshape(1, -1))
        return stages


def convolve(x, w, stride, pad, groups):
    """Exact sums, N x M x H x W."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kernel = w.shape[2]
    height = (x.shape[2] - kernel) // stride + 1
    per_group, filters = x.shape[1] // groups, w.shape[0] // groups
    out = np.zeros((x.shape[0], w.shape[0], height, height), np.int64)
    for m in range(w.shape[0]):
        part = x[:, m // filters * per_group:][:, :per_group]
        for i in range(height):
            for j in range(height):
                window = part[:, :, i * stride:i * stride + kernel, j * stride:j * stride + kernel]
                out[:, m, i, j] = (window * w[m]).sum(axis=(1, 2, 3))
    return out
