"""Help, and what the parser of options refuses."""

import os
import unittest

from pyra_cli import VERBS, CliTest, on_a_terminal, run


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
        for option in (
            "--method",
            "--reducer",
            "--schedule",
            "--epochs",
            "--warmup-epochs",
            "--val-fraction",
            "--seed",
        ):
            self.assertIn(option + " [", text)

    def test_help_fits_the_terminal(self):
        for columns in (60, 80, 120):
            for words in ([], ["adapt"], ["bench"], ["eval"]):
                text = self.succeeds(
                    run(*words, "--help", threads=0, env={**os.environ, "COLUMNS": str(columns)})
                ).stdout
                self.assertLessEqual(max(map(len, text.splitlines())), columns, words)

    def test_common_options_come_first_and_each_verb_has_its_own(self):
        text = run("adapt", "--help", threads=0).stdout
        order = [
            text.index(word)
            for word in ("--backbone", "--data", "--out", "--epochs", "--warmup-lr", "--norm-eps")
        ]
        self.assertEqual(order, sorted(order))
        for verb, options in {
            "inspect": ["--threads"],
            "report": ["--threads"],
            "pretrain": ["--reducer", "--schedule"],
            "completion": ["--json"],
            "schedule": ["--force-schedule"],
        }.items():
            for option in options:
                self.assertNotIn(option + " ", run(verb, "--help", threads=0).stdout)

    def test_ways_to_ask_for_help_and_version(self):
        self.assertEqual(run("help").stdout, run("--help").stdout)
        self.assertEqual(run("help", "adapt").stdout, run("adapt", "--help", threads=0).stdout)
        self.assertEqual(run("help", "Adapt").stdout, run("adapt", "-h", threads=0).stdout)
        self.refuses(run("help", "adpat"), "did you mean adapt?")
        for words in (["--version"], ["-v"], ["version"]):
            self.assertRegex(self.succeeds(run(*words)).stdout, r"^pyra \d+\.\d+")

    def test_unknown_verb(self):
        self.usage_error(run("frobnicate"), "frobnicate", "adapt, eval")
        self.usage_error(run("adpat"), "did you mean adapt?")
        self.usage_error(run("train"), "did you mean adapt?")

    def test_unknown_option(self):
        self.usage_error(run("eval", "--frobnicate"), "--frobnicate", "--model")
        self.usage_error(run("--frobnicate"), "--frobnicate")
        self.usage_error(run("adapt", "--bach", "8"), "did you mean --batch?")

    def test_no_colour_but_on_a_terminal(self):
        self.assertNotIn("\x1b", run("adapt", "--help", threads=0).stdout)
        shown = on_a_terminal("adapt", "--help")
        self.assertIn("\x1b[1m", shown)
        self.assertNotIn("\x1b", on_a_terminal("adapt", "--help", NO_COLOR="1"))
        self.assertNotIn("\x1b", on_a_terminal("adapt", "--help", TERM="dumb"))

    def test_missing_required_option(self):
        self.usage_error(run("adapt", "--out", self.folder / "run"), "--backbone")
        self.usage_error(run("adapt", "--backbone", self.backbone, "--out", self.folder / "run"), "--data")
        self.usage_error(
            run("pretrain", "--data", self.data, "--out", self.folder / "b.safetensors"), "--arch"
        )
        self.usage_error(run("predict", "--backbone", self.backbone), "pictures")

    def test_option_out_of_range(self):
        self.usage_error(
            run("eval", "--backbone", self.backbone, "--data", self.data, "--batch", "0"),
            "--batch: '0' given, a whole number from 1 to",
        )
        self.usage_error(run("inspect", self.backbone, "--threads", "-1", threads=0), "--threads")

    def test_option_not_among_its_values(self):
        self.usage_error(run("completion", "tcsh"), "tcsh")
        self.usage_error(
            run("eval", "--backbone", self.backbone, "--data", self.data, "--on-corrupt", "ignore"),
            "'ignore' given, fail or skip expected",
        )


if __name__ == "__main__":
    unittest.main()
