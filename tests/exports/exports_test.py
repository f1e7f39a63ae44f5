"""What libpyra_runtime shows: the functions of pyra.h, what the public C++ headers declare, and what pyra's
own program and libraries take from it under a version of their own; nothing of anybody else.

LIBRARY names the file; nm is of binutils.
"""

import os
import re
import subprocess
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
NAMES = SOURCE / "src/api/public_names.txt"
# Mangled: functions, vtables and type information, thunks, guards of static variables, all of namespace pyra.
OURS = re.compile(r"_Z(?:NK?|T.N|Th\w+?_NK?|GVN)4pyra(\d+)(\w+)")


def without_bodies(text):
    """Code without comments, strings, and what stands between braces but those of namespaces and `extern`."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/|^\s*#[^\n]*|= \{\}|\benum [^{]*", "", text, flags=re.S | re.M)
    kept, depth = [], 0
    for part in re.split(r"([{}])", re.sub(r"(namespace \w+|extern \"C\") \{", r"\1 ", text)):
        depth += {"{": 1, "}": -1}.get(part, 0)
        if part == "{" and depth == 1:
            kept.append("{}")
        elif part not in "{}" and depth <= 0:
            kept.append(part)
    return "".join(kept)


def declared_c():
    text = without_bodies((SOURCE / "include/pyra.h").read_text())
    return set(re.findall(r"\b(pyra_\w+)\(", text))


def declared_cxx():
    """Classes with members out of line, and functions, of namespace pyra."""
    names = set()
    for header in sorted((SOURCE / "include/pyra").glob("*.h")):
        text = header.read_text()
        if header.name in ("adapt.h", "runtime.h"):  # of the library with training; C
            continue
        code = without_bodies(text)
        names.update(re.findall(r"\b(?:class|struct) (\w+)(?: final)?(?: : [^{;]+)? ?\{\}", code))
        for statement in code.split(";"):
            head = statement.split("{}")[-1]
            found = re.search(r"([\w:]+)\(", head)
            if found and not re.search(r"\b(inline|constexpr|using|return)\b", head):
                names.add(found[1])
    return names


def exported():
    """(mangled name, version) of everything that the library defines for others."""
    lines = subprocess.run(
        ["nm", "-D", "--defined-only", os.environ["LIBRARY"]], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    symbols = [line.split()[-1] for line in lines if line.split()[-2] != "A"]  # the versions themselves
    return [symbol.partition("@@")[::2] for symbol in symbols]


def name_in_pyra(symbol):
    """The first name behind pyra::; empty for what is not in that namespace."""
    found = OURS.match(symbol)
    return found[2][: int(found[1])] if found else ""


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.symbols = exported()
        listed = [line for line in NAMES.read_text().splitlines() if line and not line.startswith("#")]
        cls.c = {name for name in listed if not name.startswith("pyra::")}
        cls.cxx = {name.removeprefix("pyra::") for name in listed} - cls.c

    def of(self, version):
        found = {name for name, other in self.symbols if re.fullmatch(version, other)}
        self.assertTrue(found, version)
        return found

    def test_the_list_is_what_the_headers_declare(self):
        self.assertEqual(self.c, declared_c(), "src/api/public_names.txt and include/pyra.h")
        self.assertEqual(self.cxx, declared_cxx(), "src/api/public_names.txt and include/pyra/*.h")

    def test_the_c_functions_are_there_by_name(self):
        self.assertEqual(self.of("PYRA_1"), self.c)

    def test_public_cxx_is_what_the_headers_name(self):
        found = set()
        for symbol in self.of(r"PYRA_CXX_\d+\.\d+"):
            self.assertIn(name_in_pyra(symbol), self.cxx, symbol)
            found.add(name_in_pyra(symbol))
        self.assertGreater(len(found), 60)
        for name in ("Engine", "ElasticEngine", "PackedModel", "read_inference_model", "decode_image"):
            self.assertIn(name, found)

    def test_the_rest_is_pyras_own_and_says_so(self):
        for symbol in self.of(r"PYRA_OWN_\d+\.\d+\.\d+"):
            self.assertNotIn(name_in_pyra(symbol), {"", *self.cxx}, symbol)

    def test_nothing_is_without_a_version(self):
        others = {
            (name, version)
            for name, version in self.symbols
            if not re.fullmatch(r"PYRA_(1|CXX_\d+\.\d+|OWN_\d+\.\d+\.\d+)", version)
        }
        self.assertEqual(others, set())


if __name__ == "__main__":
    unittest.main()
