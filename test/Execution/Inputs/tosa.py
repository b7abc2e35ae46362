"""Writes TOSA functions, and compares two ways to run them.

The oracle is upstream's own lowering of TOSA, which has nothing of ours in it.
"""

import re
import sys

import numpy as np

import native
from harness import MLIR_TYPES, dense, tensor_type

# DOUBLE_ROUND and INEXACT_ROUND are extensions that a module has to ask for.
HEADER = """module attributes {tosa.target_env = #tosa.target_env<specification_version = "1.0",
  level = none, profiles = [pro_int, pro_fp], extensions = [int16, int4, doubleround, inexactround]>} {"""

UPSTREAM = ("--pass-pipeline=builtin.module(func.func(tosa-optional-decompositions,"
            "tosa-make-broadcastable,tosa-to-linalg-named,tosa-to-linalg,"
            "tosa-to-arith{include-apply-rescale=true},tosa-to-tensor))")
REST = ["--convert-quantx-to-linalg", "--convert-tensor-to-linalg"] + native.REFERENCE


def constant(name, array):
    array = np.asarray(array)
    kind = tensor_type(array.shape, MLIR_TYPES[array.dtype])
    return f'%{name} = "tosa.const"() {{values = {dense(array)}}} : () -> {kind}', kind


class Module:
    """Functions, each with arrays to call it with."""

    def __init__(self):
        self.functions, self.calls = [], {}

    def add(self, op, inputs, constants, attributes, result, operands=None):
        """A function of one op. `constants` are (name, array), in the order of the op's operands
        after the inputs, unless `operands` names all of them."""
        name = f"f{len(self.functions)}"
        lines, kinds = [], {}
        for i, array in enumerate(inputs):
            kinds[f"a{i}"] = tensor_type(array.shape, MLIR_TYPES[array.dtype])
        arguments = ", ".join(f"%{n}: {k}" for n, k in kinds.items())
        for key, array in constants:
            text, kinds[key] = constant(key, array)
            lines.append(text)
        operands = operands or list(kinds)
        types = ", ".join(kinds[o] for o in operands)
        attributes = f" {{{attributes}}}" if attributes else ""
        lines.append(f"%r = {op} {', '.join('%' + o for o in operands)}{attributes} : ({types}) -> {result}")
        self.add_text(name, arguments, lines, result, inputs)

    def add_text(self, name, arguments, lines, result, inputs):
        body = "\n  ".join(lines)
        self.functions.append(f"func.func @{name}({arguments}) -> {result} {{\n  {body}\n  return %r : {result}\n}}")
        self.calls[name] = tuple(inputs)

    def text(self):
        return "\n".join([HEADER] + self.functions + ["}"])

    def lower(self, passes):
        text = self.text()
        if passes == UPSTREAM:
            # It has no lowering of inexact rounding, of which single rounding is one.
            text = text.replace("INEXACT_ROUND", "SINGLE_ROUND")
        text = native.run(["quant-opt", passes], text.encode()).decode()
        # Other tools do not know TOSA's attribute.
        return re.sub(r"module attributes {tosa.target_env = .*?>} {", "module {", text)

    def check(self, left=0):
        """Every call gives the bits of the oracle, by plain loops and by the code generator. `left`
        rescales have no form in quantx, and are upstream's in both."""
        text = self.lower("--convert-tosa-to-quantx")
        assert text.count("tosa.rescale") == left, f"{text.count('tosa.rescale')} rescales are left"
        oracle = native.Module(self.lower(UPSTREAM), REST, "oracle", native.RUNTIME)
        ours = self.lower("--quantx-tosa-pipeline")
        self.compare("plain loops", native.Module(ours, REST, "ours", native.RUNTIME), oracle)
        self.compare("code generator", native.Module(ours, ["--quantx-codegen-pipeline"], "codegen"), oracle)

    def compare(self, way, ours, oracle):
        compared = 0
        for name, arguments in self.calls.items():
            got, want = ours(name, *arguments)[0], oracle(name, *arguments)[0]
            bad = np.argwhere(got != want)
            if len(bad):
                where = tuple(bad[0])
                op = next(f for f in self.functions if f"@{name}(" in f)
                sys.exit(f"{op}\n{way}: {len(bad)} of {got.size} differ, first at {where} of {[a.shape for a in arguments]}: "
                         f"upstream {want[where]}, here {got[where]}")
            compared += got.size
        print(f"{way}: {len(self.calls)} ops, {compared} values agree")
