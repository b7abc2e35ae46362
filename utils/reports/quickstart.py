#!/usr/bin/python3
"""The bundled network, float against integer code: accuracy, size, latency."""

import json
import os
import subprocess
import time

import common

DATA = "/usr/share/datasets/fashion-mnist"
CALIBRATION_IMAGES = 512


def score(build, out, name, model, *more):
    """Runs `model` over all test images; returns the figures of quant-run."""
    figures = os.path.join(out, name + ".json")
    common.run(os.path.join(build, "bin", "quant-run"), model,
               "--inputs", f"{DATA}/t10k-images-idx3-ubyte.gz",
               "--labels", f"{DATA}/t10k-labels-idx1-ubyte.gz",
               "--outputs", os.path.join(out, name + "-logits.npy"),
               "--benchmark", "--json", figures, *more)
    with open(figures) as file:
        return json.load(file)


def main():
    build = common.build_dir()
    tool = lambda name: os.path.join(build, "bin", name)
    out = os.path.join(build, "quickstart")
    os.makedirs(out, exist_ok=True)
    path = lambda name: os.path.join(out, name)
    start = time.monotonic()

    common.run(tool("quant-translate"), "--import-onnx",
               os.path.join(common.ROOT, "test/Models/fashion_mobilenet.onnx"),
               "-o", path("float.mlir"))
    common.run(tool("quant-calibrate"), path("float.mlir"),
               "--inputs", f"{DATA}/train-images-idx3-ubyte.gz",
               "--limit", str(CALIBRATION_IMAGES), "-o", path("statistics.json"))
    common.run(tool("quant-opt"), path("float.mlir"),
               f"--quantx-quantize-pipeline=statistics={path('statistics.json')}",
               "-o", path("int8.mlir"))
    integer_only = subprocess.run(
        [tool("quant-opt"), path("int8.mlir"), "--quantx-verify-integer-only", "-o", os.devnull],
        check=False).returncode == 0

    floats = score(build, out, "float", path("float.mlir"))
    integers = score(build, out, "int8", path("int8.mlir"),
                     "--reference", path("float-logits.npy"))
    seconds = time.monotonic() - start

    summary = {
        "float_top1": floats["top1"],
        "int8_top1": integers["top1"],
        "agreement": integers["agreement"],
        "images": integers["samples"],
        "float_ms": floats["latency"]["median_ms"],
        "int8_ms": integers["latency"]["median_ms"],
        "integer_only": integer_only,
        "float_bytes": floats["constant_bytes"],
        "int8_bytes": integers["constant_bytes"],
    }
    rows = [
        {"code": "float", "top1": summary["float_top1"], "agreement": 1.0,
         "weight_bytes": summary["float_bytes"], "latency_ms": summary["float_ms"]},
        {"code": "int8", "top1": summary["int8_top1"], "agreement": summary["agreement"],
         "weight_bytes": summary["int8_bytes"], "latency_ms": summary["int8_ms"]},
    ]
    print(common.table(
        ["code", "top-1", "agreement", "weight bytes", "latency, batch 1"],
        [[row["code"], f"{row['top1']:.4f}", f"{row['agreement']:.4f}",
          row["weight_bytes"], f"{row['latency_ms'] * 1000:.1f} us"] for row in rows]))
    print(f"\n{summary['images']} test images, calibrated on {CALIBRATION_IMAGES} training images; "
          f"integer-only: {'yes' if integer_only else 'no'}; "
          f"{summary['float_ms'] / summary['int8_ms']:.1f} times as fast, "
          f"{seconds:.0f} s in all")
    print(f"Figures: {os.path.relpath(common.write(build, 'quickstart', rows, summary))}, "
          f"IR: {os.path.relpath(out)}/{{float,int8}}.mlir")


if __name__ == "__main__":
    main()
