"""Manual pages and completions, as they are installed."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from pyra_cli import CliTest, run


def verbs():
    """Those that help lists."""
    return re.findall(r"(?m)^  ([a-z]+)  ", run("--help").stdout.split("Options:")[0])


class ManTest(CliTest):
    def pages(self):
        folder = Path(os.environ["PYRA_PAGES"]) if "PYRA_PAGES" in os.environ else self.folder / "pages"
        if not folder.exists():
            self.succeeds(run("man", "--install", folder))
        return folder / "share"

    def test_every_verb_has_a_page_and_the_program_too(self):
        self.assertIn("eval", verbs())
        for name in ["pyra", *("pyra-" + verb for verb in verbs())]:
            text = (self.pages() / "man" / "man1" / (name + ".1")).read_text()
            self.assertTrue(text.startswith(f'.TH "{name.upper()}"'.replace("-", "\\-")), text[:40])
            self.assertIn(".SH SYNOPSIS", text)

    def test_a_page_says_what_help_says(self):
        page = run("man", "eval").stdout.replace("\\-", "-")
        for option in re.findall(r"--[a-z-]+", run("eval", "--help", threads=0).stdout):
            self.assertIn(option, page)

    def test_groff_has_nothing_to_complain_about(self):
        if shutil.which("groff") is None:
            self.skipTest("groff is not installed")
        for page in sorted((self.pages() / "man" / "man1").iterdir()):
            told = subprocess.run(
                ["groff", "-man", "-Tutf8", "-ww", "-z", page], capture_output=True, text=True
            )
            self.assertEqual((told.returncode, told.stderr), (0, ""), page.name)

    def test_completions_lie_where_shells_look(self):
        share = self.pages()
        for file, shell, check in (
            ("bash-completion/completions/pyra", "bash", ["bash", "-n"]),
            ("zsh/site-functions/_pyra", "zsh", ["zsh", "-n"]),
            ("fish/vendor_completions.d/pyra.fish", "fish", ["fish", "--no-execute"]),
        ):
            with self.subTest(shell):
                self.assertIn("model", (share / file).read_text())
                if shutil.which(shell):
                    checked = subprocess.run([*check, share / file], capture_output=True, text=True)
                    self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertTrue((share / "zsh/site-functions/_pyra").read_text().startswith("#compdef pyra\n"))

    def test_no_page_for_what_is_no_verb(self):
        self.refuses(run("man", "frobnicate"), "unknown verb 'frobnicate'", "eval")


if __name__ == "__main__":
    unittest.main()
