"""Our static quantization against onnxruntime's own, of the same models on the same data.

usage: PYTHON test/Performance/onnxruntime_calibration.py BUILD-DIR [MODEL.onnx...]

PYTHON needs onnx, onnxruntime and numpy (from PyPI). Each float MODEL (default:
the two bundled ones; all take `image`, [N, 1, 28, 28]) is calibrated with the
same 512 training images of Fashion-MNIST by both, and scored on the 10,000 test
images. onnxruntime gets its best settings: QDQ, weights per channel, u8 x s8 and
s8 x s8, each of its calibrators. Ours takes the same calibrators from one
statistics file. In a model with norms or softmax, both keep softmax, norms and
functions such as GELU in float. Prints a table and writes
BUILD-DIR/onnxruntime-calibration/figures.json. Fails where the best of ours has
a top-1 that is lower than their best by more than 0.001.
"""

import contextlib
import gzip
import io
import json
import logging
import os
import re
import subprocess
import sys

import numpy as np

try:
    import onnx
    import onnxruntime
    from onnxruntime.quantization import (CalibrationDataReader, CalibrationMethod, QuantFormat,
                                          QuantType, create_calibrator, quantize_static)
    from onnxruntime.quantization.quantize import save_tensors_data
    from onnxruntime.quantization.shape_inference import quant_pre_process
except ImportError as missing:
    print(f"SKIPPED: onnxruntime_calibration needs onnx and onnxruntime: {missing}")
    sys.exit(0)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = "/usr/share/datasets/fashion-mnist"
MODELS = [os.path.join(ROOT, "test", "Models", name) for name in ("fashion_mobilenet.onnx", "fashion_vit.onnx")]
CALIBRATION_IMAGES = 512
TOLERANCE = 0.001
# What every tensor takes is held for so many images at a time.
HELD_IMAGES = 64

# Methods and how they are set up. By default, entropy has 128 bins and so one
# candidate, which is min-max; quantize_static has no way to say otherwise.
METHODS = {
    "min-max": (CalibrationMethod.MinMax, {}),
    "percentile 99.999": (CalibrationMethod.Percentile, {}),
    "percentile 99.99": (CalibrationMethod.Percentile, {"percentile": 99.99}),
    "entropy": (CalibrationMethod.Entropy, {"num_bins": 2048, "num_quantized_bins": 128}),
}
TYPES = {"u8s8": (QuantType.QUInt8, QuantType.QInt8), "s8s8": (QuantType.QInt8, QuantType.QInt8)}
OURS = ["min-max", "percentile:p=99.99", "percentile:p=99.9", "entropy", "mse"]
ISLANDS = "float=softmax,normalization,pointwise"


def read_idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read_images(name):
    return read_idx(f"{DATA}/{name}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(np.float32) \
        * np.float32(1 / 255)


class OneBatch(CalibrationDataReader):
    """One batch of images."""

    def __init__(self, images):
        self.images = images

    def get_next(self):
        images, self.images = self.images, None
        return None if images is None else {"image": images}


def find_islands(path):
    """The names of the nodes that softmax, norms and GELUs consist of."""
    graph = onnx.load(path).graph
    scalars = {tensor.name for tensor in graph.initializer if np.prod(tensor.dims) == 1}
    scalars |= {node.output[0] for node in graph.node if node.op_type == "Constant"}
    inner = {"ReduceMean", "Pow", "Sqrt", "Erf", "Sub", "Div", "Softmax", "LayerNormalization", "Gelu"}
    names, shifted = [], set()
    for node in graph.node:
        scaled = node.op_type in ("Add", "Mul") and scalars & set(node.input)
        # What a GELU multiplies its input by is a sum with 1.
        gated = node.op_type == "Mul" and shifted & set(node.input)
        if node.op_type in inner or scaled or gated:
            names.append(node.name)
        if (scaled and node.op_type == "Add") or gated:
            shifted |= set(node.output)
    return names if any(node.op_type in inner - {"Div", "Sub"} for node in graph.node) else []


def score(path, images, labels):
    """Top-1 of a model in onnxruntime."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    logits = np.concatenate([session.run(None, {"image": batch})[0] for batch in np.split(images, 100)])
    return float(np.mean(logits.argmax(axis=1) == labels))


def calibrate(prepared, folder, method, extra):
    """Their ranges, in a file that quantize_static reads."""
    calibrator = create_calibrator(prepared, augmented_model_path=os.path.join(folder, "augmented.onnx"),
                                   calibrate_method=method, extra_options=extra)
    images = read_images("train")[:CALIBRATION_IMAGES]
    for batch in np.split(images, CALIBRATION_IMAGES // HELD_IMAGES):
        with contextlib.redirect_stdout(io.StringIO()):
            calibrator.collect_data(OneBatch(batch))
    path = os.path.join(folder, "ranges.json")
    with contextlib.redirect_stdout(io.StringIO()):
        save_tensors_data(calibrator.compute_data(), path, smooth_quant=False)
    return path


def measure_theirs(prepared, folder, islands, images, labels):
    """{variant: top-1} of onnxruntime's quantizer."""
    figures = {}
    for name, (method, extra) in METHODS.items():
        ranges = calibrate(prepared, folder, method, extra)
        for types, (activation, weight) in TYPES.items():
            path = os.path.join(folder, "int8.onnx")
            quantize_static(prepared, path, None, calibration_cache_path=ranges, quant_format=QuantFormat.QDQ,
                            per_channel=True, activation_type=activation, weight_type=weight,
                            calibrate_method=method, nodes_to_exclude=islands)
            figures[f"{name} {types}"] = score(path, images, labels)
    return figures


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stderr}error: '{' '.join(command)}' failed with status {done.returncode}")
    return done.stdout


