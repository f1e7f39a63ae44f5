#!/usr/bin/env python3
"""What heed was chosen from: ways to choose and average merged tokens, untrained, at the paper's two rates.

    .venv/bin/python benchmarks/heed/ablation.py --backbone vit_tiny.safetensors --pictures DIR --list LIST \\
        --out FILE.json

A ViT without training, in plain PyTorch (float32, one thread): LIST has `name label` lines of labelled
pictures of the backbone's own task, every fourth of which is used. For each variant: top-1, cross-entropy and
the mean KL divergence from the answers with every token kept. Ranking exponents, metrics and weights are
those of docs/results.md, "Recovery".
"""

import argparse
import json
import struct
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from PIL import Image

RATES = {"low": [16] * 11 + [10], "high": [40, 34, 30, 24, 18, 14, 10, 8, 4, 4, 3, 3]}
HEAD = 64


def read_safetensors(file):
    content = Path(file).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, start = json.loads(content[8 : 8 + length]), 8 + length
    header.pop("__metadata__", None)
    return {
        name: torch.from_numpy(
            numpy.frombuffer(
                content[start + t["data_offsets"][0] : start + t["data_offsets"][1]], numpy.float32
            )
            .reshape(t["shape"])
            .copy()
        )
        for name, t in header.items()
    }


