"""What people bring: which copy, which activation, which size, and what stands beside the file."""

import array
import json
import math
import random
import unittest

from pyra_cli import (
    CLASSES,
    SIDE,
    CliTest,
    backbone_tensors,
    read_safetensors,
    run,
    vit_config,
    write_safetensors,
)


class CheckpointTest(CliTest):
    def logits(self, *model):
        generator = random.Random(7)
        images, out = self.folder / "images.safetensors", self.folder / "logits.safetensors"
        shape = (3, 3, SIDE, SIDE)
        write_safetensors(
            images, {"images": (shape, [generator.gauss(0, 1) for _ in range(math.prod(shape))])}
        )
        self.succeeds(run("eval", *model, "--tensors", images, "--out", out))
        return array.array("f", read_safetensors(out)[0]["logits"][2])

    def differ(self, a, b):
        return max(abs(x - y) for x, y in zip(a, b, strict=True))

    def bare(self, name, config, tensors=None):
        """Weights that say nothing, in a folder of their own, with a config.json if `config` is given."""
        folder = self.folder / name
        folder.mkdir()
        if config is not None:
            (folder / "config.json").write_text(json.dumps(config))
        return write_safetensors(
            folder / "model.safetensors", tensors or backbone_tensors(vit_config(classes=len(CLASSES)))
        )

    def test_activation_from_the_file_beside_and_by_option(self):
        plain = {"architecture": "vit_of_mine", "model_args": {"num_heads": 2}}
        quick = {"architecture": "vit_of_mine", "model_args": {"num_heads": 2, "act_layer": "quick_gelu"}}
        exact = self.logits("--backbone", self.bare("exact", plain))
        file = self.bare("quick", quick)
        asked = self.logits("--backbone", file)
        self.assertGreater(self.differ(exact, asked), 1e-5)
        self.assertLess(
            self.differ(
                asked,
                self.logits(
                    "--backbone", self.folder / "exact" / "model.safetensors", "--activation", "quick_gelu"
                ),
            ),
            1e-6,
        )
        self.assertLess(self.differ(exact, self.logits("--backbone", file, "--activation", "gelu")), 1e-6)
        for dtype, tolerance in (("int8", 0.1), ("f32", 1e-6)):
            self.assertLess(self.differ(asked, self.logits("--backbone", file, "--dtype", dtype)), tolerance)

    def test_activation_is_kept_by_adapters_and_exports(self):
        run_folder, deployed = self.folder / "run", self.folder / "deployed.safetensors"
        backbone = self.bare("quick", None, backbone_tensors(vit_config()))
        self.succeeds(self.adapt(run_folder, "--heads", "2", "--activation", "quick_gelu", backbone=backbone))
        manifest = self.json_of(run("inspect", run_folder, "--json"))["manifest"]
        self.assertEqual(manifest["config"]["activation"], "quick_gelu")
        plain = self.json_of(run("inspect", backbone, "--heads", "2", "--json"))["fingerprint"]
        self.assertNotEqual(manifest["backbone_fingerprint"], plain)
        tuned = self.logits("--model", run_folder)
        self.refuses(
            run("eval", "--model", run_folder, "--data", self.data, "--activation", "gelu"),
            "--activation",
            "quick_gelu",
        )
        self.succeeds(run("export", "--model", run_folder, "--to", "runtime", "--out", deployed))
        self.assertLess(self.differ(tuned, self.logits("--model", deployed)), 1e-5)
        self.refuses(
            run("eval", "--model", deployed, "--data", self.data, "--activation", "gelu"), "deployed"
        )

    def test_architectures_of_another_function(self):
        for name in (
            "vit_base_patch16_rpn_224",
            "vit_small_patch16_rope_mixed_ape_224",
            "vit_pe_own_99",
        ):
            file = self.bare(name, {"architecture": name, "num_features": 32})
            self.refuses(run("eval", "--backbone", file, "--data", self.data), name)
            self.refuses(self.adapt(self.folder / "run", backbone=file), name)

    def test_copies(self):
        good, other = (backbone_tensors(vit_config(classes=len(CLASSES)), seed) for seed in (1, 2))
        both = {
            **{"teacher.backbone." + k: v for k, v in good.items()},
            **{"student.module.backbone." + k: v for k, v in other.items()},
        }
        file = write_safetensors(self.folder / "dino.safetensors", both)
        wanted = [
            self.logits(
                "--backbone", write_safetensors(self.folder / f"{i}.safetensors", tensors), "--heads", "2"
            )
            for i, tensors in enumerate((good, other))
        ]
        told = run("eval", "--backbone", file, "--heads", "2", "--data", self.data)
        self.assertIn("student.module.backbone.", told.stderr)
        self.assertEqual(self.logits("--backbone", file, "--heads", "2"), wanted[0])
        self.assertEqual(self.logits("--backbone", file, "--heads", "2", "--copy", "student"), wanted[1])
        self.refuses(
            run("eval", "--backbone", file, "--data", self.data, "--copy", "ema"),
            "--copy ema",
            "teacher.backbone.",
        )

    def test_an_adapter_finds_the_copy_that_it_was_trained_on(self):
        good, other = (backbone_tensors(vit_config(), seed) for seed in (1, 2))
        file = write_safetensors(
            self.folder / "ema.safetensors",
            {
                **{"state_dict." + k: v for k, v in good.items()},
                **{"state_dict_ema." + k: v for k, v in other.items()},
            },
        )
        self.succeeds(self.adapt(self.folder / "run", "--heads", "2", "--copy", "raw", backbone=file))
        self.succeeds(run("eval", "--model", self.folder / "run", "--data", self.data))

    def test_a_copy_is_chosen_by_its_prefix(self):
        good, other = (backbone_tensors(vit_config(), seed) for seed in (1, 2))
        file = write_safetensors(
            self.folder / "two.safetensors",
            {**{"left." + k: v for k, v in good.items()}, **{"right.net." + k: v for k, v in other.items()}},
        )
        self.refuses(
            self.adapt(self.folder / "run", "--heads", "2", backbone=file),
            "nothing says which",
            "'left.'",
            "'right.net.'",
            "--copy left",
        )
        self.refuses(
            self.adapt(self.folder / "run", "--heads", "2", "--copy", "wrong", backbone=file),
            "--copy wrong",
            "'right.net.'",
        )
        told = self.succeeds(
            self.adapt(self.folder / "run", "--heads", "2", "--copy", "right", backbone=file)
        )
        self.assertIn("read raw below 'right.net.'", told.stderr)
        self.succeeds(run("eval", "--model", self.folder / "run", "--data", self.data))

    def test_size_of_a_rectangle(self):
        config = vit_config(
            image_height=96, image_width=12, classes=len(CLASSES)
        )  # 24 x 3 patches and a class token: 73 positions
        file = self.bare("rectangle", None, backbone_tensors(config))
        self.refuses(run("eval", "--backbone", file, "--data", self.data), "--image-size")
        told = self.json_of(run("inspect", file, "--heads", "2", "--image-size", "96x12", "--json"))
        self.assertEqual((told["config"]["image_height"], told["config"]["image_width"]), (96, 12))
        self.refuses(run("inspect", file, "--image-size", "wide"), "--image-size 'wide'")


if __name__ == "__main__":
    unittest.main()
