"""Damages an ONNX file in several ways: damage.py MODEL PREFIX."""

import sys

model = open(sys.argv[1], "rb").read()


def write(name, data):
    with open(f"{sys.argv[2]}.{name}.onnx", "wb") as f:
        f.write(data)


write("empty", b"")
write("half", model[: len(model) // 2])
# The fields before the graph: versions and the producer.
write("header", model[: model.index(b"pytorch") + len(b"pytorch")])

# Initializers lie as (dims, data_type, name, raw_data), raw_data having tag 9.
name = model.index(b"head.weight", model.index(b"B\x0bhead.weight"))
raw = model.index(b"\x4a", name) + 3
data = bytearray(model)
data[raw : raw + 4] = b"\x00\x00\xc0\x7f"
write("nan", data)
data = bytearray(model)
dtype = model.rindex(b"\x10\x01", 0, name)
data[dtype + 1] = 8  # string
write("type", data)
