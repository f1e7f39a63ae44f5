"""What docs/troubleshooting.md quotes is what the sources say: a reader finds a message by its words."""

import re
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent


def sentences():
    """The text literals of src/, those that stand side by side in one."""
    text = "\n".join(path.read_text() for path in sorted((SOURCE / "src").rglob("*.cc")))
    return re.sub(r"\"\s*\n\s*\"", "", text)


class TroubleshootingTest(unittest.TestCase):
    def test_quotes_are_the_programs_sentences(self):
        said = sentences()
        page = (SOURCE / "docs/troubleshooting.md").read_text()
        quotes = re.findall(r"(?m)^> (.+)$", page)
        self.assertGreater(len(quotes), 15)
        for quote in quotes:
            pieces = [piece.strip() for piece in quote.split("…")]
            for piece in filter(lambda piece: len(piece) > 2, pieces):
                self.assertTrue(piece in said, f"no source says '{piece}', of '{quote}'")

    def test_every_section_is_in_the_table_of_symptoms(self):
        page = (SOURCE / "docs/troubleshooting.md").read_text()
        titles = re.findall(r"(?m)^## (.+)$", page)
        linked = re.findall(r"(?m)^\| .+ \| \[(.+)\]\(#.+\) \|$", page.split("\n## ")[0])
        self.assertEqual(linked, titles[:-1], "all but the last, which is for what is in none of them")


if __name__ == "__main__":
    unittest.main()
