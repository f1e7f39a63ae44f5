"""EVA-02 (its small ones), Perception Encoder and timm's ViTs with rotary positions that are counted."""

import timm

from . import Case, Made, Processor, randomise, state_of

CLASSES = 5
POOLED = {"attn_pool_num_heads": 8}
SMALL = ((48, 48), (80, 112))
MODELS = (  # family, model, timm's name, channels, heads, patch, what the name's model has otherwise
    ("EVA-02", "tiny", "eva02_tiny_patch14_224", 48, 3, 16, {}),
    ("EVA-02", "S/14", "eva02_small_patch14_336", 384, 6, 14, {}),
    ("EVA", "g/14", "eva_giant_patch14_224", 1408, 16, 14, {}),
    (
        "Perception Encoder",
        "tiny, core",
        "vit_pe_core_base_patch16_224",
        64,
        4,
        16,
        {"attn_pool_num_heads": 8},
    ),
    ("Perception Encoder", "tiny, spatial", "vit_pe_spatial_base_patch16_512", 48, 3, 16, {}),
    ("Perception Encoder", "tiny, lang", "vit_pe_lang_large_patch14_448", 48, 3, 16, {}),
    ("Perception Encoder", "B/16, core", "vit_pe_core_base_patch16_224", 768, 12, 16, {}),
    ("Perception Encoder", "L/14, core", "vit_pe_core_large_patch14_336", 1024, 16, 14, {}),
    ("Perception Encoder", "L/14, spatial", "vit_pe_spatial_large_patch14_448", 1024, 16, 14, {}),
    ("ViT with rotary positions", "tiny", "vit_base_patch16_rope_224", 48, 3, 16, {}),
    (
        "ViT with rotary positions",
        "tiny, beside learned ones",
        "vit_base_patch16_rope_ape_224",
        48,
        3,
        16,
        {},
    ),
    ("ViT with rotary positions", "tiny, register", "vit_base_patch16_rope_reg1_gap_256", 48, 3, 16, {}),
)


def of_timm(name, dim, heads, patch, side, more):
    model = randomise(
        timm.create_model(
            name,
            img_size=side,
            patch_size=patch,
            depth=2,
            embed_dim=dim,
            num_heads=heads,
            num_classes=CLASSES,
            dynamic_img_size=True,
            **more,
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


def cases():
    for family, model, name, dim, heads, patch, more in MODELS:
        tiny = model.startswith("tiny")
        side = 64 if tiny else 224
        others = SMALL if tiny else ((280, 280), (280, 182)) if patch == 14 else ((256, 256), (320, 192))
        yield Case(
            family,
            "timm",
            model,
            lambda name=name, dim=dim, heads=heads, patch=patch, side=side, more=more: of_timm(
                name, dim, heads, patch, side, more
            ),
            others,
            tiny,
        )


CASES = list(cases())


def processors():
    named = timm.models.get_pretrained_cfg("vit_pe_core_base_patch16_224").to_dict()
    transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=named))
    made = of_timm("vit_pe_core_base_patch16_224", 64, 4, 16, 224, POOLED)
    yield Processor(
        "Perception Encoder",
        "timm's transform, 224",
        lambda: made,
        {"config.json": {**made.beside["config.json"], "pretrained_cfg": named}},
        lambda picture: transform(picture.convert("RGB")).numpy(),
        (0.5, 0.5, 0.5),
    )


PROCESSORS = list(processors())
