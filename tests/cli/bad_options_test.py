"""Recipes, schedules and values that cannot work."""

import unittest

from pyra_cli import CliTest, run


class BadOptionsTest(CliTest):
    def refuses_run(self, *words, options=(), **changes):
        out = self.folder / "run"
        self.refuses(self.adapt(out, *options, **changes), *words)
        self.holds_nothing(out)

    def refuses_recipe(self, text, *words):
        file = self.folder / "recipe.toml"
        file.write_text(text)
        self.refuses_run(file, *words, options=["--recipe", file])

    def test_schedules(self):
        for spelling, words in {
            "1,1,1": ["2"],  # longer than the depth
            "1x99999999999": ["2"],
            "-3": ["negative"],
            "r=-3": ["negative"],
            "3,,1": ["whole number"],
            "fast": ["low, high", "16x11,10"],
            "speedup=50": ["closest"],
        }.items():
            with self.subTest(spelling):
                self.refuses_run(f"'{spelling}'", *words, schedule=spelling)

    def test_rate_beyond_the_tokens_is_clamped_and_said_so(self):
        result = self.adapt(self.folder / "run", "--json", schedule="99,99")
        self.assertEqual(self.json_of(result)["rates"], [8, 4])
        self.assertEqual(result.stderr.count("clamped to 8"), 1)

    def test_fields_that_have_no_effect_are_named(self):
        for options, words in (
            (["--method", "none", "--width", "8"], "width = 8 has no effect: method none"),
            (["--mixup", "0.4"], "mixup = 0.4 has no effect: augmentation none"),
            (["--reducer", "none"], "schedule = r=3 has no effect: reducer none"),
            (["--warmup-epochs", "0", "--warmup-lr", "1e-4"], "warmup_lr = 1e-04 has no effect"),
        ):
            with self.subTest(options):
                self.assertIn(
                    words, self.succeeds(self.adapt(self.folder / "run", "--dry-run", *options)).stderr
                )

    def test_a_name_that_is_empty_is_no_option_left_out(self):
        for words in (
            ["eval", "--backbone", "x", "--data", ""],
            ["adapt", "--backbone", "", "--data", self.data],
            ["predict", "", "--backbone", "x"],
            ["eval", "--backbone", "x", "--data", self.data, "--csv", ""],
            ["eval", "--backbone", "x", "--data", self.data, "--labels", ""],
            ["report", "x", "--out", ""],
            ["predict", "p.png", "--backbone", "x", "--tokens", ""],
            ["eval", "--backbone", "x", "--data", self.data, "--list", ""],
        ):
            with self.subTest(words):
                self.refuses(run(*words), "empty name")

    def test_unknown_method_and_reducer(self):
        self.refuses_run("magic", "none, lora, adapter, ", options=["--method", "magic"])
        self.refuses_run("magic", "none, tome, pyra", options=["--reducer", "magic"])

    def test_names_come_in_any_case(self):
        told = self.json_of(
            self.adapt(self.folder / "run", "--method", "LoRA", "--reducer", "ToMe", "--json", schedule="R=3")
        )
        self.assertEqual((told["method"], told["reducer"], told["schedule"]), ("lora", "tome", "r=3"))
        told = self.json_of(
            run(
                "eval",
                "--model",
                self.folder / "run",
                "--data",
                self.data,
                "--schedule",
                "NONE",
                "--dtype",
                "F32",
                "--device",
                "CPU",
                "--json",
            )
        )
        self.assertEqual((told["dtype"], told["device"], told["schedule"]), ("f32", "cpu", [0, 0]))
        recipe = (self.folder / "run" / "recipe.toml").read_text()
        self.assertIn("reducer = 'tome'", recipe)

    def test_flags_stand_alone_and_take_values(self):
        for k, (options, wanted) in enumerate(
            (
                (["--drop-last", "--exif-rotation"], ("true", "true")),
                (["--drop-last", "false"], ("false", "false")),
                (["--no-drop-last", "--exif-rotation=True"], ("false", "true")),
            )
        ):
            out = self.folder / f"run {k}"
            self.succeeds(self.adapt(out, *options))
            recipe = (out / "recipe.toml").read_text()
            for name, value in zip(("drop_last", "exif_rotation"), wanted, strict=True):
                self.assertIn(f"{name} = {value}", recipe)
        self.usage_error(self.adapt(self.folder / "both", "--drop-last", "--no-drop-last"), "--drop-last")

    def test_a_value_is_refused_under_the_name_of_its_option(self):
        self.refuses_run(
            "--val-fraction: 'much' given, a number expected", options=["--val-fraction", "much"]
        )
        self.refuses_run("--val-fraction 1, expected", options=["--val-fraction", "1"])

    def test_values_that_cannot_work(self):
        for option, value in (
            ("--lr", "-1"),
            ("--lr", "fast"),
            ("--val-fraction", "1"),
            ("--drop-last", "maybe"),
            ("--augmentation", "strong"),
            ("--mean", "0.5"),
            ("--crop", "17"),
            ("--seed", "-1"),
            ("--mean", "124 116 104"),
            ("--std", "58 57 57"),
            ("--lr", "0"),
            ("--min-lr", "1"),
        ):
            with self.subTest(option=option, value=value):
                self.refuses_run(value, options=[option, value])
        self.refuses_run("epochs", epochs=0)
        self.refuses_run("batch", batch=-1)

    def test_recipe_with_an_unknown_key(self):
        self.refuses_recipe("epochs = 1\nlearning_rate = 0.1\n", ":2", "learning_rate", "lr")

    def test_recipe_with_a_wrong_type(self):
        self.refuses_recipe('lr = "fast"\n', ":1", "lr")
        self.refuses_recipe("method = [1, 2]\n", ":1", "method")

    def test_recipe_that_is_not_toml(self):
        self.refuses_recipe("epochs: 3\n", ":1", "TOML")
        self.refuses_recipe("\x00\x01\x02", "TOML")

    def test_recipe_that_is_no_file(self):
        self.refuses_run(self.data, "recipe", options=["--recipe", self.data])
        self.refuses_run("missing.toml", options=["--recipe", self.folder / "missing.toml"])

    def test_out_is_missing(self):
        self.refuses(self.adapt(None), "--out")

    def test_pretrain_of_an_unknown_architecture(self):
        out = self.folder / "b.safetensors"
        self.refuses(
            run("pretrain", "--arch", "resnet50", "--data", self.data, "--out", out),
            "resnet50",
            "vit_demo_patch2_28",
        )
        self.usage_error(
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                self.data,
                "--out",
                out,
                "--reducer",
                "tome",
            ),
            "no option --reducer",
        )
        recipe = self.folder / "recipe.toml"
        recipe.write_text('method = "full"\nreducer = "tome"\n')
        self.refuses(
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                self.data,
                "--out",
                out,
                "--recipe",
                recipe,
                "--batch",
                "4",
            ),
            "tome",
            "none",
        )
        recipe.unlink()
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
