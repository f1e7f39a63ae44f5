#!/usr/bin/env python3
"""Writes src/architecture/sidecar/timm_architectures.inc from timm's registry: every model that pyra
computes, and those that only look like one.

timm_architectures.py [--check] FILE (needs timm). A model belongs in the table when its tensors carry a plain
ViT's names; what its modules are says whether it also computes one. --check says which lines of FILE differ
and writes nothing.
"""

import re
import sys
import warnings

import timm
import torch
from timm.models import _registry

warnings.filterwarnings("ignore")
MODULES = {"vision_transformer", "deit", "eva", "naflexvit", "beit"}
PLAIN = re.compile(
    r"(cls_token|dist_token|reg_token|pos_embed"
    r"|(patch_embed\.proj|norm_pre|norm|fc_norm|head|head_dist)\.(weight|bias)"
    r"|attn_pool\.(latent|(q|kv|proj|norm|mlp\.fc1|mlp\.fc2)\.(weight|bias))"
    r"|blocks\.\d+\.((norm1|norm2|attn\.qkv|attn\.proj|mlp\.fc1|mlp\.fc1_[gx]|mlp\.fc2)\.(weight|bias)"
    r"|attn\.[qv]_bias|ls[12]\.gamma|gamma_[12]))$"
)
ACTIVATIONS = {
    "GELU(approximate='none')": "gelu",
    "QuickGELU()": "quick_gelu",
    "GELUTanh()": "gelu_tanh",
    "SiLU()": "silu",
}
POOLINGS = {"token": "class_token", "avg": "average", "map": "attention"}


def more_of(model, block):
    """What is not as in most models: attention pooling's heads, whether it sees prefix tokens, RotaryKind."""
    turned = rotary(model)
    if model.global_pool != "map":
        return f", 0, false{turned}" if turned else ""
    heads = model.attn_pool.num_heads if model.attn_pool.num_heads != block.attn.num_heads else 0
    prefix = model.num_prefix_tokens > 0 and getattr(model, "pool_include_prefix", True)
    return f", {heads}, {str(prefix).lower()}{turned}" if heads or prefix or turned else ""


def is_dinov3(model, block):
    """Rotary positions as pyra has them, and nothing else that a plain ViT has not."""
    rope = model.rope
    return (
        type(rope).__name__ == "RotaryEmbeddingDinoV3"
        and (rope.temperature, rope.normalize_coords, rope.grid_offset) == (100, "separate", 0)
        and (rope.grid_indexing, rope.rotate_half) == ("ij", True)
        and model.pos_embed is None
        and type(block.attn).__name__ == "EvaAttention"
        and type(block.norm1).__name__ == "LayerNorm"
        and all(
            type(part).__name__ == "Identity"
            for part in (block.attn.norm, block.attn.q_norm, block.attn.k_norm, model.norm_pre, model.fc_norm)
        )
        and type(block.mlp).__name__ in ("Mlp", "SwiGLU")
        and type(block.mlp.norm).__name__ == "Identity"
        and str(block.mlp.act) in ACTIVATIONS
        and model.global_pool in ("token", "avg")
    )


def is_eva(model, block):
    """EVA's block with plain norms, and positions that are learned or counted along the picture."""
    rope = model.rope
    counted = rope is None or (
        type(rope).__name__ == "RotaryEmbeddingCat"
        and not rope.in_pixels
        and len(set(rope.ref_feat_shape or (0,))) == 1
        and not getattr(block.attn, "rotate_half", False)
    )
    gated = type(block.mlp).__name__ == "GluMlp" and not block.mlp.gate_last
    return (
        counted
        and type(block.attn).__name__ in ("EvaAttention", "AttentionRope")
        and type(block.norm1).__name__ == "LayerNorm"
        and all(
            type(part).__name__ == "Identity"
            for part in (block.attn.norm, block.attn.q_norm, block.attn.k_norm)
        )
        and (gated or type(block.mlp).__name__ in ("Mlp", "SwiGLU"))
        and type(block.mlp.norm).__name__ == "Identity"
        and str(block.mlp.act) in ACTIVATIONS
        and model.global_pool in POOLINGS
    )


