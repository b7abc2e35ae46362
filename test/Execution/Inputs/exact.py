"""The rules of docs/Semantics.md in exact integers and fractions.

Written for clarity and differently from quantx/Numerics (rationals, Python
integers), so that agreement means something.
"""

import math
from fractions import Fraction

import numpy as np


def round_even(value):
    """A Fraction to the nearest integer, ties to even."""
    return round(Fraction(value))


def round_up_ties(value):
    """A Fraction to the nearest integer, ties toward +infinity."""
    return math.floor(Fraction(value) + Fraction(1, 2))


def round_away_ties(value):
    """A Fraction to the nearest integer, ties away from zero."""
    value = Fraction(value)
    magnitude = math.floor(abs(value) + Fraction(1, 2))
    return magnitude if value >= 0 else -magnitude


def rounding_shift(product, shift, mode="single"):
    exact = Fraction(product, 2 ** shift)
    if mode == "nearest_even":
        return round_even(exact)
    if mode == "single" or shift <= 31:
        return round_up_ties(exact)
    high = round_up_ties(Fraction(product, 2 ** 31))
    return round_away_ties(Fraction(high, 2 ** (shift - 31)))


def fixed_point(real):
    """(multiplier, shift) of a positive Fraction or float in [2^-32, 2^30)."""
    mantissa, exponent = math.frexp(real)
    multiplier = round_even(Fraction(mantissa) * 2 ** 31)
    if multiplier == 2 ** 31:
        multiplier, exponent = 2 ** 30, exponent + 1
    return multiplier, 31 - exponent


def clamp(value, low, high):
    return max(low, min(high, value))


def requantize(acc, point, zero_point, qmin, qmax, mode="single"):
    multiplier, shift = point
    rounded = rounding_shift(int(acc) * multiplier, shift, mode)
    return clamp(rounded + zero_point, qmin, qmax)


def quantize(x, scale, zero_point, qmin, qmax):
    """One f32; the quotient is rounded once to f32, as IEEE division is."""
    with np.errstate(all="ignore"):
        quotient = np.float32(x) / np.float32(scale)
    if math.isnan(quotient):
        return zero_point
    if math.isinf(quotient):
        return qmin if quotient < 0 else qmax
    return clamp(round_even(Fraction(float(quotient))) + zero_point, qmin, qmax)


def dequantize(q, scale, zero_point):
    with np.errstate(all="ignore"):
        return np.float32(int(q) - zero_point) * np.float32(scale)


def vectorize(function, *arrays, dtype=np.int64):
    """`function` on every element of equally shaped arrays."""
    flat = [np.asarray(a).ravel() for a in np.broadcast_arrays(*arrays)]
    shape = np.broadcast_shapes(*(np.shape(a) for a in arrays))
    values = [function(*scalars) for scalars in zip(*flat)]
    return np.array(values, dtype).reshape(shape)
