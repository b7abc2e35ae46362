"""What the tests of low-precision ops share: types, values, two ways to compile."""

import sys

import numpy as np

import native
import oracle

native.DTYPES.update({"i2": np.int8, "i4": np.int8, "f16": np.float16, "bf16": np.int16,
                      **{name: np.int8 for name in oracle.NARROW}})
FLOATS = [name for name in oracle.NARROW if name != "f8E8M0FNU"]

# Upstream's loops, and the project's vectors.
WAYS = {"loops": ["--convert-quantx-to-linalg", "--convert-float8-to-arith=include-bf16",
                   "--convert-narrow-elements-to-bytes", *native.REFERENCE],
        "vectors": ["--quantx-codegen-pipeline=target=host"]}

SPECIAL = [0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1e-45, -1e-45, 3.4028235e38, -3.4028235e38,
           2.0 ** 31, -2.0 ** 31, 2.0 ** 63, -2.0 ** 63, 2.0 ** 65, 2.0 ** 62, 0.5, 1.5, 2.5, -0.5, 448.0,
           464.0, 465.0, 57344.0, 61440.0, 1e-9, -1e-9]


class Storage:
    """An integer storage type by its name in params."""

    def __init__(self, name, bounds=None):
        self.name, self.signed, self.bits = name, name[0] == "i", int(name.lstrip("ui"))
        self.element = f"i{self.bits}"
        low, high = ((-(1 << self.bits - 1), (1 << self.bits - 1) - 1) if self.signed
                     else (0, (1 << self.bits) - 1))
        self.min, self.max = bounds or (low, high)
        self.text = f"{name}<{self.min}:{self.max}>" if bounds else name
        self.dtype = native.DTYPES[self.element]

    def to_bits(self, numbers):
        """As compiled code holds them: a byte at least, higher bits zero."""
        numbers = np.asarray(numbers, np.int64)
        if self.bits < 8:
            numbers = numbers & (1 << self.bits) - 1
        return numbers.astype(self.dtype)

    def from_bits(self, stored):
        numbers = stored.astype(np.int64)
        if self.bits == 64:
            return numbers
        numbers &= (1 << self.bits) - 1
        return np.where(self.signed & (numbers >= 1 << self.bits - 1), numbers - (1 << self.bits), numbers)


def number(value):
    """A float as text, exactly."""
    return f"{float(value):.17e}"


def reals(random, scale, count=400):
    with np.errstate(all="ignore"):
        ties = (np.arange(-300, 300, 7) + 0.5) * float(scale)
        return np.concatenate([SPECIAL, ties, random.normal(0, 60 * float(scale), count)]).astype(np.float32)


def check(label, got, want):
    """Bits; any NaN equals any other."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape and got.dtype == want.dtype, (label, got.dtype, want.dtype, got.shape, want.shape)
    same = got.view(f"u{got.dtype.itemsize}") == want.view(f"u{want.dtype.itemsize}")
    if want.dtype.kind == "f":
        same |= np.isnan(got) & np.isnan(want)
    if not same.all():
        bad = tuple(np.argwhere(~same)[0])
        sys.exit(f"{label}: {(~same).sum()} of {same.size} differ, first at {bad}: "
                 f"want {want[bad]}, got {got[bad]}")
    return got.size


def compile_ways(text):
    return [(way, native.Module(text, passes, libraries=native.RUNTIME)) for way, passes in WAYS.items()]