def rotary(model):
    """RotaryKind, of EVA's models alone: DINOv3's is its family's."""
    rope = getattr(model, "rope", None)
    if type(rope).__name__ != "RotaryEmbeddingCat":
        return ""
    reference = rope.ref_feat_shape[0] if rope.ref_feat_shape else 0
    x_first = str(rope.grid_indexing == "xy").lower()
    return f", RotaryKind{{{rope.temperature:g}, true, {reference}, {rope.grid_offset:g}, {x_first}}}"


def other_function(model, block):
    """Why this is not the ViT that pyra computes; empty if it is."""
    if type(block).__name__ == "EvaBlock" and model.rope is not None and is_dinov3(model, block):
        return ""
    if type(block).__name__ == "EvaBlock" and is_eva(model, block):
        return ""
    if type(block).__name__ == "EvaBlock":
        return (
            "rotary positions in its attention"
            if getattr(model, "rope", None) is not None
            else "EVA's attention and norms"
        )
    if type(block).__name__ == "ResPostBlock":
        return "its norms after attention and MLP, not before"
    if type(block).__name__ != "Block" or type(block.attn).__name__ != "Attention":
        return f"blocks of another kind ({type(block).__name__})"
    if type(block.norm1).__name__ != "LayerNorm":
        return f"a norm that is no LayerNorm ({type(block.norm1).__name__})"
    gated = type(block.mlp).__name__ == "GluMlp" and not block.mlp.gate_last
    if type(block.mlp).__name__ != "Mlp" and not gated:
        return f"an MLP of another kind ({type(block.mlp).__name__})"
    if type(getattr(block.mlp, "norm", None)).__name__ not in ("NoneType", "Identity"):
        return "a norm within its MLP"
    if str(block.mlp.act) not in ACTIVATIONS:
        return "the activation " + str(block.mlp.act)
    if model.global_pool not in POOLINGS:
        return f"the pooling '{model.global_pool}'"
    if model.global_pool != "map" and getattr(model, "pool_include_prefix", False):
        return "an average that includes the prefix tokens"
    return ""


def rows():
    for name in sorted(_registry._model_entrypoints):
        if _registry._model_to_module[name] not in MODULES:
            continue
        try:
            with torch.device("meta"):
                model = timm.create_model(name, depth=1)
            block, tensors = model.blocks[0], model.state_dict()
        except Exception:  # not of one plain stack of blocks, or a tag that is gone
            continue
        if "patch_embed.proj.weight" not in tensors or not all(PLAIN.match(key) for key in tensors):
            continue
        why = other_function(model, block)
        if why:
            yield f'{{"{name}", 0, 0, 0, Activation::gelu, Pooling::class_token, "{why}"}},'
        else:
            epsilon = repr(block.norm1.eps).replace("e-0", "e-")
            yield (
                f'{{"{name}", {model.embed_dim}, {block.attn.num_heads}, {epsilon}, '
                f'Activation::{ACTIVATIONS[str(block.mlp.act)]}, Pooling::{POOLINGS[model.global_pool]}, ""'
                f"{more_of(model, block)}}},"
            )


def main():
    lines = list(rows())
    if "--check" not in sys.argv:
        with open(sys.argv[-1], "w") as out:
            head = f"// Written by scripts/timm_architectures.py from timm {timm.__version__}."
            out.write("\n".join([head, *lines]) + "\n")
        return 0
    kept = {line.split('"')[1]: line.strip() for line in open(sys.argv[-1]) if line.startswith("{")}
    made = {line.split('"')[1]: line for line in lines}
    # An older or newer timm may have others.
    wrong = [line for name, line in made.items() if kept.get(name, line) != line]
    print("\n".join(wrong) or f"{len(made)} lines agree")
    return 1 if wrong else 0


sys.exit(main())
