#!/usr/bin/python3
"""Random networks through every stage, against the interpreter."""

import json
import os
import subprocess
import sys

import common

# A smaller number for a quick look: QUANTX_RANDOM_GRAPHS=500.
GRAPHS = int(os.environ.get("QUANTX_RANDOM_GRAPHS", "10000"))


def main():
    build = common.build_dir()
    folder = os.path.join(build, "reports", "random-graphs")
    os.makedirs(folder, exist_ok=True)
    counts = os.path.join(folder, "counts.json")
    # Failures are lines on standard error, progress too where that is a terminal.
    done = subprocess.run(
        [os.path.join(build, "bin", "quantx-fuzz-graphs"), "--graphs", str(GRAPHS),
         "--jobs", str(os.cpu_count() or 1), "--write-failures", folder, "--json", counts],
        stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"error: quantx-fuzz-graphs ended with status {done.returncode}")
    with open(counts) as file:
        summary = json.load(file)
    rows = sorted(summary.items())
    print(common.table(["figure", "value"], rows))
    print(common.write(build, "random-graphs", rows, summary))
    if summary["random_mismatches"]:
        sys.exit(f"{summary['random_mismatches']} graphs failed; reduced cases are in {folder}")


if __name__ == "__main__":
    main()
