"""What configuring decides and says."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
CMAKE = os.environ.get("CMAKE", "")
ONEDNN = Path(os.environ.get("ONEDNN_INCLUDE_DIR", "")) / "oneapi" / "dnnl"


class ConfigureTest(unittest.TestCase):
    def setUp(self):
        if not CMAKE:
            self.skipTest("CMAKE does not name the program; run these tests through CTest")
        self.folder = Path(tempfile.mkdtemp(prefix="pyra-configure-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def configure(self, *options):
        """What it printed, its status, and the values that it keeps."""
        environment = {name: value for name, value in os.environ.items() if name != "CMAKE_BUILD_TYPE"}
        command = [CMAKE, "-S", SOURCE, "-B", self.folder / "build", "-DPYRA_TRAIN=OFF", *options]
        result = subprocess.run(
            command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        )
        cache = self.folder / "build" / "CMakeCache.txt"
        kept = dict(re.findall(r"(?m)^(\w+):\w+=(.*)$", cache.read_text())) if cache.exists() else {}
        return result.stdout, result.returncode, kept

    def other_onednn(self, **values):
        """An include folder whose oneDNN says something else; `values`: what its macros are to be."""
        folder = self.folder / "include" / "oneapi" / "dnnl"
        folder.mkdir(parents=True)
        for name in ("dnnl.hpp", "dnnl_version.h", "dnnl_config.h"):
            text = (ONEDNN / name).read_text()
            for macro, value in values.items():
                text = re.sub(rf"(?m)^(#define {macro}) .*$", rf"\1 {value}", text)
            (folder / name).write_text(text)
        return f"-DOneDNN_INCLUDE_DIR={self.folder / 'include'}"

    def test_a_plain_small_build(self):
        # As where OpenCL's development package is absent.
        told, status, kept = self.configure("-DCMAKE_DISABLE_FIND_PACKAGE_OpenCL=ON", "--no-warn-unused-cli")
        self.assertEqual(status, 0, told)
        self.assertNotIn("CMake Warning", told)
        self.assertEqual((kept["CMAKE_BUILD_TYPE"], kept["PYRA_TESTS"]), ("Release", "OFF"))

    def test_a_build_type_of_the_user_stays(self):
        told, status, kept = self.configure("-DCMAKE_BUILD_TYPE=")
        self.assertEqual((status, kept["CMAKE_BUILD_TYPE"]), (0, ""), told)

    def test_an_untried_onednn_is_named(self):
        told, status, _ = self.configure(self.other_onednn(DNNL_VERSION_MAJOR=9, DNNL_VERSION_MINOR=8))
        self.assertEqual(status, 0, told)
        for words in ("oneDNN 9.8.", "has not been tried", "2.6 and 3.7"):
            self.assertIn(words, " ".join(told.split()))

    def test_a_onednn_with_other_threads_is_refused(self):
        told, status, _ = self.configure(self.other_onednn(DNNL_CPU_THREADING_RUNTIME="DNNL_RUNTIME_TBB"))
        self.assertNotEqual(status, 0)
        self.assertIn("DNNL_RUNTIME_TBB", told)
        self.assertIn("libdnnl-dev", told)


if __name__ == "__main__":
    unittest.main()
