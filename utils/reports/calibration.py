#!/usr/bin/python3
"""Calibrators side by side, what calibration costs, and onnxruntime's for comparison."""

import array
import filecmp
import json
import math
import os
import subprocess
import sys
import time

import calibration_cost
import common

DATA = "/usr/share/datasets/fashion-mnist"
TRAINING_IMAGES = f"{DATA}/train-images-idx3-ubyte.gz"
TEST_IMAGES = f"{DATA}/t10k-images-idx3-ubyte.gz"
TEST_LABELS = f"{DATA}/t10k-labels-idx1-ubyte.gz"
CALIBRATION_IMAGES = 512
SHARDS = 4
ISLANDS = "float=softmax,normalization,pointwise"
MODELS = {"mobilenet": "", "vit": ISLANDS}
# Where models that are not in the repository may be.
SHARED_MODELS = [os.environ.get("QUANTX_MODELS", ""), os.path.join(common.ROOT, "shared", "models"),
                 os.path.join(common.ROOT, "..", "shared", "models")]

# The rows of the table: what the quantize pipeline is given. The logits alone
# have rows that a cross-entropy makes sense of; the rest is as min-max has it.
CALIBRATORS = {
    "min-max": "calibrator=min-max",
    "moving-average": "calibrator=moving-average",
    "percentile, 99.99 %": "calibrator=percentile:p=99.99",
    "percentile, 99.9 %": "calibrator=percentile:p=99.9",
    "entropy": "calibrator=entropy",
    "mse": "calibrator=mse",
    "min-max, cross-entropy for logits": "calibrator=min-max recipe={logits}",
}
LOGITS_RECIPE = {"format": "quantx-recipe", "version": 1,
                 "rules": [{"values": "logits", "calibrator": "cross-entropy",
                            "reason": "the order of the classes is what counts"}]}
GRANULARITIES = ["channel", "tensor"]


def read_floats(path):
    """The elements of a .npy file, version 1, of f32 on a little-endian machine."""
    with open(path, "rb") as file:
        data = file.read()
    return array.array("f", data[10 + int.from_bytes(data[8:10], "little"):])


class Network:
    """One float network and what is made of it, in its own folder."""

    def __init__(self, build, name, model, options):
        self.build, self.name, self.options = build, name, options
        self.out = os.path.join(build, "calibration", name)
        os.makedirs(self.out, exist_ok=True)
        common.run(self.tool("quant-translate"), "--import-onnx", model, "-o", self.path("float.mlir"))

    def tool(self, name):
        return os.path.join(self.build, "bin", name)

    def path(self, name):
        return os.path.join(self.out, name)

    def calibrate(self, module="float.mlir", output="statistics.json", *more):
        common.run(self.tool("quant-calibrate"), self.path(module), "--inputs", TRAINING_IMAGES, "--limit",
                   str(CALIBRATION_IMAGES), "--moving-average", "-o", self.path(output), *more)

    def score(self, module, *more):
        """The figures of quant-run on all test images; keeps the logits."""
        base = os.path.splitext(module)[0]
        common.run(self.tool("quant-run"), self.path(module), "--inputs", TEST_IMAGES, "--labels", TEST_LABELS,
                   "--outputs", self.path(base + ".npy"), "--json", self.path("figures.json"), *more)
        with open(self.path("figures.json")) as file:
            return json.load(file)

    def quantize(self, options, module="float.mlir", statistics="statistics.json"):
        """Top-1 and the like of the integers that these options give."""
        common.run(self.tool("quant-opt"), self.path(module), "-o", self.path("int8.mlir"),
                   f"--quantx-quantize-pipeline=statistics={self.path(statistics)} verify=none "
                   f"{self.options} {options}")
        figures = self.score("int8.mlir", "--reference", self.path("float.npy"))
        floats, integers = read_floats(self.path("float.npy")), read_floats(self.path("int8.npy"))
        noise = sum((a - b) ** 2 for a, b in zip(floats, integers))
        figures["logits_sqnr_db"] = 10 * math.log10(sum(a * a for a in floats) / noise)
        return {key: figures[key] for key in ("top1", "agreement", "max_abs_difference", "logits_sqnr_db")}


