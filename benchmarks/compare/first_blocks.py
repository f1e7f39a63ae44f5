#!/usr/bin/env python3
"""A smaller backbone out of a larger one: its first blocks, with embedding, final norm and head as they are.

    benchmarks/compare/first_blocks.py IN.safetensors OUT.safetensors --blocks 6

The plainest way to fewer multiply-adds, a row to set token merging beside. timm's key names; the file's order
and dtypes are kept. Standard library only.
"""

import argparse
import json
import os
import pathlib
import re
import struct


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("--blocks", type=int, required=True, help="how many are kept")
    options = parser.parse_args()

    with options.source.open("rb") as source:
        length = struct.unpack("<Q", source.read(8))[0]
        header = json.loads(source.read(length))
        payload = source.read()
    metadata = header.pop("__metadata__", {})
    block_of = {name: int(found[1]) for name in header if (found := re.match(r"blocks\.(\d+)\.", name))}
    depth = 1 + max(block_of.values(), default=-1)
    if not 0 < options.blocks < depth:
        raise SystemExit(
            f"--blocks {options.blocks}: {options.source} has {depth} blocks named blocks.N; "
            f"keep 1 to {depth - 1}"
        )

    kept, parts, offset = {}, [], 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        if block_of.get(name, 0) >= options.blocks:
            continue
        first, last = entry["data_offsets"]
        kept[name] = entry | {"data_offsets": [offset, offset + last - first]}
        parts.append(payload[first:last])
        offset += last - first
    if "pyra.config" in metadata:
        metadata["pyra.config"] = json.dumps(json.loads(metadata["pyra.config"]) | {"depth": options.blocks})
    text = json.dumps({"__metadata__": metadata} | kept).encode()
    options.target.parent.mkdir(parents=True, exist_ok=True)
    partial = options.target.with_name(options.target.name + ".partial")
    partial.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))
    os.replace(partial, options.target)
    print(f"{options.target}: {options.blocks} of {depth} blocks, {offset / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
