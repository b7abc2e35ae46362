"""check-parts.py STATISTICS TENSOR FILE... - channels and rows against numpy.

The tensor is the argument that the files are for, its last dimension the
channels. Sums are compared as rationals, rows by their hashes.
"""

import base64
import hashlib
import json
import struct
import sys
from fractions import Fraction

import numpy as np

MASK = 2**64 - 1


def text(value):
    return struct.pack("<Q", len(value)) + value


def hash_sample(name, sha256, index):
    data = text(name.encode()) + text(sha256.encode()) + struct.pack("<Q", index)
    return struct.unpack("<Q", hashlib.sha256(data).digest()[:8])[0]


def hash_row(sample, row):
    mixed = (sample + (row + 1) * 0x9E3779B97F4A7C15) & MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
    return mixed ^ (mixed >> 31)


def rational(hexadecimal):
    significand, exponent = hexadecimal.split("p")
    return Fraction(int(significand, 16)) * Fraction(2) ** int(exponent)


def main():
    name, files = sys.argv[2], sys.argv[3:]
    tensor = json.load(open(sys.argv[1]))["tensors"][name]
    rows, flat = [], []
    for file in files:
        sha256 = hashlib.sha256(open(file, "rb").read()).hexdigest()
        for index, sample in enumerate(np.load(file)):
            key = hash_sample(name, sha256, index)
            flat.append(sample.reshape(-1, sample.shape[-1]))
            for row, values in enumerate(flat[-1]):
                rows.append((hash_row(key, row), values))
    values = np.concatenate(flat)

    channels = tensor["channels"]
    assert channels["count"] == [len(values)] * values.shape[1]
    assert np.array_equal(np.float32(channels["min"]), values.min(axis=0))
    assert np.array_equal(np.float32(channels["max"]), values.max(axis=0))
    for channel in range(values.shape[1]):
        exact = [Fraction(float(value)) for value in values[:, channel]]
        assert rational(channels["sum"][channel]) == sum(exact)
        assert rational(channels["sum_of_squares"][channel]) == sum(x * x for x in exact)

    kept = tensor["rows"]["kept"]
    rows.sort(key=lambda row: row[0])
    assert len(kept) == tensor["rows"]["capacity"]
    for (found, data), (wanted, row) in zip(kept, rows):
        assert int(found, 16) == wanted
        assert np.array_equal(np.frombuffer(base64.b64decode(data), "<f4"), row)


main()
