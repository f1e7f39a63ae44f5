"""A DINOv2 of transformers, with gates and registers."""

import unittest

from family_case import FamilyCase, Numbers
from pyra_cli import CLASSES, SIDE, CliTest, read_safetensors, run

DIM, DEPTH, PATCH, HIDDEN, REGISTERS = 32, 2, 4, 40, 2
NATIVE = 24  # pixels that the positions are for; pictures have SIDE


class Dinov2Test(FamilyCase, CliTest):
    FAMILY = "dinov2-huggingface"
    MISSING = ("dinov2_with_registers.encoder.layer.1.mlp.weights_out.weight", "blocks.1.mlp.fc2.weight")
    CONFIG = {
        "model_type": "dinov2_with_registers",
        "hidden_size": DIM,
        "num_hidden_layers": DEPTH,
        "num_attention_heads": 2,
        "num_register_tokens": REGISTERS,
        "mlp_ratio": 4,
        "use_swiglu_ffn": True,
        "hidden_act": "gelu",
        "image_size": NATIVE,
        "patch_size": PATCH,
        "layer_norm_eps": 1e-6,
    }
    PROCESSOR = {
        "image_processor_type": "BitImageProcessor",
        "size": {"shortest_edge": 18},
        "crop_size": {"height": SIDE, "width": SIDE},
        "do_center_crop": True,
        "resample": 3,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
    }

    def tensors_of(self, classes):
        """As Dinov2WithRegistersForImageClassification saves them."""
        of = Numbers("dinov2_with_registers.")
        of.add("embeddings.cls_token", 1, 1, DIM)
        of.add("embeddings.mask_token", 1, DIM)
        of.add("embeddings.register_tokens", 1, REGISTERS, DIM)
        of.add("embeddings.position_embeddings", 1, (NATIVE // PATCH) ** 2 + 1, DIM)
        of.add("embeddings.patch_embeddings.projection.weight", DIM, 3, PATCH, PATCH)
        of.add("embeddings.patch_embeddings.projection.bias", DIM)
        for i in range(DEPTH):
            layer = f"encoder.layer.{i}."
            of.norm(layer + "norm1", DIM)
            of.norm(layer + "norm2", DIM)
            for part in ("attention.query", "attention.key", "attention.value", "output.dense"):
                of.linear(layer + "attention." + part, DIM, DIM)
            of.add(layer + "layer_scale1.lambda1", DIM, mean=0.7)
            of.add(layer + "layer_scale2.lambda1", DIM, mean=0.7)
            of.linear(layer + "mlp.weights_in", 2 * HIDDEN, DIM)
            of.linear(layer + "mlp.weights_out", DIM, HIDDEN)
        of.norm("layernorm", DIM)
        of.before = ""
        if classes:
            of.linear("classifier", classes, 2 * DIM)
        return of.tensors

    def test_its_classifier(self):
        model = self.model(len(CLASSES))
        told = self.json_of(run("inspect", model, "--json"))
        self.assertEqual(
            {key: told["config"][key] for key in ("pooling", "gated_mlp", "activation", "registers")},
            {"pooling": "class+average", "gated_mlp": True, "activation": "silu", "registers": REGISTERS},
        )
        self.assertTrue(any("24x24" in line for line in told["assumptions"]), told["assumptions"])
        self.assertEqual(len(self.logits("--backbone", model)), 3 * len(CLASSES))

    def test_a_head_on_class_token_and_average(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out, "--pooling", "class+average", backbone=self.model()))
        manifest = self.json_of(run("inspect", out, "--json"))["manifest"]
        self.assertEqual(manifest["config"]["pooling"], "class+average")
        self.assertEqual(read_safetensors(out / "adapter.safetensors")[0]["head.weight"][1], (3, 2 * DIM))


if __name__ == "__main__":
    unittest.main()
