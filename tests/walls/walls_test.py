"""The walls between the rooms of src/: what each room's compiler finds, room by room, header by header.

BUILD names the build folder, of whose files compile_commands.json and rooms/rooms.json are read; CMake wrote
them. Standard library alone.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ["BUILD"])
SOURCE = Path(__file__).resolve().parents[2]
ROOMS = json.loads((BUILD / "rooms/rooms.json").read_text())
DRAW = SOURCE / "scripts/draw_rooms.py"


def headers_of(room):
    """Of a part of a room: those of the room."""
    room = room.split("/")[0]
    return sorted(str(path.relative_to(SOURCE / "src")) for path in (SOURCE / "src" / room).rglob("*.h"))


def compile_line(room):
    """The command of the room's first source that is plain C++, without the source and what it writes."""
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = Path(entry["file"])
        if f"room_{room.replace('/', '_')}.dir" not in entry["command"] or source.suffix != ".cc":
            continue
        words = shlex.split(entry["command"])
        launcher = [at for at, word in enumerate(words) if word.endswith("ccache")]
        words = words[launcher[0] + 1 :] if launcher else words
        words = words[: words.index("-o")]
        if "-include" in words:  # the precompiled header brings no rooms
            at = words.index("-include")
            del words[at : at + 2]
        return words, entry["directory"]
    raise AssertionError(f"no source of room {room} is compiled")


def seen_by(room):
    """Every header of every room that an include in this room finds."""
    everything = [header for other in ROOMS if "/" not in other for header in headers_of(other)]
    question = "".join(f'#if __has_include("{header}")\nSEEN {header}\n#endif\n' for header in everything)
    words, directory = compile_line(room)
    answer = subprocess.run(
        [*words, "-E", "-P", "-x", "c++", "-"], input=question, capture_output=True, text=True, cwd=directory
    )
    assert answer.returncode == 0, answer.stderr
    return set(re.findall(r"^SEEN (\S+)$", answer.stdout, re.MULTILINE))


def included(path, seen):
    """What a file includes of src/, and what that includes."""
    for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(), re.MULTILINE):
        header = SOURCE / "src" / name
        if name not in seen and header.exists():
            seen.add(name)
            included(header, seen)
    return seen


def files_of(room):
    """Of a part of a room, "reducers/cuda" being every cuda/ in it, or of a room without its parts."""
    name, _, part = room.partition("/")
    top = SOURCE / "src" / name
    parts = {other.partition("/")[2] for other in ROOMS if other.startswith(name + "/")}
    for path in top.rglob("*"):
        if path.suffix in (".h", ".cc", ".cu"):
            if parts.intersection(path.relative_to(top).parts) == ({part} if part else set()):
                yield path


def everything_included(room):
    seen = set()
    for path in files_of(room):
        included(path, seen)
    return seen


