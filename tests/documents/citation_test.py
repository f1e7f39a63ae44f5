"""CITATION.cff names this version and the papers that README names."""

import re
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent


class CitationTest(unittest.TestCase):
    def setUp(self):
        self.text = (SOURCE / "CITATION.cff").read_text()

    def test_version_is_the_projects(self):
        project = re.search(r"project\(pyra VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        self.assertEqual(re.search(r"(?m)^version: (\S+)$", self.text)[1], project)

    def test_papers_are_those_of_readme(self):
        papers = re.findall(r"arXiv (\d{4}\.\d{5})", (SOURCE / "README.md").read_text())
        self.assertEqual(sorted(re.findall(r"arXiv:(\d{4}\.\d{5})", self.text)), sorted(set(papers)))


if __name__ == "__main__":
    unittest.main()
