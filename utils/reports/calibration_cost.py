#!/usr/bin/python3
"""Seconds and memory of calibration against plain inference of the same samples."""

import gzip
import os
import sys

import common

TRAINING_IMAGES = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"
SMALL, FEW, MANY = 100, 512, 10000
RUNS = 2
IDX_HEADER, IMAGE_BYTES = 16, 28 * 28


def spend(*command):
    """(seconds of the processor, peak resident KiB) of a command."""
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"error: '{' '.join(command)}' failed with status {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def calibrate(network, images, limit):
    return spend(network.tool("quant-calibrate"), network.path("float.mlir"), "--inputs", images,
                 "--limit", str(limit), "-o", network.path("cost.json"))


def infer(network, images, limit):
    return spend(network.tool("quant-run"), network.path("float.mlir"), "--inputs", images, "--limit", str(limit))


def measure(network):
    """The cost of one network. Runs alternate, and the best of each counts: other work on the machine
    only adds to it. A whole process compiles the model and reads the file; what one more sample costs
    is the difference of many and few samples."""
    seconds = {}
    for _ in range(RUNS):
        for what in (calibrate, infer):
            for limit in (FEW, MANY):
                seconds.setdefault((what.__name__, limit), []).append(what(network, TRAINING_IMAGES, limit)[0])
    best = {key: min(values) for key, values in seconds.items()}
    sample = {what: (best[what, MANY] - best[what, FEW]) / (MANY - FEW) for what in ("calibrate", "infer")}
    return {
        "model": network.name,
        "calibrate_seconds": best["calibrate", MANY], "infer_seconds": best["infer", MANY],
        "calibrate_seconds_512": best["calibrate", FEW], "infer_seconds_512": best["infer", FEW],
        "calibrate_us_per_sample": 1e6 * sample["calibrate"], "infer_us_per_sample": 1e6 * sample["infer"],
        "time_vs_float": best["calibrate", MANY] / best["infer", MANY],
        "time_vs_float_512": best["calibrate", FEW] / best["infer", FEW],
        "sample_time_vs_float": sample["calibrate"] / sample["infer"],
    }


def measure_memory(network):
    """Peak memory of calibrating a file of 10,000 images over that of a file of 100, not compressed."""
    with gzip.open(TRAINING_IMAGES) as file:
        data = file.read(IDX_HEADER + MANY * IMAGE_BYTES)
    peaks = []
    for count in (SMALL, MANY):
        images = network.path(f"images-{count}.idx")
        with open(images, "wb") as file:
            file.write(data[:4] + count.to_bytes(4, "big") + data[8:IDX_HEADER + count * IMAGE_BYTES])
        peaks.append(min(calibrate(network, images, 0)[1] for _ in range(RUNS)))
    return peaks[1] / peaks[0]


def print_table(costs):
    """What `measure` found, a line for each network and number of samples."""
    rows = []
    for cost in costs:
        for limit, suffix in ((FEW, "_512"), (MANY, "")):
            rows.append([f"{cost['model']}, {limit} samples", f"{cost['calibrate_seconds' + suffix]:.2f} s",
                         f"{cost['infer_seconds' + suffix]:.2f} s", f"{cost['time_vs_float' + suffix]:.2f}"])
        rows.append([f"{cost['model']}, each further sample", f"{cost['calibrate_us_per_sample']:.0f} us",
                     f"{cost['infer_us_per_sample']:.0f} us", f"{cost['sample_time_vs_float']:.2f}"])
    print(common.table(["time of the processor", "calibration", "plain inference", "ratio"], rows))


class Network:
    """A model of the repository, imported."""

    def __init__(self, build, name):
        self.build, self.name = build, name
        self.out = os.path.join(build, "calibration", name)
        os.makedirs(self.out, exist_ok=True)
        common.run(self.tool("quant-translate"), "--import-onnx",
                   os.path.join(common.ROOT, "test", "Models", f"fashion_{name}.onnx"), "-o", self.path("float.mlir"))

    def tool(self, name):
        return os.path.join(self.build, "bin", name)

    def path(self, name):
        return os.path.join(self.out, name)


def main():
    build = common.build_dir()
    networks = [Network(build, name) for name in ("mobilenet", "vit")]
    costs = [measure(network) for network in networks]
    print_table(costs)
    growth = measure_memory(networks[0])
    print(f"\nPeak memory of {MANY} samples over that of {SMALL}: {growth:.3f}")
    common.write(build, "calibration_cost", costs, {
        "time_vs_float": max(cost["time_vs_float"] for cost in costs), "memory_growth": growth,
        "sample_time_vs_float": max(cost["sample_time_vs_float"] for cost in costs)})


if __name__ == "__main__":
    main()
