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
