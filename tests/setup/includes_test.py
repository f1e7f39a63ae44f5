"""What a file uses of the standard library it includes, itself or through a header of this project: another
compiler's library brings other headers along (GCC 14 no longer gives <algorithm> with <vector>)."""

import os
import re
import subprocess
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FOLDERS = ("src/", "include/", "tests/", "benchmarks/", "")  # where "..." is looked for, after the file's own

NAMES = {
    "algorithm": "sort stable_sort find find_if any_of all_of none_of copy copy_n copy_if fill fill_n "
    "transform max_element min_element minmax_element min max clamp reverse unique count "
    "count_if lower_bound upper_bound equal generate nth_element partial_sort shuffle rotate "
    "remove_if replace replace_if binary_search is_sorted mismatch partition for_each search",
    "numeric": "accumulate iota inner_product gcd lcm partial_sum reduce",
    "cmath": "abs sqrt exp log log2 pow floor ceil round lround isnan isfinite isinf fabs fmax fmin tanh "
    "erf sin cos hypot ldexp llround",
    "cstring": "memcpy memset memcmp strcmp strlen strerror strncmp memmove",
    "cstdlib": "getenv abort strtod malloc free",
    "limits": "numeric_limits",
    "memory": "unique_ptr shared_ptr make_unique make_shared",
    "optional": "optional nullopt",
    "functional": "function",
    "map": "map multimap",
    "set": "set",
    "sstream": "ostringstream istringstream stringstream",
    "fstream": "ifstream ofstream fstream",
    "array": "array",
    "atomic": "atomic",
    "thread": "thread jthread",
    "mutex": "mutex lock_guard unique_lock scoped_lock",
    "random": "mt19937 mt19937_64 normal_distribution uniform_real_distribution uniform_int_distribution",
    "iterator": "istreambuf_iterator back_inserter istream_iterator",
    "utility": "exchange",
    "variant": "variant",
    "charconv": "from_chars to_chars",
    "cstdint": "int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t",
}


def pattern(names):
    return re.compile(r"std::(" + "|".join(names.split()) + r")\b(?!:)")


def sources():
    files = subprocess.run(
        ["git", "ls-files", "*.cc", "*.h", "*.cu", "*.cuh"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return {name: (TOP / name).read_text() for name in files.split()}


class IncludesTest(unittest.TestCase):
    def setUp(self):
        self.texts = sources()
        if not self.texts:
            self.skipTest("not a git clone")

    def reached(self, name, seen):
        """`name` and every header of this project that it includes."""
        if name in seen:
            return
        seen.add(name)
        for include in re.findall(r'#include "([^"]+)"', self.texts[name]):
            for folder in (os.path.dirname(name) + "/", *FOLDERS):
                if folder + include in self.texts:
                    self.reached(folder + include, seen)
                    break

    def test_every_name_has_its_header(self):
        patterns = {header: pattern(names) for header, names in NAMES.items()}
        missing = []
        for name, text in self.texts.items():
            seen = set()
            self.reached(name, seen)
            given = {
                header for file in seen for header in re.findall(r"#include <([^>]+)>", self.texts[file])
            }
            code = re.sub(r"//.*", "", text)
            for header, used in patterns.items():
                found = used.search(code)
                if found and header not in given:
                    missing.append(f"{name}: {found[0]} needs #include <{header}>")
        self.assertEqual(missing, [], "\n" + "\n".join(missing))


if __name__ == "__main__":
    unittest.main()
