"""Writes the cases of extra/ anew from the models below.

usage: make-extra.py QUANT_TRANSLATE [NAME-PREFIX]

Run by hand when a case is added; needs onnx, onnxruntime and numpy. A dynamic
extent gets the size in `sizes`; data are random with a fixed seed. Cases named
quantized_ are exact: ONNX's reference evaluator computes them, or `references`.
"""

import os
import re
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator

here = os.path.dirname(os.path.abspath(__file__))
sizes = {"N": 2, "M": 6, "H": 9, "W": 7, "L": 10}
# Scales by their names, so that results use their whole range.
factors = {"sx": 0.02, "sw": 0.01, "sy": 0.15}

# name: (opset, inputs, outputs, body). Outputs without shapes are inferred by
# onnxruntime; inputs "i8" and the like draw from the whole range of the type.
cases = {
    # Convolutions
    "conv_1d_grouped": (13, "float[N,4,16] x, float[6,2,3] w, float[6] b", "float[N,6,5] y", "y = Conv<group = 2, strides = [2], dilations = [3]>(x, w, b)"),
    "conv_1d_depthwise_same_dynamic": (13, "float[N,4,L] x, float[4,1,3] w", "float[N,4,A] y", 'y = Conv<group = 4, auto_pad = "SAME_UPPER", strides = [2]>(x, w)'),
    "conv_2d_depthwise": (13, "float[N,4,8,8] x, float[4,1,3,3] w, float[4] b", "float[N,4,4,4] y", "y = Conv<group = 4, strides = [2,2], pads = [1,1,1,1]>(x, w, b)"),
    "conv_2d_multiplier": (13, "float[N,4,8,8] x, float[8,1,3,3] w, float[8] b", "float[N,8,6,6] y", "y = Conv<group = 4>(x, w, b)"),
    "conv_2d_grouped": (13, "float[N,4,8,8] x, float[6,2,3,3] w", "float[N,6,3,3] y", "y = Conv<group = 2, strides = [2,2]>(x, w)"),
    "conv_2d_asymmetric": (13, "float[N,3,8,8] x, float[4,3,3,3] w, float[4] b", "float[N,4,8,6] y", "y = Conv<pads = [1,2,3,4], dilations = [2,1], strides = [1,2]>(x, w, b)"),
    "conv_2d_dynamic": (13, "float[N,3,H,W] x, float[4,3,3,3] w", "float[N,4,A,B] y", "y = Conv<strides = [2,1], pads = [1,0,1,0]>(x, w)"),
    "conv_3d": (13, "float[1,2,5,5,5] x, float[3,2,2,2,2] w, float[3] b", "float[1,3,4,4,4] y", "y = Conv(x, w, b)"),
    "conv_3d_grouped": (13, "float[1,4,5,5,5] x, float[4,2,2,2,2] w", "float[1,4,4,4,4] y", "y = Conv<group = 2>(x, w)"),
    "conv_transpose_grouped": (13, "float[N,4,3,3] x, float[4,3,2,2] w, float[6] b", "float[N,6,A,B] y", "y = ConvTranspose<group = 2, strides = [2,3]>(x, w, b)"),
    "conv_transpose_depthwise": (13, "float[N,4,3] x, float[4,1,3] w", "float[N,4,A] y", "y = ConvTranspose<group = 4, strides = [2], pads = [1,0]>(x, w)"),
    "conv_transpose_dynamic": (13, "float[1,2,L] x, float[2,3,4] w", "float[1,3,A] y", "y = ConvTranspose<strides = [3], dilations = [2], pads = [1,2], output_padding = [1]>(x, w)"),
    "conv_transpose_cropped": (13, "float[1,1,8] x, float[1,1,2] w", "float[1,1,5] y", "y = ConvTranspose<pads = [2,2]>(x, w)"),
    "conv_transpose_same_upper": (13, "float[1,1,4] x, float[1,1,4] w", "float[1,1,A] y", 'y = ConvTranspose<auto_pad = "SAME_UPPER", strides = [3]>(x, w)'),
    "conv_transpose_same_lower": (13, "float[1,1,4] x, float[1,1,4] w", "float[1,1,A] y", 'y = ConvTranspose<auto_pad = "SAME_LOWER", strides = [3]>(x, w)'),
    # Pools
    "average_pool_dynamic": (13, "float[1,2,H,4] x", "float[1,2,A,4] y", "y = AveragePool<kernel_shape = [3,1], pads = [1,0,1,0]>(x)"),
    "average_pool_1d_include_pad": (13, "float[N,2,9] x", "float[N,2,A] y", "y = AveragePool<kernel_shape = [4], strides = [2], pads = [1,2], count_include_pad = 1>(x)"),
    "average_pool_ceil": (19, "float[1,1,7,8] x", "float[1,1,A,B] y", "y = AveragePool<kernel_shape = [3,3], strides = [2,3], pads = [1,0,0,1], ceil_mode = 1>(x)"),
    "max_pool_1d_dilated": (13, "float[N,2,12] x", "float[N,2,A] y", "y = MaxPool<kernel_shape = [3], strides = [2], dilations = [2], pads = [1,1]>(x)"),
    "max_pool_3d": (13, "float[1,2,5,4,4] x", "float[1,2,A,B,C] y", "y = MaxPool<kernel_shape = [2,2,2], strides = [2,1,2], ceil_mode = 1>(x)"),
    "max_pool_uint8": (13, "uint8[1,2,6,6] x", "uint8[1,2,A,B] y", "y = MaxPool<kernel_shape = [3,3], pads = [1,1,1,1]>(x)"),
    "max_pool_int8": (13, "int8[1,2,6,6] x", "int8[1,2,A,B] y", "y = MaxPool<kernel_shape = [3,3], pads = [1,1,1,1]>(x)"),
    "global_max_pool": (13, "float[N,3,4,5] x", "float[N,3,1,1] y", "y = GlobalMaxPool(x)"),
    # Contractions
    "gemm_column": (13, "float[8,3] a, float[8,4] b, float[3,1] c", "float[3,4] y", "y = Gemm<transA = 1, alpha = 0.5, beta = 2.0>(a, b, c)"),
    "gemm_dynamic": (13, "float[N,8] a, float[4,8] b, float[4] c", "float[N,4] y", "y = Gemm<transB = 1>(a, b, c)"),
    "gemm_scalar_beta_0": (13, "float[N,8] a, float[8,4] b, float c", "float[N,4] y", "y = Gemm<beta = 0.0>(a, b, c)"),
    "matmul_weights": (13, "float[N,5,8] a, float[8,4] b", "float[N,5,4] y", "y = MatMul(a, b)"),
    "matmul_stack": (13, "float[N,3,5,8] a, float[N,3,8,4] b", "float[N,3,5,4] y", "y = MatMul(a, b)"),
    "matmul_broadcast": (13, "float[N,1,5,8] a, float[3,8,4] b", "float[N,3,5,4] y", "y = MatMul(a, b)"),
    "matmul_matrix_stack": (13, "float[5,8] a, float[N,8,4] b", "float[N,5,4] y", "y = MatMul(a, b)"),
    "matmul_vectors": (13, "float[8] a, float[8] b", "float y", "y = MatMul(a, b)"),
    "matmul_vector_stack": (13, "float[8] a, float[N,8,4] b", "float[N,4] y", "y = MatMul(a, b)"),
    # Reductions
    "softmax_11": (11, "float[N,3,4] x", "float[N,3,4] y", "y = Softmax<axis = 1>(x)"),
    "softmax_dynamic": (13, "float[N,L] x", "float[N,L] y", "y = Softmax<axis = 0>(x)"),
    "reduce_mean_13": (13, "float[N,3,4,5] x", "float[N,1,4,1] y", "y = ReduceMean<axes = [-1, 1]>(x)"),
    "reduce_mean_dynamic": (13, "float[N,3,L] x", "float[3] y", "y = ReduceMean<axes = [0, 2], keepdims = 0>(x)"),
    "reduce_others": (13, "float[N,3,4] x, int32[N,3] i", "float[N,1,4] a, float[N,4] b, int32[1,1] c, float[N,3,1] d", """one = Constant<value_ints = [1]>()
  a = ReduceSum(x, one)
  b = ReduceMax<axes = [1], keepdims = 0>(x)
  c = ReduceMin(i)
  d = ReduceProd<axes = [2]>(x)"""),
    # Normalizations
    "batch_norm_computed": (9, "float[N,2,4,4] x, float[2] s, float[2] b, float[2] m, +float[2] v", "float[N,2,4,4] y", "y = BatchNormalization<epsilon = 0.01>(x, s, b, m, v)"),
    "batch_norm_constant": (15, "float[N,2,4] x", "float[N,2,4] y", """s = Constant<value_floats = [3.0, -1.5]>()
  b = Constant<value_floats = [1.0, 0.25]>()
  m = Constant<value_floats = [2.0, -0.5]>()
  v = Constant<value_floats = [4.0, 0.75]>()
  y = BatchNormalization(x, s, b, m, v)"""),
    "layer_norm_without_bias": (17, "float[N,3,4] x, float[4] s", "float[N,3,4] y", "y = LayerNormalization<epsilon = 0.001>(x, s)"),
    # Elementwise
    "elementwise_dynamic": (13, "float[N,1,L] x, float[3,1] y, float z", "float[N,3,L] o", """a = Add(x, y)
  b = Sub(a, z)
  c = Mul(b, x)
  o = Div(c, y)"""),
    "variadic": (13, "float[N,4] a, float[4] b, float[N,1] c", "float[N,4] x, float[N,4] y, float[N,4] z", """x = Max(a, b, c)
  y = Min(a, b, c)
  z = Sum(a, b, c)"""),
    "integers": (14, "uint8[8] a, +uint8[8] b, int32[8] c, +int32[8] d", "uint8[8] p, int32[8] q, uint8[8] r, int32[8] s", """p = Div(a, b)
  q = Div(c, d)
  r = Max(a, b)
  s = Min(c, d)"""),
    "functions": (13, "+float[N,4] x", "float[N,4] y, float[N,4] z", """a = Sqrt(x)
  b = Log(a)
  c = Erf(b)
  d = Floor(b)
  e = Ceil(b)
  f = Neg(c)
  g = Abs(b)
  h = Reciprocal(g)
  y = Sum(c, d, e, f, h)
  z = Exp(b)"""),
    "comparisons": (16, "float[N,4] x, float[4] y, int8[N,4] s, uint8[N,4] u, uint8[4] v", "float[N,4] o", """a = Less(x, y)
  b = GreaterOrEqual(u, v)
  c = Equal(a, b)
  zero = Constant<value = int8 {0}>()
  d = Greater(s, zero)
  e = Xor(c, d)
  f = Not(e)
  g = And(f, b)
  h = Or(g, a)
  o = Where(h, x, y)"""),
    "casts": (13, "float[N,4] x, uint8[N,4] u, int64[N,4] l", "int32[N,4] a, bool[N,4] b, float[N,4] c, int64[N,4] d, int8[N,4] e, float[N,4] f", """a = Cast<to = 6>(x)
  b = Cast<to = 9>(x)
  c = Cast<to = 1>(u)
  d = Cast<to = 7>(u)
  e = Cast<to = 3>(l)
  f = Cast<to = 1>(b)"""),
    "clip_6": (6 + 1, "float[N,4] x", "float[N,4] y", "y = Clip<min = -0.5, max = 0.75>(x)"),
    "clip_computed": (13, "float[N,4] x, float l, float[1] h", "float[N,4] y", """none = Constant<value = int64[0] {}>()
  high = Reshape(h, none)
  y = Clip(x, l, high)"""),
    "relu_dynamic": (13, "float[N,L] x", "float[N,L] y", "y = Relu(x)"),
    # Movement
    "slice_backwards": (13, "float[N,8] x", "float[N,4] y", """s = Constant<value_ints = [-1]>()
  e = Constant<value_ints = [-1000]>()
  a = Constant<value_ints = [1]>()
  t = Constant<value_ints = [-2]>()
  y = Slice(x, s, e, a, t)"""),
    "slice_backwards_dynamic": (13, "float[L,2] x", "float[A,2] y", """s = Constant<value_ints = [-2]>()
  e = Constant<value_ints = [1]>()
  a = Constant<value_ints = [0]>()
  t = Constant<value_ints = [-3]>()
  y = Slice(x, s, e, a, t)"""),
    "slice_dynamic": (13, "float[L,8] x", "float[A,8] y", """s = Constant<value_ints = [1]>()
  e = Constant<value_ints = [-1]>()
  y = Slice(x, s, e)"""),
    "slice_beyond_dynamic": (13, "float[N,8] x", "float[A,8] y", """s = Constant<value_ints = [-5]>()
  e = Constant<value_ints = [5]>()
  y = Slice(x, s, e)"""),
    "slice_9": (9, "float[N,8] x", "float[N,3] y", "y = Slice<starts = [2], ends = [5], axes = [1]>(x)"),
    "split_11": (11, "float[N,8] x", "float[N,2] a, float[N,6] b", "a, b = Split<axis = 1, split = [2, 6]>(x)"),
    "gather_computed": (13, "float[N,8] x, int64[2,3] i", "float[N,2,3] y", """eight = Constant<value = int64 {8}>()
  seven = Constant<value = int64 {7}>()
  minus = Constant<value = int64 {-8}>()
  low = Max(i, minus)
  index = Min(low, seven)
  y = Gather<axis = 1>(x, index)"""),
    "gather_constant": (13, "float[N,8] x", "float[N,2] y, float[N] z", """i = Constant<value_ints = [-1, 2]>()
  j = Constant<value_int = -3>()
  y = Gather<axis = 1>(x, i)
  z = Gather<axis = 1>(x, j)"""),
    "concat_dynamic": (13, "float[N,3] x, float[2,3] y", "float[A,3] z", "z = Concat<axis = 0>(x, y)"),
    "pad_negative": (13, "float[N,8] x, float v", "float[N,9] y", """p = Constant<value_ints = [0, 2, 0, -1]>()
  y = Pad(x, p, v)"""),
    "pad_reflect": (13, "float[N,5] x", "float[N,12] y", """p = Constant<value_ints = [0, 4, 0, 3]>()
  y = Pad<mode = "reflect">(x, p)"""),
    "pad_edge": (13, "float[N,3] x", "float[A,10] y", """p = Constant<value_ints = [1, 4, 2, 3]>()
  y = Pad<mode = "edge">(x, p)"""),
    "pad_wrap": (19, "float[N,3] x", "float[N,8] y", """p = Constant<value_ints = [0, 2, 0, 3]>()
  y = Pad<mode = "wrap">(x, p)"""),
    "pad_10": (10, "float[N,3] x", "float[N,5] y", "y = Pad<pads = [0, 1, 0, 1], value = 2.5>(x)"),
    # Shapes
    "reshape_refactor": (13, "float[N,4,6] x", "float[N,3,8] y", """t = Constant<value_ints = [-1, 3, 8]>()
  y = Reshape(x, t)"""),
    "reshape_divided": (13, "float[N,M] x", "float[A,4] y", """t = Constant<value_ints = [-1, 4]>()
  y = Reshape(x, t)"""),
    "expand_torch": (13, "float[N,4] x, float[1,1,3] c", "float[N,1,3] y", """s = Shape(x)
  zero = Constant<value_int = 0>()
  n = Gather(s, zero)
  axes = Constant<value_ints = [0]>()
  first = Unsqueeze(n, axes)
  keep = Constant<value_ints = [-1]>()
  t = Concat<axis = 0>(first, keep, keep)
  ts = Shape(t)
  ones = ConstantOfShape<value = int64[1] {1}>(ts)
  minus = Constant<value = int64 {-1}>()
  wild = Mul(ones, minus)
  same = Equal(t, wild)
  target = Where(same, ones, t)
  y = Expand(c, target)"""),
    "extents_as_data": (13, "float[N,L] x", "float[N,L] y, int64[2] z", """z = Shape(x)
  one = Constant<value_int = 1>()
  n = Gather(z, one)
  f = Cast<to = 1>(n)
  y = Div(x, f)"""),
}


