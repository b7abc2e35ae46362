"""Runs the examples of pass descriptions that are whole functions.

usage: run-pass-examples.py PASSES.md...

PASSES.md is what `mlir-tblgen -gen-pass-doc` prints. An example that begins with
a function has the input above a line `// becomes` and the output below; the pass
has to turn one into the other, up to canonicalization and names. Examples with
ellipses are not for running.
"""

import re
import subprocess
import sys


def examples(text):
    """Yields (pass, input, output)."""
    name = None
    for part in re.split(r"(^### `-[\w-]+`$|^```mlir\n.*?^```)", text, flags=re.S | re.M):
        heading = re.match(r"### `-([\w-]+)`$", part)
        if heading:
            name = heading[1]
        elif re.match(r"```mlir\nfunc.func.*return.*// becomes", part, re.S) and "..." not in part:
            before, _, after = part[len("```mlir\n"):-len("```")].partition("// becomes")
            yield name, before, after.partition("\n")[2]


def run(text, *passes):
    done = subprocess.run(["quant-opt", *passes, "--canonicalize"], input=text,
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stderr}{text}")
    return done.stdout


def main():
    for path in sys.argv[1:]:
        with open(path) as file:
            for name, before, after in examples(file.read()):
                got, want = run(before, "--" + name), run(after)
                if got != want:
                    sys.exit(f"the example of {name} gives\n{got}\nnot\n{want}")
                print(f"{name}: as described")


if __name__ == "__main__":
    main()
