"""Ways to write softmax and normalizations, and near misses.

A spelling takes a Function and its arguments and returns its result; the
decorator says what it must become.
"""

import numpy as np

N = 12
SHAPE = ("?", 5, N)
ROWS = SHAPE[:2]
EPSILON = 2.0 ** -10
EACH, ROW, LAST = (0, 1, 2), (0, 1), (2,)
GAMMA = np.linspace(-1.5, 2, N).astype(np.float32)
BETA = np.linspace(1, -1, N).astype(np.float32)
LOWEST = "-3.40282347E+38"

SPELLINGS = {}


def becomes(*texts, shape=SHAPE):
    """The function becomes ops of these texts, and no other row functions."""
    def register(function):
        SPELLINGS[function.__name__] = (function, texts, shape)
        return function
    return register


def layer_norm(epsilon, dims="2"):
    return f"quantx.normalize %x0 dims [{dims}] epsilon {epsilon}"


def rms_norm(epsilon):
    return f"quantx.normalize %x0 uncentered dims [2] epsilon {epsilon}"


LAYER_NORM, RMS_NORM, SOFTMAX = layer_norm("9.765625E-4"), rms_norm("9.765625E-4"), "linalg.softmax dimension(2)"


def total(f, x, term=lambda s, a: a, rows=ROWS):
    """The sum over the last dimension of term(x)."""
    return f.generic([x], x.shape, lambda s, a, acc: s("arith.addf", acc, term(s, a)), LAST, 0.0)


def square(s, a):
    return s("arith.mulf", a, a)


def over_count(s, a):
    return s("arith.divf", a, float(N))


def by_reciprocal(s, a):
    return s("arith.mulf", a, float(np.float32(1 / N)))


def mean(f, x, term=lambda s, a: a):
    return f.generic([total(f, x, term)], ROWS, over_count)


def center(f, x, row):
    return f.generic([x, (row, ROW)], SHAPE, lambda s, a, m: s("arith.subf", a, m))


def root(s, a, epsilon=EPSILON):
    return s("math.sqrt", s("arith.addf", a, epsilon))


def inverse_root(s, a, epsilon=EPSILON):
    return s("math.rsqrt", s("arith.addf", a, epsilon))


# Layer normalization ---------------------------------------------------------


