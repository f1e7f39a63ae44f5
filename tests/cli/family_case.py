"""What every family of backbones is asked for: off the shelf, merged, adapted, resumed, exported, run."""

import array
import json
import math
import random
import signal
import threading

from pyra_cli import SIDE, read_safetensors, run, start, write_safetensors


class Numbers:
    """Tensors of random numbers under a library's names, all of which begin with `before`."""

    def __init__(self, before="", seed=3):
        self.before, self.generator, self.tensors = before, random.Random(seed), {}

    def add(self, name, *shape, mean=0.0, spread=0.2):
        numbers = [self.generator.gauss(mean, spread) for _ in range(math.prod(shape))]
        self.tensors[self.before + name] = (shape, numbers)

    def linear(self, name, out, inputs):
        self.add(name + ".weight", out, inputs)
        self.add(name + ".bias", out)

    def norm(self, name, channels):
        self.add(name + ".weight", channels, mean=1.0)
        self.add(name + ".bias", channels)


class FamilyCase:
    """Beside CliTest. A family says what its models are made of."""

    CONFIG, PROCESSOR = {}, {}
    FAMILY = ""  # as `pyra inspect` says it
    REDUCERS = ("pyra", "tome")
    MISSING = ("", "")  # a tensor of its files, and what pyra calls that

    def tensors_of(self, classes):
        """name -> (shape, numbers), with a classifier of so many classes where not 0."""
        raise NotImplementedError

    def model(self, classes=0, tensors=None):
        folder = self.folder / f"model-{classes}"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(self.CONFIG))
        (folder / "preprocessor_config.json").write_text(json.dumps(self.PROCESSOR))
        write_safetensors(folder / "model.safetensors", tensors or self.tensors_of(classes))
        return folder

    def images(self):
        generator = random.Random(7)
        shape = (3, 3, SIDE, SIDE)
        numbers = [generator.gauss(0, 1) for _ in range(math.prod(shape))]
        return write_safetensors(self.folder / "images.safetensors", {"images": (shape, numbers)})

    def answers(self, verb, *options):
        """Logits or features of three pictures."""
        out = self.folder / f"{verb}.safetensors"
        self.succeeds(run(verb, *options, "--tensors", self.images(), "--out", out))
        return array.array("f", read_safetensors(out)[0]["logits" if verb == "eval" else "features"][2])

    def logits(self, *model):
        return self.answers("eval", *model)

    def assertNear(self, given, wanted, tolerance):
        self.assertLess(max(abs(a - b) for a, b in zip(given, wanted, strict=True)), tolerance)

    def losses(self, out):
        return [json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()]

    def test_it_is_recognised(self):
        told = self.json_of(run("inspect", self.model(), "--json"))
        self.assertEqual(told["family"], self.FAMILY)

    def test_merging_nothing_changes_nothing(self):
        model = ["--backbone", self.model()]
        plain = self.answers("features", *model)
        for reducer in ("tome", "pitome"):
            same = self.answers("features", *model, "--reducer", reducer, "--schedule", "0,0")
            self.assertNear(same, plain, 1e-5)
            merged = self.answers("features", *model, "--reducer", reducer, "--schedule", "3,2")
            self.assertGreater(max(abs(a - b) for a, b in zip(merged, plain, strict=True)), 1e-4)

    def test_adapters_learn_and_run_alike_wherever(self):
        model = self.model()
        for reducer in self.REDUCERS:
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
        tensors = self.tensors_of(0)
        name, ours = self.MISSING
        del tensors[name]
        self.refuses(run("features", "--backbone", self.model(0, tensors), self.data, "--out", "x.npy"), ours)
