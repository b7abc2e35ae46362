"""Writes models whose weights lie in another file: external.py FOLDER."""

import os
import struct
import sys

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor_type(*dims):
    shape = b"".join(field(1, field(1, d)) for d in dims)
    return field(1, field(1, 1) + field(2, shape))


def write(name, **entries):
    data = b"".join(field(13, field(1, k) + field(2, v)) for k, v in entries.items())
    weight = field(1, 3) + field(2, 1) + field(8, "w") + data + field(14, 1)
    node = field(1, "x") + field(1, "w") + field(2, "y") + field(4, "Add")
    graph = field(1, node) + field(2, "external") + field(5, weight)
    graph += field(11, field(1, "x") + field(2, tensor_type(3)))
    graph += field(12, field(1, "y") + field(2, tensor_type(3)))
    model = field(1, 8) + field(7, graph) + field(8, field(2, 13))
    with open(os.path.join(folder, name + ".onnx"), "wb") as f:
        f.write(model)


with open(os.path.join(folder, "weights.bin"), "wb") as f:
    f.write(struct.pack("<5f", 9, 1, 2, 3, 9))

write("good", location="weights.bin", offset="4", length="12")
write("missing", location="none.bin")
write("short", location="weights.bin", offset="12")
write("length", location="weights.bin", length="16")
write("offset", location="weights.bin", offset="four")
write("above", location="../weights.bin")
write("absolute", location="/etc/passwd")
write("nowhere", offset="4")
write("device", location="folder")
os.makedirs(os.path.join(folder, "folder"), exist_ok=True)
