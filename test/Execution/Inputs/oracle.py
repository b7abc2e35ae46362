"""quantx/Numerics on NumPy arrays, through the NumericsOracle library."""

import ctypes
import os

import numpy as np

# In the order of numerics::FloatFormat: name, bits.
FORMATS = [("f16", 16), ("bf16", 16), ("f8E4M3FN", 8), ("f8E5M2", 8), ("f8E3M4", 8),
           ("f8E4M3FNUZ", 8), ("f8E5M2FNUZ", 8), ("f4E2M1FN", 4), ("f8E8M0FNU", 8)]
NAMES = [name for name, _ in FORMATS]
BITS = dict(FORMATS)
NARROW = [name for name, bits in FORMATS if bits <= 8]
OVERFLOWS = ["saturate", "ieee"]
POWER_ROUNDINGS = ["up", "down", "nearest"]

_library = ctypes.CDLL(os.environ["NUMERICS_ORACLE"])


PRECISIONS = ["f32", "f16", "bf16"]


def _call(name, *arguments, result=None):
    """Arrays are passed as pointers to their elements, Python integers as int."""
    function = getattr(_library, "quantxOracle" + name)
    function.restype = result
    return function(*[ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray) else a
                      for a in arguments])


def _widen(values):
    # NumPy reports signaling NaNs, which are as good as any here.
    with np.errstate(invalid="ignore"):
        return np.ascontiguousarray(values, np.float64)


def encode(values, name, overflow="saturate"):
    """Codes (uint16) of an array of any float type."""
    values = _widen(values)
    out = np.empty(values.shape, np.uint16)
    _call("Encode", values, ctypes.c_size_t(values.size), NAMES.index(name),
          OVERFLOWS.index(overflow), out)
    return out


def encode_power(values, rounding, overflow="saturate"):
    values = _widen(values)
    out = np.empty(values.shape, np.uint16)
    _call("EncodePower", values, ctypes.c_size_t(values.size), POWER_ROUNDINGS.index(rounding),
          OVERFLOWS.index(overflow), out)
    return out


def decode(codes, name):
    codes = np.ascontiguousarray(codes, np.uint16)
    out = np.empty(codes.shape, np.float32)
    _call("Decode", codes, ctypes.c_size_t(codes.size), NAMES.index(name), out)
    return out


def _like(values, shape, dtype):
    return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype), shape))


def quantize(x, scales, zero_points, qmin, qmax, precision="f32"):
    """i64 of each f32; scales and zero points are broadcast."""
    x = np.ascontiguousarray(x, np.float32)
    scales, zero_points = _like(scales, x.shape, np.float32), _like(zero_points, x.shape, np.int64)
    out = np.empty(x.shape, np.int64)
    _call("Quantize", x, scales, zero_points, ctypes.c_size_t(x.size), ctypes.c_int64(qmin),
          ctypes.c_int64(qmax), PRECISIONS.index(precision), out)
    return out


def dequantize(q, scales, zero_points):
    q = np.ascontiguousarray(q, np.int64)
    scales, zero_points = _like(scales, q.shape, np.float32), _like(zero_points, q.shape, np.int64)
    out = np.empty(q.shape, np.float32)
    _call("Dequantize", q, scales, zero_points, ctypes.c_size_t(q.size), out)
    return out


def quantize_to_float(x, scales, name, overflow="saturate", precision="f32"):
    x = np.ascontiguousarray(x, np.float32)
    scales = _like(scales, x.shape, np.float32)
    out = np.empty(x.shape, np.uint16)
    _call("QuantizeToFloat", x, scales, ctypes.c_size_t(x.size), NAMES.index(name),
          OVERFLOWS.index(overflow), PRECISIONS.index(precision), out)
    return out


def dequantize_from_float(codes, scales, name):
    codes = np.ascontiguousarray(codes, np.uint16)
    scales = _like(scales, codes.shape, np.float32)
    out = np.empty(codes.shape, np.float32)
    _call("DequantizeFromFloat", codes, scales, ctypes.c_size_t(codes.size), NAMES.index(name), out)
    return out


def choose_params(x, bits, signed, qmin, qmax, symmetric=False):
    """(scale, zero point) of all elements together."""
    x = np.ascontiguousarray(x, np.float32)
    scale = np.empty(1, np.float32)
    zero_point = _call("ChooseParams", x, ctypes.c_size_t(x.size), bits, int(signed),
                       ctypes.c_int64(qmin), ctypes.c_int64(qmax), int(symmetric), scale,
                       result=ctypes.c_int64)
    return scale[0], zero_point


def choose_scale(x, name):
    x = np.ascontiguousarray(x, np.float32)
    return np.float32(_call("ChooseScale", x, ctypes.c_size_t(x.size), NAMES.index(name),
                            result=ctypes.c_float))


def interpolate(table, q):
    table, q = np.ascontiguousarray(table, np.int64), np.ascontiguousarray(q, np.int16)
    out = np.empty(q.shape, np.int64)
    _call("Interpolate", table, q, ctypes.c_size_t(q.size), out)
    return out


def _rows(stored, dims):
    """The values with the elements of a row side by side, and the way back."""
    dims = [d % stored.ndim for d in dims]
    order = [d for d in range(stored.ndim) if d not in dims] + dims
    moved = np.transpose(np.asarray(stored, np.int64), order)
    count = int(np.prod([stored.shape[d] for d in dims], dtype=np.int64))
    rows = np.ascontiguousarray(moved.reshape(-1, count) if count else moved.reshape(0, 0))
    return rows, lambda out: np.transpose(out.reshape(moved.shape), np.argsort(order))


def softmax(values, dims, step, bits, gain, zero_point, qmin, qmax):
    """(results, error bound) for integers of `bits` whose steps are `step` in the exponent."""
    rows, back = _rows(values, dims)
    out = np.empty_like(rows)
    real = ctypes.c_double
    bound = _call("Softmax", rows, ctypes.c_size_t(len(rows)), ctypes.c_size_t(rows.shape[1]), real(step), bits,
                  real(gain), *map(ctypes.c_int64, (zero_point, qmin, qmax)), out, result=real)
    return back(out), bound


def normalize(values, dims, params, epsilon, centered, gains, offsets, zero_point, qmin, qmax):
    """(results, error bound); `params` are (scale, zero point, bits, signed), gains and offsets have the shape of
    `values` or are numbers, in output steps."""
    rows, back = _rows(values, dims)
    out = np.empty_like(rows)
    order = [np.ascontiguousarray(_spread(a, values.shape, dims)) for a in (gains, offsets)]
    scale, zero, bits, signed = params
    i64, size, real = ctypes.c_int64, ctypes.c_size_t, ctypes.c_double
    bound = _call("Normalize", rows, size(len(rows)), size(rows.shape[1]), ctypes.c_float(scale), i64(zero), bits,
                  int(signed), real(epsilon), int(centered), *order, size(order[0].size),
                  *map(i64, (zero_point, qmin, qmax)), out, result=real)
    return back(out), bound


def _spread(numbers, shape, dims):
    numbers = np.asarray(numbers, np.float64)
    if numbers.ndim == 0:
        return numbers.reshape(1)
    order = [d for d in range(len(shape)) if d not in dims] + list(dims)
    return np.transpose(np.broadcast_to(numbers, shape), order)
