"""Turns the examples of the dialect's documentation into a module.

usage: examples-to-module.py DOC.md > module.mlir

DOC.md is what `mlir-tblgen -gen-dialect-doc` prints. An attribute example
becomes an attribute of a function, an op example the body of one, whose
arguments are the values the example takes.
"""

import re
import sys


def blocks(text):
    """Yields (heading, code) for each mlir block."""
    heading = ""
    for part in re.split(r"(^#{2,}[^\n]*\n|^```mlir\n.*?^```)", text, flags=re.S | re.M):
        if part.startswith("#"):
            heading = re.sub(r"\W+", "_", part).strip("_")
        elif part.startswith("```mlir"):
            yield heading, part[len("```mlir\n"):-len("```")]


def attribute_module(name, code):
    """One function attribute for each attribute in the block."""
    items = [item.strip() for item in re.split(r"^(?=#)", code, flags=re.M) if item.strip()]
    return "func.func private @{}() attributes {{{}}}\n".format(
        name, ", ".join(f"a{i} = {item}" for i, item in enumerate(items)))


def op_operands(op):
    """The operands of an op and their types. Gradients leave out the type of
    their first operand, which is that of the second."""
    right = op.split("=", 1)[1] if op.startswith("%") else op
    types = re.search(r" : ((?:tensor<[^>]*>(?:, )?)+)(?:\s*(?:to|->)\s.*)?$", right.strip(), re.S)
    values = re.findall(r"%(\w+)", right)
    kinds = re.findall(r"tensor<[^>]*>", types.group(1))
    return list(zip(values, [kinds[0]] * (len(values) - len(kinds)) + kinds))


def op_module(name, code):
    """A function around the ops; its arguments are the values nobody defines."""
    arguments = {}
    defined = set()
    code = re.sub(r"\n\s+", " ", code)
    for op in re.split(r"^(?=%|quantx)", code, flags=re.M):
        if not op.strip():
            continue
        for value, kind in op_operands(op):
            if value not in defined:
                arguments[value] = kind
        if op.startswith("%"):
            defined.update(re.findall(r"%(\w+)", op.split("=", 1)[0]))
    return "func.func @{}({}) {{\n{}return\n}}\n".format(
        name, ", ".join(f"%{value}: {kind}" for value, kind in arguments.items()), code)


def main():
    with open(sys.argv[1]) as file:
        found = list(blocks(file.read()))
    for i, (heading, code) in enumerate(found):
        name = f"{heading}_{i}"
        make = attribute_module if code.lstrip().startswith("#") else op_module
        sys.stdout.write(make(name, code))


if __name__ == "__main__":
    main()
