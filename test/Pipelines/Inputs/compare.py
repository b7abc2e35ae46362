"""usage: compare.py FLOAT.npy INT8.npy

Fails if the integers are further from the floats than 8 bits explain: 4 % of
the largest value anywhere, 1 % on average.
"""

import sys

import numpy as np

expected, actual = (np.load(path) for path in sys.argv[1:])
error = np.abs(expected - actual) / np.abs(expected).max()
print(f"{error.size} values, error at most {error.max():.4f}, on average {error.mean():.4f}")
sys.exit(int(expected.shape != actual.shape or error.max() > 0.04 or error.mean() > 0.01))
