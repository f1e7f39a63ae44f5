"""The programs of docs/embedding.md, built against an installed pyra by CMake and by pkg-config, and run."""

import os
import re
import sys

from consumer import BUILD, ROOT, ConsumerTest
from pyra_cli import run

sys.path.insert(0, str(ROOT / "tests/documents"))
from blocks import blocks  # noqa: E402


class EmbeddingTest(ConsumerTest):
    def test_its_programs_build_and_agree(self):
        text = (ROOT / "docs/embedding.md").read_text()
        for language, name in (("c", "embedded.c"), ("c++", "embedded.cc"), ("cmake", "CMakeLists.txt")):
            (found,) = blocks(text, language)
            (self.folder / name).write_text(found.body)
        (compile_line,) = blocks(text, "sh")
        prefix, model = self.folder / "installed", self.folder / "model.safetensors"
        self.shell("cmake", "--install", BUILD, "--component", "runtime", "--prefix", prefix)
        self.shell(
            "cmake", "-S", self.folder, "-B", self.folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
            "-DCMAKE_C_FLAGS=-Wall -Wextra -Werror", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
        )  # fmt: skip
        self.shell("cmake", "--build", self.folder / "build")
        pc = next(prefix.rglob("pyra.pc"))
        self.shell(
            "sh", "-c", compile_line.body, cwd=self.folder, env={**os.environ, "PKG_CONFIG_PATH": pc.parent}
        )
        backbone = ROOT / "examples/demo/vit_demo_patch2_28.safetensors"
        exported = run(
            "export", "--to", "runtime", "--backbone", backbone, "--schedule", "r=2", "--out", model
        )
        self.assertEqual(exported.returncode, 0, exported.stderr)

        picture = ROOT / "docs/images/tokens.png"
        of_c = self.shell(self.folder / "build/embedded_c", model, picture)
        of_cpp = self.shell(self.folder / "build/embedded_cpp", model, picture)
        lines = of_c.stdout.splitlines()
        self.assertEqual([line.split("\t")[0] for line in lines], ["r=2", "none"])
        self.assertEqual(of_cpp.stdout.splitlines()[:2], lines)
        self.assertEqual(of_cpp.stdout.splitlines()[2].split("\t")[0], "r=1")
        for line in of_cpp.stdout.splitlines():
            self.assertRegex(line, r"^\S+\t[a-z]\w*\t0\.\d{4}\t-?\d+\.\d{3} -?\d+\.\d{3} \.\.\.$")
        self.assertRegex(of_c.stderr, r"note: .*model\.safetensors: 5 classes, pictures of 28x28")
        self.assertEqual(of_cpp.stderr, "")
        by_pkg_config = self.shell(
            self.folder / "embedded_c", model, picture,
            env={**os.environ, "LD_LIBRARY_PATH": pc.parent.parent},
        )  # fmt: skip
        self.assertEqual(by_pkg_config.stdout, of_c.stdout)
        for program in ("embedded_c", "embedded_cpp"):
            refused = self.shell(self.folder / "build" / program, picture, picture, status=2)
            self.assertIn("tokens.png", refused.stderr)
            refused = self.shell(self.folder / "build" / program, model, model, status=2)
            self.assertIn("not JPEG", refused.stderr)

    def test_every_function_of_pyra_h_is_named(self):
        header, text = (ROOT / "include/pyra.h").read_text(), (ROOT / "docs/embedding.md").read_text()
        functions = set(re.findall(r"\b(pyra_\w+)\(\w", header)) - {"pyra_version"}
        self.assertGreater(len(functions), 15)
        self.assertEqual({name for name in functions if name not in text}, set())