cases.update({
    # Integer products
    "quantized_conv_integer_grouped": (10, "uint8[N,4,7,6] x, int8[6,2,3,3] w, uint8 z", "int32[N,6,A,B] y", "y = ConvInteger<group = 2, pads = [1,0,1,2], strides = [2,1]>(x, w, z)"),
    "quantized_conv_integer_depthwise": (10, "int8[N,4,7,6] x, uint8[4,1,3,3] w, int8 z, uint8[4] c", "int32[N,4,A,B] y", "y = ConvInteger<group = 4, pads = [1,1,1,1], dilations = [1,2]>(x, w, z, c)"),
    "quantized_conv_integer_1d": (10, "uint8[N,3,9] x, int8[5,3,2] w", "int32[N,5,A] y", "y = ConvInteger<strides = [2]>(x, w)"),
    "quantized_matmul_integer_columns": (10, "uint8[N,5,8] a, uint8[8,4] b, uint8 z, uint8[4] c", "int32[N,5,4] y", "y = MatMulInteger(a, b, z, c)"),
    "quantized_matmul_integer_centered": (10, "uint8[N,8] a, uint8[8,4] b, uint8 z", "int32[N,4] y", """c = Constant<value = uint8 {128}>()
  y = MatMulInteger(a, b, z, c)"""),
    "quantized_matmul_integer_rows": (10, "int8[5,8] a, uint8[8,4] b, int8[5] z, uint8[4] c", "int32[5,4] y", "y = MatMulInteger(a, b, z, c)"),
    "quantized_matmul_integer_stack": (10, "int8[N,3,5,8] a, uint8[3,8,4] b, int8 z", "int32[N,3,5,4] y", "y = MatMulInteger(a, b, z)"),
    "quantized_matmul_integer_vector": (10, "uint8[8] a, int8[N,8,4] b, uint8 z", "int32[N,4] y", "y = MatMulInteger(a, b, z)"),
    # Rescaled products
    "quantized_qlinear_conv_channels": (10, "uint8[N,4,8,7] x, +float sx, uint8 zx, int8[6,2,3,3] w, +float[6] sw, int8[6] zw, +float sy, uint8 zy, int32[6] b", "uint8[N,6,A,B] y", "y = QLinearConv<group = 2, pads = [1,1,1,1], strides = [2,1]>(x, sx, zx, w, sw, zw, sy, zy, b)"),
    "quantized_qlinear_conv_symmetric": (10, "int8[N,4,6,6] x, +float sx, int8 zx, int8[4,1,3,3] w, +float[4] sw, +float sy, int8 zy, int32[4] b", "int8[N,4,4,4] y", """zw = Constant<value = int8[4] {0, 0, 0, 0}>()
  y = QLinearConv<group = 4>(x, sx, zx, w, sw, zw, sy, zy, b)"""),
    "quantized_qlinear_matmul_columns": (21, "int8[N,5,8] a, +float sx, int8 za, int8[8,4] b, +float[4] sw, int8[4] zb, +float sy, int8 zy", "int8[N,5,4] y", "y = QLinearMatMul(a, sx, za, b, sw, zb, sy, zy)"),
    "quantized_dynamic_matmul": (13, "float[N,6] x, int8[6,4] w, +float sw", "float[N,4] y", """q, s, z = DynamicQuantizeLinear(x)
  p = MatMulInteger(q, w, z)
  f = Cast<to = 1>(p)
  t = Mul(s, sw)
  y = Mul(f, t)"""),
    "quantized_dynamic_conv": (13, "float[N,3,6,6] x, uint8[4,3,3,3] w, +float sw", "float[N,4,6,6] y", """c = Constant<value = uint8 {131}>()
  q, s, z = DynamicQuantizeLinear(x)
  p = ConvInteger<pads = [1,1,1,1]>(q, w, z, c)
  f = Cast<to = 1>(p)
  t = Mul(s, sw)
  y = Mul(f, t)"""),
    # Conversions
    "quantized_dequantize_int32": (19, "int32[6,5] b, +float[6] sx", "float[6,5] y", "y = DequantizeLinear<axis = 0>(b, sx)"),
    "quantized_quantize_16_bits": (21, "float[N,3,5] x, +float[3] sx, uint16[3] z", "uint16[N,3,5] y", "y = QuantizeLinear(x, sx, z)"),
    "quantized_blocks_with_tail": (21, "float[2,7,3] x, +float[2,3,3] sw", "float[2,7,3] y", """q = QuantizeLinear<axis = 1, block_size = 3, output_dtype = 3>(x, sw)
  y = DequantizeLinear<axis = 1, block_size = 3>(q, sw)"""),
    "quantized_int4": (21, "float[4,5] x, +float[4] sw", "float[4,5] y", """s = Identity(sw)
  q = QuantizeLinear<axis = 0, output_dtype = 22>(x, s)
  y = DequantizeLinear<axis = 0>(q, s)"""),
})

