"""DINOv2 in the names of timm, of transformers and of its authors (facebookresearch/dinov2)."""

import json
import tempfile
from pathlib import Path

import safetensors.torch
import timm
import torch
import transformers
from timm.layers import SwiGLUPacked
from timm.models.vision_transformer import VisionTransformer
from torch.nn import functional

from . import Case, Made, Processor, identity_head, randomise, state_of

PATCH, CLASSES = 14, 5
SIZES = {  # channels, heads, gated MLP
    "tiny": (48, 3, False),
    "tiny, gated": (48, 3, True),
    "S/14": (384, 6, False),
    "B/14": (768, 12, False),
    "g/14": (1536, 24, True),
}


def timm_model(size, registers, side, **more):
    dim, heads, gated = SIZES[size]
    gate = dict(mlp_ratio=2.66667 * 2, mlp_layer=SwiGLUPacked, act_layer=torch.nn.SiLU) if gated else {}
    return randomise(
        VisionTransformer(
            img_size=side,
            patch_size=PATCH,
            embed_dim=dim,
            depth=2,
            num_heads=heads,
            init_values=1e-5,
            reg_tokens=registers,
            no_embed_class=registers > 0,
            dynamic_img_size=True,
            **gate,
            **more,
        )
    )


def of_timm(size, registers, side):
    model = timm_model(size, registers, side, num_classes=CLASSES)
    return Made(model, state_of, (side, side), lambda module, images: module(images))


def authors_positions(model, registers, rows, columns):
    """interpolate_pos_encoding() of the authors' vision_transformer.py. Models of the hub (backbones.py) have
    interpolate_offset 0.1 without antialiasing, and 0 with it where there are registers."""
    positions = model.pos_embed
    first, patches = positions[:, :1], positions[:, 1:]
    side = int(patches.shape[1] ** 0.5)
    if rows == columns == side:
        return positions
    by = (
        dict(size=(rows, columns), antialias=True)
        if registers
        else dict(scale_factor=((rows + 0.1) / side, (columns + 0.1) / side))
    )
    grid = patches.reshape(1, side, side, -1).permute(0, 3, 1, 2)
    grid = functional.interpolate(grid, mode="bicubic", **by)
    return torch.cat([first, grid.permute(0, 2, 3, 1).flatten(1, 2)], 1)


def of_authors(size, registers, side, chunks=0):
    """Computed by timm's modules, which are the authors', with the authors' positions; the class token has
    one too."""
    model = timm_model(size, 0, side, num_classes=0)
    dim, depth = model.embed_dim, len(model.blocks)
    if registers:
        model.register_tokens = torch.nn.Parameter(torch.empty(1, registers, dim))
        randomise(model)
    gates = {"mlp.fc1": "mlp.w12", "mlp.fc2": "mlp.w3"} if SIZES[size][2] else {}

    def tensors_of(module):
        state = {"mask_token": torch.zeros(1, dim)}
        for name, tensor in state_of(module).items():
            for timms, authors in gates.items():
                name = name.replace(timms, authors)
            if chunks and name.startswith("blocks."):
                chunk = int(name.split(".")[1]) * chunks // depth
                name = name.replace("blocks.", f"blocks.{chunk}.", 1)
            state[name] = tensor
        if registers and module is not model:  # of gradients: pyra has their sum, since it has one of both
            state["pos_embed"][:, 0] = 0
        state["head.weight"], state["head.bias"] = identity_head(dim)
        return state

    def logits(module, images):
        x = module.patch_embed(images)  # [B, rows, columns, C]
        positions = authors_positions(module, registers, *x.shape[1:3])
        x = torch.cat([module.cls_token.expand(len(x), -1, -1), x.flatten(1, 2)], 1) + positions
        if registers:
            x = torch.cat([x[:, :1], module.register_tokens.expand(len(x), -1, -1), x[:, 1:]], 1)
        return module.norm(module.blocks(x))[:, 0]

    return Made(model, tensors_of, (side, side), logits)


