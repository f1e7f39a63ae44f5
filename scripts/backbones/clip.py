"""CLIP's picture tower in the names of transformers, of open_clip, and of timm inside open_clip."""

import json

import timm
import torch
import transformers
from torch.nn import functional

from . import Case, Made, Processor, randomise, state_of

CLASSES = 5
SIZES = {  # channels, heads, MLP, patch, projection, activation
    "tiny": (48, 3, 96, 16, 24, "quick_gelu"),
    "tiny, exact GELU": (48, 3, 96, 16, 24, "gelu"),
    "B/32": (768, 12, 3072, 32, 512, "quick_gelu"),
    "B/16": (768, 12, 3072, 16, 512, "quick_gelu"),
    "L/14": (1024, 16, 4096, 14, 768, "quick_gelu"),
    "H/14, exact GELU": (1280, 16, 5120, 14, 1024, "gelu"),
}
RENAMED = (  # transformers -> open_clip
    ("embeddings.class_embedding", "class_embedding"),
    ("embeddings.position_embedding.weight", "positional_embedding"),
    ("embeddings.patch_embedding", "conv1"),
    ("pre_layrnorm", "ln_pre"),
    ("post_layernorm", "ln_post"),
    ("encoder.layers.", "transformer.resblocks."),
    (".layer_norm", ".ln_"),
    ("self_attn.out_proj", "attn.out_proj"),
    ("mlp.fc1", "mlp.c_fc"),
    ("mlp.fc2", "mlp.c_proj"),
)


def config_of(size, side):
    dim, heads, hidden, patch, projection, activation = SIZES[size]
    return transformers.CLIPVisionConfig(
        hidden_size=dim,
        intermediate_size=hidden,
        num_hidden_layers=2,
        num_attention_heads=heads,
        image_size=side,
        patch_size=patch,
        projection_dim=projection,
        hidden_act=activation,
    )


def tower(size, side):
    return randomise(transformers.CLIPVisionModelWithProjection(config_of(size, side)))


def embeds(module, images):
    return module(images, interpolate_pos_encoding=True).image_embeds


def of_transformers(size, side):
    """As CLIPModel is saved: beside its text tower."""

    def tensors_of(module):
        state = {
            name
            if name.startswith("visual_projection")
            else "vision_model." + name.removeprefix("vision_model."): tensor
            for name, tensor in state_of(module).items()
        }
        state["text_model.embeddings.token_embedding.weight"] = torch.zeros(3, 4)
        state["text_projection.weight"], state["logit_scale"] = torch.zeros(4, 4), torch.tensor(4.6)
        return state

    whole = dict(
        model_type="clip", vision_config=config_of(size, side).to_dict(), projection_dim=SIZES[size][4]
    )
    beside = {"config.json": json.loads(json.dumps(whole, default=str))}
    return Made(tower(size, side), tensors_of, (side, side), embeds, beside, "projection")


def of_tower(size, side):
    """The tower alone, whose pooled features are not projected."""
    config = config_of(size, side)
    model = randomise(transformers.CLIPVisionModel(config))
    beside = {"config.json": {**json.loads(config.to_json_string()), "model_type": "clip_vision_model"}}
    return Made(
        model,
        state_of,
        (side, side),
        lambda module, images: module(images, interpolate_pos_encoding=True).pooler_output,
        beside,
        "default",
    )


def with_texts(size, side):
    """Pictures against three texts, by the whole model."""
    whole = transformers.CLIPConfig(
        vision_config=config_of(size, side).to_dict(),
        text_config=dict(
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            vocab_size=99,
            bos_token_id=1,
            eos_token_id=2,
        ),
        projection_dim=SIZES[size][4],
    )
    model = randomise(transformers.CLIPModel(whole))
    model.logit_scale.data.fill_(3.3)
    words = torch.arange(15).reshape(3, 5) + 3
    with torch.no_grad():
        texts = model.get_text_features(input_ids=words)
    texts = getattr(texts, "pooler_output", texts)
    head = dict(weight=functional.normalize(texts, dim=-1), logit_scale=model.logit_scale.detach().clone())

    def logits(module, images):
        return module(input_ids=words, pixel_values=images, interpolate_pos_encoding=True).logits_per_image

    beside = {"config.json": json.loads(whole.to_json_string())}
    return Made(model, state_of, (side, side), logits, beside, head=head)


def of_classifier(size, side):
    whole = transformers.CLIPConfig(
        vision_config=config_of(size, side).to_dict(), projection_dim=SIZES[size][4], num_labels=CLASSES
    )
    model = randomise(transformers.CLIPForImageClassification(whole))
    beside = {"config.json": json.loads(whole.to_json_string())}
    return Made(
        model,
        state_of,
        (side, side),
        lambda module, images: module(images, interpolate_pos_encoding=True).logits,
        beside,
    )


def open_clip_config(size, side, **more):
    dim, heads, hidden, patch, projection, activation = SIZES[size]
    vision = dict(
        image_size=side,
        layers=2,
        width=dim,
        head_width=dim // heads,
        patch_size=patch,
        mlp_ratio=hidden / dim,
        **more,
    )
    model = dict(embed_dim=projection, vision_cfg=vision, quick_gelu=activation == "quick_gelu")
    return {"open_clip_config.json": {"model_cfg": model}}


