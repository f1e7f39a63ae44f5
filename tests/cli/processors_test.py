"""Processors without AVX-512, as kernels and oneDNN are told to see this one."""

import array
import os
import unittest
from pathlib import Path

from export_test import ExportCase
from pyra_cli import read_safetensors, run

AVX2 = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2", "PYRA_ISA": "avx2"}


def has_avx2():
    facts = Path("/proc/cpuinfo")
    return facts.exists() and " avx2" in facts.read_text()


@unittest.skipUnless(has_avx2(), "this processor has no AVX2")
class ProcessorsTest(ExportCase):
    def on_avx2(self, *options):
        out = self.folder / "old.safetensors"
        answer = run("eval", *options, "--tensors", self.images(), "--out", out, env=AVX2)
        self.succeeds(answer)
        return array.array("f", read_safetensors(out)[0]["logits"][2])

    def test_a_model_gives_the_same_answers(self):
        given = ("--model", self.deployed)
        self.assertNear(self.on_avx2(*given), self.logits(*given), 1e-4)

    def test_int8_is_near(self):
        exact = self.logits("--model", self.deployed)
        spread = max(exact) - min(exact)
        self.assertNear(self.on_avx2("--model", self.deployed, "--dtype", "int8"), exact, 0.1 * spread)

    def test_adapters_are_trained(self):
        out = self.folder / "run"
        told = self.json_of(run(*self.adapt_arguments(out, "--json"), env=AVX2))
        again = self.json_of(run("eval", "--model", out, "--data", self.data, "--json"))
        self.assertEqual(again["top1"], told["test_top1"])


if __name__ == "__main__":
    unittest.main()
