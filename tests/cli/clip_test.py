"""A CLIP of transformers, beside its text tower: adapted, and pictures against texts."""

import array
import json
import math
import unittest

from family_case import FamilyCase, Numbers
from pyra_cli import CLASSES, SIDE, CliTest, read_safetensors, run, write_safetensors

DIM, DEPTH, PATCH, HIDDEN, SHARED = 32, 2, 4, 48, 24


def tower(of, siglip=False):
    """The tensors that CLIP's and SigLIP's towers share."""
    of.add("embeddings.patch_embedding.weight", DIM, 3, PATCH, PATCH)
    of.add("embeddings.position_embedding.weight", (SIDE // PATCH) ** 2 + (0 if siglip else 1), DIM)
    for i in range(DEPTH):
        layer = f"encoder.layers.{i}."
        of.norm(layer + "layer_norm1", DIM)
        of.norm(layer + "layer_norm2", DIM)
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            of.linear(f"{layer}self_attn.{part}", DIM, DIM)
        of.linear(layer + "mlp.fc1", HIDDEN, DIM)
        of.linear(layer + "mlp.fc2", DIM, HIDDEN)
    of.norm("post_layernorm", DIM)


def tower_config(**more):
    return {
        "hidden_size": DIM,
        "intermediate_size": HIDDEN,
        "num_hidden_layers": DEPTH,
        "num_attention_heads": 2,
        "image_size": SIDE,
        "patch_size": PATCH,
        **more,
    }


class TextsCase:
    """A head of texts for the same classes as the pictures'."""

    def texts(self, channels=SHARED, classes=CLASSES, **more):
        of = Numbers(seed=5)
        of.add("weight", len(CLASSES), channels)
        shape, numbers = of.tensors["weight"]
        for row in range(shape[0]):
            part = slice(row * channels, (row + 1) * channels)
            length = math.sqrt(sum(x * x for x in numbers[part]))
            numbers[part] = [x / length for x in numbers[part]]
        tensors = {**of.tensors, **{name: ((1,), [value]) for name, value in more.items()}}
        metadata = {"classes": json.dumps(classes)} if classes else None
        return write_safetensors(self.folder / "texts.safetensors", tensors, metadata)

    def expected(self, features, head, channels, scale=1.0, bias=0.0):
        """scale cos(features, text) + bias, of the texts in the file `head`."""
        weight, logits = array.array("f", read_safetensors(head)[0]["weight"][2]), []
        for first in range(0, len(features), channels):
            row = features[first : first + channels]
            length = math.sqrt(sum(x * x for x in row))
            for k in range(len(weight) // channels):
                text = weight[k * channels : (k + 1) * channels]
                logits.append(scale * sum(a * b for a, b in zip(row, text, strict=True)) / length + bias)
        return logits


class ClipTest(TextsCase, FamilyCase, CliTest):
    FAMILY = "clip-huggingface"
    MISSING = ("vision_model.encoder.layers.1.mlp.fc2.weight", "blocks.1.mlp.fc2.weight")
    CONFIG = {
        "model_type": "clip",
        "projection_dim": SHARED,
        "vision_config": tower_config(hidden_act="quick_gelu"),
    }
    PROCESSOR = {
        "image_processor_type": "CLIPImageProcessor",
        "size": {"shortest_edge": SIDE},
        "crop_size": {"height": SIDE, "width": SIDE},
    }

    def tensors_of(self, classes):
        of = Numbers("vision_model.")
        of.add("embeddings.class_embedding", DIM)
        of.norm("pre_layrnorm", DIM)
        tower(of)
        of.before = ""
        of.add("visual_projection.weight", SHARED, DIM)
        of.add("text_projection.weight", SHARED, 8)
        of.add("text_model.embeddings.token_embedding.weight", 5, 8)
        of.add("logit_scale", 1)
        if classes:
            of.linear("classifier", classes, DIM)
        return of.tensors

    def test_features_before_and_after_the_projection(self):
        model = ["--backbone", self.model()]
        plain, projected = (
            self.answers("features", *model),
            self.answers("features", *model, "--pool", "projection"),
        )
        self.assertEqual((len(plain), len(projected)), (3 * DIM, 3 * SHARED))
        weight = self.tensors_of(0)["visual_projection.weight"][1]
        rows = [plain[i * DIM : (i + 1) * DIM] for i in range(3)]
        maps = [weight[k * DIM : (k + 1) * DIM] for k in range(SHARED)]
        wanted = [sum(a * b for a, b in zip(x, w, strict=True)) for x in rows for w in maps]
        self.assertNear(projected, wanted, 1e-4)

    def test_pictures_against_texts(self):
        model, head = ["--backbone", self.model()], self.texts(logit_scale=3.0)
        projected = self.answers("features", *model, "--pool", "projection")
        wanted = self.expected(projected, head, SHARED, math.exp(3.0))
        self.assertNear(self.logits(*model, "--head", head), wanted, 1e-3)
        told = self.json_of(run("eval", *model, "--head", head, "--data", self.data, "--json"))
        self.assertEqual(told["task"], "classification")
        out = self.folder / "deployed.safetensors"
        self.succeeds(run("export", *model, "--head", head, "--to", "runtime", "--out", out))
        self.assertNear(self.logits("--model", out), wanted, 1e-3)
        again = self.json_of(run("eval", "--model", out, "--data", self.data, "--json"))
        self.assertEqual(again["top1"], told["top1"])

    def test_adapters_have_no_projection(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out, backbone=self.model()))
        config = self.json_of(run("inspect", out, "--json"))["manifest"]["config"]
        self.assertNotIn("projection", config)

    def test_without_a_head_it_is_said_what_to_do(self):
        self.refuses(run("eval", "--backbone", self.model(), "--data", self.data), "--head")

    def test_heads_that_are_none(self):
        model = ["--backbone", self.model()]
        for head, words in (
            (dict(channels=SHARED + 1), ["25 channels", "24"]),
            (dict(logit_scale=100.0), ["logit_scale is 100", "4.605"]),
            (dict(classes=["one"]), ["1 classes", "3 rows"]),
            (dict(logit_scales=1.0), ["logit_scales"]),
            (dict(logit_bias=math.nan), ["logit_bias", "finite"]),
        ):
            with self.subTest(words):
                self.refuses(run("eval", *model, "--head", self.texts(**head), "--data", self.data), *words)


if __name__ == "__main__":
    unittest.main()
