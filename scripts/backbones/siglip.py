"""SigLIP and SigLIP 2 of fixed size in the names of transformers, of timm, and of timm inside open_clip."""

import json

import timm
import torch
import transformers

from . import Case, Made, Processor, randomise, state_of

CLASSES = 5
SIZES = {  # channels, heads, MLP, patch, timm's name
    "tiny": (48, 3, 96, 16, "vit_base_patch16_siglip_224"),
    "B/16": (768, 12, 3072, 16, "vit_base_patch16_siglip_224"),
    "L/16": (1024, 16, 4096, 16, "vit_large_patch16_siglip_256"),
    "SO400M/14": (1152, 16, 4304, 14, "vit_so400m_patch14_siglip_224"),
}


def config_of(size, side):
    dim, heads, hidden, patch, _ = SIZES[size]
    return transformers.SiglipVisionConfig(
        hidden_size=dim,
        intermediate_size=hidden,
        num_hidden_layers=2,
        num_attention_heads=heads,
        image_size=side,
        patch_size=patch,
    )


def of_transformers(size, side, older=False):
    """The tower alone; older versions wrote its name before all of its tensors."""
    config = config_of(size, side)
    model = randomise(transformers.SiglipVisionModel(config))

    def tensors_of(module):
        state = state_of(module)
        return {
            ("vision_model." if older else "") + name.removeprefix("vision_model."): t
            for name, t in state.items()
        }

    beside = {"config.json": {**json.loads(config.to_json_string()), "model_type": "siglip_vision_model"}}
    return Made(
        model,
        tensors_of,
        (side, side),
        lambda module, images: module(images, interpolate_pos_encoding=True).pooler_output,
        beside,
        "default",
    )


def with_texts(size, side):
    """Pictures against three texts, by the whole model."""
    whole = transformers.SiglipConfig(
        vision_config=config_of(size, side).to_dict(),
        text_config=dict(
            hidden_size=SIZES[size][0],
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            vocab_size=99,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=0,
        ),
    )
    model = randomise(transformers.SiglipModel(whole))
    model.logit_scale.data.fill_(3.3)
    words = torch.arange(15).reshape(3, 5) + 3
    with torch.no_grad():
        texts = model.get_text_features(input_ids=words)
    texts = torch.nn.functional.normalize(getattr(texts, "pooler_output", texts), dim=-1)
    head = dict(
        weight=texts, logit_scale=model.logit_scale.data.clone(), logit_bias=model.logit_bias.data.clone()
    )

    def logits(module, images):
        return module(input_ids=words, pixel_values=images, interpolate_pos_encoding=True).logits_per_image

    beside = {"config.json": json.loads(whole.to_json_string())}
    return Made(model, state_of, (side, side), logits, beside, head=head)


def of_classifier(size, side):
    whole = transformers.SiglipConfig(vision_config=config_of(size, side).to_dict(), num_labels=CLASSES)
    model = randomise(transformers.SiglipForImageClassification(whole))
    beside = {"config.json": json.loads(whole.to_json_string())}
    return Made(
        model,
        state_of,
        (side, side),
        lambda module, images: module(images, interpolate_pos_encoding=True).logits,
        beside,
    )


def of_timm(size, side, classes=CLASSES, in_open_clip=False):
    dim, heads, hidden, _, name = SIZES[size]
    model = randomise(
        timm.create_model(
            name,
            img_size=side,
            depth=2,
            embed_dim=dim,
            num_heads=heads,
            mlp_ratio=hidden / dim,
            num_classes=classes,
            dynamic_img_size=True,
        )
    )
    if not in_open_clip:
        beside = {
            "config.json": {
                "architecture": name,
                "num_features": dim,
                "global_pool": "map",
                "model_args": {"num_heads": heads, "img_size": [side, side], "mlp_ratio": hidden / dim},
            }
        }
        return Made(model, state_of, (side, side), lambda module, images: module(images), beside)

    def tensors_of(module):
        state = {"visual.trunk." + name: tensor for name, tensor in state_of(module).items()}
        state["text.text_projection.weight"] = torch.zeros(4, 4)
        state["logit_scale"], state["logit_bias"] = torch.tensor(4.7), torch.tensor(-16.0)
        return state

    vision = dict(image_size=side, timm_model_name=name, timm_pool="map", timm_proj="none")
    beside = {"open_clip_config.json": {"model_cfg": dict(embed_dim=dim, vision_cfg=vision)}}
    return Made(model, tensors_of, (side, side), lambda module, images: module(images), beside, "default")


def cases():
    def case(names, model, make, size, side, others, tiny=False):
        return Case("SigLIP", names, model, lambda: make(size, side), others, tiny)

    small = ((48, 48), (80, 112))
    yield case("transformers", "tiny", of_transformers, "tiny", 64, small, True)
    yield case(
        "transformers",
        "tiny, older names",
        lambda size, side: of_transformers(size, side, True),
        "tiny",
        64,
        small,
        True,
    )
    yield case("transformers", "tiny, classifier", of_classifier, "tiny", 64, small, True)
    yield case("transformers", "tiny, texts", with_texts, "tiny", 64, small, True)
    yield case("timm", "tiny", of_timm, "tiny", 64, small, True)
    yield case(
        "timm in open_clip",
        "tiny",
        lambda size, side: of_timm(size, side, 0, True),
        "tiny",
        64,
        small,
        True,
    )
    for size, side, others in (
        ("B/16", 224, ((256, 256), (320, 192))),
        ("L/16", 256, ((384, 384), (224, 320))),
        ("SO400M/14", 224, ((378, 378), (280, 182))),
    ):
        yield case("transformers", size, of_transformers, size, side, others)
        yield case("timm", size, of_timm, size, side, others)


CASES = list(cases())


def processors():
    processor = transformers.SiglipImageProcessorPil()
    yield Processor(
        "SigLIP",
        "SiglipImageProcessor, 224",
        lambda: of_classifier("tiny", 224),
        {"preprocessor_config.json": {"image_processor_type": "SiglipImageProcessor"}},
        lambda picture: processor(picture.convert("RGB"), return_tensors="np")["pixel_values"][0],
        (0.5, 0.5, 0.5),
    )
    named = timm.models.get_pretrained_cfg("vit_base_patch16_siglip_224").to_dict()
    transform = timm.data.create_transform(**timm.data.resolve_data_config(pretrained_cfg=named))
    made = of_timm("tiny", 224)
    yield Processor(
        "SigLIP",
        "timm's transform, 224",
        lambda: made,
        {"config.json": {**made.beside["config.json"], "pretrained_cfg": named}},
        lambda picture: transform(picture.convert("RGB")).numpy(),
        (0.5, 0.5, 0.5),
    )


PROCESSORS = list(processors())
