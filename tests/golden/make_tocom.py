"""Golden files of compensated models, worked out apart from pyra: a plain ViT, ToMe and ToCom in doubles.

    python make_tocom.py FOLDER [PATH_OF_golden_parity]

The forms, names and metadata are those of files made with the authors' code; ranks, rates, scales and sizes
are others. Equations: ToMe (arXiv 2210.09461, section 3), ToCom (arXiv 2408.06798, section 3.2).
"""

import json
import pathlib
import struct
import subprocess
import sys

try:
    import torch
except ImportError as error:
    print(f"SKIPPED: this Python cannot import torch ({error}); scripts/install_test_packages.sh installs it")
    sys.exit()

CASES = [  # rank, source rate, target rates, scale, embedding dim, heads, depth, image, patch
    (1, 16, (0, 1, 8), 0.1, 32, 2, 3, 48, 4),
    (3, 0, (5, 16), 0.25, 48, 3, 4, 32, 4),
    (2, 7, (0, 3, 7, 12), 1.0, 24, 1, 2, 32, 4),
    (
        5,
        12,
        (2, 11, 13),
        0.05,
        40,
        4,
        3,
        28,
        4,
    ),  # 50 tokens: the last blocks can give fewer than they are asked for
]
MAX_RATE = 16
CLASSES = 7


def random_weights(rank, dim, depth, image, patch):
    tokens = (image // patch) ** 2 + 1
    shapes = {
        "cls_token": (1, 1, dim),
        "pos_embed": (1, tokens, dim),
        "patch_embed.proj.weight": (dim, 3, patch, patch),
        "patch_embed.proj.bias": (dim,),
        "norm.weight": (dim,),
        "norm.bias": (dim,),
        "head.weight": (CLASSES, dim),
        "head.bias": (CLASSES,),
    }
    for block in range(depth):
        at = f"blocks.{block}."
        shapes |= {
            at + "norm1.weight": (dim,),
            at + "norm1.bias": (dim,),
            at + "norm2.weight": (dim,),
            at + "norm2.bias": (dim,),
            at + "attn.qkv.weight": (3 * dim, dim),
            at + "attn.qkv.bias": (3 * dim,),
            at + "attn.proj.weight": (dim, dim),
            at + "attn.proj.bias": (dim,),
            at + "mlp.fc1.weight": (4 * dim, dim),
            at + "mlp.fc1.bias": (4 * dim,),
            at + "mlp.fc2.weight": (dim, 4 * dim),
            at + "mlp.fc2.bias": (dim,),
        }
        for what in "qv":
            shapes[f"{at}attn.{what}_tocom.adapter_down.weight"] = (MAX_RATE * rank, dim)
            shapes[f"{at}attn.{what}_tocom.adapter_up.weight"] = (dim, MAX_RATE * rank)
    weights = {}
    for name, shape in shapes.items():
        spread = (
            0.3
            if len(shape) < 2 or "tocom" in name
            else 1.5 / (shape[-1] * (patch * 3 if len(shape) == 4 else 1)) ** 0.5
        )
        weights[name] = torch.randn(shape) * spread + (1 if "norm" in name and "weight" in name else 0)
    return weights


def layer_norm(x, weight, bias):
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + 1e-6).sqrt() * weight + bias


