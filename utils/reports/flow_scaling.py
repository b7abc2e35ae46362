#!/usr/bin/python3
"""Seconds of the quantize pipeline against the number of ops of the network."""

import os
import re
import subprocess
import sys
import time

import common

sys.path.insert(0, os.path.join(common.ROOT, "test", "Performance", "Inputs"))
import synthetic  # pylint: disable=wrong-import-position

SIZES = [1250, 2500, 5000, 10000, 20000]
RUNS = 3


def quantize(opt, path, *more):
    """(seconds of the processor, what was printed) of one quant-opt."""
    command = [opt, path, "--quantx-quantize-pipeline=verify=error", "-o", os.devnull, *more]
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode:
        sys.exit(f"{done.stderr[:4000]}error: '{' '.join(command)}' failed with status {done.returncode}")
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, done.stderr


def slowest_passes(timing, count=3):
    """The passes that --mlir-timing found slowest, as "name 27 %"."""
    lines = re.findall(r"\(\s*([\d.]+)%\)  (\w+)$", timing, re.MULTILINE)
    passes = [(float(share), name) for share, name in lines
              if name not in ("Parser", "Output", "Rest", "Total")]
    return ", ".join(f"{name} {share:.0f} %" for share, name in sorted(passes, reverse=True)[:count])


def measure(opt, folder, sizes=None, runs=RUNS):
    """One row per size: ops, seconds (the best of `runs`), microseconds per op, slowest passes."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "synthetic.mlir")
    rows = []
    for size in sizes or SIZES:
        ops = synthetic.write_network(path, size)
        seconds = min(quantize(opt, path)[0] for _ in range(runs))
        _, timing = quantize(opt, path, "--mlir-timing")
        rows.append({"ops": ops, "seconds": round(seconds, 3),
                     "us_per_op": round(seconds / ops * 1e6, 1), "slowest": slowest_passes(timing)})
    os.remove(path)
    return rows


def summarize(rows):
    """The figures of the report: the time of the largest network, and against a fourth of it."""
    seconds = {SIZES[i]: row["seconds"] for i, row in enumerate(rows)}
    return {"seconds_20000_ops": seconds[20000],
            "seconds_ratio_20000_to_5000": round(seconds[20000] / seconds[5000], 2)}


def main():
    build = common.build_dir()
    start = time.monotonic()
    rows = measure(os.path.join(build, "bin", "quant-opt"), os.path.join(build, "flow-scaling"))
    print(common.table(["ops", "seconds", "us per op", "slowest passes"],
                       [[row["ops"], f"{row['seconds']:.2f}", row["us_per_op"], row["slowest"]] for row in rows]))
    summary = summarize(rows)
    print("\nSeconds of one core, reading and writing included; " +
          " ".join(f"{key}={value}" for key, value in summary.items()) +
          f"; {time.monotonic() - start:.0f} s in all")
    common.write(build, "flow_scaling", rows, summary)


if __name__ == "__main__":
    main()