def open_clip_state(module):
    """The tower in open_clip's names, and a text tower's beside it."""
    state, fused = {}, {}
    for name, tensor in state_of(module).items():
        if name.startswith("visual_projection"):
            state["visual.proj"] = tensor.T.contiguous()
            continue
        name = name.removeprefix("vision_model.")
        for old, new in RENAMED:
            name = name.replace(old, new)
        if any(f".{part}_proj." in name for part in "qkv"):
            block, rest = name.split(".self_attn.")
            fused.setdefault(f"visual.{block}.attn.in_proj_{rest.split('.')[1]}", {})[rest[0]] = tensor
        else:
            state["visual." + name] = tensor
    state.update({name: torch.cat([parts[part] for part in "qkv"]) for name, parts in fused.items()})
    state.pop("visual.embeddings.position_ids", None)
    state["token_embedding.weight"], state["positional_embedding"] = torch.zeros(3, 4), torch.zeros(2, 4)
    state["transformer.resblocks.0.ln_1.weight"], state["logit_scale"] = torch.ones(4), torch.tensor(4.6)
    return state


def resized(positions, images, patch, side):
    """As open_clip does when a model is made for another size."""
    size = [length // patch for length in images.shape[-2:]]
    if size == [side // patch] * 2:
        return positions
    grid = positions[1:].reshape(1, side // patch, side // patch, -1).permute(0, 3, 1, 2)
    grid = functional.interpolate(grid, size=size, mode="bicubic", antialias=True)
    return torch.cat([positions[:1], grid.flatten(2)[0].T])


def of_open_clip(size, side, clipa=False):
    """Computed by transformers' modules, as are the authors'. CLIPA: the mean of the patches, normed
    afterwards; no norm before the blocks."""
    patch = SIZES[size][3]

    def tensors_of(module):
        state = open_clip_state(module)
        return {name: tensor for name, tensor in state.items() if not (clipa and "ln_pre" in name)}

    def logits(module, images):
        vision = module.vision_model
        rows = vision.embeddings.patch_embedding(images).flatten(2).transpose(1, 2)
        first = vision.embeddings.class_embedding.expand(len(rows), 1, -1)
        x = torch.cat([first, rows], 1) + resized(
            vision.embeddings.position_embedding.weight, images, patch, side
        )
        if not clipa:
            x = vision.pre_layrnorm(x)
        x = vision.encoder(inputs_embeds=x).last_hidden_state
        pooled = x[:, 1:].mean(1) if clipa else x[:, 0]
        return module.visual_projection(vision.post_layernorm(pooled))

    more = dict(pool_type="avg", final_ln_after_pool=True, no_ln_pre=True) if clipa else {}
    return Made(
        tower(size, side), tensors_of, (side, side), logits, open_clip_config(size, side, **more), "default"
    )


def of_timm(size, side):
    """timm's tower with a projection of open_clip's."""
    dim, heads, hidden, patch, projection, _ = SIZES[size]
    name = "vit_base_patch16_clip_quickgelu_224"
    trunk = timm.create_model(
        name,
        img_size=side,
        depth=2,
        embed_dim=dim,
        num_heads=heads,
        mlp_ratio=hidden / dim,
        num_classes=0,
        dynamic_img_size=True,
    )
    model = randomise(
        torch.nn.ModuleDict({"trunk": trunk, "proj": torch.nn.Linear(dim, projection, bias=False)})
    )

    def tensors_of(module):
        state = {"visual.trunk." + name: tensor for name, tensor in state_of(module["trunk"]).items()}
        state["visual.head.proj.weight"] = module["proj"].weight.detach().clone()
        state["text.token_embedding.weight"] = torch.zeros(3, 4)
        return state

    vision = dict(image_size=side, timm_model_name=name, timm_pool="", timm_proj="linear")
    beside = {"open_clip_config.json": {"model_cfg": dict(embed_dim=projection, vision_cfg=vision)}}
    return Made(
        model,
        tensors_of,
        (side, side),
        lambda module, images: module["proj"](module["trunk"](images)),
        beside,
        "default",
    )


def cases():
    def case(names, model, make, size, side, others, tiny=False):
        return Case("CLIP", names, model, lambda: make(size, side), others, tiny)

    small = ((48, 48), (80, 112))
    for size in ("tiny", "tiny, exact GELU"):
        yield case("transformers", size, of_transformers, size, 64, small, True)
        yield case("open_clip", size, of_open_clip, size, 64, small, True)
    yield case("transformers", "tiny, tower alone", of_tower, "tiny", 64, small, True)
    yield case("transformers", "tiny, classifier", of_classifier, "tiny", 64, small, True)
    yield case("transformers", "tiny, texts", with_texts, "tiny", 64, small, True)
    yield case("timm in open_clip", "tiny", of_timm, "tiny", 64, small, True)
    yield case(
        "open_clip",
        "tiny, CLIPA",
        lambda size, side: of_open_clip(size, side, True),
        "tiny, exact GELU",
        64,
        small,
        True,
    )
    for size, side, others in (
        ("B/32", 224, ((256, 256), (288, 192))),
        ("B/16", 224, ((256, 256), (320, 192))),
        ("L/14", 224, ((336, 336), (280, 182))),
        ("H/14, exact GELU", 224, ((280, 182),)),
    ):
        yield case("transformers", size, of_transformers, size, side, others)
        yield case("open_clip", size, of_open_clip, size, side, others)


CASES = list(cases())
STD = (0.26862954, 0.26130258, 0.27577711)


def processors():
    processor = transformers.CLIPImageProcessorPil()
    yield Processor(
        "CLIP",
        "CLIPImageProcessor, 224",
        lambda: of_classifier("tiny", 224),
        {
            "preprocessor_config.json": {
                "image_processor_type": "CLIPImageProcessor",
                "size": {"shortest_edge": 224},
            }
        },
        lambda picture: processor(picture.convert("RGB"), return_tensors="np")["pixel_values"][0],
        STD,
    )


PROCESSORS = list(processors())
