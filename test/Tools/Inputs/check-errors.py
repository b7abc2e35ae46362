"""check-errors.py REMARKS STATISTICS LAYERS: each measured error is below its guarantee."""
import json
import re
import sys

with open(sys.argv[1]) as file:
    bounds = re.findall(r"'([^']+)' .*?is within ([0-9.e+-]+) steps of", file.read())
with open(sys.argv[2]) as file:
    tensors = json.load(file)["tensors"]
assert len(bounds) == len(tensors) == int(sys.argv[3]), (bounds, list(tensors))
for name, steps in bounds:
    measured = max(abs(tensors[name]["min"]), abs(tensors[name]["max"]))
    # Rounding alone comes close to half a step; the floats measured with are f32.
    assert 0.4 < measured < float(steps) + 1e-3, (name, measured, steps)
    assert float(steps) < 0.6, (name, steps)
