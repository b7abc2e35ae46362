"""Statistics of -1, 0, 1, 2 and 3 for every value of a module.

    write-statistics.py MODEL.mlir OUT.json

The fingerprint is that which the pass says the model has.
"""
import json
import re
import subprocess
import sys

model, path = sys.argv[1:]


def write(fingerprint, names):
    values = [-1, 0, 1, 2, 3]
    width = -11  # span 4: floor(log2(4)) - 13
    tensor = {
        "count": len(values), "nan": 0, "positive_infinity": 0, "negative_infinity": 0,
        "min": min(values), "max": max(values),
        "sum": f"{sum(values) << 149:#x}p-149",
        "sum_of_squares": f"{sum(v * v for v in values) << 298:#x}p-298",
        "histogram": {"log2_bin_width": width,
                      "runs": [[v << -width, [1]] for v in values]},
    }
    statistics = {"format": "quantx-statistics", "version": 2, "producer": "quantx test",
                  "model": fingerprint, "complete": True, "sample_count": 0, "data": [],
                  "tensors": {name: tensor for name in sorted(names)}}
    with open(path, "w") as file:
        json.dump(statistics, file)


def run():
    return subprocess.run(["quant-opt", model, f"--quantx-annotate-ranges=statistics={path}"],
                          capture_output=True, text=True).stderr


write("0", [])
fingerprint = re.search(r"this is model ([0-9a-f]+)", run()).group(1)
names = []
while True:
    write(fingerprint, names)
    missing = re.search(r"hold nothing about the tensor '([^']+)'", run())
    if not missing:
        break
    names.append(missing.group(1))
