"""A SigLIP of transformers: attention pooling, and pictures against texts by the sigmoid."""

import math
import unittest

from clip_test import TextsCase, tower, tower_config
from family_case import FamilyCase, Numbers
from pyra_cli import CLASSES, SIDE, CliTest, read_csv, run

DIM, HIDDEN = 32, 48


class SiglipTest(TextsCase, FamilyCase, CliTest):
    FAMILY = "siglip-huggingface"
    REDUCERS = ("pyra", "tome", "evit", "heed")
    MISSING = ("head.attention.in_proj_bias", "attn_pool.q.bias")
    CONFIG = tower_config(model_type="siglip_vision_model")
    PROCESSOR = {"image_processor_type": "SiglipImageProcessor", "size": {"height": SIDE, "width": SIDE}}

    def tensors_of(self, classes):
        of = Numbers()
        tower(of, siglip=True)
        of.add("embeddings.patch_embedding.bias", DIM)
        of.add("head.probe", 1, 1, DIM, spread=1.0)
        of.add("head.attention.in_proj_weight", 3 * DIM, DIM)
        of.add("head.attention.in_proj_bias", 3 * DIM)
        of.linear("head.attention.out_proj", DIM, DIM)
        of.norm("head.layernorm", DIM)
        of.linear("head.mlp.fc1", HIDDEN, DIM)
        of.linear("head.mlp.fc2", DIM, HIDDEN)
        if classes:
            of.linear("classifier", classes, DIM)
        return of.tensors

    def test_its_classifier_reads_the_mean(self):
        told = self.json_of(run("inspect", self.model(len(CLASSES)), "--json"))
        self.assertEqual(told["config"]["pooling"], "average")
        self.assertTrue(any("attn_pool." in line for line in told["assumptions"]), told["assumptions"])

    def test_other_poolings(self):
        model = ["--backbone", self.model()]
        pooled, mean = self.answers("features", *model), self.answers("features", *model, "--pool", "mean")
        self.assertEqual(self.answers("features", *model, "--pool", "attention"), pooled)
        self.assertGreater(max(abs(a - b) for a, b in zip(pooled, mean, strict=True)), 0.01)
        for pool, words in (("class", ["class token"]), ("projection", ["has none"])):
            self.refuses(
                run("features", *model, "--pool", pool, self.data, "--out", self.folder / "x.npy"), *words
            )

    def test_pictures_against_texts(self):
        model, head = ["--backbone", self.model()], self.texts(DIM, logit_scale=2.0, logit_bias=-1.5)
        wanted = self.expected(self.answers("features", *model), head, DIM, math.exp(2.0), -1.5)
        self.assertNear(self.logits(*model, "--head", head), wanted, 1e-3)
        told = self.json_of(run("eval", *model, "--head", head, "--data", self.data, "--json"))
        self.assertEqual(told["task"], "matching")
        # Of an exported one too each class is judged by itself: probabilities are sigmoids.
        out, rows = self.folder / "deployed.safetensors", self.folder / "rows.csv"
        self.succeeds(run("export", *model, "--head", head, "--to", "runtime", "--out", out))
        self.assertNear(self.logits("--model", out), wanted, 1e-3)
        again = self.json_of(run("eval", "--model", out, "--data", self.data, "--json", "--csv", rows))
        self.assertEqual(again["top1"], told["top1"])
        picture = read_csv(rows)[0]
        said = run("predict", "--model", out, self.data / "test" / picture["path"], "--json", "--top", "3")
        said = self.json_of(said)["pictures"][0]["predictions"]
        classes = {row["label"]: row["probability"] for row in said}
        self.assertAlmostEqual(classes[picture["predicted"]], float(picture["probability"]), 5)
        self.assertNotAlmostEqual(sum(classes.values()), 1, 2)

    def test_models_of_any_shape_of_pictures(self):
        tensors = self.tensors_of(0)
        shape, numbers = tensors["embeddings.patch_embedding.weight"]
        tensors["embeddings.patch_embedding.weight"] = ((shape[0], math.prod(shape[1:])), numbers)
        model = self.model(0, tensors)
        features = ["features", "--backbone", model, self.data, "--out", self.folder / "x.npy"]
        self.refuses(run(*features), "NaFlex")


if __name__ == "__main__":
    unittest.main()
