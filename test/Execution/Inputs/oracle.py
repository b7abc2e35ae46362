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


def _call(function, values, out, *options):
    pointer = ctypes.c_void_p
    function = getattr(_library, "quantxOracle" + function)
    function.argtypes = [pointer, ctypes.c_size_t, *[ctypes.c_int] * len(options), pointer]
    function(values.ctypes.data, values.size, *options, out.ctypes.data)
    return out


def _widen(values):
    # NumPy reports signaling NaNs, which are as good as any here.
    with np.errstate(invalid="ignore"):
        return np.ascontiguousarray(values, np.float64)


def encode(values, name, overflow="saturate"):
    """Codes (uint16) of an array of any float type."""
    values = _widen(values)
    return _call("Encode", values, np.empty(values.shape, np.uint16), NAMES.index(name),
                 OVERFLOWS.index(overflow))


def encode_power(values, rounding, overflow="saturate"):
    values = _widen(values)
    return _call("EncodePower", values, np.empty(values.shape, np.uint16),
                 POWER_ROUNDINGS.index(rounding), OVERFLOWS.index(overflow))


def decode(codes, name):
    codes = np.ascontiguousarray(codes, np.uint16)
    return _call("Decode", codes, np.empty(codes.shape, np.float32), NAMES.index(name))
