"""A DINOv2 of transformers, with gates and registers: adapted, resumed, exported, run."""

import array
import json
import math
import random
import signal
import threading
import unittest

from pyra_cli import CLASSES, SIDE, CliTest, read_safetensors, run, start, write_safetensors

DIM, DEPTH, PATCH, HIDDEN, REGISTERS = 32, 2, 4, 40, 2
NATIVE = 24  # pixels that the positions are for; pictures have SIDE


def linear(name, out, inputs, add):
    add(name + ".weight", out, inputs)
    add(name + ".bias", out)


def dinov2_tensors(classes=0):
    """As Dinov2WithRegistersForImageClassification saves them."""
    generator, tensors = random.Random(3), {}

    def add(name, *shape, mean=0.0):
        numbers = [generator.gauss(mean, 0.2) for _ in range(math.prod(shape))]
        tensors["dinov2_with_registers." + name] = (shape, numbers)

    def norm(name):
        add(name + ".weight", DIM, mean=1.0)
        add(name + ".bias", DIM)

    add("embeddings.cls_token", 1, 1, DIM)
    add("embeddings.mask_token", 1, DIM)
    add("embeddings.register_tokens", 1, REGISTERS, DIM)
    add("embeddings.position_embeddings", 1, (NATIVE // PATCH) ** 2 + 1, DIM)
    add("embeddings.patch_embeddings.projection.weight", DIM, 3, PATCH, PATCH)
    add("embeddings.patch_embeddings.projection.bias", DIM)
    for i in range(DEPTH):
        layer = f"encoder.layer.{i}."
        norm(layer + "norm1")
        norm(layer + "norm2")
        for part in ("attention.query", "attention.key", "attention.value", "output.dense"):
            linear(layer + "attention." + part, DIM, DIM, add)
        add(layer + "layer_scale1.lambda1", DIM, mean=0.7)
        add(layer + "layer_scale2.lambda1", DIM, mean=0.7)
        linear(layer + "mlp.weights_in", 2 * HIDDEN, DIM, add)
        linear(layer + "mlp.weights_out", DIM, HIDDEN, add)
    norm("layernorm")
    if classes:
        tensors["classifier.weight"] = (
            (classes, 2 * DIM),
            [generator.gauss(0, 0.2) for _ in range(classes * 2 * DIM)],
        )
        tensors["classifier.bias"] = ((classes,), [generator.gauss(0, 0.2) for _ in range(classes)])
    return tensors


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


class Dinov2Test(CliTest):
    def model(self, classes=0, tensors=None):
        folder = self.folder / f"dinov2-{classes}"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(CONFIG))
        (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSOR))
        write_safetensors(folder / "model.safetensors", tensors or dinov2_tensors(classes))
        return folder

    def logits(self, *model):
        generator = random.Random(7)
        shape = (3, 3, SIDE, SIDE)
        numbers = [generator.gauss(0, 1) for _ in range(math.prod(shape))]
        images = write_safetensors(self.folder / "images.safetensors", {"images": (shape, numbers)})
        out = self.folder / "logits.safetensors"
        self.succeeds(run("eval", *model, "--tensors", images, "--out", out))
        return array.array("f", read_safetensors(out)[0]["logits"][2])

    def assertNear(self, given, wanted, tolerance):
        self.assertLess(max(abs(a - b) for a, b in zip(given, wanted, strict=True)), tolerance)

    def losses(self, out):
        return [json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()]

    def test_off_the_shelf(self):
        model = self.model(len(CLASSES))
        told = self.json_of(run("inspect", model, "--json"))
        self.assertEqual(told["family"], "dinov2-huggingface")
        self.assertEqual(
            {key: told["config"][key] for key in ("pooling", "gated_mlp", "activation", "registers")},
            {"pooling": "class+average", "gated_mlp": True, "activation": "silu", "registers": REGISTERS},
        )
        self.assertTrue(any("24x24" in line for line in told["assumptions"]), told["assumptions"])
        plain = self.logits("--backbone", model)
        for reducer in ("tome", "pitome"):
            self.assertNear(
                self.logits("--backbone", model, "--reducer", reducer, "--schedule", "0,0"), plain, 1e-5
            )
            merged = self.logits("--backbone", model, "--reducer", reducer, "--schedule", "3,2")
            self.assertGreater(max(abs(a - b) for a, b in zip(merged, plain, strict=True)), 1e-4)

    def test_adapters_learn_and_run_alike_wherever(self):
        model = self.model()
        for reducer in ("pyra", "tome"):
            with self.subTest(reducer):
                out, deployed = self.folder / reducer, self.folder / f"{reducer}.safetensors"
                options = ["--method", "lora", "--reducer", reducer, "--lr", "0.01"]
                trained = self.json_of(self.adapt(out, *options, "--json", backbone=model, epochs=12))
                losses = self.losses(out)
                self.assertLess(losses[-1], 0.6 * losses[0], losses)
                # The training model's answers to the pictures of the test, and the engine's.
                told = self.json_of(run("eval", "--model", out, "--data", self.data, "--json"))
                self.assertEqual(told["top1"], trained["test_top1"])
                self.succeeds(run("export", "--model", out, "--to", "runtime", "--out", deployed))
                tuned = self.logits("--model", out)
                self.assertNear(self.logits("--model", deployed), tuned, 1e-5)
                spread = max(tuned) - min(tuned)
                self.assertNear(self.logits("--model", deployed, "--dtype", "int8"), tuned, 0.15 * spread)

    def test_a_head_on_class_token_and_average(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out, "--pooling", "class+average", backbone=self.model()))
        manifest = self.json_of(run("inspect", out, "--json"))["manifest"]
        self.assertEqual(manifest["config"]["pooling"], "class+average")
        self.assertEqual(read_safetensors(out / "adapter.safetensors")[0]["head.weight"][1], (3, 2 * DIM))

    def test_resumed_bit_for_bit(self):
        model = self.model()

        def arguments(out, *options):
            return self.adapt_arguments(out, "--augmentation", "rand", *options, backbone=model, epochs=20)

        whole, parts = self.folder / "whole", self.folder / "parts"
        self.succeeds(run(*arguments(whole)))
        process = start(*arguments(parts))
        timer = threading.Timer(60, process.kill)
        timer.start()
        for line in process.stderr:
            if line.startswith("epoch 3/"):
                process.send_signal(signal.SIGINT)
        process.communicate()
        timer.cancel()
        self.assertEqual(process.returncode, 130)
        self.succeeds(run(*arguments(parts, "--resume")))
        self.assertEqual(
            *(read_safetensors(out / "adapter.safetensors")[0] for out in (whole, parts)),
        )
        self.assertEqual(self.losses(whole), self.losses(parts))

    def test_what_is_missing_is_named(self):
        tensors = dinov2_tensors()
        del tensors["dinov2_with_registers.encoder.layer.1.mlp.weights_out.weight"]
        file = write_safetensors(self.folder / "damaged.safetensors", tensors)
        self.refuses(run("eval", "--backbone", file, "--data", self.data), "blocks.1.mlp.fc2.weight")


if __name__ == "__main__":
    unittest.main()