def measure_calibrators(network):
    """{calibrator: {granularity: figures}}, all of one statistics file."""
    recipe = network.path("logits.json")
    with open(recipe, "w") as file:
        json.dump(LOGITS_RECIPE, file)
    return {name: {granularity: network.quantize(f"{options.format(logits=recipe)} weight-granularity={granularity}")
                   for granularity in GRANULARITIES}
            for name, options in CALIBRATORS.items()}


def merges_exactly(network):
    """Whether shards, merged out of order, are the bytes of one process."""
    shards = []
    for index in range(SHARDS):
        shards.append(network.path(f"shard-{index}.json"))
        # A moving average depends on the order, which is stated.
        common.run(network.tool("quant-calibrate"), network.path("float.mlir"), "--inputs", TRAINING_IMAGES,
                   "--limit", str(CALIBRATION_IMAGES), "--shard", f"{index}/{SHARDS}", "-o", shards[-1])
    for output, order in (("merged.json", shards), ("reversed.json", shards[::-1])):
        common.run(network.tool("quant-calibrate"), "--merge", *order, "-o", network.path(output))
    common.run(network.tool("quant-calibrate"), network.path("float.mlir"), "--inputs", TRAINING_IMAGES,
               "--limit", str(CALIBRATION_IMAGES), "-o", network.path("whole.json"))
    return all(filecmp.cmp(network.path("whole.json"), network.path(name), shallow=False)
               for name in ("merged.json", "reversed.json"))


def find_shared(name):
    for folder in SHARED_MODELS:
        if folder and os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    print(f"SKIPPED: {name} is not in the repository; QUANTX_MODELS names a folder that has it", file=sys.stderr)
    return None


def measure_outliers(build):
    """(top-1 of plain 8 bits, with SmoothQuant, of the float network); nothing without the model."""
    model = find_shared("fashion_vit_outliers.onnx")
    if not model:
        return None, None, None
    network = Network(build, "outliers", model, ISLANDS)
    floats = network.score("float.mlir")["top1"]
    network.calibrate()
    plain = network.quantize("")["top1"]
    common.run(network.tool("quant-opt"), network.path("float.mlir"), "--quantx-prepare-pipeline",
               f"--quantx-smooth-quant=statistics={network.path('statistics.json')}",
               "-o", network.path("smooth.mlir"))
    network.calibrate("smooth.mlir", "smooth.json")
    return plain, network.quantize("", "smooth.mlir", "smooth.json")["top1"], floats


def measure_onnxruntime(build):
    """{model: figures} of test/Performance/onnxruntime_calibration.py; nothing without the package."""
    python = os.environ.get("QUANTX_ONNXRUNTIME_PYTHON")
    if not python:
        print("SKIPPED: QUANTX_ONNXRUNTIME_PYTHON names no Python that has onnx and onnxruntime", file=sys.stderr)
        return {}
    script = os.path.join(common.ROOT, "test", "Performance", "onnxruntime_calibration.py")
    done = subprocess.run([python, script, build], capture_output=True, text=True, check=False)
    if "SKIPPED" in done.stdout:
        print(done.stdout.strip(), file=sys.stderr)
        return {}
    # It fails where ours is worse, which the figures say as well.
    print(done.stdout + done.stderr)
    with open(os.path.join(build, "onnxruntime-calibration", "figures.json")) as file:
        return json.load(file)


