"""A DINOv3 of transformers: rotary positions and registers."""

import unittest

from family_case import FamilyCase, Numbers
from pyra_cli import SIDE, CliTest

DIM, DEPTH, PATCH, HIDDEN, REGISTERS = 32, 2, 4, 48, 2


class Dinov3Test(FamilyCase, CliTest):
    FAMILY = "dinov3-huggingface"
    MISSING = ("layer.1.mlp.down_proj.weight", "blocks.1.mlp.fc2.weight")
    CONFIG = {
        "model_type": "dinov3_vit",
        "hidden_size": DIM,
        "intermediate_size": HIDDEN,
        "num_hidden_layers": DEPTH,
        "num_attention_heads": 2,
        "num_register_tokens": REGISTERS,
        "hidden_act": "gelu",
        "rope_theta": 100.0,
        "image_size": SIDE,
        "patch_size": PATCH,
        "layer_norm_eps": 1e-5,
    }
    PROCESSOR = {
        "image_processor_type": "DINOv3ViTImageProcessorFast",
        "size": {"height": SIDE, "width": SIDE},
        "resample": 2,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    }

    def tensors_of(self, classes):
        of = Numbers()
        of.add("embeddings.cls_token", 1, 1, DIM)
        of.add("embeddings.mask_token", 1, 1, DIM)
        of.add("embeddings.register_tokens", 1, REGISTERS, DIM)
        of.add("embeddings.patch_embeddings.weight", DIM, 3, PATCH, PATCH)
        of.add("embeddings.patch_embeddings.bias", DIM)
        for i in range(DEPTH):
            layer = f"layer.{i}."
            of.norm(layer + "norm1", DIM)
            of.norm(layer + "norm2", DIM)
            for part in "qvo":
                of.linear(f"{layer}attention.{part}_proj", DIM, DIM)
            of.add(layer + "attention.k_proj.weight", DIM, DIM)
            of.add(layer + "layer_scale1.lambda1", DIM, mean=0.7)
            of.add(layer + "layer_scale2.lambda1", DIM, mean=0.7)
            of.linear(layer + "mlp.up_proj", HIDDEN, DIM)
            of.linear(layer + "mlp.down_proj", DIM, HIDDEN)
        of.norm("norm", DIM)
        return of.tensors


if __name__ == "__main__":
    unittest.main()
