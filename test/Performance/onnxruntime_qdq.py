"""Models that onnxruntime's quantizer made, in our integers against its own.

usage: PYTHON test/Performance/onnxruntime_qdq.py BUILD-DIR [MODEL.onnx [VARIANT...]]

PYTHON needs onnx, onnxruntime and numpy (from PyPI). The float MODEL (default:
the bundled one; it takes `image`, [N, 1, 28, 28]) is calibrated by onnxruntime
with 512 training images of Fashion-MNIST and quantized in each VARIANT; both run
the 10,000 test images. Where a VARIANT ends in "whole", norms and GELUs that the
exporter wrote as many operators are not quantized between these. Fails where ours is not integer-only, or where the two
differ by more than 0.002 in top-1. Leaves everything in BUILD-DIR/onnxruntime.
"""

import gzip
import json
import logging
import os
import subprocess
import sys

import numpy as np

try:
    import onnx
    import onnxruntime
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process
except ImportError as missing:
    print(f"SKIPPED: onnxruntime_qdq needs onnx and onnxruntime: {missing}")
    sys.exit(0)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = "/usr/share/datasets/fashion-mnist"
TEST_IMAGES = f"{DATA}/t10k-images-idx3-ubyte.gz"
TEST_LABELS = f"{DATA}/t10k-labels-idx1-ubyte.gz"
CALIBRATION_IMAGES = 512
TOLERANCE = 0.002


def variant(activation, weight, per_channel=False, operators=False, **extra):
    return {"activation_type": activation, "weight_type": weight, "per_channel": per_channel,
            "quant_format": QuantFormat.QOperator if operators else QuantFormat.QDQ,
            "extra_options": extra}


S8, U8 = QuantType.QInt8, QuantType.QUInt8
VARIANTS = {
    "qdq-u8s8-channel": variant(U8, S8, per_channel=True),
    "qdq-u8s8-tensor": variant(U8, S8),
    "qdq-s8s8-channel": variant(S8, S8, per_channel=True),
    "qdq-u8u8-tensor": variant(U8, U8),
    "qdq-u8u8-channel": variant(U8, U8, per_channel=True),
    "qdq-s8s8-symmetric": variant(S8, S8, per_channel=True, ActivationSymmetric=True),
    "qdq-u8s8-whole": variant(U8, S8, per_channel=True),
    "qdq-s8s8-whole": variant(S8, S8, per_channel=True),
    "qoperator-u8s8-channel": variant(U8, S8, per_channel=True, operators=True),
    "qoperator-u8u8-tensor": variant(U8, U8, operators=True),
}


def read_idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read_images(path):
    return read_idx(path, 16).reshape(-1, 1, 28, 28).astype(np.float32) * np.float32(1 / 255)


class TrainingImages(CalibrationDataReader):
    """Batches of the first training images."""

    def __init__(self):
        images = read_images(f"{DATA}/train-images-idx3-ubyte.gz")[:CALIBRATION_IMAGES]
        self.batches = iter(np.split(images, CALIBRATION_IMAGES // 32))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"image": batch}


def find_pieces(path):
    """The names of the nodes that norms and GELUs consist of."""
    graph = onnx.load(path).graph
    scalars = {tensor.name for tensor in graph.initializer if np.prod(tensor.dims) == 1}
    scalars |= {node.output[0] for node in graph.node if node.op_type == "Constant"}
    pieces, values = [], set()
    for node in graph.node:
        inner = node.op_type in ("ReduceMean", "Pow", "Sqrt", "Erf", "Sub", "Div")
        scaled = node.op_type in ("Add", "Mul") and scalars & set(node.input)
        gated = node.op_type == "Mul" and values & set(node.input)
        if inner or scaled or gated:
            pieces.append(node.name)
            # What a GELU multiplies its input by; a norm's result is not of it.
            values |= set(node.output) if scaled and node.op_type == "Add" else set()
    return pieces


def run_theirs(path, images):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    batches = np.split(images, len(images) // 100)
    return np.concatenate([session.run(None, {"image": batch})[0] for batch in batches])


def run_ours(build, path):
    """(figures of quant-run or None, why not or the number of ops that are left in float)."""
    tool = lambda name: os.path.join(build, "bin", name)
    base = path[:-len(".onnx")]
    steps = [
        [tool("quant-translate"), "--import-onnx", path, "-o", base + ".mlir"],
        [tool("quant-opt"), base + ".mlir", "-o", base + ".int8.mlir",
         "--quantx-quantize-pipeline=rounding=nearest-even verify=none"],
        [tool("quant-run"), base + ".int8.mlir", "--inputs", TEST_IMAGES, "--labels", TEST_LABELS,
         "--reference", base + ".npy", "--json", base + ".json"]]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            return None, done.stderr.strip()
    left = subprocess.run([tool("quant-opt"), base + ".int8.mlir", "--quantx-verify-integer-only", "-o", os.devnull],
                          capture_output=True, text=True, check=False)
    with open(base + ".json") as file:
        return json.load(file), left.stderr.count("error: ")


def measure(build, name, path, images, labels):
    """Runs one quantized model both ways; returns whether ours is as it should."""
    theirs = run_theirs(path, images)
    np.save(path[:-len(".onnx")] + ".npy", theirs)
    top1 = float(np.mean(theirs.argmax(axis=1) == labels))
    ours, left = run_ours(build, path)
    if ours is None:
        print(f"{name:24} {top1:8.4f}   FAILED\n{left}")
        return False
    difference = ours["top1"] - top1
    print(f"{name:24} {top1:8.4f} {ours['top1']:8.4f} {difference:+8.4f} {ours['agreement']:10.4f} "
          f"{ours['max_abs_difference']:12.4f} {left:10}")
    return abs(difference) <= TOLERANCE and left == 0


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    model = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "test/Models/fashion_mobilenet.onnx")
    stem = os.path.splitext(os.path.basename(model))[0]
    folder = os.path.join(build, "onnxruntime", stem)
    os.makedirs(folder, exist_ok=True)
    logging.getLogger().setLevel(logging.ERROR)
    # Symbolic shapes need one more package, and nothing here needs them.
    prepared = os.path.join(folder, "prepared.onnx")
    quant_pre_process(model, prepared, skip_symbolic_shape=True)
    images, labels = read_images(TEST_IMAGES), read_idx(TEST_LABELS, 8)
    print(f"onnxruntime {onnxruntime.__version__}, {stem}, {len(images)} test images\n"
          f"{'variant':24} {'theirs':>8} {'ours':>8} {'':8} {'agreement':>10} {'|difference|':>12} {'float ops':>10}")
    fine = True
    for name in sys.argv[3:] or VARIANTS:
        path = os.path.join(folder, name + ".onnx")
        pieces = find_pieces(prepared) if name.endswith("whole") else []
        quantize_static(prepared, path, TrainingImages(), nodes_to_exclude=pieces, **VARIANTS[name])
        fine &= measure(build, name, path, images, labels)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