def measure_ours(build, model, folder, islands):
    """{calibrator: top-1} of ours, all from one statistics file."""
    tool = lambda name: os.path.join(build, "bin", name)
    path = lambda name: os.path.join(folder, name)
    run(tool("quant-translate"), "--import-onnx", model, "-o", path("float.mlir"))
    run(tool("quant-calibrate"), path("float.mlir"), "--inputs", f"{DATA}/train-images-idx3-ubyte.gz",
        "--limit", str(CALIBRATION_IMAGES), "-o", path("statistics.json"))
    figures = {}
    for calibrator in OURS:
        run(tool("quant-opt"), path("float.mlir"), "-o", path("int8.mlir"),
            f"--quantx-quantize-pipeline=statistics={path('statistics.json')} calibrator={calibrator} verify=none "
            + (ISLANDS if islands else ""))
        run(tool("quant-run"), path("int8.mlir"), "--inputs", f"{DATA}/t10k-images-idx3-ubyte.gz",
            "--labels", f"{DATA}/t10k-labels-idx1-ubyte.gz", "--json", path("figures.json"))
        with open(path("figures.json")) as file:
            figures[calibrator] = json.load(file)["top1"]
    return figures


def compare(build, model, images, labels):
    """The figures of one model; prints them."""
    stem = os.path.splitext(os.path.basename(model))[0]
    folder = os.path.join(build, "onnxruntime-calibration", stem)
    os.makedirs(folder, exist_ok=True)
    # Symbolic shapes need one more package, and nothing here needs them.
    prepared = os.path.join(folder, "prepared.onnx")
    quant_pre_process(model, prepared, skip_symbolic_shape=True)
    islands = find_islands(prepared)
    floats = score(prepared, images, labels)
    print(f"{stem}: float {floats:.4f}" + (f", {len(islands)} nodes in float" if islands else ""), flush=True)
    ours = measure_ours(build, model, folder, islands)
    theirs = measure_theirs(prepared, folder, islands, images, labels)
    for name, figures in (("onnxruntime", theirs), ("ours", ours)):
        best = max(figures, key=figures.get)
        for variant, top1 in figures.items():
            print(f"  {name:12} {variant:20} {top1:.4f}{'  best' if variant == best else ''}", flush=True)
    return {"float": floats, "theirs": theirs, "ours": ours, "their_best": max(theirs.values()),
            "our_best": max(ours.values()), "nodes_in_float": len(islands)}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    logging.getLogger().setLevel(logging.ERROR)
    images, labels = read_images("t10k"), read_idx(f"{DATA}/t10k-labels-idx1-ubyte.gz", 8)
    print(f"onnxruntime {onnxruntime.__version__}, {CALIBRATION_IMAGES} training and {len(images)} test images")
    figures = {}
    for model in sys.argv[2:] or MODELS:
        figures[re.sub(r"^fashion_|\.onnx$", "", os.path.basename(model))] = compare(build, model, images, labels)
    with open(os.path.join(build, "onnxruntime-calibration", "figures.json"), "w") as file:
        json.dump(figures, file, indent=2)
    lower = [name for name, found in figures.items() if found["our_best"] < found["their_best"] - TOLERANCE]
    if lower:
        sys.exit(f"error: lower than onnxruntime by more than {TOLERANCE}: {', '.join(lower)}")


if __name__ == "__main__":
    main()
