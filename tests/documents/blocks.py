"""The fenced blocks of a document, and the commands of a help text's examples."""

import re
from dataclasses import dataclass

FENCE = re.compile(
    r"(?ms)^(?:<!-- not run: (?P<reason>[^\n]*?) -->\n)?```(?P<language>\S+)\n(?P<body>.*?)^```$"
)


@dataclass(frozen=True)
class Block:
    line: int  # of its fence, from 1
    language: str
    body: str
    reason: str | None  # why it is not run


def blocks(text, language):
    """Those of one language, in order."""
    return [
        Block(text.count("\n", 0, match.start()) + 1, match["language"], match["body"], match["reason"])
        for match in FENCE.finditer(text)
        if match["language"] == language
    ]


def commands(block):
    """Its lines but comments, a here-document with its first line."""
    lines, found = iter(block.body.splitlines()), []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        marker = re.search(r"<<'(\w+)'", line)
        while marker and line.splitlines()[-1] != marker[1]:
            line += "\n" + next(lines)
        found.append(line)
    return found


def examples(help_text):
    """The lines under `Example:` or `Examples:` up to the next empty one, and wherever pyra is called; in a
    list of names more than one space follows it."""
    found, listed = [], False
    for line in help_text.splitlines():
        listed = line in ("Example:", "Examples:") or (listed and bool(line))
        if re.match(r"  pyra \S", line) or (listed and line.startswith("  ")):
            found.append(line.strip())
    return found
