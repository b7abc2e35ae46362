"""Checks the figures of the quickstart report against what is promised."""

import json
import sys

PYTORCH_TOP1 = 0.9234

with open(sys.argv[1]) as file:
    report = json.load(file)
summary = report["summary"]
assert report["name"] == "quickstart" and report["commit"] and report["machine"]["cores"] > 0
assert len(report["rows"]) == 2
assert summary["images"] == 10000, summary
assert abs(summary["float_top1"] - PYTORCH_TOP1) <= 0.0005, summary
assert abs(summary["int8_top1"] - summary["float_top1"]) <= 0.005, summary
assert summary["agreement"] > 0.98, summary
assert summary["integer_only"] is True, summary
assert summary["int8_bytes"] * 3 < summary["float_bytes"], summary
assert summary["float_ms"] > 0 and summary["int8_ms"] > 0, summary
