"""Gradients of other libraries' models, for library_gradients_test.cc.

    python write_gradients.py OUT

For each small case of scripts/backbones a folder OUT/N with the files of the model, `gradients/` with a file
of the same names that holds the gradients of its weights, and run.safetensors: `images` [2, 3, H, W],
`logits` [2, K], and `upstream` [2, K], the gradient of these.
"""

import json
import sys
from pathlib import Path

import safetensors.torch
import torch

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from backbones import all_cases  # noqa: E402

for number, case in enumerate(case for case in all_cases() if case.tiny):
    made = case.make()
    if made.head:  # of texts, which nothing trains
        continue
    generator = torch.Generator().manual_seed(3)
    images = torch.randn(2, 3, *made.native, generator=generator)
    logits = made.logits(made.module, images).detach().contiguous()
    upstream = torch.randn(logits.shape, generator=generator)
    folder = Path(sys.argv[1]) / str(number)
    for place, tensors in ((folder, made.tensors), (folder / "gradients", made.gradients(images, upstream))):
        place.mkdir(parents=True)
        safetensors.torch.save_file(tensors, place / "model.safetensors")
        for file, content in made.beside.items():
            (place / file).write_text(json.dumps(content))
    safetensors.torch.save_file(
        dict(images=images, logits=logits, upstream=upstream),
        folder / "run.safetensors",
        {"case": f"{case.family}, {case.names}, {case.model}"},
    )