def merge_one(tokens, sizes, keys, rate):
    """ToMe on one picture: tokens [N, C], sizes [N], keys [N, D]; the class token stays."""
    rate = min(rate, (len(tokens) - 1) // 2)
    if rate == 0:
        return tokens, sizes
    keys = keys / keys.norm(dim=-1, keepdim=True)
    even, odd = list(range(0, len(tokens), 2)), list(range(1, len(tokens), 2))
    best = {}
    for a in even[1:]:
        scores = keys[odd] @ keys[a]
        best[a] = (float(scores.max()), odd[int(scores.argmax())])
    sources = sorted(best, key=lambda a: -best[a][0])[:rate]
    total, size = tokens * sizes[:, None], sizes.clone()
    for a in sources:
        total[best[a][1]] += total[a]
        size[best[a][1]] += sizes[a]
    order = [0] + [a for a in even[1:] if a not in sources] + odd
    return (total / size[:, None])[order], size[order]


def logits_of(weights, images, heads, depth, patch, rank, scale, source, target):
    w = {name: tensor.double() for name, tensor in weights.items()}
    count, width = len(images), MAX_RATE * rank
    dim = w["norm.weight"].numel()
    x = torch.nn.functional.conv2d(
        images.double(), w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=patch
    )
    x = torch.cat([w["cls_token"].expand(count, 1, dim), x.flatten(2).transpose(1, 2)], 1) + w["pos_embed"]
    pieces = torch.zeros(
        width, dtype=torch.double
    )  # the pieces from the source's rate to the target's, the others off
    pieces[width - rank * target :] += 1
    pieces[width - rank * source :] -= 1
    sizes = torch.ones(count, x.shape[1], dtype=torch.double)
    for block in range(depth):
        at = f"blocks.{block}."
        h = layer_norm(x, w[at + "norm1.weight"], w[at + "norm1.bias"])
        q, k, v = (h @ w[at + "attn.qkv.weight"].T + w[at + "attn.qkv.bias"]).chunk(3, -1)
        shift = {
            what: (h @ w[f"{at}attn.{what}_tocom.adapter_down.weight"].T * pieces)
            @ w[f"{at}attn.{what}_tocom.adapter_up.weight"].T
            * scale
            for what in "qv"
        }
        q, k, v = (
            each.unflatten(-1, (heads, dim // heads)).transpose(1, 2)
            for each in (q + shift["q"], k, v + shift["v"])
        )
        attention = (
            q @ k.transpose(-1, -2) * (dim // heads) ** -0.5 + sizes.log()[:, None, None, :]
        ).softmax(-1)
        x = (
            x
            + (attention @ v).transpose(1, 2).flatten(2) @ w[at + "attn.proj.weight"].T
            + w[at + "attn.proj.bias"]
        )
        merged = [merge_one(x[i], sizes[i], k[i].mean(0), target) for i in range(count)]
        x, sizes = torch.stack([each[0] for each in merged]), torch.stack([each[1] for each in merged])
        h = (
            layer_norm(x, w[at + "norm2.weight"], w[at + "norm2.bias"]) @ w[at + "mlp.fc1.weight"].T
            + w[at + "mlp.fc1.bias"]
        )
        x = x + torch.nn.functional.gelu(h) @ w[at + "mlp.fc2.weight"].T + w[at + "mlp.fc2.bias"]
    return layer_norm(x, w["norm.weight"], w["norm.bias"])[:, 0] @ w["head.weight"].T + w["head.bias"]


def write_safetensors(path, tensors, metadata):
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        flat = tensor.float().flatten().tolist()
        blobs.append(struct.pack(f"<{len(flat)}f", *flat))
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(blobs[-1])],
        }
        offset += len(blobs[-1])
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, (rank, source, targets, scale, dim, heads, depth, image, patch) in enumerate(CASES):
        torch.manual_seed(number)
        weights = random_weights(rank, dim, depth, image, patch)
        images = torch.randn(3, 3, image, image)
        tensors = {f"param.{name}": tensor for name, tensor in weights.items()} | {"input.images": images}
        for target in targets:
            tensors[f"output.logits.r_tgt{target}"] = logits_of(
                weights, images, heads, depth, patch, rank, scale, source, target
            )
        files.append(folder / f"tocom_{number}.safetensors")
        write_safetensors(
            files[-1],
            tensors,
            {
                "img_size": str(image),
                "patch_size": str(patch),
                "embed_dim": str(dim),
                "depth": str(depth),
                "num_heads": str(heads),
                "num_classes": str(CLASSES),
                "r_src": str(source),
                "r_tgt": ",".join(map(str, targets)),
                "tocom_dim": str(MAX_RATE * rank),
                "tocom_scale": str(scale),
                "norm_eps": "1e-6",
                "source": "tests/golden/make_tocom.py, double precision",
            },
        )
    if len(sys.argv) > 2:
        sys.exit(subprocess.call([sys.argv[2], *files]))


if __name__ == "__main__":
    main()
