#!/usr/bin/python3
"""Whole networks in integers: accuracy, equal bits everywhere, time of the flow."""

import json
import os
import subprocess
import sys
import time

import common
import flow_scaling

DATA = "/usr/share/datasets/fashion-mnist"
TEST_IMAGES = f"{DATA}/t10k-images-idx3-ubyte.gz"
CALIBRATION_IMAGES = 512
ISLANDS = "float=softmax,normalization,pointwise"
OBJECTS = os.path.join(common.ROOT, "test", "Execution", "Object", "Inputs")
# The images of each network that are run from object files, and in the emulator.
MODELS = {"mobilenet": {"file": "fashion_mobilenet.onnx", "object_images": 10000, "emulated_images": 1000},
          "vit": {"file": "fashion_vit.onnx", "object_images": 1000, "emulated_images": 100}}
ROWS = ["generic", "x86-64-v3", "avx-vnni", "avx512", "avx512-vnni"]
EMULATED = ["generic", "aarch64"]


class Network:
    """One float network and what is made of it, in its own folder."""

    def __init__(self, build, name):
        self.build, self.name, self.counts = build, name, MODELS[name]
        self.out = os.path.join(build, "integer-only", name)
        os.makedirs(self.out, exist_ok=True)

    def tool(self, name):
        return os.path.join(self.build, "bin", name)

    def path(self, name):
        return os.path.join(self.out, name)

    def prepare(self):
        """Imports and calibrates."""
        model = os.path.join(common.ROOT, "test", "Models", self.counts["file"])
        common.run(self.tool("quant-translate"), "--import-onnx", model, "-o", self.path("float.mlir"))
        common.run(self.tool("quant-calibrate"), self.path("float.mlir"),
                   "--inputs", f"{DATA}/train-images-idx3-ubyte.gz",
                   "--limit", str(CALIBRATION_IMAGES), "-o", self.path("statistics.json"))

    def quantize(self, variant, options):
        common.run(self.tool("quant-opt"), self.path("float.mlir"),
                   f"--quantx-quantize-pipeline=statistics={self.path('statistics.json')} {options}",
                   "-o", self.path(variant + ".mlir"))

    def run(self, variant, images, *more):
        """The figures of quant-run, and the line that says why it did not run."""
        figures = self.path("figures.json")
        done = subprocess.run(
            [self.tool("quant-run"), self.path(variant + ".mlir"), "--inputs", images, "--json", figures, *more],
            capture_output=True, text=True, check=False)
        if done.returncode:
            return None, done.stderr.strip()
        with open(figures) as file:
            return json.load(file), ""

    def score(self, variant):
        """Top-1 on all test images; keeps the logits."""
        figures, failure = self.run(variant, TEST_IMAGES, "--labels", f"{DATA}/t10k-labels-idx1-ubyte.gz",
                                    "--outputs", self.path(variant + ".npy"))
        if figures is None:
            sys.exit(f"error: {self.name} {variant}: {failure}")
        return figures["top1"]

    def jit_is_identical(self, row):
        """Whether all images give the same bits; None where this machine lacks the row's features."""
        figures, failure = self.run("int8", TEST_IMAGES, "--target", row, "--reference", self.path("int8.npy"))
        if figures is None and "this machine" in failure:
            return None
        if figures is None:
            sys.exit(f"error: {self.name} for {row}: {failure}")
        return figures["bit_identical"]

    def object_is_identical(self, row, triple, images):
        """The same from an object file that C calls, for the first `images`."""
        result = self.path(f"{row}{triple}.raw")
        common.run("/usr/bin/python3", os.path.join(OBJECTS, "raw.py"), "images", TEST_IMAGES, str(images),
                   self.path("images"))
        environment = dict(os.environ, PATH=os.path.join(self.build, "bin") + os.pathsep + os.environ["PATH"])
        subprocess.run(["sh", os.path.join(OBJECTS, "run-images.sh"), self.path("int8.mlir"),
                        self.path("images.raw"), result, row, *([triple] if triple else [])],
                       env=environment, check=True)
        return subprocess.run(["/usr/bin/python3", os.path.join(OBJECTS, "raw.py"), "compare",
                               self.path("int8.npy"), result],
                              capture_output=True, check=False).returncode == 0

    def compare_targets(self):
        """{target: identical} of those that can be run here."""
        identical = {}
        for row in ROWS:
            jit = self.jit_is_identical(row)
            if jit is not None:
                identical[row] = jit and self.object_is_identical(row, "", self.counts["object_images"])
        for row in EMULATED:
            triple = "aarch64-linux-gnu"
            identical[f"{row} on Arm"] = self.object_is_identical(row, triple, self.counts["emulated_images"])
        return identical


def measure_accuracy(network):
    """Top-1 of the float network, of integers alone, and with islands where there are any."""
    name = network.name
    network.prepare()
    network.quantize("int8", "verify=error")
    figures = {f"{name}_float": network.score("float"), f"{name}_int8": network.score("int8")}
    if name == "vit":
        network.quantize("islands", ISLANDS + " verify=none")
        figures[f"{name}_islands"] = network.score("islands")
    return figures


def random_graphs(build):
    """What utils/reports/random-graphs.py found; nothing in a build without tests."""
    if not os.path.exists(os.path.join(build, "bin", "quantx-fuzz-graphs")):
        print("SKIPPED: random graphs: quantx-fuzz-graphs is not built", file=sys.stderr)
        return {}
    subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "random-graphs.py"), build],
                   stdout=subprocess.DEVNULL, check=False)
    with open(os.path.join(build, "reports", "random-graphs.json")) as file:
        summary = json.load(file)["summary"]
    return {key: summary[key] for key in ("random_graphs", "random_mismatches")}


def progress(start, text):
    print(f"[{time.monotonic() - start:4.0f} s] {text}", file=sys.stderr)


def main():
    build = common.build_dir()
    start = time.monotonic()
    summary, targets = {}, {}
    for name in MODELS:
        network = Network(build, name)
        progress(start, f"{name}: accuracy")
        summary.update(measure_accuracy(network))
        progress(start, f"{name}: targets")
        for target, same in network.compare_targets().items():
            targets.setdefault(target, {})[name] = same
    summary["targets_identical"] = sum(all(same.values()) for same in targets.values())
    summary["targets_compared"] = len(targets)
    progress(start, "random graphs")
    summary.update(random_graphs(build))
    progress(start, "time of the flow")
    summary.update(flow_scaling.summarize(
        flow_scaling.measure(os.path.join(build, "bin", "quant-opt"), os.path.join(build, "flow-scaling"))))

    print(common.table(["figure", "value"], list(summary.items())))
    print()
    print(common.table(["target"] + list(MODELS),
                       [[target] + ["identical" if same[name] else "DIFFERENT" for name in MODELS]
                        for target, same in targets.items()]))
    images = ", ".join(f"{name} {counts['object_images']} and {counts['emulated_images']}"
                       for name, counts in MODELS.items())
    print(f"\nThe JIT ran all 10,000 images; object files and emulated Arm: {images}. "
          f"{time.monotonic() - start:.0f} s in all")
    rows = [{"target": target, **same} for target, same in targets.items()]
    common.write(build, "integer-only", rows, summary)


if __name__ == "__main__":
    main()
