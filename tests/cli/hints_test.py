"""The library says nothing of the command line; the program knows what to type for every code."""

import re
import unittest
from pathlib import Path

from pyra_cli import VERBS, CliTest, run

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = {"cli", "compare"}  # rooms that may speak of options
NO_OPTIONS = re.compile(r"install_torch\.sh --cuda|var\(--s")  # of a script, of style sheets
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:\\.|[^"\\\n])*)"|'
    r"'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def literals(text):
    """String literals with their places; those side by side are one, for messages are broken over lines."""
    joined, end = [], 0
    for token in TOKEN.finditer(text):
        part = token["raw"] if token["raw"] is not None else token["text"]
        if part is None:
            continue
        if joined and not text[end : token.start()].strip():
            joined[-1] += part
        else:
            joined.append(part)
        end = token.end()
    return joined


def library_files():
    for file in sorted((ROOT / "src").rglob("*")):
        room = file.relative_to(ROOT / "src").parts[0]
        if file.suffix in {".cc", ".h", ".cu", ".cuh", ".inc"} and room not in PROGRAM:
            yield file


def rows(file, count):
    """Of a table {{"words" or code::kName, "words", ...}, ...}; a row may have one cell more."""
    cell = r'\s*(code::\w+|"(?:\\.|[^"\\])*"(?:\s*"(?:\\.|[^"\\])*")*)\s*'
    pattern = re.compile(r"\{" + ",".join([cell] * count) + f"(?:,{cell})?" + r"\}")
    return [
        [part if part.startswith("code::") else "".join(literals(part)) for part in found]
        for found in pattern.findall((ROOT / "src/cli" / file).read_text())
    ]


class HintsTest(CliTest):
    def setUp(self):
        super().setUp()
        self.hints = rows("hints.cc", 3)
        self.notes = rows("note_options.cc", 2)
        self.assertGreater(len(self.hints), 40)
        self.assertGreater(len(self.notes), 10)

    def test_no_text_of_the_library_names_an_option(self):
        for file in library_files():
            for text in literals(file.read_text()):
                if file.name == "style_sheet.cc":
                    continue
                self.assertIsNone(
                    re.search(r"(?<![\w-])--[a-z]", NO_OPTIONS.sub("", text)),
                    f"{file.relative_to(ROOT)} says '{text}'; give the error a code and say the option in "
                    "src/cli/hints.cc",
                )

    def test_public_headers_name_no_option(self):
        for file in sorted((ROOT / "include/pyra").glob("*.h")):
            self.assertIsNone(re.search(r"(?<![\w-])--[a-z]", file.read_text()), file.name)

    def test_every_code_is_thrown_and_has_one_hint(self):
        header = (ROOT / "include/pyra/error_code.h").read_text()
        codes = re.findall(r'ErrorCode (k\w+)\{\s*"([a-z_.]+)"\}', header)
        self.assertEqual(len(codes), header.count("inline constexpr ErrorCode"))
        self.assertEqual(len(codes), len({text for _, text in codes}))
        self.assertEqual(sorted("code::" + name for name, _ in codes), sorted(row[0] for row in self.hints))
        thrown = set()
        for file in library_files():
            thrown |= set(re.findall(r"code::k\w+", file.read_text()))
        self.assertEqual(thrown, {"code::" + name for name, _ in codes})

    def test_every_note_and_every_word_is_said(self):
        said = [text for file in library_files() for text in literals(file.read_text())]
        for words in [row[0] for row in self.notes] + [row[3] for row in self.hints if row[3]]:
            self.assertTrue(any(words in text for text in said), f"nothing says '{words}' any more")

    def test_every_option_is_one_of_some_verb(self):
        known = set()
        for verb in VERBS:
            known |= set(re.findall(r"--[a-z][a-z-]*", self.succeeds(run(verb, "--help", threads=0)).stdout))
        for row in [*self.hints, *self.notes]:
            options = re.findall(r"--[a-z][a-z-]*", " ".join(row[1:3]))
            self.assertTrue(options, f"{row[0]} names no option")
            for option in options:
                self.assertIn(option, known, row[0])


if __name__ == "__main__":
    unittest.main()
