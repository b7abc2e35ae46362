"""Compares the rule labels used in the sources with those docs/Semantics.md defines."""

import collections
import pathlib
import re
import sys

LABEL = re.compile(r"QX-[A-Z][0-9]+")
DEFINITION = re.compile(r"\*\*(QX-[A-Z][0-9]+)\*\*")
SUFFIXES = {".h", ".cpp", ".td", ".mlir", ".md", ".py", ".test"}


def used_labels(root):
    """Maps each label to the first file that uses it."""
    used = {}
    for folder in ["include", "lib", "tools", "test", "docs", "utils"]:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                for label in LABEL.findall(path.read_text(errors="replace")):
                    used.setdefault(label, path.relative_to(root))
    return used


def main():
    root = pathlib.Path(sys.argv[1])
    text = (root / "docs" / "Semantics.md").read_text()
    defined = collections.Counter(DEFINITION.findall(text))
    used = used_labels(root)
    undefined = sorted(label for label in used if label not in defined)
    twice = sorted(label for label, count in defined.items() if count > 1)
    for label in undefined:
        print(f"{used[label]}: {label} is not defined in docs/Semantics.md")
    for label in twice:
        print(f"docs/Semantics.md: {label} is defined more than once")
    print(f"{len(defined)} rules, {len(undefined)} undefined, "
          f"{len(twice)} defined twice")


main()
