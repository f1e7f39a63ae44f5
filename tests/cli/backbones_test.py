"""The models of other libraries are what pyra computes, and the page that says so has them all."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from pyra_cli import PYRA

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv/bin/python"
PAGE = (ROOT / "docs/backbones.md").read_text()
PICTURE = ROOT / "docs/images/tokens.png"
# A whole SigLIP of random weights with a tokenizer of five words, into the current folder.
SMALL_SIGLIP = """
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers
words = Tokenizer(models.WordLevel({"<pad>": 0, "a": 1, "photo": 2, "of": 3, "cat": 4, "dog": 5}, "<pad>"))
words.pre_tokenizer = pre_tokenizers.Whitespace()
transformers.PreTrainedTokenizerFast(tokenizer_object=words, pad_token="<pad>").save_pretrained(".")
size = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=1, num_attention_heads=2)
config = transformers.SiglipConfig(
    text_config=dict(**size, vocab_size=6, bos_token_id=1, eos_token_id=2, pad_token_id=0),
    vision_config=dict(**size, image_size=32, patch_size=16),
)
transformers.SiglipModel(config).save_pretrained(".")
"""
TABLE = PAGE.split("<!-- table -->")[1].split("<!-- /table -->")[0]


class BackbonesTest(unittest.TestCase):
    def test_every_difference_of_the_page_is_small(self):
        shares = [float(share) for share in re.findall(r"\d+x\d+ (\S+e-\d+)", TABLE)]
        self.assertGreater(len(shares), 50)
        self.assertLess(max(shares), 1e-4)

    def compare(self, script, *options):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        modules = "import torch, timm, transformers, safetensors"
        try:
            subprocess.run([PYTHON, "-c", modules], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest(f"no {PYTHON} with torch, timm and transformers")
        command = [PYTHON, ROOT / "scripts" / script, "--pyra", PYRA, *options]
        told = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        return told.stdout

    def test_small_models_are_the_libraries(self):
        told = self.compare("compare_backbones.py", "--tiny")
        for line in re.findall(r"(?m)^(\|.*?\|.*?\|.*?\|)", told):
            self.assertIn(line, TABLE, "run scripts/compare_backbones.py --write")

    def test_names_of_timm_are_right_or_refused(self):
        told = self.compare("compare_timm_names.py", "--every", "36", "--first", "9")
        self.assertRegex(told, r"(?m)^[1-9]\d* right, .* 0 WRONG$")

    def test_the_pages_script_makes_a_head_of_texts(self):
        with tempfile.TemporaryDirectory() as folder:
            script = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
            self.assertIn('"google/siglip2-base-patch16-224"', script)
            script = script.replace('"google/siglip2-base-patch16-224"', repr(folder))
            made = subprocess.run(
                [PYTHON, "-c", SMALL_SIGLIP + script], cwd=folder, capture_output=True, text=True
            )
            if "No module named" in made.stderr:
                self.skipTest("no torch or transformers")
            self.assertEqual(made.returncode, 0, made.stderr)
            backbone, head = f"{folder}/model.safetensors", f"{folder}/classes.safetensors"
            told = subprocess.run(
                [PYRA, "predict", "--backbone", backbone, "--head", head, "--json", PICTURE],
                capture_output=True,
                text=True,
            )
            self.assertEqual(told.returncode, 0, told.stderr)
            answered = json.loads(told.stdout)["pictures"][0]["predictions"]
            self.assertEqual({row["label"] for row in answered}, {"cat", "dog"})
            self.assertIn("each class by itself", told.stderr)

    def test_pictures_are_the_libraries(self):
        library = Path(PYRA).resolve().parent.parent / "lib" / "libpyra_runtime.so"
        told = self.compare("compare_pictures.py", "--library", library)
        for family in ("DINOv2", "DINOv3", "CLIP", "SigLIP", "Perception Encoder"):
            self.assertIn(family, told)


if __name__ == "__main__":
    unittest.main()
