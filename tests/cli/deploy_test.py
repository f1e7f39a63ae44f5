"""Adapters exported to deployed files: the same answers, without the backbone."""

import unittest

from export_test import ExportCase
from pyra_cli import make_backbone, read_safetensors, run


class DeployedAdapterTest(ExportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, cls.trained = cls.adapt_once("run")

    def export(self, model, *options):
        out = self.folder / "deployed.safetensors"
        self.succeeds(run("export", "--model", model, "--to", "runtime", "--out", out, *options))
        return out

    def test_every_method_and_reducer(self):
        for method in ("none", "lora", "adapter", "full"):
            for reducer in ("none", "tome", "pyra"):
                with self.subTest(method=method, reducer=reducer):
                    out = self.folder / f"{method}-{reducer}"
                    trained = self.json_of(
                        self.adapt(out, "--method", method, "--reducer", reducer, "--json")
                    )
                    deployed = self.export(out)
                    self.assertEqual(self.logits("--model", deployed), self.logits("--model", out))
                    told = self.json_of(run("eval", "--model", deployed, "--data", self.data, "--json"))
                    self.assertEqual(told["top1"], trained["test_top1"])

    def test_lora_is_folded(self):
        names = read_safetensors(self.export(self.run_folder))[0]
        self.assertFalse([name for name in names if "LoRA" in name])
        self.assertTrue([name for name in names if "pyra_a" in name])

    def test_pyra_keeps_its_schedule(self):
        deployed = self.export(self.run_folder)
        arguments = ["eval", "--model", deployed, "--data", self.data]
        self.assertEqual(self.json_of(run(*arguments, "--json"))["schedule"], [3, 3])
        self.refuses(run(*arguments, "--schedule", "2,1"), "3x2", "2,1", "--force-schedule")
        self.assertEqual(
            self.json_of(run(*arguments, "--schedule", "2,1", "--force-schedule", "--json"))["schedule"],
            [2, 1],
        )
        self.refuses(
            run(
                "export",
                "--model",
                self.run_folder,
                "--to",
                "runtime",
                "--schedule",
                "2,1",
                "--out",
                self.folder / "x.safetensors",
            ),
            "--force-schedule",
        )
        self.assertFalse((self.folder / "x.safetensors").exists())

    def test_forced_schedule_stays_with_the_file(self):
        deployed = self.export(self.run_folder, "--schedule", "2,1", "--force-schedule")
        told = self.json_of(run("inspect", deployed, "--json"))["manifest"]
        self.assertEqual((told["rates"], told["trained_rates"]), ([2, 1], [3, 3]))
        self.assertEqual(
            self.json_of(run("eval", "--model", deployed, "--data", self.data, "--json"))["schedule"], [2, 1]
        )

    def test_says_where_it_came_from(self):
        told = self.json_of(run("inspect", self.export(self.run_folder), "--json"))["manifest"]
        self.assertEqual(told["backbone_fingerprint"], self.trained["fingerprint"])
        self.assertIn("pyra adapt", told["command"])
        self.assertIn("pyra export", told["command"])

    def test_wrong_backbone(self):
        other = make_backbone(self.folder / "other.safetensors", seed=5)
        self.refuses(
            run(
                "export",
                "--model",
                self.run_folder,
                "--backbone",
                other,
                "--to",
                "runtime",
                "--out",
                self.folder / "x.safetensors",
            ),
            "another backbone",
        )


if __name__ == "__main__":
    unittest.main()
