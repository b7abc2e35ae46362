"""Calibrators as docs/Calibration.md defines them, computed the slow way.

Nothing here is shared with the compiler: histograms come from the values, cumulative
sums are interpolated where the compiler divides bins, every candidate's distributions
are written out, and errors are summed over points instead of integrated.
"""
import math

import numpy as np


class Histogram:
    """Bins of width 2^e from the first to the last value."""

    def __init__(self, values):
        values = values.astype(np.float64).ravel()
        self.min, self.max = values.min(), values.max()
        largest, span = np.abs(values).max(), self.max - self.min
        floor_log2 = lambda x: math.frexp(x)[1] - 1
        exponents = [-149]
        if span > 0:
            exponents.append(floor_log2(span) - 13)
        if largest > 0:
            exponents.append(floor_log2(largest) - 23)
        self.width = 2.0 ** max(exponents)
        bins = np.floor(values / self.width).astype(np.int64)
        first = bins.min()
        self.counts = np.bincount(bins - first).astype(np.float64)
        edges = (first + np.arange(len(self.counts) + 1)) * self.width
        self.edges = np.clip(edges, self.min, self.max)

    def folded(self):
        """Of the absolute values: bin k < 0 goes to bin -k - 1."""
        lower = np.floor(self.min / self.width)
        indices = (lower + np.arange(len(self.counts))).astype(np.int64)
        indices = np.where(indices < 0, -indices - 1, indices)
        result = object.__new__(Histogram)
        result.width, result.min = self.width, 0.0
        result.max = max(abs(self.min), abs(self.max))
        result.counts = np.bincount(indices, self.counts)
        result.edges = np.clip(np.arange(len(result.counts) + 1) * self.width, 0.0, result.max)
        return result

    def quantile(self, q):
        """The exact position of the share q, by the widths that bins have in the file."""
        below = np.concatenate([[0], np.cumsum(self.counts)])
        wanted = q * below[-1]
        last = np.nonzero(self.counts)[0][-1]
        index = next(i for i in range(len(self.counts))
                     if self.counts[i] > 0 and (below[i + 1] >= wanted or i == last))
        begin = (np.floor(self.min / self.width) + index) * self.width
        value = begin + self.width * min((wanted - below[index]) / self.counts[index], 1)
        return min(max(value, self.min), self.max)


def cut(histogram, limit):
    return (min(max(-limit, histogram.min), histogram.max),
            min(max(limit, histogram.min), histogram.max))


def min_max(histogram, symmetric):
    return histogram.min, histogram.max


def percentile(histogram, symmetric, p=99.99):
    if symmetric:
        return cut(histogram, histogram.folded().quantile(p / 100))
    tail = (1 - p / 100) / 2
    return histogram.quantile(tail), histogram.quantile(1 - tail)


def divergence(counts, n, levels):
    """KL(P || Q) of the first n bins, written out."""
    inside = counts[:n]
    if inside.sum() == 0:
        return math.inf
    p = inside.copy()
    p[-1] += counts[n:].sum()
    level = np.arange(n) * levels // n
    filled = inside > 0
    mass = np.bincount(level, inside, levels)
    size = np.bincount(level, filled, levels)
    q = np.where(filled, mass[level] / np.maximum(size[level], 1), 0)
    share = 1e-4 / len(counts)
    p = p / p.sum() + share
    q = q / q.sum() + share
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q)).sum())


def entropy(histogram, symmetric, bins=2048, levels=None, keep_zeros=False):
    """The range, and the divergences of all candidates by their thresholds."""
    folded = histogram.folded()
    if levels is None:
        one_sign = histogram.min >= 0 or histogram.max <= 0
        levels = 255 if one_sign and not symmetric else 128
    cumulated = np.concatenate([[0], np.cumsum(folded.counts)])
    # A point without width at the end belongs to the last bin.
    grid = np.linspace(0, folded.max, bins + 1)
    at = np.interp(grid, folded.edges, cumulated)
    at[-1] = cumulated[-1]
    counts = np.diff(at)
    if not keep_zeros:
        counts[0] = min(counts[0], counts[1])
    return {n: divergence(counts, n, levels) for n in range(levels, bins + 1)}


def parameters(low, high, bits, symmetric):
    low, high = min(low, 0.0), max(high, 0.0)
    qmin, qmax = -2 ** (bits - 1), 2 ** (bits - 1) - 1
    if symmetric:
        return float(np.float32(max(-low, high) / qmax)) or 1.0, 0, -qmax, qmax
    scale = float(np.float32((high - low) / (qmax - qmin))) or 1.0
    zero = qmin - int(np.rint(low / scale))
    return scale, min(max(zero, qmin), qmax), qmin, qmax


def rounding_error(histogram, low, high, symmetric, bits=8, p=2, points=4):
    """The error of that many points per bin."""
    source = histogram.folded() if symmetric else histogram
    scale, zero, qmin, qmax = parameters(low, high, bits, symmetric)
    begin, end = source.edges[:-1], source.edges[1:]
    offsets = (np.arange(points) + 0.5) / points
    filled = source.counts > 0
    x = begin[filled, None] + (end - begin)[filled, None] * offsets
    q = np.clip(np.rint(x / scale) + zero, qmin, qmax)
    error = np.abs(x - (q - zero) * scale) ** p
    return float((source.counts[filled] * error.mean(axis=1)).sum())


def least_error(histogram, symmetric, bits=8, p=2):
    """The least error over a grid of ends."""
    limit = max(abs(histogram.min), abs(histogram.max))
    if symmetric:
        grid = limit * 2.0 ** (-np.arange(40) / 6)
        ranges = [cut(histogram, t) for t in grid]
    else:
        ends = lambda end: np.float64(end) * 2.0 ** (-np.arange(10) / 2)
        lows = ends(histogram.min) if histogram.min < 0 else [histogram.min]
        highs = ends(histogram.max) if histogram.max > 0 else [histogram.max]
        ranges = [(low, max(low, high)) for low in lows for high in highs]
    coarse = min(ranges, key=lambda r: rounding_error(histogram, *r, symmetric, bits, p, 1))
    return rounding_error(histogram, *coarse, symmetric, bits, p)
