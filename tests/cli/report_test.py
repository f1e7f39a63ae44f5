"""pyra report and pyra completion."""

import shutil
import subprocess
import unittest

from pyra_cli import CliTest, read_csv, run


class ReportTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        trained = [cls.adapt_once(reducer, "--reducer", reducer) for reducer in ("tome", "pyra")]
        cls.runs, cls.results = zip(*trained, strict=True)

    def test_table_of_runs(self):
        told = self.json_of(run("report", *self.runs, "--json"))["runs"]
        self.assertEqual([row["name"] for row in told], ["lora + tome (r=3)", "lora + pyra (r=3)"])
        for row, result in zip(told, self.results, strict=True):
            self.assertEqual(row["metrics"]["test_top1"], result["top1"])

    def test_runs_of_one_method_are_told_apart(self):
        other, _ = self.adapt_once("tome again", "--reducer", "tome")
        result = self.succeeds(run("report", self.runs[0], other, self.runs[1]))
        for name in ("tome: lora + tome (r=3)", "tome again: lora + tome (r=3)", "lora + pyra (r=3)"):
            self.assertIn(name, result.stdout)
        rows = self.json_of(run("report", self.runs[0], other, "--json"))["runs"]
        self.assertEqual([row["data"] for row in rows], [str(self.data)] * 2)
        self.usage_error(run("report", other, "--title", "no page to put it on"), "--title requires --out")

    def test_html_and_csv(self):
        html, table = self.folder / "report.html", self.folder / "table.csv"
        result = self.succeeds(
            run("report", *self.runs, "--out", html, "--csv", table, "--title", "a <b> & c")
        )
        self.assertIn("lora + tome (r=3)", result.stdout)
        text = html.read_text()
        self.assertIn("a &lt;b&gt; &amp; c", text)
        self.assertIn("<svg", text)
        self.assertNotRegex(text, r"<script|<link|(?:src|href)=[\"']?https?:")
        rows = read_csv(table)
        self.assertEqual([row["method"] for row in rows], ["lora + tome (r=3)", "lora + pyra (r=3)"])
        for row, result in zip(rows, self.results, strict=True):
            self.assertAlmostEqual(float(row["top-1 %"]), result["top1"], places=2)

    def test_what_is_no_run(self):
        self.usage_error(run("report"))
        self.refuses(run("report", self.runs[0], self.data), self.data, "adapter.safetensors")
        self.refuses(run("report", self.backbone), self.backbone, "not a pyra adapter")
        self.refuses(run("report", self.folder / "missing"), "missing")


class CompletionTest(CliTest):
    CHECK = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}

    def test_script_of_every_shell_is_valid(self):
        for shell, check in self.CHECK.items():
            with self.subTest(shell):
                script = self.succeeds(run("completion", shell)).stdout
                self.assertIn("adapt", script)
                self.assertIn("backbone", script)
                if shutil.which(shell) is None:
                    continue
                file = self.folder / shell
                file.write_text(script)
                checked = subprocess.run([*check, file], capture_output=True, text=True)
                self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_bash_completes_verbs_and_values(self):
        script = run("completion", "bash").stdout
        for words, expected in (
            ("pyra ad", "adapt"),
            ("pyra adapt --reducer to", "tome"),
            ("pyra eval --backb", "--backbone"),
        ):
            probe = (
                script
                + f"\nCOMP_LINE={words!r}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); "
                "COMP_POINT=${#COMP_LINE}; COMPREPLY=(); "
                "f=$(complete -p pyra | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "
                '$f pyra "${COMP_WORDS[COMP_CWORD]}" '
                '"${COMP_WORDS[COMP_CWORD-1]}"; printf \'%s\\n\' "${COMPREPLY[@]}"'
            )
            told = subprocess.run(["bash", "--norc", "-c", probe], capture_output=True, text=True)
            self.assertIn(expected, told.stdout.split(), f"{words}: {told.stderr}")


if __name__ == "__main__":
    unittest.main()
