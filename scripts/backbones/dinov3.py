"""DINOv3 in the names of timm and of transformers: rotary positions, so any size is as good as another."""

import json
import tempfile
from pathlib import Path

import safetensors.torch
import timm
import transformers

from . import Case, Made, Processor, identity_head, randomise, state_of

PATCH, CLASSES = 16, 5
SIZES = {  # channels, heads, gated MLP, timm's name
    "tiny": (48, 3, False, "vit_small_patch16_dinov3"),
    "tiny, biases": (48, 3, False, "vit_small_patch16_dinov3_qkvb"),
    "tiny, gated": (48, 3, True, "vit_small_plus_patch16_dinov3"),
    "S/16": (384, 6, False, "vit_small_patch16_dinov3"),
    "B/16": (768, 12, False, "vit_base_patch16_dinov3"),
    "H+/16": (1280, 20, True, "vit_huge_plus_patch16_dinov3_qkvb"),
}


def of_timm(size, side):
    dim, heads, _, name = SIZES[size]
    model = randomise(
        timm.create_model(
            name,
            img_size=side,
            depth=2,
            embed_dim=dim,
            num_heads=heads,
            num_classes=CLASSES,
            dynamic_img_size=True,
        )
    )
    beside = {
        "config.json": {
            "architecture": name,
            "num_features": dim,
            "model_args": {"num_heads": heads, "img_size": [side, side]},
        }
    }
    return Made(model, state_of, (side, side), lambda module, images: module(images), beside)


def of_transformers(size, side):
    dim, heads, gated, _ = SIZES[size]
    config = transformers.DINOv3ViTConfig(
        hidden_size=dim,
        num_hidden_layers=2,
        num_attention_heads=heads,
        intermediate_size=2 * dim,
        image_size=side,
        num_register_tokens=4,
        use_gated_mlp=gated,
        hidden_act="silu" if gated else "gelu",
        key_bias="biases" in size,
    )
    model = randomise(transformers.DINOv3ViTModel(config))

    def tensors_of(module):
        with tempfile.TemporaryDirectory() as folder:
            module.save_pretrained(folder)
            tensors = safetensors.torch.load_file(Path(folder) / "model.safetensors")
        tensors["classifier.weight"], tensors["classifier.bias"] = identity_head(dim)
        return tensors

    beside = {"config.json": json.loads(config.to_json_string())}
    return Made(model, tensors_of, (side, side), lambda module, images: module(images).pooler_output, beside)


def cases():
    for size in ("tiny", "tiny, biases", "tiny, gated"):
        for names, make in (("timm", of_timm), ("transformers", of_transformers)):
            yield Case(
                "DINOv3",
                names,
                size,
                lambda make=make, size=size: make(size, 64),
                ((48, 48), (80, 112)),
                tiny=True,
            )
    for size in ("S/16", "B/16", "H+/16"):
        for names, make in (("timm", of_timm), ("transformers", of_transformers)):
            yield Case(
                "DINOv3", names, size, lambda make=make, size=size: make(size, 256), ((224, 224), (320, 192))
            )


CASES = list(cases())


def processors():
    processor = transformers.DINOv3ViTImageProcessor()
    beside = {**json.loads(processor.to_json_string()), "image_processor_type": "DINOv3ViTImageProcessorFast"}
    yield Processor(
        "DINOv3",
        "DINOv3ViTImageProcessor, 224 of floats",
        lambda: of_transformers("tiny", 224),
        {"preprocessor_config.json": beside},
        lambda picture: processor(picture.convert("RGB"), return_tensors="pt")["pixel_values"][0].numpy(),
    )
    named = timm.models.get_pretrained_cfg("vit_small_patch16_dinov3").to_dict()
    transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=named))
    made = of_timm("tiny", 256)
    yield Processor(
        "DINOv3",
        "timm's transform, 256",
        lambda: made,
        {"config.json": {**made.beside["config.json"], "pretrained_cfg": named}},
        lambda picture: transform(picture.convert("RGB")).numpy(),
    )


PROCESSORS = list(processors())
