"""Every relative link of the documents leads to a file of the repository, and to a heading that is there."""

import re
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = (
    sorted(SOURCE.glob("*.md"))
    + sorted((SOURCE / "docs").rglob("*.md"))
    + sorted((SOURCE / "examples").rglob("*.md"))
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"(?ms)^```.*?^```$|`[^`\n]*`")


def anchors(text):
    """What GitHub makes of the headings: lower case, spaces to hyphens, other signs left out."""
    headings = re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```$", "", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class LinksTest(unittest.TestCase):
    def test_links_lead_somewhere(self):
        seen = 0
        for document in DOCUMENTS:
            # A link's text may hold code, its target does not.
            text = CODE.sub("", document.read_text())
            for target in LINK.findall(text):
                if re.match(r"[a-z]+:", target):
                    continue
                seen += 1
                name, _, heading = target.partition("#")
                path = (document.parent / name).resolve() if name else document
                where = f"{document.relative_to(SOURCE)}: {target}"
                self.assertTrue(path.exists() and path.is_relative_to(SOURCE), where + ": no such file")
                if heading:
                    self.assertIn(heading, anchors(path.read_text()), where + ": no such heading")
        self.assertGreater(seen, 30)

    def test_every_page_is_in_the_index(self):
        index = (SOURCE / "docs/README.md").read_text()
        for page in sorted((SOURCE / "docs").glob("*.md")):
            if page.name != "README.md":
                self.assertIn(f"({page.name})", index, f"docs/README.md does not name {page.name}")


if __name__ == "__main__":
    unittest.main()
