"""pyra tocom, and --tocom wherever a model runs."""

import json
import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, run, write_list


class TocomTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tocom = cls.shared / "tocom.safetensors"
        cls.made = run(*cls.distil_arguments(cls.tocom), "--json")
        if cls.made.returncode != 0:
            raise AssertionError(f"the shared compensator failed: {cls.made.stderr}")
        cls.adapter, cls.trained = cls.adapt_once("run", "--reducer", "tome", schedule="r=1")

    @classmethod
    def distil_arguments(cls, out, **changes):
        named = {
            "backbone": cls.backbone,
            "data": cls.data,
            "out": out,
            "max-rate": 4,
            "epochs": 1,
            "batch": 8,
            **changes,
        }
        return [
            "tocom",
            *(
                str(word)
                for name, value in named.items()
                if value is not None
                for word in ("--" + name, value)
            ),
        ]

    def test_tells_what_it_gained(self):
        told = json.loads(self.made.stdout)
        self.assertEqual((told["rank"], told["max_rate"], told["scale"]), (2, 4, 0.1))
        self.assertEqual(
            {(g["source"], g["target"]) for g in told["gains"]},
            {(0, 2), (0, 4), (2, 0), (2, 4), (4, 2), (4, 0)},
        )
        for gain in told["gains"]:
            self.assertGreater(gain["kl_without"], 0)
            self.assertNotEqual(gain["kl"], gain["kl_without"])
        self.assertEqual(self.json_of(run("inspect", self.tocom, "--json"))["kind"], "tocom")

    def test_every_verb_folds_it_in(self):
        arguments = ["--model", self.adapter, "--tocom", self.tocom, "--schedule", "r=3"]
        told = run("eval", *arguments, "--data", self.data, "--json")
        self.assertEqual(self.json_of(told)["schedule"], [3, 3])
        self.assertIn("ToCom: r=1 -> r=3, scale 0.1", told.stderr)
        deployed = self.folder / "deployed.safetensors"
        self.succeeds(run("export", *arguments, "--to", "runtime", "--out", deployed))
        exported = self.json_of(run("eval", "--model", deployed, "--data", self.data, "--json"))
        self.assertEqual(exported["loss"], self.json_of(told)["loss"])
        self.succeeds(run("predict", *arguments, self.data / "test" / "red" / "picture 0.png"))
        self.succeeds(run("bench", *arguments, "--batch", "1", "--seconds", "0.1", "--rounds", "1", "--json"))

    def test_scale_changes_the_answer(self):
        def loss(*options):
            return self.json_of(
                run(
                    "eval",
                    "--model",
                    self.adapter,
                    "--schedule",
                    "r=4",
                    "--data",
                    self.data,
                    "--json",
                    *options,
                )
            )["loss"]

        plain = loss()
        self.assertEqual(loss("--tocom", self.tocom, "--tocom-scale", "0"), plain)
        self.assertNotEqual(loss("--tocom", self.tocom, "--tocom-scale", "5"), plain)

    def test_chooses_the_scale_on_validation_pictures(self):
        names = write_list(self.folder / "val.txt", self.data, "train")
        out = self.folder / "tuned.safetensors"
        told = self.json_of(
            run(
                "tocom",
                "--tune-scale",
                "--model",
                self.adapter,
                "--tocom",
                self.tocom,
                "--schedule",
                "r=4",
                "--data",
                self.data,
                "--list",
                names,
                "--scales",
                "0",
                "1",
                "3",
                "--out",
                out,
                "--json",
            )
        )
        self.assertEqual([trial["scale"] for trial in told["trials"]], [0, 1, 3])
        best = min(told["trials"], key=lambda trial: trial["loss"])
        self.assertEqual(told["scale"], best["scale"])
        self.assertEqual(self.json_of(run("inspect", out, "--json"))["scale"], best["scale"])

    def test_without_a_validation_split_it_says_so(self):
        result = self.succeeds(
            run(
                "tocom",
                "--tune-scale",
                "--model",
                self.adapter,
                "--tocom",
                self.tocom,
                "--schedule",
                "r=4",
                "--data",
                self.data,
                "--scales",
                "0",
                "1",
            )
        )
        self.assertIn("a fifth of its own training pictures", result.stderr)

    def test_every_method_can_use_it(self):
        for method in ("adapter", "full", "none"):
            with self.subTest(method=method):
                out = self.folder / method
                self.succeeds(self.adapt(out, "--reducer", "none", "--method", method, schedule=None))
                told = run(
                    "eval",
                    "--model",
                    out,
                    "--tocom",
                    self.tocom,
                    "--schedule",
                    "r=2",
                    "--data",
                    self.data,
                    "--json",
                )
                self.assertEqual(self.json_of(told)["reducer"], "tome")
                self.assertIn("r=0 -> r=2", told.stderr)

    def test_wrong_inputs(self):
        arguments = ["eval", "--model", self.adapter, "--data", self.data]
        self.refuses(run(*arguments, "--tocom", self.tocom, "--schedule", "r=5"), "r=5 is outside", "r=4")
        self.refuses(run(*arguments, "--tocom", self.tocom, "--schedule", "3,1"), "not uniform")
        self.refuses(run(*arguments, "--tocom", self.backbone, "--schedule", "r=3"), "is no ToCom")
        self.refuses(run(*arguments, "--tocom", self.folder / "missing", "--schedule", "r=3"), "missing")
        other = make_backbone(self.folder / "other.safetensors", seed=3, classes=CLASSES)
        self.refuses(
            run("eval", "--backbone", other, "--data", self.data, "--tocom", self.tocom, "--schedule", "r=3"),
            "another backbone",
        )
        wide = make_backbone(self.folder / "wide.safetensors", classes=CLASSES, dim=48, heads=3)
        self.refuses(
            run("eval", "--backbone", wide, "--data", self.data, "--tocom", self.tocom, "--schedule", "r=3"),
            "width 32",
            "width 48",
        )
        self.refuses(
            run(*self.distil_arguments(self.folder / "t.safetensors", **{"max-rate": 9})), "no more than r=8"
        )
        self.refuses(run("tocom", "--data", self.data, "--out", self.folder / "t.safetensors"), "--backbone")
        self.refuses(run("tocom", "--backbone", self.backbone, "--data", self.data), "--out")
        self.refuses(
            run(*self.distil_arguments(self.folder / "t.safetensors"), "--model", self.adapter),
            "--tune-scale",
        )
        self.refuses(run("tocom", "--tune-scale", "--data", self.data), "--model")
        self.holds_nothing(self.folder / "t.safetensors.run")


if __name__ == "__main__":
    unittest.main()
