"""Help, and what the parser of options refuses."""

import unittest

from pyra_cli import CliTest, VERBS, run


class HelpTest(CliTest):
    def test_no_verb_is_bad_usage(self):
        self.usage_error(run())

    def test_help_lists_every_verb(self):
        text = self.succeeds(run("--help")).stdout
        for verb in VERBS:
            self.assertRegex(text, rf"(?m)^  {verb} ")
        self.assertIn("Exit status", text)

    def test_every_verb_has_help(self):
        for verb in VERBS:
            with self.subTest(verb):
                result = self.succeeds(run(verb, "--help", threads=0))
                self.assertIn("--help", result.stdout)
                self.assertEqual(result.stderr, "")

    def test_help_names_every_recipe_field_as_an_option(self):
        text = self.succeeds(run("adapt", "--help", threads=0)).stdout
        for option in ("--method", "--reducer", "--schedule", "--epochs", "--warmup-epochs", "--val-fraction", "--seed"):
            self.assertIn(option + " [", text)

    def test_version(self):
        self.assertRegex(self.succeeds(run("--version")).stdout, r"^pyra \d+\.\d+")

    def test_unknown_verb(self):
        self.usage_error(run("frobnicate"))

    def test_unknown_option(self):
        self.usage_error(run("eval", "--frobnicate"))
        self.usage_error(run("--frobnicate"))

    def test_missing_required_option(self):
        self.usage_error(run("adapt", "--out", self.folder / "run"), "--backbone")
        self.usage_error(run("adapt", "--backbone", self.backbone, "--out", self.folder / "run"), "--data")
        self.usage_error(run("pretrain", "--data", self.data, "--out", self.folder / "b.safetensors"), "--arch")
        self.usage_error(run("predict", "--backbone", self.backbone), "pictures")

    def test_option_out_of_range(self):
        self.usage_error(run("eval", "--backbone", self.backbone, "--data", self.data, "--batch", "0"), "--batch")
        self.usage_error(run("inspect", self.backbone, "--threads", "-1", threads=0), "--threads")

    def test_option_not_among_its_values(self):
        self.usage_error(run("completion", "tcsh"), "tcsh")
        self.usage_error(run("eval", "--backbone", self.backbone, "--data", self.data, "--on-corrupt", "ignore"), "ignore")


if __name__ == "__main__":
    unittest.main()
