"""compare.py X LABELS JSON: the figures of quant-run/compare.mlir, worked out in numpy."""

import json
import math
import sys

import numpy as np

F32 = np.float32


def quantize(x, scale, zero, low=-128, high=127):
    """QX-C1, before the clamp and behind it."""
    wide = np.rint(x / F32(scale) if np.isscalar(scale) else x / scale) + zero
    return wide, np.clip(wide, low, high)


def dequantize(q, scale, zero):
    return ((q - zero).astype(F32) * scale).astype(F32)


class Stored:
    """A value that is stored with fixed parameters."""

    def __init__(self, scale, zero, low=-128, high=127):
        self.scale, self.zero, self.low, self.high = scale, zero, low, high

    def __call__(self, x):
        return dequantize(quantize(x, self.scale, self.zero, self.low, self.high)[1],
                          self.scale, self.zero)

    def clipped(self, x):
        wide = quantize(x, self.scale, self.zero)[0]
        return int((wide < self.low).sum()), int((wide > self.high).sum())

    def range(self):
        return [float(np.min((self.low - self.zero) * self.scale)),
                float(np.max((self.high - self.zero) * self.scale))]


def choose_params(x):
    """QX-D8 for i8: scale and zero point of the values at hand."""
    low, high = min(F32(0), x.min()), max(F32(0), x.max())
    scale = F32((high - low) / F32(255))
    return scale, int(np.clip(np.rint(-128 - low / scale), -128, 127))


STORED = {("x", "i8"): Stored(F32(0.25), -10),
          ("scaled", "i8"): Stored(np.array([0.03125, 0.5], F32).reshape(1, 2, 1, 1), 4),
          ("doubled", "i8"): Stored(F32(0.5), 3, -100, 100),
          ("doubled", "i16"): Stored(F32(2 ** -9), 0, -32768, 32767)}


def run_float(x):
    scaled = x * F32(0.5)
    doubled = scaled + scaled
    squared = doubled * doubled
    offset = squared + F32(0.5)
    summed = (offset - scaled) + scaled
    return {"x": x, "scaled": scaled, "doubled": doubled, "squared": squared, "offset": offset,
            "summed": summed}


def run_quantized(x):
    values = {}
    values["x", "i8"] = STORED["x", "i8"](x)
    values["scaled", "i8"] = STORED["scaled", "i8"](values["x", "i8"] * F32(0.5))
    doubled = values["scaled", "i8"] + values["scaled", "i8"]
    for storage in ["i8", "i16"]:
        values["doubled", storage] = STORED["doubled", storage](doubled)
    values["squared", "f32"] = values["doubled", "i8"] * values["doubled", "i16"]
    offset = values["squared", "f32"] + F32(0.5)
    scale, zero = choose_params(offset)
    values["offset", "i8, dynamic"] = dequantize(
        quantize(offset, scale, zero)[1], scale, zero)
    values["summed", "f32"] = (values["offset", "i8, dynamic"] + F32(0.25)) + x
    return values


def near(found, wanted, what):
    if wanted is None or found is None:
        assert found is wanted, (what, found, wanted)
    else:
        assert math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-12), (what, found, wanted)


def decibels(signal, noise):
    return None if signal == 0 or noise == 0 else 10 * math.log10(signal / noise)


def check_error(entry, expected, actual, what):
    x, y = (np.float64(v.ravel()) for v in (expected, actual))
    error = y - x
    assert entry["count"] == x.size and entry["non_finite"] == 0, what
    near(entry["signal_power"], np.mean(x * x), what)
    near(entry["noise_power"], np.mean(error * error), what)
    near(entry["sqnr_db"], decibels(np.sum(x * x), np.sum(error * error)), what)
    near(entry["cosine"], np.sum(x * y) / math.sqrt(np.sum(x * x) * np.sum(y * y)), what)
    near(entry["max_abs_error"], np.abs(error).max(), what)
    near(entry["mean_error"], np.mean(error), what)


def main():
    x, labels = np.load(sys.argv[1]), np.load(sys.argv[2])
    with open(sys.argv[3]) as file:
        found = json.load(file)
    batch = found["batch_size"]
    expected = run_float(x)
    parts = [run_quantized(x[i:i + batch]) for i in range(0, len(x), batch)]
    actual = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}

    layers = {(layer["name"], layer["storage"]): layer for layer in found["layers"]}
    assert set(layers) == set(actual), (set(layers), set(actual))
    ratios = [layer["sqnr_db"] for layer in found["layers"]]
    assert ratios == sorted(ratios), ratios
    for key, layer in layers.items():
        real = expected[key[0]]
        check_error(layer, real, actual[key], key)
        assert layer["observed"] == [float(real.min()), float(real.max())], key
        histogram = layer["histogram"]
        assert sum(histogram["counts"]) + histogram["below"] + histogram["above"] == real.size, key
        assert ("range" in layer) == (key in STORED), key
        if key in STORED:
            stored = STORED[key]
            assert (layer["clipped_below"], layer["clipped_above"]) == stored.clipped(real), key
            assert layer["range"] == stored.range(), (key, layer["range"], stored.range())
            error = np.float64(stored(real)) - np.float64(real)
            near(layer["storage_sqnr_db"],
                 decibels(np.sum(np.float64(real) ** 2), np.sum(error ** 2)), key)
    assert layers["scaled", "i8"]["clipped_above"] > 0 and layers["doubled", "i8"]["clipped_below"] == 0
    assert [layer["position"] for layer in sorted(found["layers"], key=lambda l: l["position"])] \
        == list(range(len(layers)))

    (output,) = found["outputs"]
    check_error(output, expected["summed"], actual["summed", "f32"], "output")
    best = [v.reshape(len(x), -1).argmax(1) for v in (expected["summed"], actual["summed", "f32"])]
    assert found["agreeing"] == int((best[0] == best[1]).sum())
    if "float_correct" in found:
        assert found["float_correct"] == int((best[0] == labels).sum())
        assert found["quantized_correct"] == int((best[1] == labels).sum())


main()