@becomes(LAYER_NORM)
def torch_export(f, x):
    m = f.expand(mean(f, x), [[0], [1, 2]], [*ROWS, 1])
    centered = f.generic([x, (m, ["d0", "d1", "0"])], SHAPE, lambda s, a, b: s("arith.subf", a, b))
    power = f.generic([centered], SHAPE, lambda s, a: s("math.powf", a, 2.0))
    variance = f.expand(mean(f, power), [[0], [1, 2]], [*ROWS, 1])
    biased = f.generic([variance], [*ROWS, 1], lambda s, a: s("arith.addf", a, EPSILON))
    deviation = f.collapse(f.generic([biased], [*ROWS, 1], lambda s, a: s("math.sqrt", a)), [[0], [1, 2]], ROWS)
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes(LAYER_NORM)
def moments(f, x):
    m, squares = mean(f, x), mean(f, x, square)
    inverse = f.generic([m, squares], ROWS,
                        lambda s, a, b: inverse_root(s, s("arith.subf", b, square(s, a))))
    return f.generic([center(f, x, m), (inverse, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes(LAYER_NORM)
def clamped_variance(f, x):
    m, squares = mean(f, x), mean(f, x, square)
    inverse = f.generic([m, squares], ROWS, lambda s, a, b: inverse_root(
        s, s("arith.maximumf", s("arith.subf", b, square(s, a)), 0.0)))
    return f.generic([center(f, x, m), (inverse, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes(LAYER_NORM)
def factor_in_inverse(f, x):
    """As TensorFlow does: x * inv + (beta - mean * inv), inv = gamma * rsqrt."""
    m, gamma, beta = mean(f, x), f.constant(GAMMA), f.constant(BETA)
    variance = mean(f, center(f, x, m), square)
    inverse = f.generic([(variance, ROW), (gamma, LAST)], SHAPE,
                        lambda s, v, g: s("arith.mulf", inverse_root(s, v), g))
    offset = f.generic([(beta, LAST), (m, ROW), inverse], SHAPE,
                       lambda s, b, a, i: s("arith.subf", b, s("arith.mulf", a, i)))
    scaled = f.generic([x, inverse], SHAPE, lambda s, a, i: s("arith.mulf", a, i))
    return f.generic([scaled, offset], SHAPE, lambda s, a, b: s("arith.addf", a, b))


@becomes(LAYER_NORM)
def fused_bodies(f, x):
    """As torch-mlir's decompositions after fusion: few ops that do much each."""
    sums = total(f, x)
    squares = f.generic([x, (sums, ROW)], SHAPE, lambda s, a, b, acc: s(
        "arith.addf", square(s, s("arith.subf", a, over_count(s, b))), acc), LAST, 0.0)
    gamma, beta = f.constant(GAMMA), f.constant(BETA)

    def body(s, a, b, q, g, h):
        centered = s("arith.subf", a, over_count(s, b))
        normal = s("arith.mulf", centered, inverse_root(s, over_count(s, q)))
        return s("arith.addf", s("arith.mulf", normal, g), h)
    return f.generic([x, (sums, ROW), (squares, ROW), (gamma, LAST), (beta, LAST)], SHAPE, body)


@becomes(LAYER_NORM)
def reciprocal_count(f, x):
    m = f.generic([total(f, x)], ROWS, by_reciprocal)
    centered = center(f, x, m)
    deviation = f.generic([total(f, centered, square)], ROWS, lambda s, a: root(s, by_reciprocal(s, a)))
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes(LAYER_NORM)
def divide_then_sum(f, x):
    parts = f.generic([x], SHAPE, by_reciprocal)
    centered = center(f, x, total(f, parts))
    parts = f.generic([centered], SHAPE, lambda s, a: by_reciprocal(s, square(s, a)))
    power = f.generic([total(f, parts)], ROWS, lambda s, a: s("math.powf", s("arith.addf", a, EPSILON), -0.5))
    return f.generic([centered, (power, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes(LAYER_NORM)
def named_ops(f, x):
    ones = f.filled([N], float(np.float32(1 / N)))
    sums = total(f, x)
    m = f.broadcast(f.named("div", sums, f.filled(ROWS, float(N))), SHAPE, LAST)
    centered = f.named("sub", x, m)
    products = f.named("square", centered)
    weighted = f.generic([products, (ones, LAST)], SHAPE, lambda s, a, w, acc: s(
        "arith.addf", acc, s("arith.mulf", a, w)), LAST, 0.0)
    biased = f.named("add", weighted, f.filled(ROWS, EPSILON))
    return f.named("mul", centered, f.broadcast(f.named("rsqrt", biased), SHAPE, LAST))


@becomes(LAYER_NORM)
def ops_on_tensors(f, x):
    m = f.broadcast(mean(f, x), SHAPE, LAST)
    centered = f.add(f"arith.subf {x.name}, {m.name} : KIND", SHAPE)
    power = f.add(f"arith.mulf {centered.name}, {centered.name} : KIND", SHAPE)
    variance = f.broadcast(mean(f, power), SHAPE, LAST)
    deviation = f.generic([variance], SHAPE, root)
    return f.add(f"arith.divf {centered.name}, {deviation.name} : KIND", SHAPE)


@becomes(LAYER_NORM)
def transposed_rows(f, x):
    """The mean is computed on the transpose."""
    turned = f.generic([(x, (0, 2, 1))], ("?", N, 5), lambda s, a: s("arith.addf", a, 0.0))
    sums = f.generic([turned], ("?", N, 5), lambda s, a, acc: s("arith.addf", a, acc), (1,), 0.0)
    centered = center(f, x, f.generic([sums], ROWS, over_count))
    deviation = f.generic([mean(f, centered, square)], ROWS, root)
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes(layer_norm("[0-9.]+E-4"))
def unbiased_variance(f, x):
    """(x - mean) / sqrt(n / (n - 1) * var + eps): a number times a layer norm."""
    centered = center(f, x, mean(f, x))
    deviation = f.generic([total(f, centered, square)], ROWS,
                          lambda s, a: root(s, s("arith.divf", a, float(N - 1))))
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes("quantx.normalize %[0-9]+ dims [2]")
def of_scaled_input(f, x):
    """The tensor that is normalized is the scaled one, not a far one."""
    scaled = f.generic([x], SHAPE, lambda s, a: s("arith.mulf", a, 3.0))
    centered = center(f, scaled, mean(f, scaled))
    deviation = f.generic([mean(f, centered, square)], ROWS, root)
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes(layer_norm("9.765625E-4", "2, 3"), shape=("?", 3, 4, 5))
def instance_norm(f, x):
    """Sums over one dimension after the other."""
    def twice(x, term=lambda s, a: a):
        inner = f.generic([x], x.shape, lambda s, a, acc: s("arith.addf", acc, term(s, a)), (3,), 0.0)
        outer = f.generic([inner], inner.shape, lambda s, a, acc: s("arith.addf", acc, a), (2,), 0.0)
        return f.generic([outer], outer.shape, lambda s, a: s("arith.divf", a, 20.0))
    m = twice(x)
    centered = f.generic([x, (m, (0, 1))], x.shape, lambda s, a, b: s("arith.subf", a, b))
    deviation = f.generic([twice(centered, square)], m.shape, root)
    return f.generic([centered, (deviation, (0, 1))], x.shape, lambda s, a, b: s("arith.divf", a, b))


@becomes(layer_norm("9.765625E-4"), "quantx.normalize %[0-9]+ dims [2]")
def one_after_the_other(f, x):
    for _ in range(2):
        x = torch_export(f, x)
        x = f.generic([x, (f.constant(GAMMA), LAST), (f.constant(BETA), LAST)], SHAPE,
                      lambda s, a, g, b: s("arith.addf", s("arith.mulf", a, g), b))
    return x


# RMS and L2 normalization ----------------------------------------------------


@becomes(RMS_NORM)
def rms(f, x):
    inverse = f.generic([mean(f, x, square)], ROWS, inverse_root)
    return f.generic([x, (inverse, ROW), (f.constant(GAMMA), LAST)], SHAPE,
                     lambda s, a, i, g: s("arith.mulf", g, s("arith.mulf", a, i)))


@becomes(RMS_NORM)
def rms_reciprocal(f, x):
    deviation = f.generic([mean(f, x, square)], ROWS, lambda s, a: s("arith.divf", 1.0, root(s, a)))
    return f.generic([x, (deviation, ROW)], SHAPE, lambda s, a, i: s("arith.mulf", a, i))


@becomes(rms_norm("[0-9.]+E-5"))
def l2(f, x):
    norm = f.generic([total(f, x, square)], ROWS, root)
    return f.generic([x, (norm, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes(rms_norm("0.0"))
def l2_without_epsilon(f, x):
    norm = f.generic([total(f, x, square)], ROWS, lambda s, a: s("math.powf", a, 0.5))
    return f.generic([x, (norm, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


# Softmax ---------------------------------------------------------------------


def maximum(f, x, dims=LAST, op="arith.maximumf"):
    return f.generic([x], x.shape, lambda s, a, acc: s(op, a, acc), dims, LOWEST)


def quotient(f, e, dims=ROW, reduced=LAST):
    sums = f.generic([e], e.shape, lambda s, a, acc: s("arith.addf", a, acc), reduced, 0.0)
    return f.generic([e, (sums, dims)], e.shape, lambda s, a, b: s("arith.divf", a, b))


@becomes(SOFTMAX)
def softmax(f, x):
    shifted = center(f, x, maximum(f, x))
    return quotient(f, f.generic([shifted], SHAPE, lambda s, a: s("math.exp", a)))


@becomes(SOFTMAX)
def softmax_without_maximum(f, x):
    return quotient(f, f.generic([x], SHAPE, lambda s, a: s("math.exp", a)))


@becomes("linalg.softmax dimension(1)")
def softmax_along_middle(f, x):
    peak = maximum(f, x, (1,), "arith.maxnumf")
    e = f.generic([x, (peak, (0, 2))], SHAPE, lambda s, a, b: s("math.exp", s("arith.subf", a, b)))
    return quotient(f, e, (0, 2), (1,))


@becomes(SOFTMAX)
def softmax_of_scaled(f, x):
    """The factor is inside of the bodies alone."""
    peak = maximum(f, x)
    e = f.generic([x, (peak, ROW)], SHAPE, lambda s, a, b: s(
        "math.exp", s("arith.mulf", s("arith.subf", a, b), 0.25)))
    sums = total(f, e)
    inverse = f.generic([sums], ROWS, lambda s, a: s("arith.divf", 1.0, a))
    return f.generic([e, (inverse, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes(SOFTMAX)
def softmax_by_powers_of_two(f, x):
    log2 = float(np.float32(np.log2(np.e)))
    scaled = f.generic([x], SHAPE, lambda s, a: s("arith.mulf", a, log2))
    e = f.generic([scaled, (maximum(f, scaled), ROW)], SHAPE,
                  lambda s, a, b: s("math.exp2", s("arith.subf", a, b)))
    return quotient(f, e)


@becomes(SOFTMAX)
def softmax_by_logarithm(f, x):
    shifted = center(f, x, maximum(f, x))
    log = f.generic([total(f, shifted, lambda s, a: s("math.exp", a))], ROWS, lambda s, a: s("math.log", a))
    return f.generic([center(f, shifted, log)], SHAPE, lambda s, a: s("math.exp", a))


@becomes(SOFTMAX)
def softmax_of_masked(f, x):
    mask = f.constant(np.where(np.arange(N) % 3, 0, -1e4).astype(np.float32))
    masked = f.generic([x, (mask, LAST)], SHAPE,
                       lambda s, a, m: s("arith.addf", s("arith.mulf", a, 0.5), m))
    return softmax(f, masked)


# None of them ----------------------------------------------------------------


@becomes()
def epsilon_outside(f, x):
    centered = center(f, x, mean(f, x))
    deviation = f.generic([mean(f, centered, square)], ROWS,
                          lambda s, a: s("arith.addf", s("math.sqrt", a), EPSILON))
    return f.generic([centered, (deviation, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes()
def clamped_norm(f, x):
    norm = f.generic([total(f, x, square)], ROWS, lambda s, a: s("arith.maximumf", s("math.sqrt", a), 4.0))
    return f.generic([x, (norm, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes()
def clamped_square(f, x):
    norm = f.generic([total(f, x, square)], ROWS, lambda s, a: s("math.sqrt", s("arith.maximumf", a, 9.0)))
    return f.generic([x, (norm, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))


@becomes()
def not_centered(f, x):
    """The variance, but of x as it is."""
    centered = center(f, x, mean(f, x))
    inverse = f.generic([mean(f, centered, square)], ROWS, inverse_root)
    return f.generic([x, (inverse, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes()
def other_mean(f, x):
    """The distance from twice the mean."""
    m = mean(f, x)
    squares = mean(f, x, square)
    inverse = f.generic([m, squares], ROWS, lambda s, a, b: inverse_root(s, s("arith.subf", b, square(s, a))))
    return f.generic([x, (m, ROW), (inverse, ROW)], SHAPE, lambda s, a, b, i: s(
        "arith.mulf", s("arith.subf", a, s("arith.mulf", b, 2.0)), i))


@becomes()
def other_rows(f, x):
    """Mean and variance of different rows."""
    sums = f.generic([x], SHAPE, lambda s, a, acc: s("arith.addf", a, acc), (1,), 0.0)
    centered = f.generic([x, (sums, (0, 2))], SHAPE, lambda s, a, b: s("arith.subf", a, s("arith.divf", b, 5.0)))
    squares = mean(f, x, square)
    inverse = f.generic([squares, mean(f, x)], ROWS, lambda s, b, a: inverse_root(s, s("arith.subf", b, square(s, a))))
    return f.generic([centered, (inverse, ROW)], SHAPE, lambda s, a, b: s("arith.mulf", a, b))


@becomes()
def other_exponentials(f, x):
    """e^x over the sum of e^(x/2)."""
    sums = total(f, x, lambda s, a: s("math.exp", s("arith.mulf", a, 0.5)))
    return f.generic([x, (sums, ROW)], SHAPE, lambda s, a, b: s("arith.divf", s("math.exp", a), b))


@becomes()
def other_maximum(f, x):
    """The largest of another row is subtracted: the exponentials are other ones."""
    peak = maximum(f, x, (1,))
    e = f.generic([x, (peak, (0, 2))], SHAPE, lambda s, a, b: s("math.exp", s("arith.subf", a, b)))
    return quotient(f, e)


@becomes()
def weighted_variance(f, x):
    weights = f.constant(np.linspace(0.5, 1.5, N).astype(np.float32))
    centered = center(f, x, mean(f, x))
    variance = f.generic([centered, (weights, LAST)], SHAPE, lambda s, a, w, acc: s(
        "arith.addf", acc, s("arith.mulf", w, square(s, a))), LAST, 0.0)
    return f.generic([centered, (variance, ROW)], SHAPE,
                     lambda s, a, v: s("arith.mulf", a, inverse_root(s, over_count(s, v))))


@becomes()
def negative_power(f, x):
    """x / var instead of x / sqrt(var)."""
    centered = center(f, x, mean(f, x))
    return f.generic([centered, (mean(f, centered, square), ROW)], SHAPE,
                     lambda s, a, v: s("arith.divf", a, s("arith.addf", v, EPSILON)))


@becomes()
def large_start(f, x):
    """The sum starts from 1, and the maximum from 0."""
    peak = f.generic([x], SHAPE, lambda s, a, acc: s("arith.maximumf", a, acc), LAST, 0.0)
    e = f.generic([x, (peak, ROW)], SHAPE, lambda s, a, b: s("math.exp", s("arith.subf", a, b)))
    sums = f.generic([e], SHAPE, lambda s, a, acc: s("arith.addf", a, acc), LAST, 1.0)
    return f.generic([e, (sums, ROW)], SHAPE, lambda s, a, b: s("arith.divf", a, b))
