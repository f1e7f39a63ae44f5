"""Every method with every reducer: trained, resumed, read again, exported, run; what cannot be combined."""

import re
import unittest
from concurrent.futures import ThreadPoolExecutor

from pyra_cli import CLASSES, CliTest, make_backbone, read_safetensors, run

# blocks.N.* tensors that a method or a reducer adds to the adapter file, beside the head.
OWN = {
    "none": set(),
    "full": None,
    "tome": set(),
    "heed": set(),
    "evit": set(),
    "pitome": set(),
    "lora": {"attn.LoRA_a.weight", "attn.LoRA_b.weight"},
    "adapter": {f"adapter.ln{i}.{x}" for i in (1, 2) for x in ("weight", "bias")},
    "adaptformer": {f"adaptmlp.{i}_proj.{x}" for i in ("down", "up") for x in ("weight", "bias")},
    "dense": {
        f"adaptmlp.{i}.{x}" for i in ("down1", "down2", "down3", "up1", "up2") for x in ("weight", "bias")
    },
    "bias": {f"{i}.bias" for i in ("norm1", "norm2", "attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2")},
    "norms": {f"norm{i}.{x}" for i in (1, 2) for x in ("weight", "bias")},
    "pyra": {"pyra_a", "pyra_b", "pyra_norm.weight", "pyra_norm.bias"},
    "fpet": {"fpet_down", "fpet_up"},
    "diffrate": {"diffrate"},
}


class CombinationsTest(CliTest):
    def names(self, option):
        """The choices that the program names itself."""
        result = run(*self.adapt_arguments(self.folder / "refused", option, "magic"))
        self.assertEqual(result.returncode, 2)
        return re.search(r"known ones are ([a-z0-9_, ]+)", result.stderr)[1].split(", ")

    def test_every_method_with_every_reducer(self):
        methods, reducers = self.names("--method"), self.names("--reducer")
        self.assertEqual(OWN.keys(), {*methods, *reducers})
        pairs = [(method, reducer) for method in methods for reducer in reducers]
        with ThreadPoolExecutor(2) as pool:
            rounds = list(pool.map(lambda pair: self.go_round(*pair), pairs))
        for (method, reducer), results in zip(pairs, rounds, strict=True):
            begun, trained, read_again, export, deployed = results
            with self.subTest(method=method, reducer=reducer):
                begun, trained, read_again = (self.json_of(told) for told in (begun, trained, read_again))
                self.assertEqual((begun["epochs"], trained["epochs"], trained["first_epochs"]), (1, 2, 1))
                self.assertEqual(trained["tokens"], [17, 17, 17] if reducer == "none" else [17, 14, 11])
                self.holds(self.folder / f"{method}-{reducer}" / "adapter.safetensors", method, reducer)
                self.assertEqual((read_again["top1"], read_again["reducer"]), (trained["test_top1"], reducer))
                self.succeeds(export)
                self.assertEqual(self.json_of(deployed)["top1"], trained["test_top1"])

    def go_round(self, method, reducer):
        """Training, an epoch more of it, evaluation, export, evaluation of what was exported: finished
        processes."""
        out, file = self.folder / f"{method}-{reducer}", self.folder / f"{method}-{reducer}.safetensors"
        named = ("--method", method, "--reducer", reducer, "--json")
        begun = self.adapt(out, *named)
        trained = self.adapt(out, *named, "--resume", epochs=2)
        read_again = run("eval", "--model", out, "--data", self.data, "--json")
        export = run("export", "--model", out, "--to", "runtime", "--out", file)
        deployed = run("eval", "--model", file, "--data", self.data, "--json")
        return begun, trained, read_again, export, deployed

    def holds(self, file, method, reducer):
        found = {name.split(".", 2)[2] for name in read_safetensors(file)[0] if name.startswith("blocks.0.")}
        self.assertLessEqual({method, reducer}, OWN.keys(), "OWN above says what each adapter holds")
        if method != "full":
            self.assertEqual(found, OWN[method] | OWN[reducer])

    def test_without_a_class_token_attention_is_that_of_all_tokens(self):
        def leave_out_the_class_token(tensors):
            del tensors["cls_token"]
            shape, values = tensors["pos_embed"]
            tensors["pos_embed"] = ((1, shape[1] - 1, shape[2]), values[shape[2] :])

        backbone = make_backbone(
            self.folder / "average.safetensors",
            change=leave_out_the_class_token,
            class_token=False,
            pooling="average",
        )
        for reducer in ("heed", "evit", "diffrate", "pitome", "fpet"):
            out = self.folder / reducer
            trained = self.json_of(self.adapt(out, "--reducer", reducer, "--json", backbone=backbone))
            told = self.json_of(run("eval", "--model", out, "--data", self.data, "--json"))
            self.assertEqual(told["top1"], trained["test_top1"], reducer)

    def test_reducers_without_weights_run_off_the_shelf(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES)
        for reducer, status in (("heed", 0), ("evit", 0), ("pitome", 0), ("fpet", 2), ("diffrate", 2)):
            result = run(
                "eval",
                "--backbone",
                shelf,
                "--data",
                self.data,
                "--reducer",
                reducer,
                "--schedule",
                "4,2",
                "--json",
            )
            if status == 0:
                self.assertEqual(self.json_of(result)["reducer"], reducer)
            else:
                self.refuses(result, reducer, "trained first")

    def test_bound_reducers_keep_their_schedule(self):
        for reducer, bound in (("diffrate", True), ("fpet", False), ("heed", False), ("evit", False)):
            out, _ = (
                self.folder / reducer,
                self.succeeds(self.adapt(self.folder / reducer, "--reducer", reducer)),
            )
            other = run("eval", "--model", out, "--data", self.data, "--schedule", "2,1", "--json")
            if bound:
                self.refuses(other, "3x2", "2,1", "--force-schedule")
            else:
                self.assertEqual(self.json_of(other)["schedule"], [2, 1])
            forced = run(
                "eval", "--model", out, "--data", self.data, "--schedule", "2,1", "--force-schedule", "--json"
            )
            self.assertEqual(self.json_of(forced)["schedule"], [2, 1])

    def test_checkpointing_changes_no_number(self):
        results = []
        for checkpointing in ("false", "true"):
            out = self.folder / checkpointing
            self.succeeds(
                self.adapt(out, "--method", "dense", "--reducer", "fpet", "--checkpointing", checkpointing)
            )
            results.append(read_safetensors(out / "adapter.safetensors")[0])
        self.assertEqual(results[0], results[1])


if __name__ == "__main__":
    unittest.main()
