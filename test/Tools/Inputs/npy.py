"""Arrays for the tests of the runners.

npy.py write FILE EXPRESSION   saves numpy's value of EXPRESSION; .npz takes a dict
npy.py idx FILE EXPRESSION     saves an array of u8 as IDX, by gzip if FILE ends in .gz
npy.py print FILE              prints element type, shape and elements
"""

import gzip
import struct
import sys

import numpy as np


def write(path, value):
    if path.endswith(".npz"):
        np.savez_compressed(path, **value)
    else:
        np.save(path, value)


def idx(path, value):
    value = np.asarray(value, np.uint8)
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "wb") as f:
        f.write(bytes([0, 0, 8, value.ndim]) + struct.pack(f">{value.ndim}I", *value.shape))
        f.write(value.tobytes())


command, path = sys.argv[1:3]
if command == "print":
    array = np.load(path)
    print(array.dtype, list(array.shape), array.ravel().tolist())
else:
    {"write": write, "idx": idx}[command](path, eval(sys.argv[3], {"np": np}))
