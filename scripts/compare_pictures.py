#!/usr/bin/env python3
"""Compares how pyra prepares pictures with the processors of other libraries.

compare_pictures.py --pyra PROGRAM --library LIBPYRA_RUNTIME.SO (needs torch, timm, transformers, safetensors,
pillow, numpy). Twenty pictures of odd sizes and modes go through each of PROCESSORS and through a model that
pyra exported from a checkpoint with the same files beside it. What is shown is the largest difference in
steps of 1/255 before mean and std. Exit status 1 where it is above one.
"""

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import safetensors.torch
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
MOST = 1.001  # steps of 1/255
sys.path.insert(0, str(ROOT / "scripts"))
sys.dont_write_bytecode = True

from backbones import all_processors  # noqa: E402

SIZES = ((300, 200), (257, 256), (640, 427), (97, 411), (31, 40), (512, 512), (224, 225), (333, 1001))
MODES = ("RGB", "L", "RGBA", "P", "LA", "1", "CMYK")


def photograph(number):
    """Smooth colours with noise and an edge, of some size and mode."""
    width, height = SIZES[number % len(SIZES)]
    draw = np.random.default_rng(number)
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(x / (3 + 2 * c) + number) * np.cos(y / (5 + c)) for c in range(3)]
    pixels = np.stack(planes, -1) + draw.normal(0, 12, (height, width, 3))
    pixels[height // 3 : height // 2, width // 4 : width // 2] = (0, 255, 90)
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return picture.convert(MODES[number % len(MODES)])


class Exported:
    """A model that `pyra export` made of a folder, through the C interface."""

    def __init__(self, folder, chosen):
        file = folder / "exported.safetensors"
        command = [chosen.pyra, "export", "--backbone", folder, "--to", "runtime", "--out", file]
        subprocess.run([*map(str, command)], check=True, capture_output=True)
        self.library = ctypes.CDLL(chosen.library)
        for function in ("pyra_image_height", "pyra_image_width"):
            getattr(self.library, function).restype = ctypes.c_int64
        self.library.pyra_last_error.restype = ctypes.c_char_p
        self.model = ctypes.c_void_p()
        self.check(self.library.pyra_load(str(file).encode(), None, ctypes.byref(self.model)))

    def check(self, status):
        if status != 0:
            raise SystemExit(self.library.pyra_last_error().decode())

    def prepare(self, file):
        shape = (3, self.library.pyra_image_height(self.model), self.library.pyra_image_width(self.model))
        image = np.empty(shape, np.float32)
        pointer = image.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        self.check(self.library.pyra_read_picture(self.model, str(file).encode(), pointer))
        return image


def difference(processor, chosen):
    with tempfile.TemporaryDirectory() as name:
        folder, most = Path(name), 0.0
        made = processor.model()
        safetensors.torch.save_file(made.tensors, folder / "model.safetensors")
        for file, content in {**made.beside, **processor.beside}.items():
            (folder / file).write_text(json.dumps(content))
        exported = Exported(folder, chosen)
        for number in range(20):
            # What a file of CMYK means is for the decoders; libraries are shown what they convert it to.
            picture = photograph(number)
            if picture.mode == "CMYK":
                picture = picture.convert("RGB")
            picture.save(folder / "picture.png")
            ours, wanted = exported.prepare(folder / "picture.png"), processor.prepare(picture)
            if ours.shape != wanted.shape:
                raise SystemExit(f"{processor.name}: {ours.shape}, the library's {wanted.shape}")
            step = np.asarray(processor.std)[:, None, None] * 255
            most = max(most, np.abs((ours - wanted) * step).max())
    return most


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pyra", required=True, help="the program")
    options.add_argument("--library", required=True, help="its libpyra_runtime.so")
    chosen = options.parse_args()
    worst = 0.0
    for processor in all_processors():
        most = difference(processor, chosen)
        print(f"{processor.family}, {processor.name}: {most:.3f} / 255", flush=True)
        worst = max(worst, most)
    return 0 if 0 < worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
