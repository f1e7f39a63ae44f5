#!/usr/bin/env python3
"""Writes the demo's pictures as folders of PNG files, from Debian's package dataset-fashion-mnist.

Two disjoint sets of classes: `pretrain` (five classes, to make the embedded backbone) and `task` (the five
others, about 1,000 pictures, to adapt it to). Standard library only; the same pictures every time.

    fashion_mnist.py pretrain|task OUT [--source DIR]
"""

import argparse
import gzip
import pathlib
import struct
import sys
import zlib

NAMES = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
PARTS = {"train": "train", "test": "t10k"}
# set -> (classes, {part: pictures of each class})
SETS = {
    "pretrain": ([0, 1, 3, 5, 8], {"train": 2500, "test": 200}),
    "task": ([2, 4, 6, 7, 9], {"train": 200, "test": 200}),
}


def read_idx(path):
    """The shape and bytes of an IDX file (http://yann.lecun.com/exdb/mnist, bottom of the page)."""
    data = gzip.open(path).read()
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return shape, data[4 + 4 * rank :]


def png(width, height, gray):
    """An 8-bit grayscale PNG."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + gray[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", choices=SETS)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument(
        "--source", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist")
    )
    arguments = parser.parse_args()
    classes, counts = SETS[arguments.set]
    for part, prefix in PARTS.items():
        files = [
            next(arguments.source.rglob(f"{prefix}-{kind}-ubyte.gz"), None)
            for kind in ("images-idx3", "labels-idx1")
        ]
        if None in files:
            sys.exit(
                f"no {prefix}-*-ubyte.gz below {arguments.source}: install the package "
                "dataset-fashion-mnist, or name its folder with --source"
            )
        (count, height, width), pixels = read_idx(files[0])
        _, labels = read_idx(files[1])
        left = dict.fromkeys(classes, counts[part])
        for i in range(count):
            label = labels[i]
            if left.get(label, 0) == 0:
                continue
            left[label] -= 1
            folder = arguments.out / part / NAMES[label]
            folder.mkdir(parents=True, exist_ok=True)
            size = width * height
            (folder / f"{i:05d}.png").write_bytes(png(width, height, pixels[i * size : (i + 1) * size]))


if __name__ == "__main__":
    main()
