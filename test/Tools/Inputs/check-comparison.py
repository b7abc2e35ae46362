"""check-comparison.py JSON: the file has the fields that docs/Compare.md lists, and no others."""

import json
import sys

NUMBER = (int, float)
RATIO = (int, float, type(None))
ERROR = {"count": int, "non_finite": int, "non_finite_mismatches": int, "signal_power": NUMBER,
         "noise_power": NUMBER, "sqnr_db": RATIO, "cosine": RATIO, "max_abs_error": NUMBER,
         "mean_error": NUMBER}
STORED = {"scales": [NUMBER], "zero_points": [int], "range": [NUMBER], "clipped_below": int,
          "clipped_above": int, "storage_sqnr_db": RATIO}
HISTOGRAM = {"below": int, "above": int, "range": [NUMBER], "counts": [int]}
COST = {"calibrator": str, "range": [NUMBER], "sqnr_db": RATIO}
PROBLEM = {"calibrator": str, "problem": str}
LAYER = {"name": str, "position": int, "storage": str, **ERROR}
SEEN = {"observed": [NUMBER], "histogram": HISTOGRAM}
LEFT_OUT = {"name": str, "reason": str}
SUMMARY = {"calibrator": str, "layers": int, "best": int, "mean_sqnr_db": RATIO,
           "lowest_sqnr_db": RATIO}
TOP = {"format": str, "version": int, "producer": str, "float_model": str, "quantized_model": str,
       "target": str, "inputs": [str], "samples": int, "batch_size": int,
       "outputs": [{"name": str, **ERROR}], "layers": [dict],
       "not_compared": {"float": [LEFT_OUT], "quantized": [LEFT_OUT]}}
AGREEMENT = {"agreeing": int, "agreement": NUMBER}
LABELS = {"float_correct": int, "float_top1": NUMBER, "quantized_correct": int,
          "quantized_top1": NUMBER}
CALIBRATORS = {"statistics": str, "calibrators": [dict]}


def check(value, schema, where):
    if isinstance(schema, list):
        assert isinstance(value, list), where
        for i, element in enumerate(value):
            check(element, schema[0], f"{where}[{i}]")
    elif isinstance(schema, dict):
        assert set(value) == set(schema), (where, set(value) ^ set(schema))
        for field, inner in schema.items():
            check(value[field], inner, f"{where}.{field}")
    else:
        assert isinstance(value, schema) and not isinstance(value, bool), (where, value)


def with_optional(value, schema, *groups):
    """The schema with those groups of fields that `value` begins to have."""
    for group in groups:
        if set(value) & set(group) - set(schema):
            schema = {**schema, **group}
    return schema


def main():
    with open(sys.argv[1]) as file:
        top = json.load(file)
    check(top, with_optional(top, TOP, AGREEMENT, LABELS, CALIBRATORS), "top")
    assert top["format"] == "quantx-comparison" and top["version"] == 1
    names = [summary["calibrator"] for summary in top.get("calibrators", [])]
    for summary in top.get("calibrators", []):
        check(summary, with_optional(summary, SUMMARY, {"lowest_layer": str}), "calibrators")
    for i, layer in enumerate(top["layers"]):
        schema = with_optional(layer, LAYER, STORED, SEEN, {"calibrators": [dict]})
        check(layer, schema, f"layers[{i}]")
        costs = layer.get("calibrators", [])
        assert [cost["calibrator"] for cost in costs] in ([], names), i
        for cost in costs:
            check(cost, PROBLEM if "problem" in cost else COST, f"layers[{i}].calibrators")


main()
