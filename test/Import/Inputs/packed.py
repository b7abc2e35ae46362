"""Writes a model whose weight is a large int4 initializer: packed.py MODEL.

The bytes of a serialized ModelProto, field by field: the textual syntax has no
name for the type.
"""

import struct
import sys

FLOAT, INT8, INT4 = 1, 3, 22


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    """A length-delimited field of bytes or text, or a number."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, kind, shape, raw):
    return b"".join(field(1, d) for d in shape) + field(2, kind) + field(8, name) + field(9, raw)


def value_info(name, kind, shape):
    dims = b"".join(field(1, field(1, d)) for d in shape)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def node(op, inputs, output, **ints):
    attributes = b"".join(
        field(5, field(1, key) + field(3, value) + field(20, 2)) for key, value in ints.items())
    return (b"".join(field(1, i) for i in inputs) + field(2, output) + field(4, op) + attributes)


# -8 .. 7 over and over, 9 columns: rows begin within bytes.
nibbles = [i % 16 for i in range(15 * 9)] + [0]
packed = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2]))
scales = struct.pack("<9f", *(2.0 ** -i for i in range(9)))
graph = field(1, node("DequantizeLinear", ["w", "s"], "y", axis=1))
graph += field(1, node("Transpose", ["w"], "t")) + field(1, node("Cast", ["t"], "z", to=INT8))
graph += field(2, "packed")
graph += field(5, tensor("w", INT4, [15, 9], packed)) + field(5, tensor("s", FLOAT, [9], scales))
graph += field(11, value_info("x", FLOAT, [1]))
graph += field(12, value_info("y", FLOAT, [15, 9])) + field(12, value_info("z", INT8, [9, 15]))
model = field(1, 10) + field(7, graph) + field(8, field(1, "") + field(2, 21))
with open(sys.argv[1], "wb") as file:
    file.write(model)
