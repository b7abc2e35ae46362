"""Counts the innermost loops of x86 assembly that hold vpdpbusd.

usage: hot-loops.py FILE.s

An innermost loop is the code between a label and a jump back to it, with no
other label between.
"""

import re
import sys


def innermost_loops(lines):
    start = None
    for i, line in enumerate(lines):
        label = re.match(r"(\.L\w+):", line)
        if label:
            start = (label.group(1), i)
            continue
        jump = re.match(r"\s+j\w+\s+(\.L\w+)", line)
        if jump and start and jump.group(1) == start[0]:
            yield lines[start[1]:i + 1]


def main():
    with open(sys.argv[1]) as file:
        lines = file.read().splitlines()
    loops = [loop for loop in innermost_loops(lines) if any("vpdpbusd" in line for line in loop)]
    wide = [loop for loop in loops if any(re.search(r"vpdpbusd.*%zmm", line) for line in loop)]
    print(f"loops with vpdpbusd: {len(loops)}")
    print(f"of them with 512-bit registers: {len(wide)}")


if __name__ == "__main__":
    main()
