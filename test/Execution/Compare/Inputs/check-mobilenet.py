"""check-mobilenet.py JSON: int8 as good as it is known to be, layer by layer."""

import json
import sys

with open(sys.argv[1]) as file:
    found = json.load(file)
layers = {layer["name"]: layer for layer in found["layers"]}
assert len(layers) == 19 and all(layer["storage"] == "i8" for layer in layers.values())
for name, layer in layers.items():
    # Values of images that calibration has not seen.
    assert layer["sqnr_db"] > 20 and layer["cosine"] > 0.995, (name, layer["sqnr_db"])
    assert layer["storage_sqnr_db"] >= layer["sqnr_db"] - 0.1, name
    assert layer["clipped_below"] + layer["clipped_above"] < 0.02 * layer["count"], name
    costs = {cost["calibrator"]: cost for cost in layer["calibrators"]}
    if name != "image":  # Bytes are spread over single bins, not evenly.
        assert abs(costs["min-max"]["sqnr_db"] - layer["storage_sqnr_db"]) < 3, (name, costs)
assert found["agreeing"] >= 97 and found["quantized_correct"] >= found["float_correct"] - 2
assert found["outputs"][0]["sqnr_db"] > 25