def print_markdown(floats, tables):
    """The table of docs/Calibration.md."""
    columns = [(name, granularity) for name in MODELS for granularity in GRANULARITIES]
    print("| top-1 | " + " | ".join(f"{name}, weights per {granularity}" for name, granularity in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    print("| float | " + " | ".join(f"{floats[name]:.4f}" for name, _ in columns) + " |")
    for calibrator in CALIBRATORS:
        print(f"| {calibrator} | " + " | ".join(
            f"{tables[name][calibrator][granularity]['top1']:.4f}" for name, granularity in columns) + " |")


def measure_weights(network):
    """{"8 bits per channel": figures, ...}: what per-tensor weights cost, and what hides it."""
    return {f"{bits} bits per {granularity}": network.quantize(f"weight=i{bits} weight-granularity={granularity}")
            for bits in (8, 4) for granularity in GRANULARITIES}


def print_weights(weights):
    print("| weights | top-1 | as in float | SQNR of the logits |\n|---|---|---|---|")
    for name, found in weights.items():
        print(f"| {name} | {found['top1']:.4f} | {found['agreement']:.4f} | {found['logits_sqnr_db']:.1f} dB |")


def main():
    build = common.build_dir()
    start = time.monotonic()
    progress = lambda text: print(f"[{time.monotonic() - start:4.0f} s] {text}", file=sys.stderr)
    floats, tables, networks = {}, {}, {}
    for name, options in MODELS.items():
        progress(f"{name}: calibrators")
        model = os.path.join(common.ROOT, "test", "Models", f"fashion_{name}.onnx")
        network = networks[name] = Network(build, name, model, options)
        floats[name] = network.score("float.mlir")["top1"]
        network.calibrate()
        tables[name] = measure_calibrators(network)
    weights = measure_weights(networks["mobilenet"])
    progress("outliers")
    plain, smooth, outliers_float = measure_outliers(build)
    progress("shards")
    exact = merges_exactly(networks["mobilenet"])
    progress("cost")
    costs = [calibration_cost.measure(network) for network in networks.values()]
    growth = calibration_cost.measure_memory(networks["mobilenet"])
    progress("onnxruntime")
    theirs = measure_onnxruntime(build)

    best = {name: max(figures["channel"]["top1"] for figures in table.values()) for name, table in tables.items()}
    summary = {
        "mobilenet_float": floats["mobilenet"], "mobilenet_best": best["mobilenet"],
        "mobilenet_per_tensor": tables["mobilenet"]["min-max"]["tensor"]["top1"],
        "mobilenet_sqnr_per_channel": weights["8 bits per channel"]["logits_sqnr_db"],
        "mobilenet_sqnr_per_tensor": weights["8 bits per tensor"]["logits_sqnr_db"],
        "mobilenet_4bit_per_channel": weights["4 bits per channel"]["top1"],
        "mobilenet_4bit_per_tensor": weights["4 bits per tensor"]["top1"],
        "vit_float": floats["vit"], "vit_best": best["vit"],
        "outliers_float": outliers_float, "outliers_plain": plain, "outliers_smoothquant": smooth,
        "merge_exact": exact,
        "time_vs_float": max(cost["time_vs_float"] for cost in costs),
        "time_vs_float_512": max(cost["time_vs_float_512"] for cost in costs),
        "sample_time_vs_float": max(cost["sample_time_vs_float"] for cost in costs),
        "memory_growth": growth,
        "onnxruntime_mobilenet": theirs.get("mobilenet", {}).get("their_best"),
        "onnxruntime_vit": theirs.get("vit", {}).get("their_best"),
    }
    print_markdown(floats, tables)
    print()
    print_weights(weights)
    print()
    calibration_cost.print_table(costs)
    print()
    print(common.table(["figure", "value"], [[key, "-" if value is None else value] for key, value in summary.items()]))
    rows = [{"model": name, "calibrator": calibrator, "weights_per": granularity, **found}
            for name, table in tables.items() for calibrator, figures in table.items()
            for granularity, found in figures.items()]
    path = common.write(build, "calibration", rows + costs, summary)
    print(f"\nFigures: {os.path.relpath(path)}, {time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
