#!/usr/bin/python3
"""The bundled network, layer by layer: guaranteed and measured error of its integers."""

import json
import os
import re
import subprocess
import sys

import common

DATA = "/usr/share/datasets/fashion-mnist"
CALIBRATION_IMAGES = 512
MEASURED_IMAGES = 256
BOUND = re.compile(r"'([^']+)' .*?is within ([0-9.e+-]+) steps of ([0-9.e+-]+), ")


def bounds(tool, float_module, pipeline, output):
    """{layer: (guaranteed steps, size of a step)} of the remarks; writes the module."""
    done = subprocess.run([tool("quant-opt"), float_module, f"--quantx-quantize-pipeline={pipeline}",
                           "--remarks-filter=quantx-lower-to-integer", "-o", output],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return {name: (float(steps), float(scale)) for name, steps, scale in BOUND.findall(done.stderr)}


def main():
    build = common.build_dir()
    tool = lambda name: os.path.join(build, "bin", name)
    out = os.path.join(build, "error-bounds")
    os.makedirs(out, exist_ok=True)
    path = lambda name: os.path.join(out, name)

    common.run(tool("quant-translate"), "--import-onnx",
               os.path.join(common.ROOT, "test/Models/fashion_mobilenet.onnx"), "-o", path("float.mlir"))
    images = f"{DATA}/train-images-idx3-ubyte.gz"
    common.run(tool("quant-calibrate"), path("float.mlir"), "--inputs", images,
               "--limit", str(CALIBRATION_IMAGES), "-o", path("statistics.json"))
    guaranteed = bounds(tool, path("float.mlir"),
                        f"statistics={path('statistics.json')} observe-errors=true", path("observed.mlir"))
    common.run(tool("quant-calibrate"), path("observed.mlir"),
               "--inputs", f"{DATA}/t10k-images-idx3-ubyte.gz",
               "--limit", str(MEASURED_IMAGES), "-o", path("errors.json"))
    with open(path("errors.json")) as file:
        tensors = json.load(file)["tensors"]

    rows = []
    for name, (steps, scale) in guaranteed.items():
        seen = tensors.get(name)
        measured = max(abs(seen["min"]), abs(seen["max"])) if seen else None
        rows.append({"layer": name, "guaranteed_steps": steps, "measured_steps": measured,
                     "guaranteed": steps * scale, "measured": measured and measured * scale})
    rows.sort(key=lambda row: (row["measured_steps"] or 0, row["guaranteed_steps"]), reverse=True)
    broken = [row["layer"] for row in rows
              if row["measured_steps"] is not None and row["measured_steps"] > row["guaranteed_steps"] + 1e-3]
    summary = {"layers": len(rows), "images": MEASURED_IMAGES,
               "worst_guaranteed_steps": max(row["guaranteed_steps"] for row in rows),
               "worst_measured_steps": max(row["measured_steps"] or 0 for row in rows),
               "beyond_guarantee": len(broken)}
    show = lambda number: "-" if number is None else f"{number:.4g}"
    print(common.table(["layer", "guaranteed steps", "measured steps", "guaranteed", "measured"],
                       [[row["layer"]] + [show(row[key]) for key in
                                          ("guaranteed_steps", "measured_steps", "guaranteed", "measured")]
                        for row in rows]))
    print(f"\nwritten to {common.write(build, 'error_bounds', rows, summary)}")
    if broken:
        sys.exit(f"error: beyond what is guaranteed: {', '.join(broken)}")


if __name__ == "__main__":
    main()