references = {
    "quantized_matmul_integer_rows": lambda a, b, z, c: (a.astype(np.int32) - z[:, None]) @ (b.astype(np.int32) - c),
}


def draw(kind, shape, positive, rng):
    if kind == "float":
        data = rng.standard_normal(shape).astype(np.float32)
        return np.abs(data) + np.float32(0.1) if positive else data
    info = np.iinfo(kind)
    low, high = max(info.min, -1000), min(info.max, 1000)
    return rng.integers(1 if positive else low, high, shape, kind, endpoint=True)


def compute(name, path, feeds):
    session = onnxruntime.InferenceSession(path) if not name.startswith("quantized_") else None
    if session:
        return [o.name for o in session.get_outputs()], session.run(None, feeds)
    outputs = [o.name for o in onnx.load(path).graph.output]
    if name in references:
        return outputs, [references[name](**feeds)]
    return outputs, ReferenceEvaluator(path).run(None, feeds)


def make(index, name, opset, inputs, outputs, body):
    folder = os.path.join(here, "extra", name)
    data_set = os.path.join(folder, "test_data_set_0")
    os.makedirs(data_set, exist_ok=True)
    text = (
        f'<ir_version: 8, opset_import: ["" : {opset}]>\n{name} '
        f"({inputs.replace('+', '')}) => ({outputs}) {{\n  {body}\n}}\n"
    )
    with open(os.path.join(folder, "model.txt"), "w") as f:
        f.write(text)
    path = os.path.join(folder, "model.onnx")
    subprocess.run([sys.argv[1], "--onnx-text-to-binary", f.name, "-o", path], check=True)
    rng = np.random.default_rng(index)
    feeds = {}
    for plus, kind, dims, value in re.findall(r"(\+?)(\w+)(?:\[([^]]*)\])? (\w+)(?:,|$)", inputs):
        shape = [sizes.get(d) or int(d) for d in dims.split(",") if d]
        feeds[value] = np.asarray(draw(kind, shape, bool(plus), rng))
    for value in feeds:
        if value in factors:
            feeds[value] = feeds[value] * np.float32(factors[value])
    outputs, results = compute(name, path, feeds)
    names = [(k, f"input_{i}.pb", v) for i, (k, v) in enumerate(feeds.items())]
    names += [(o, f"output_{i}.pb", r) for i, (o, r) in enumerate(zip(outputs, results))]
    for value, file, data in names:
        with open(os.path.join(data_set, file), "wb") as f:
            f.write(numpy_helper.from_array(np.asarray(data), value).SerializeToString())


for index, (name, case) in enumerate(cases.items()):
    if len(sys.argv) == 2 or name.startswith(sys.argv[2]):
        make(index, name, *case)
