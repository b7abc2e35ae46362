"""Functions of rows between dequantize and quantize: cases, their oracle and the real functions."""

import re

import numpy as np

import qdq
from harness import Case, Report, compile_module, run, tensor_type


class Rows:
    """Collects cases of one function of rows and compares them."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.cases, self.references, self.reals, self.bounds = [], {}, {}, {}

    def stored(self, params, shape, dims):
        """Rows that are random, narrow, constant, extreme and all but constant."""
        values = self.random.integers(params.type_min, params.type_max, shape, endpoint=True)
        dims = [d % len(shape) for d in dims]
        kept = [n if i not in dims else 1 for i, n in enumerate(shape)]
        kind = np.broadcast_to(self.random.integers(0, 8, kept), shape)
        middle = self.random.integers(params.type_min, params.type_max, kept, endpoint=True)
        narrow = np.clip(middle + self.random.integers(-3, 4, shape), params.type_min, params.type_max)
        ends = np.where(self.random.random(shape) < 0.5, params.type_min, params.type_max)
        first = np.zeros(shape, bool)
        first[tuple(slice(0, 1) if i in dims else slice(None) for i in range(len(shape)))] = True
        values = np.select([kind == 1, kind == 2, kind == 3, kind == 4],
                           [narrow, np.broadcast_to(middle, shape), ends,
                            np.where(first, params.type_max, params.type_min)], values)
        return params.store(values)

    def add(self, name, params, stored, dynamic, lines, out, result, real):
        """`lines(shape)` compute %z from %x; dims of `dynamic` are not known to the compiler. `real` is what the
        exact function gives in output steps, clamped."""
        reference, bound = result
        assert not np.isnan(bound), name
        shape = ["?" if i in dynamic else n for i, n in enumerate(stored.shape)]
        body = [qdq.dequantize("%x", "%q", params, shape), *lines(shape), qdq.quantize("%r", "%z", out, shape)]
        text = qdq.function(name, [("%q", tensor_type(shape, params.element))], body, tensor_type(shape, out.element))
        self.cases.append(Case(name, text, [stored], [tensor_type(shape, out.element)]))
        self.references[name], self.bounds[name], self.reals[name] = reference, bound, real

    def finish(self, passes):
        """Bits against the oracle, and the distance from the reals against the stated bound."""
        report = Report()
        results = run(self.cases, passes)
        for case in self.cases:
            got, want = results[case.name][0], self.references[case.name]
            report.equal(case.name, got, want.astype(got.dtype))
            # The reals are f64, whose exponentials are not exact.
            distance = np.abs(want - self.reals[case.name]).max(initial=0)
            if not distance <= self.bounds[case.name] + 1e-6:
                report.failed += 1
                print(f"FAIL {case.name}: {distance} steps from the real numbers, the bound is {self.bounds[case.name]}")
        text = compile_module("\n".join(c.text for c in self.cases), passes)
        # What a result stands for is said beside the op and computes nothing.
        text = re.sub(r"quantx\.params = #quantx\.params<[^{}]*?>>", "", text)
        for op in ["dequantize", "quantx.quantize", "f32"]:
            if op in text:
                report.failed += 1
                print(f"FAIL: still float: {op}")
        report.finish()