class Walls(unittest.TestCase):
    def test_a_room_sees_the_rooms_that_it_uses_and_no_others(self):
        pairs = 0
        for room, uses in ROOMS.items():
            if room.endswith("/cuda"):  # compiled where there is a CUDA compiler; see below
                continue
            expected = {header for other in [room, *uses] for header in headers_of(other)}
            found = seen_by(room)
            self.assertEqual(found - expected, set(), f"{room} sees what it does not declare")
            self.assertEqual(expected - found, set(), f"{room} does not see what it declares")
            pairs += len(ROOMS) - 1 - len(uses)
        print(f"{pairs} pairs of rooms closed, {sum(map(len, ROOMS.values()))} open", file=sys.stderr)

    def test_an_include_that_is_not_declared_does_not_compile(self):
        words, directory = compile_line("base")
        closed = subprocess.run(
            [*words, "-fsyntax-only", "-x", "c++", "-"],
            input='#include "io/shape.h"\n',
            capture_output=True,
            text=True,
            cwd=directory,
        )
        self.assertNotEqual(closed.returncode, 0)
        self.assertIn("io/shape.h", closed.stderr)
        own = subprocess.run(
            [*words, "-fsyntax-only", "-x", "c++", "-"],
            input='#include "base/isa.h"\n',
            capture_output=True,
            text=True,
            cwd=directory,
        )
        self.assertEqual(own.returncode, 0, own.stderr)

    def test_no_declaration_is_idle(self):
        for room, uses in ROOMS.items():
            seen = everything_included(room)
            idle = [other for other in uses if not any(name.startswith(other + "/") for name in seen)]
            self.assertEqual(idle, [], f"{room} declares rooms of which it includes nothing")

    def test_what_runs_on_a_gpu_includes_what_it_declares(self):
        for room, uses in ROOMS.items():
            if room.endswith("/cuda"):
                undeclared = {name.split("/")[0] for name in everything_included(room)} - set(uses)
                self.assertEqual(undeclared, set(), f"{room} includes rooms that it does not declare")

    def test_an_idea_is_named_in_its_folder_and_its_torch_file_alone(self):
        sources = [path for kind in ("*.cc", "*.h", "*.cu") for path in (SOURCE / "src").rglob(kind)]
        text = {str(path.relative_to(SOURCE / "src")): path.read_text() for path in sources}
        # Words that stand for other things too: the program's own name, a kind of file, "nothing".
        others = {"none", "pyra", "adapter"}
        for room, torch_room, kind in (("reducers", "reduce", "reducer"), ("methods", "adapt", "method")):
            folders = {path.parent.name for path in (SOURCE / "src" / room).glob("*/*.cc")}
            names = {
                name
                for file, content in text.items()
                if file.startswith(f"{room}/")
                for name in re.findall(r'\.name = "(\w+)"', content)
            }
            self.assertLessEqual(names, folders)
            self.assertGreater(len(names), 5)
            for name in names - others:
                homes = (f"{room}/{name}/", f"{torch_room}/{name}.")
                at = [f for f, content in text.items() if f'"{name}"' in content and not f.startswith(homes)]
                self.assertEqual(at, [], f"{name} is told apart by its name; ask its descriptor instead")
            compared = re.compile(rf'\b{kind}\w* *[!=]= *"')
            at = [file for file, content in text.items() if compared.search(content)]
            self.assertEqual(at, [], f"a {kind} is told apart by its name; ask its descriptor instead")

    def test_tasks_are_known_by_their_descriptors(self):
        compared = re.compile(r'\b\w*task\w*(\.name)? *[!=]= *"')
        at = [
            str(path.relative_to(SOURCE))
            for kind in ("*.cc", "*.h")
            for path in (SOURCE / "src").rglob(kind)
            if compared.search(path.read_text())
        ]
        self.assertEqual(at, [], "a task is told apart by its name; ask its descriptor instead")

    def test_families_and_activations_are_known_by_their_lists_alone(self):
        sources = [path for kind in ("*.cc", "*.h", "*.cu") for path in (SOURCE / "src").rglob(kind)]
        text = {str(path.relative_to(SOURCE / "src")): path.read_text() for path in sources}
        for home, pattern, others in (
            # Words that stand for a library, or are in the names of models, too.
            ("architecture/families/", r'\.name = "([\w-]+)"', {"timm", "deit", "open_clip"}),
            ("kernels/activations/", r'"(\w+)"[,}]', {"quickgelu"}),
        ):
            names = {
                name
                for file, content in text.items()
                if file.startswith(home)
                for name in re.findall(pattern, content)
            }
            self.assertGreater(len(names), 3)
            for name in names - others:
                at = [f for f, content in text.items() if f'"{name}"' in content and not f.startswith(home)]
                self.assertEqual(at, [], f"{name} is told apart by its name; ask its entry in {home} instead")
        compared = re.compile(r'\bfamily\w*(\.name)? *[!=]= *"')
        at = [file for file, content in text.items() if compared.search(content)]
        self.assertEqual(at, [], "a family is told apart by its name; give its key map a field instead")

    def test_rooms_stand_in_an_order(self):
        before = []
        for room, uses in ROOMS.items():
            self.assertEqual(
                [other for other in uses if other not in before], [], f"{room} uses a room after it"
            )
            before.append(room)
        self.assertEqual(
            sorted(room for room in before if "/" not in room),
            sorted(path.name for path in (SOURCE / "src").iterdir() if path.is_dir()),
        )

    def test_no_include_climbs_out(self):
        script = SOURCE / "cmake/no_way_round.cmake"
        self.assertEqual(subprocess.run(["cmake", f"-DROOMS={SOURCE / 'src'}", "-P", script]).returncode, 0)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.cc").write_text('#include "../kernels/matmul.h"\n')
            refused = subprocess.run(
                ["cmake", f"-DROOMS={folder}", "-P", script], capture_output=True, text=True
            )
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn('names a header by ".."', refused.stderr)

    def test_the_picture_in_the_documents_is_of_these_rooms(self):
        drawn = subprocess.run(
            [sys.executable, DRAW, BUILD / "rooms/rooms.json"], capture_output=True, text=True, check=True
        ).stdout
        self.assertEqual(drawn, (SOURCE / "docs/images/rooms.svg").read_text(), "run `make rooms`")


if __name__ == "__main__":
    unittest.main()