def of_transformers(size, registers, side, classifier=True):
    dim, heads, gated = SIZES[size]
    kind = "Dinov2WithRegisters" if registers else "Dinov2"
    more = dict(num_register_tokens=registers) if registers else {}
    config = getattr(transformers, kind + "Config")(
        hidden_size=dim,
        num_hidden_layers=2,
        num_attention_heads=heads,
        image_size=side,
        patch_size=PATCH,
        use_swiglu_ffn=gated,
        num_labels=CLASSES,
        **more,
    )
    model = randomise(
        getattr(transformers, kind + ("ForImageClassification" if classifier else "Model"))(config)
    )
    beside = {"config.json": json.loads(config.to_json_string())}

    def tensors_of(module):
        with tempfile.TemporaryDirectory() as folder:
            module.save_pretrained(folder)
            tensors = safetensors.torch.load_file(Path(folder) / "model.safetensors")
        if not classifier:
            tensors["classifier.weight"], tensors["classifier.bias"] = identity_head(dim)
        for name, tensor in tensors.items():
            if registers and module is not model and name.endswith("position_embeddings"):
                tensor[:, 0] = 0  # as above
        return tensors

    def logits(module, images):
        told = module(images)
        return told.logits if classifier else told.pooler_output

    return Made(model, tensors_of, (side, side), logits, beside)


def cases():
    tiny = ((42, 42), (70, 98), (56, 126))
    yield from (
        Case("DINOv2", names, model, make, tiny, tiny=True)
        for names, model, make in (
            ("timm", "tiny", lambda: of_timm("tiny", 0, 56)),
            ("timm", "tiny, gated, 4 registers", lambda: of_timm("tiny, gated", 4, 56)),
            ("its authors'", "tiny", lambda: of_authors("tiny", 0, 56)),
            ("its authors'", "tiny, gated, in chunks", lambda: of_authors("tiny, gated", 0, 56, chunks=2)),
            ("its authors'", "tiny, gated, 4 registers", lambda: of_authors("tiny, gated", 4, 56)),
            ("transformers", "tiny, classifier", lambda: of_transformers("tiny", 0, 56)),
            ("transformers", "tiny, features", lambda: of_transformers("tiny", 0, 56, classifier=False)),
            ("transformers", "tiny, gated, classifier", lambda: of_transformers("tiny, gated", 0, 56)),
            (
                "transformers",
                "tiny, gated, 4 registers, classifier",
                lambda: of_transformers("tiny, gated", 4, 56),
            ),
        )
    )
    others = ((224, 224), (266, 182))
    for size in ("S/14", "B/14", "g/14"):
        for registers in (0, 4):
            model = size + (", 4 registers" if registers else "")
            for names, make in (
                ("timm", of_timm),
                ("its authors'", of_authors),
                ("transformers", of_transformers),
            ):
                yield Case(
                    "DINOv2",
                    names,
                    model,
                    lambda make=make, size=size, registers=registers: make(size, registers, 518),
                    others,
                )


CASES = list(cases())


def processors():
    stated = dict(size={"shortest_edge": 256}, crop_size={"height": 224, "width": 224})
    colours = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])
    processor = transformers.BitImageProcessorPil(**stated, **colours)
    beside = {**json.loads(processor.to_json_string()), "image_processor_type": "BitImageProcessor"}
    yield Processor(
        "DINOv2",
        "BitImageProcessor, 224 of 256",
        lambda: of_transformers("tiny", 0, 56),
        {"preprocessor_config.json": beside},
        lambda picture: processor(picture, return_tensors="np")["pixel_values"][0],
    )
    named = timm.models.get_pretrained_cfg("vit_small_patch14_dinov2").to_dict() | {"crop_pct": 0.875}
    named["input_size"] = (3, 112, 112)
    transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=named))
    yield Processor(
        "DINOv2",
        "timm's transform, 112 of 128",
        lambda: of_timm("tiny", 0, 112),
        {
            "config.json": {
                "architecture": "vit_tiny_patch14_dinov2",
                "num_features": 48,
                "pretrained_cfg": named,
            }
        },
        lambda picture: transform(picture.convert("RGB")).numpy(),
    )


PROCESSORS = list(processors())
