#!/usr/bin/env python3
"""Compares pyra with the libraries that backbones come from, and writes the table of docs/backbones.md.

compare_backbones.py --pyra PROGRAM [--tiny] [--write] [WORD ...] (needs torch, timm, transformers,
safetensors). Each case of scripts/backbones is built with random weights at depth 2, saved, and run by both
on three pictures at its own and at other sizes. What is shown is the largest difference of a logit or
feature, as a share of the largest. With --tiny only the small cases, with words only those whose family,
names or model have all of them. --write puts the table into the page. Exit status 1 where a difference is
above 1e-4.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import safetensors.torch
import timm
import torch
import transformers

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/backbones.md"
MOST = 1e-4
sys.path.insert(0, str(ROOT / "scripts"))
sys.dont_write_bytecode = True

from backbones import all_cases  # noqa: E402


def preprocessing(height, width):
    """That pictures have this size, in the words of a safetensors file's own metadata."""
    return json.dumps(
        dict(
            direct_resize=True,
            resize=max(height, width),
            crop_height=height,
            crop_width=width,
            interpolation="bicubic",
            mean=[0.5] * 3,
            std=[0.5] * 3,
            exif_rotation=False,
        )
    )


@torch.no_grad()
def difference(made, size, pyra):
    # One for each of two threads, and one that they share.
    images = torch.randn(3, 3, *size, generator=torch.Generator().manual_seed(1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        safetensors.torch.save_file(
            made.tensors, folder / "model.safetensors", {"pyra.preprocessing": preprocessing(*size)}
        )
        for file, content in made.beside.items():
            (folder / file).write_text(json.dumps(content))
        safetensors.torch.save_file({"images": images}, folder / "images.safetensors")
        verb = ["features", "--pool", made.pool] if made.pool else ["eval"]
        command = [pyra, *verb, "--backbone", folder / "model.safetensors"]
        command += ["--tensors", folder / "images.safetensors", "--out", folder / "out.safetensors"]
        if made.head:
            safetensors.torch.save_file(made.head, folder / "head.safetensors")
            command += ["--head", folder / "head.safetensors"]
        told = subprocess.run([*map(str, command)], capture_output=True, text=True)
        if told.returncode != 0:
            raise SystemExit(f"pyra {verb[0]} failed: {told.stderr}")
        ours = safetensors.torch.load_file(folder / "out.safetensors")["features" if made.pool else "logits"]
    wanted = made.logits(made.module, images)
    if ours.shape != wanted.shape:
        raise SystemExit(f"logits of {tuple(ours.shape)}, the library's of {tuple(wanted.shape)}")
    return ((ours - wanted).abs().max() / wanted.abs().max()).item()


def row(case, pyra):
    made = case.make()
    sizes = [made.native, *case.others]
    found = [difference(made, size, pyra) for size in sizes]
    told = ", ".join(
        f"{height}x{width} {share:.0e}" for (height, width), share in zip(sizes, found, strict=True)
    )
    return f"| {case.family} | {case.names} | {case.model} | {told} |", max(found)


def put(rows):
    release = torch.__version__.split("+")[0]
    head = (
        f"| family | names | model | pictures and difference |\n|---|---|---|---|\n{rows}\n\n"
        f"timm {timm.__version__}, transformers {transformers.__version__}, torch {release}.\n"
    )
    page, count = re.subn(
        r"(<!-- table -->\n).*?(<!-- /table -->)",
        lambda found: found[1] + head + found[2],
        PAGE.read_text(),
        flags=re.DOTALL,
    )
    if count != 1:
        raise SystemExit(f"{PAGE}: one <!-- table --> ... <!-- /table --> expected")
    PAGE.write_text(page)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pyra", required=True, help="the program")
    options.add_argument("--tiny", action="store_true", help="the small cases alone")
    options.add_argument("--write", action="store_true", help="write the table into docs/backbones.md")
    options.add_argument("words", nargs="*", help="cases that have all of these words")
    chosen = options.parse_args()
    rows, worst = [], 0.0
    for case in all_cases():
        text = f"{case.family} {case.names} {case.model}"
        if (chosen.tiny and not case.tiny) or not all(word in text for word in chosen.words):
            continue
        line, most = row(case, chosen.pyra)
        print(line, flush=True)
        rows.append(line)
        worst = max(worst, most)
    if chosen.write:
        put("\n".join(rows))
    print(f"{len(rows)} cases, the largest difference {worst:.1e}")
    return 0 if rows and worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
