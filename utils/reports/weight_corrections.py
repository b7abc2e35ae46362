#!/usr/bin/python3
"""Equalization, SmoothQuant and bias correction: accuracy with and without."""

import json
import os
import sys

import common

DATA = "/usr/share/datasets/fashion-mnist"
TEST_IMAGES = f"{DATA}/t10k-images-idx3-ubyte.gz"
CALIBRATION_IMAGES = 512
# Folders that may hold models which are not in the repository.
SHARED_MODELS = [os.path.join(common.ROOT, "test", "Models"), os.environ.get("QUANTX_MODELS", "")]
TENSOR, FOUR = "weight-granularity=tensor", "weight=i4"
ISLANDS = "float=softmax,normalization,pointwise verify=none"

# Of each model: the float modules made of it, by a pass that may ask for the
# statistics of the prepared module, and what the quantize pipeline is given.
MODELS = {
    "fashion_mobilenet": {
        "modules": {"": "", "equalized": "--quantx-equalize-layers=through-clamps",
                    "powers of two": "--quantx-equalize-layers=through-clamps power-of-two"},
        "options": {"8 bits per channel": "", "8 bits per tensor": TENSOR,
                    "4 bits per channel": FOUR, "4 bits per tensor": f"{FOUR} {TENSOR}"},
        "bias": True},
    "fashion_vit_outliers": {
        "modules": {"": "", "alpha 0.5": "--quantx-smooth-quant=statistics={}",
                    "alpha searched": "--quantx-smooth-quant=statistics={} alpha=search"},
        "options": {"integers alone": "", "float islands": ISLANDS},
        "bias": False},
}


class Model:
    """A network in a folder of its own."""

    def __init__(self, build, name, path):
        self.build = build
        self.out = os.path.join(build, "weight-corrections", name)
        os.makedirs(self.out, exist_ok=True)
        common.run(self.tool("quant-translate"), "--import-onnx", path, "-o", self.path(".mlir"))
        self.calibrate("")

    def tool(self, name):
        return os.path.join(self.build, "bin", name)

    def path(self, name):
        return os.path.join(self.out, "module" + name.replace(" ", "-"))

    def calibrate(self, module):
        common.run(self.tool("quant-calibrate"), self.path(f"{module}.mlir"), "--inputs",
                   f"{DATA}/train-images-idx3-ubyte.gz", "--limit", str(CALIBRATION_IMAGES),
                   "-o", self.path(f"{module}.json"))

    def correct(self, module, correction):
        """A float module of the same function, and its statistics."""
        common.run(self.tool("quant-opt"), self.path(".mlir"), "--quantx-prepare-pipeline",
                   correction.format(self.path(".json")), "-o", self.path(f"{module}.mlir"))
        self.calibrate(module)

    def score(self, module):
        common.run(self.tool("quant-run"), self.path(f"{module}.mlir"), "--inputs", TEST_IMAGES, "--labels",
                   f"{DATA}/t10k-labels-idx1-ubyte.gz", "--json", self.path("figures.json"))
        with open(self.path("figures.json")) as file:
            return json.load(file)["top1"]

    def quantize(self, module, options):
        common.run(self.tool("quant-opt"), self.path(f"{module}.mlir"),
                   f"--quantx-quantize-pipeline=statistics={self.path(f'{module}.json')} {options}",
                   "-o", self.path("int.mlir"))
        return self.score("int")


def find(name):
    for folder in SHARED_MODELS:
        path = os.path.join(folder, name + ".onnx")
        if folder and os.path.exists(path):
            return path
    print(f"SKIPPED: {name} is not in the repository; QUANTX_MODELS names a folder that has it", file=sys.stderr)
    return None


def measure(build, name, plan):
    """[{model, module, bias, option: top-1}] of one model."""
    model = Model(build, name, find(name))
    rows = []
    for module, correction in plan["modules"].items():
        if correction:
            model.correct(module, correction)
        for bias in (["", "bias-correction"] if plan["bias"] else [""]):
            row = {"model": name, "module": module, "bias": bias, "float": model.score(module)}
            for option, text in plan["options"].items():
                row[option] = model.quantize(module, f"{text} {bias}")
            rows.append(row)
    return rows


def main():
    build = common.build_dir()
    rows, summary = [], {}
    for name, plan in MODELS.items():
        if not find(name):
            continue
        found = measure(build, name, plan)
        rows += found
        columns = ["float"] + list(plan["options"])
        print(common.table([name] + columns, [
            [" + ".join(filter(None, [row["module"], row["bias"]])) or "as it is"]
            + [f"{row[column]:.4f}" for column in columns] for row in found]) + "\n")
        for row in found:
            for column in columns:
                key = " ".join(filter(None, [name, row["module"], row["bias"], column]))
                summary[key.replace(" ", "_")] = row[column]
    common.write(build, "weight_corrections", rows, summary)


if __name__ == "__main__":
    main()
