"""Images as raw floats for C, and results of C against those of quant-run.

usage: raw.py images IDX.gz COUNT OUT    writes OUT.npy and OUT.raw
       raw.py compare RESULTS.npy RAW... of which RAW may hold fewer rows
"""

import gzip
import sys

import numpy as np


def images(idx, count, out):
    with gzip.open(idx) as file:
        data = np.frombuffer(file.read(), np.uint8, offset=16)
    pixels = data.reshape(-1, 1, 28, 28)[:int(count)]
    floats = pixels.astype(np.float32) * np.float32(1 / 255)
    np.save(out + ".npy", floats)
    floats.tofile(out + ".raw")


def compare(reference, *files):
    expected = np.load(reference)
    for path in files:
        found = np.fromfile(path, expected.dtype).reshape(-1, expected.shape[1])
        if len(found) == 0 or found.tobytes() != expected[:len(found)].tobytes():
            sys.exit(f"{path}: {len(found)} rows are not the bits of {reference}")
        print(f"{len(found)} rows are identical")


if __name__ == "__main__":
    {"images": images, "compare": compare}[sys.argv[1]](*sys.argv[2:])