def read_picture(file):
    """Shorter side to 248, centre crop to 224, values in -1 .. 1."""
    image = Image.open(file).convert("RGB")
    scale = 248 / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.BICUBIC)
    left, top = [(side - 224) // 2 for side in image.size]
    pixels = numpy.asarray(image.crop((left, top, left + 224, top + 224)), numpy.float32)
    return torch.from_numpy(pixels / 127.5 - 1).permute(2, 0, 1)


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


# What tokens are compared by: (x after attention, k, v [B, H, N, D], weights, the next block) -> [B, N, M].
METRICS = {
    "mean key (ToMe)": lambda x, k, v, w, after: k.mean(1),
    "keys": lambda x, k, v, w, after: k.transpose(1, 2).flatten(2),
    "values": lambda x, k, v, w, after: v.transpose(1, 2).flatten(2),
    "token": lambda x, k, v, w, after: x,
    "normalised token": lambda x, k, v, w, after: F.layer_norm(x, x.shape[-1:]),
    "token and keys": lambda x, k, v, w, after: torch.cat([unit(x), unit(k.transpose(1, 2).flatten(2))], -1),
}

# How much a token counts: (attention [B, H, N, N]) -> [B, N]; "size" stands for itself.
ATTENTION = {
    "class": lambda a: a[:, :, 0].mean(1),
    "received": lambda a: a.mean(1).mean(1),
}


def choose(variant, x, size, k, v, attention, w, after, rate):
    """One merge: tokens and sizes after it."""
    even, odd = torch.arange(0, x.shape[1], 2), torch.arange(1, x.shape[1], 2)
    metric = unit(METRICS[variant["metric"]](x, k, v, w, after))
    cost = 1 - metric[:, even] @ metric[:, odd].transpose(1, 2)
    count = ATTENTION[variant["attention"]](attention)[..., None] if variant["attention"] != "size" else size
    if variant.get("ward"):
        a, b = count[:, even], count[:, odd].transpose(1, 2)
        cost = cost * a * b / (a + b)
    elif variant["power"]:
        cost = cost * count[:, even] ** variant["power"]
    cost[:, 0] = torch.inf  # the class token
    best, partner = cost.min(-1)
    source = torch.argsort(best, dim=-1, stable=True)[:, :rate]
    weight = size if variant["average"] == "size" else count

    def merged(values):
        to = values[:, odd].clone()
        index = partner.gather(1, source)[..., None].expand(-1, -1, values.shape[-1])
        to.scatter_add_(
            1, index, values[:, even].gather(1, source[..., None].expand(-1, -1, values.shape[-1]))
        )
        stays = torch.ones(best.shape, dtype=torch.bool).scatter_(1, source, False)
        return torch.cat([values[:, even][stays].view(len(x), -1, values.shape[-1]), to], 1)

    return merged(x * weight) / merged(weight), merged(size)


def logits(w, images, rates, variant):
    def norm(values, name):
        return F.layer_norm(values, values.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-6)

    def linear(values, name):
        return F.linear(values, w[name + ".weight"], w[name + ".bias"])

    x = (
        F.conv2d(images, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=16)
        .flatten(2)
        .transpose(1, 2)
    )
    x = torch.cat([w["cls_token"].expand(len(x), -1, -1), x], 1) + w["pos_embed"]
    batch, _, dim = x.shape
    size = torch.ones(batch, x.shape[1], 1)
    for i, rate in enumerate(rates):
        name, after = f"blocks.{i}.", f"blocks.{min(i + 1, len(rates) - 1)}."
        qkv = linear(norm(x, name + "norm1"), name + "attn.qkv")
        q, k, v = qkv.view(batch, -1, 3, dim // HEAD, HEAD).permute(2, 0, 3, 1, 4)
        attention = (q @ k.transpose(-1, -2) * HEAD**-0.5 + size.log()[:, None, None, :, 0]).softmax(-1)
        x = x + linear((attention @ v).transpose(1, 2).flatten(2), name + "attn.proj")
        if rate:
            x, size = choose(variant, x, size, k, v, attention, w, after, rate)
        x = x + linear(F.gelu(linear(norm(x, name + "norm2"), name + "mlp.fc1")), name + "mlp.fc2")
    return linear(norm(x, "norm")[:, 0], "head")


def variants():
    tome = {"metric": "mean key (ToMe)", "attention": "size", "power": 0, "average": "size"}
    heed = {"metric": "token", "attention": "class", "power": 1 / 3, "average": "attention"}
    yield "ToMe", tome
    for metric in METRICS:
        if metric != tome["metric"]:
            yield f"compared by {metric}", {**tome, "metric": metric}
    yield "ToMe ranked by Ward's criterion over sizes", {**tome, "ward": True}
    yield "ToMe ranked by class attention^(1/3)", {**tome, "attention": "class", "power": 1 / 3}
    yield "token, ranked by class attention^(1/3)", {**heed, "average": "size"}
    yield "token, averaged by class attention", {**heed, "power": 0}
    yield "heed", heed
    for power in (1 / 6, 1 / 2, 1):
        yield f"heed with exponent {power:.2f}", {**heed, "power": power}
    yield "heed by attention received from all", {**heed, "attention": "received"}
    yield "heed by token and keys", {**heed, "metric": "token and keys"}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("backbone", "pictures", "list", "out"):
        parser.add_argument("--" + name, required=True)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    w = read_safetensors(given.backbone)
    lines = [line.split() for line in Path(given.list).read_text().splitlines()][::4]
    images = torch.stack([read_picture(Path(given.pictures) / name) for name, _ in lines])
    labels = torch.tensor([int(label) for _, label in lines])

    def run(rates, variant):
        parts = images.split(50)
        return torch.cat([logits(w, part, rates, variant) for part in parts])

    whole = run([0] * len(RATES["low"]), None)
    results = []
    for name, variant in variants():
        for rate, rates in RATES.items():
            z = run(rates, variant)
            divergence = F.kl_div(
                z.log_softmax(-1), whole.log_softmax(-1), log_target=True, reduction="batchmean"
            ).item()
            results.append(
                {
                    "variant": name,
                    "schedule": rate,
                    "top1": round(100 * (z.argmax(1) == labels).float().mean().item(), 1),
                    "loss": round(F.cross_entropy(z, labels).item(), 3),
                    "kl": round(divergence, 3),
                }
            )
            print(*results[-1].values(), sep=" | ", flush=True)
    top1 = 100 * (whole.argmax(1) == labels).float().mean().item()
    Path(given.out).write_text(
        json.dumps(
            {"pictures": len(lines), "top1_with_every_token": round(top1, 1), "results": results}, indent=1
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
