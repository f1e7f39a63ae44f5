"""Writes small Vision Transformers with the real writers (torch.save, safetensors, numpy, transformers).

    python write_checkpoints.py OUT [CASE ...]

makes one folder OUT/<case> for each case of CASES below (or for those named), holding the checkpoint under
the name that the case states, the files that belong beside it (config.json ...), and expected.safetensors:

    <timm name>     every tensor as pyra should load it, float32
    input.images    [2, 3, H, W], normalised pictures
    output.logits   [2, K] of the real model in evaluation mode; missing where it has no head
    resized.HxW     pos_embed as timm interpolates it for pictures of H x W pixels (case timm_class_token)

with the metadata `file` (the checkpoint's name), `family`, `format`, `config` (pyra's JSON of the
architecture) and `fingerprint` (computed here with hashlib).
"""

import argparse
import hashlib
import json
import pathlib
import struct
import sys
from collections import OrderedDict
from functools import partial

import numpy as np
import safetensors.torch
import torch
import transformers
from timm.layers import resample_abs_pos_embed
from timm.models.deit import VisionTransformerDistilled
from timm.models.vision_transformer import VisionTransformer

DIM, DEPTH, HEADS, MLP, PATCH, CLASSES = 48, 2, 3, 96, 8, 5


# --- models ---


