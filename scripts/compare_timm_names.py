#!/usr/bin/env python3
"""Reads a model of every name that timm gives to Vision Transformers and their kin: right, or refused.

compare_timm_names.py --pyra PROGRAM [--every N] [--first K] [WORD ...] (needs torch, timm, safetensors). Each
is built one block deep with random weights, saved with and without the config.json that timm writes, and run
by both on the same pictures. Exit status 1 where pyra answers something else than timm. With --every N only
each N-th name, from the K-th on; with words only names that have one of them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import safetensors.torch
import timm
import torch
from timm.models import _registry

ROOT = Path(__file__).resolve().parent.parent
MOST = 1e-4
ACTIVATIONS = {"GELU(approximate='none')": "gelu", "QuickGELU()": "quick_gelu", "GELUTanh()": "gelu_tanh"}
MODULES = {"vision_transformer", "deit", "eva", "naflexvit", "beit"}
sys.path.insert(0, str(ROOT / "scripts"))
sys.dont_write_bytecode = True
warnings.filterwarnings("ignore")

from backbones import randomise, state_of  # noqa: E402


def built(name):
    """One block deep; None for names that take no depth."""
    torch.manual_seed(0)
    try:
        return randomise(timm.create_model(name, depth=1))
    except Exception:
        return None


def config_of(name, model, size):
    """What timm writes beside the weights, as far as it concerns what is computed."""
    stated = {"input_size": [3, *size], "mean": [0.5] * 3, "std": [0.5] * 3}
    return {
        "architecture": name,
        "num_classes": model.num_classes,
        "num_features": model.num_features,
        "pretrained_cfg": stated,
    }


def answer(pyra, model, images, config, *options):
    """pyra's, and what it says."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        safetensors.torch.save_file(state_of(model), folder / "model.safetensors")
        safetensors.torch.save_file({"images": images}, folder / "images.safetensors")
        if config:
            (folder / "config.json").write_text(json.dumps(config))
        verb = "eval" if model.num_classes > 0 else "features"
        command = [pyra, verb, "--backbone", folder, "--out", folder / "out.safetensors", *options]
        command += ["--tensors", folder / "images.safetensors"]
        told = subprocess.run([*map(str, command)], capture_output=True, text=True)
        said = told.stderr.strip().replace(str(folder), "")
        if told.returncode == 0:
            return next(iter(safetensors.torch.load_file(folder / "out.safetensors").values())), said
        return None, said.splitlines()[-1]


def share_of(ours, wanted):
    return ((ours - wanted).abs().max() / wanted.abs().max()).item() if ours.shape == wanted.shape else 1


def assumed_aloud(pyra, model, images, wanted, said):
    """What pyra has to assume without a config.json, where it says so and nothing else is wrong; or ""."""
    if getattr(model, "rope", None) is not None:
        return "no rotary positions, printed" if "rotary positions" in said else ""
    if getattr(model, "attn_pool", None) is not None and model.pool_include_prefix:
        return "no prefix tokens in its pooling, printed" if "without prefix tokens" in said else ""
    block = model.blocks[0]
    activation, heads = ACTIVATIONS.get(str(block.mlp.act)), str(block.attn.num_heads)
    if not activation or " assumed" not in said:
        return ""
    ours, _ = answer(pyra, model, images, None, "--activation", activation, "--heads", heads)
    right = ours is not None and share_of(ours, wanted) <= MOST
    return f"printed; right with --activation {activation} --heads {heads}" if right else ""


@torch.no_grad()
def judge(pyra, name, with_config):
    """Begins with right, refused, assumed or WRONG; "" for names that cannot be built small."""
    model = built(name)
    if model is None:
        return ""
    size = tuple(model.patch_embed.img_size or (224, 224)) if hasattr(model, "patch_embed") else (224, 224)
    images = torch.randn(3, 3, *size)  # one for each of two threads, and one that they share
    ours, said = answer(pyra, model, images, config_of(name, model, size) if with_config else None)
    if ours is None:
        return "refused: " + said
    wanted = model(images)
    share = share_of(ours, wanted)
    if share <= MOST:
        return "right"
    aloud = "" if with_config else assumed_aloud(pyra, model, images, wanted, said)
    return f"assumed: {aloud}" if aloud else f"WRONG by {share:.1g}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pyra", required=True, help="the program")
    options.add_argument("--every", type=int, default=1, help="each N-th name alone")
    options.add_argument("--first", type=int, default=0, help="from the K-th on")
    options.add_argument("words", nargs="*", help="names that have one of these")
    chosen = options.parse_args()
    entries = _registry._model_entrypoints
    names = [name for name in sorted(entries) if _registry._model_to_module[name] in MODULES]
    names = [name for name in names if not chosen.words or any(word in name for word in chosen.words)]
    counts = {"right": 0, "refused": 0, "assumed": 0, "WRONG": 0}
    for name in names[chosen.first :: chosen.every]:
        for with_config in (True, False):
            verdict = judge(chosen.pyra, name, with_config)
            if not verdict:
                break
            counts[verdict.split(":")[0].split(" ")[0]] += 1
            print(f"{name}{'' if with_config else ' without config.json'}: {verdict}", flush=True)
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["WRONG"] or not counts["right"] else 0


if __name__ == "__main__":
    sys.exit(main())