def randomise(model):
    """Every parameter far from its initial value, so that a swapped or skipped one shows."""
    generator = torch.Generator().manual_seed(0)
    for name, parameter in sorted(model.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        scale = 1.0 if name.endswith("norm.weight") or ("norm" in name and name.endswith("weight")) else 0.0
        parameter.data = scale + 0.1 * noise
    return model.eval()


def timm_vit(cls=VisionTransformer, **arguments):
    options = dict(
        img_size=32,
        patch_size=PATCH,
        embed_dim=DIM,
        depth=DEPTH,
        num_heads=HEADS,
        mlp_ratio=MLP / DIM,
        num_classes=CLASSES,
    )
    return randomise(cls(**{**options, **arguments}))


def config(**changes):
    return {
        **dict(
            image_height=32,
            image_width=32,
            patch=PATCH,
            dim=DIM,
            depth=DEPTH,
            heads=HEADS,
            mlp_dim=MLP,
            classes=CLASSES,
            class_token=True,
            distilled=False,
            registers=0,
            pos_embed_has_prefix=True,
            pooling="class_token",
            patch_bias=True,
            qkv_bias=True,
            norm_pre=False,
            final_norm=True,
            fc_norm=False,
            layer_scale=False,
            pre_logits=0,
            norm_eps=1e-6,
        ),
        **changes,
    }


# --- writing ---


def fingerprint(tensors):
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        if not name.startswith(("head.", "head_dist.")):
            digest.update(
                name.encode() + b"\0" + struct.pack(f"<{1 + tensor.dim()}Q", tensor.dim(), *tensor.shape)
            )
            digest.update(tensor.numpy().astype("<f4").tobytes())
    return digest.hexdigest()


class Case:
    """One folder. `expected` are tensors under timm's names."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name):
        return str(self.folder / name)

    def beside(self, name, content):
        (self.folder / name).write_text(json.dumps(content))

    @torch.no_grad()
    def expect(self, file, family, format, config, tensors, logits_of=None, **extra):
        images = torch.randn(
            2, 3, config["image_height"], config["image_width"], generator=torch.Generator().manual_seed(1)
        )
        out = {name: tensor.detach().float().contiguous().clone() for name, tensor in tensors.items()}
        digest = fingerprint(out)
        out["input.images"] = images
        if logits_of is not None:
            out["output.logits"] = logits_of(images).float().contiguous()
        out.update(extra)
        metadata = dict(
            file=file, family=family, format=format, config=json.dumps(config), fingerprint=digest
        )
        safetensors.torch.save_file(out, self.path("expected.safetensors"), metadata)


def timm_class_token(case):
    model = timm_vit()
    safetensors.torch.save_file(model.state_dict(), case.path("model.safetensors"))
    resized = {
        f"resized.{h * PATCH}x{w * PATCH}": resample_abs_pos_embed(model.pos_embed.data, [h, w], [4, 4])
        for h, w in [(6, 8), (2, 3), (3, 5), (14, 14)]
    }
    case.expect("model.safetensors", "timm", "safetensors", config(), model.state_dict(), model, **resized)


def timm_average_fc_norm(case):
    model = timm_vit(global_pool="avg")
    torch.save(model.state_dict(), case.path("model.pth"))
    case.expect(
        "model.pth",
        "timm",
        "torch zip",
        config(pooling="average", final_norm=False, fc_norm=True),
        model.state_dict(),
        model,
    )


def timm_registers(case):
    model = timm_vit(reg_tokens=4, no_embed_class=True)
    safetensors.torch.save_file(model.state_dict(), case.path("model.safetensors"))
    case.expect(
        "model.safetensors",
        "timm",
        "safetensors",
        config(registers=4, pos_embed_has_prefix=False),
        model.state_dict(),
        model,
    )


def timm_layer_scale_norm_pre(case):
    model = timm_vit(
        pre_norm=True, init_values=0.1, qkv_bias=False, norm_layer=partial(torch.nn.LayerNorm, eps=1e-5)
    )
    torch.save(model.state_dict(), case.path("model.pt"))
    case.expect(
        "model.pt",
        "timm",
        "torch zip",
        config(norm_pre=True, patch_bias=False, qkv_bias=False, layer_scale=True, norm_eps=1e-5),
        model.state_dict(),
        model,
    )


def timm_no_class_token(case):
    model = timm_vit(class_token=False, global_pool="avg", fc_norm=False)
    safetensors.torch.save_file(model.state_dict(), case.path("model.safetensors"))
    case.expect(
        "model.safetensors",
        "timm",
        "safetensors",
        config(class_token=False, pooling="average"),
        model.state_dict(),
        model,
    )


def timm_without_head(case):
    model = timm_vit(num_classes=0)
    torch.save(model.state_dict(), case.path("model.bin"))
    case.expect("model.bin", "timm", "torch zip", config(classes=0), model.state_dict())


def timm_bfloat16(case):
    model = timm_vit()
    safetensors.torch.save_file(
        {k: v.bfloat16() for k, v in model.state_dict().items()}, case.path("model.safetensors")
    )
    model = model.bfloat16().float()
    case.expect("model.safetensors", "timm", "safetensors", config(), model.state_dict(), model)


def timm_half_wrapped(case):
    """Data parallelism inside a Lightning-like file, half precision."""
    model = timm_vit()
    torch.save(
        {"state_dict": {"module." + k: v.half() for k, v in model.state_dict().items()}, "epoch": 3},
        case.path("model.pth"),
    )
    model = model.half().float()
    case.expect("model.pth", "timm", "torch zip", config(), model.state_dict(), model)


def timm_parameters_strided(case):
    """torch.nn.Parameter objects, weights stored transposed, all inside one storage where they can be."""
    model = timm_vit()
    storage = torch.cat([torch.zeros(7)] + [v.flatten() for v in model.state_dict().values()])
    parameters, offset = OrderedDict(), 7
    for name, value in model.state_dict().items():
        view = storage[offset : offset + value.numel()].view(value.shape)
        offset += value.numel()
        parameters[name] = torch.nn.Parameter(view.t().contiguous().t() if view.dim() == 2 else view)
    torch.save(parameters, case.path("model.pth"))
    case.expect("model.pth", "timm", "torch zip", config(), model.state_dict(), model)


def timm_rectangular(case):
    """Pictures that are not square: only the config.json beside the file says so."""
    model = timm_vit(img_size=(32, 48))
    safetensors.torch.save_file(model.state_dict(), case.path("model.safetensors"))
    case.beside(
        "config.json",
        {
            "architecture": "vit_tiny_patch16_224",
            "num_classes": CLASSES,
            "num_features": DIM,
            "global_pool": "token",
            "pretrained_cfg": {
                "input_size": [3, 32, 48],
                "mean": [0.1, 0.2, 0.3],
                "std": [0.4, 0.5, 0.6],
                "crop_pct": 0.95,
                "interpolation": "bilinear",
                "crop_mode": "center",
            },
            "label_names": ["a", "b", "c", "d", "e"],
        },
    )
    case.expect("model.safetensors", "timm", "safetensors", config(image_width=48), model.state_dict(), model)


def deit_distilled(case):
    """As the DeiT repository saves: the model beside optimizer, epoch and argparse.Namespace."""
    model = timm_vit(VisionTransformerDistilled)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0)
    model(torch.randn(1, 3, 32, 32)).sum().backward()
    optimizer.step()
    arguments = argparse.Namespace(
        lr=5e-4, output_dir=pathlib.Path("out"), betas=(0.9, 0.999), resume=None, seed=2**40
    )
    torch.save(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 299, "args": arguments},
        case.path("deit.pth"),
    )
    case.expect("deit.pth", "deit", "torch zip", config(distilled=True), model.state_dict(), model)


def deit3_gammas(case):
    """DeiT III calls LayerScale gamma_1 and gamma_2 and gives the class token no position."""
    model = timm_vit(init_values=0.1, no_embed_class=True)
    renamed = {
        k.replace("ls1.gamma", "gamma_1").replace("ls2.gamma", "gamma_2"): v
        for k, v in model.state_dict().items()
    }
    torch.save({"model": renamed}, case.path("deit3.pth"))
    case.expect(
        "deit3.pth",
        "deit",
        "torch zip",
        config(layer_scale=True, pos_embed_has_prefix=False),
        model.state_dict(),
        model,
    )


# --- Google's .npz ---


def jax_arrays(model, attention, mlp, norm2, position):
    t = {k: v.numpy() for k, v in model.state_dict().items()}
    out = {
        "embedding/kernel": t["patch_embed.proj.weight"].transpose(2, 3, 1, 0),
        "embedding/bias": t["patch_embed.proj.bias"],
        position: t["pos_embed"],
        "Transformer/encoder_norm/scale": t["norm.weight"],
        "Transformer/encoder_norm/bias": t["norm.bias"],
        "head/kernel": t["head.weight"].T,
        "head/bias": t["head.bias"],
    }
    if "cls_token" in t:
        out["cls"] = t["cls_token"]
    for i in range(DEPTH):
        to, of = f"Transformer/encoderblock_{i}/", f"blocks.{i}."
        for jax, ours in [("LayerNorm_0", "norm1"), (norm2, "norm2")]:
            out[f"{to}{jax}/scale"], out[f"{to}{jax}/bias"] = t[f"{of}{ours}.weight"], t[f"{of}{ours}.bias"]
        for jax, ours in [("Dense_0", "fc1"), ("Dense_1", "fc2")]:
            out[f"{to}{mlp}/{jax}/kernel"] = t[f"{of}mlp.{ours}.weight"].T
            out[f"{to}{mlp}/{jax}/bias"] = t[f"{of}mlp.{ours}.bias"]
        weights, biases = np.split(t[f"{of}attn.qkv.weight"], 3), np.split(t[f"{of}attn.qkv.bias"], 3)
        for part, weight, bias in zip(["query", "key", "value"], weights, biases, strict=True):
            out[f"{to}{attention}/{part}/kernel"] = weight.T.reshape(DIM, HEADS, DIM // HEADS)
            out[f"{to}{attention}/{part}/bias"] = bias.reshape(HEADS, DIM // HEADS)
        out[f"{to}{attention}/out/kernel"] = t[f"{of}attn.proj.weight"].T.reshape(HEADS, DIM // HEADS, DIM)
        out[f"{to}{attention}/out/bias"] = t[f"{of}attn.proj.bias"]
    return out


def check_with_timm(path, model, **arguments):
    """The archive is one that timm's own reader takes for the same model."""
    twin = timm_vit(**arguments)
    for parameter in twin.parameters():
        parameter.data.zero_()
    twin.load_pretrained(path)
    pairs = zip(model.state_dict().values(), twin.state_dict().values(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs), path


def google_jax(case):
    model = timm_vit()
    arrays = jax_arrays(
        model,
        "MultiHeadDotProductAttention_1",
        "MlpBlock_3",
        "LayerNorm_2",
        "Transformer/posembed_input/pos_embedding",
    )
    np.savez(case.path("ViT-B_16.npz"), **arrays)
    check_with_timm(case.path("ViT-B_16.npz"), model)
    case.expect("ViT-B_16.npz", "google-jax", "npz", config(), model.state_dict(), model)


def google_jax_pre_logits(case):
    """The first release keeps a tanh layer before the head; compressed, and some arrays in Fortran order."""
    model = timm_vit()
    generator = torch.Generator().manual_seed(2)
    weight, bias = (
        torch.randn(DIM, DIM, generator=generator) * 0.2,
        torch.randn(DIM, generator=generator) * 0.2,
    )
    arrays = jax_arrays(
        model,
        "MultiHeadDotProductAttention_1",
        "MlpBlock_3",
        "LayerNorm_2",
        "Transformer/posembed_input/pos_embedding",
    )
    arrays["pre_logits/kernel"], arrays["pre_logits/bias"] = weight.T.numpy(), bias.numpy()
    np.savez_compressed(case.path("model.npz"), **{k: np.asfortranarray(v) for k, v in arrays.items()})

    def logits(images):
        features = model.forward_head(model.forward_features(images), pre_logits=True)
        return model.head(torch.tanh(features @ weight.T + bias))

    case.expect(
        "model.npz",
        "google-jax",
        "npz",
        config(pre_logits=DIM),
        {**model.state_dict(), "pre_logits.fc.weight": weight, "pre_logits.fc.bias": bias},
        logits,
    )


def google_big_vision(case):
    arguments = dict(class_token=False, global_pool="avg", fc_norm=False)
    model = timm_vit(**arguments)
    arrays = jax_arrays(model, "MultiHeadDotProductAttention_0", "MlpBlock_0", "LayerNorm_1", "pos_embedding")
    np.savez(case.path("model.npz"), **{"params/" + k: v for k, v in arrays.items()})
    check_with_timm(case.path("model.npz"), model, **arguments)
    case.expect(
        "model.npz",
        "google-jax",
        "npz",
        config(class_token=False, pooling="average"),
        model.state_dict(),
        model,
    )


# --- Hugging Face ---

SIZES = dict(
    hidden_size=DIM,
    num_hidden_layers=DEPTH,
    num_attention_heads=HEADS,
    intermediate_size=MLP,
    image_size=32,
    patch_size=PATCH,
)


def timm_names(model, distillation="dist_token"):
    """From the names of transformers' modules (version 5) to timm's."""
    t = {
        k.split(".", 1)[1] if k.split(".")[0] in ("vit", "deit") else k: v
        for k, v in model.state_dict().items()
    }
    out = {"cls_token": t["embeddings.cls_token"], "pos_embed": t["embeddings.position_embeddings"]}
    if "embeddings.distillation_token" in t:
        out[distillation] = t["embeddings.distillation_token"]
    for kind in ["weight", "bias"]:
        out[f"patch_embed.proj.{kind}"] = t[f"embeddings.patch_embeddings.projection.{kind}"]
        out[f"norm.{kind}"] = t[f"layernorm.{kind}"]
        for theirs, ours in [
            ("classifier", "head"),
            ("cls_classifier", "head"),
            ("distillation_classifier", "head_dist"),
        ]:
            if f"{theirs}.{kind}" in t:
                out[f"{ours}.{kind}"] = t[f"{theirs}.{kind}"]
        for i in range(DEPTH):
            of, to = f"layers.{i}.", f"blocks.{i}."
            out[f"{to}attn.qkv.{kind}"] = torch.cat([t[f"{of}attention.{x}_proj.{kind}"] for x in "qkv"])
            for theirs, ours in [
                ("attention.o_proj", "attn.proj"),
                ("layernorm_before", "norm1"),
                ("layernorm_after", "norm2"),
                ("mlp.fc1", "mlp.fc1"),
                ("mlp.fc2", "mlp.fc2"),
            ]:
                out[f"{to}{ours}.{kind}"] = t[f"{of}{theirs}.{kind}"]
    return out


def huggingface_vit(case):
    names = dict(enumerate(["ant", "bee", "cat", "dog", "eel"]))
    model = randomise(
        transformers.ViTForImageClassification(
            transformers.ViTConfig(**SIZES, id2label=names, label2id={v: k for k, v in names.items()})
        )
    )
    model.save_pretrained(case.folder)
    case.beside(
        "preprocessor_config.json",
        {
            "do_normalize": True,
            "do_resize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_std": [0.5, 0.5, 0.5],
            "image_processor_type": "ViTImageProcessor",
            "resample": 2,
            "size": {"height": 32, "width": 32},
        },
    )
    case.expect(
        "model.safetensors",
        "huggingface",
        "safetensors",
        config(norm_eps=1e-12),
        timm_names(model),
        lambda images: model(images).logits,
    )


def huggingface_vit_without_head(case):
    model = randomise(transformers.ViTModel(transformers.ViTConfig(**SIZES)))
    model.save_pretrained(case.folder)
    case.expect(
        "model.safetensors",
        "huggingface",
        "safetensors",
        config(norm_eps=1e-12, classes=0),
        timm_names(model),
    )


def huggingface_state_dict(case):
    """The modules' own names, which save_pretrained translates back to the older ones."""
    model = randomise(
        transformers.ViTForImageClassification(transformers.ViTConfig(**SIZES, num_labels=CLASSES))
    )
    torch.save(model.state_dict(), case.path("pytorch_model.bin"))
    model.config.save_pretrained(case.folder)
    case.expect(
        "pytorch_model.bin",
        "huggingface",
        "torch zip",
        config(norm_eps=1e-12),
        timm_names(model),
        lambda images: model(images).logits,
    )


def huggingface_deit_distilled(case):
    model = randomise(
        transformers.DeiTForImageClassificationWithTeacher(
            transformers.DeiTConfig(**SIZES, num_labels=CLASSES)
        )
    )
    model.save_pretrained(case.folder)
    case.expect(
        "model.safetensors",
        "huggingface",
        "safetensors",
        config(norm_eps=1e-12, distilled=True),
        timm_names(model),
        lambda images: model(images).logits,
    )


def huggingface_deit(case):
    model = randomise(
        transformers.DeiTForImageClassification(transformers.DeiTConfig(**SIZES, num_labels=CLASSES))
    )
    model.save_pretrained(case.folder)
    case.expect(
        "model.safetensors",
        "huggingface",
        "safetensors",
        config(norm_eps=1e-12, registers=1),
        timm_names(model, "reg_token"),
        lambda images: model(images).logits,
    )


# --- pyra's own metadata ---


def pyra_metadata(case):
    """Four heads, which nothing else in the file says."""
    model = timm_vit(num_heads=4)
    stated = config(heads=4)
    safetensors.torch.save_file(
        model.state_dict(),
        case.path("model.safetensors"),
        {
            "pyra.config": json.dumps(stated),
            "pyra.classes": json.dumps(["one", "two", "three", "four", "five"]),
        },
    )
    case.expect("model.safetensors", "timm", "safetensors", stated, model.state_dict(), model)


CASES = [
    timm_class_token,
    timm_average_fc_norm,
    timm_registers,
    timm_layer_scale_norm_pre,
    timm_no_class_token,
    timm_without_head,
    timm_bfloat16,
    timm_half_wrapped,
    timm_parameters_strided,
    timm_rectangular,
    deit_distilled,
    deit3_gammas,
    google_jax,
    google_jax_pre_logits,
    google_big_vision,
    huggingface_vit,
    huggingface_vit_without_head,
    huggingface_state_dict,
    huggingface_deit_distilled,
    huggingface_deit,
    pyra_metadata,
]

if __name__ == "__main__":
    chosen = set(sys.argv[2:])
    for write in CASES:
        if not chosen or write.__name__ in chosen:
            torch.manual_seed(0)
            write(Case(pathlib.Path(sys.argv[1]) / write.__name__))
