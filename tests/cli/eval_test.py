"""pyra eval: adapters, checkpoints off the shelf, prepared tensors."""

import json
import random
import unittest

from pyra_cli import (
    CLASSES,
    SIDE,
    TEST_PER_CLASS,
    CliTest,
    make_backbone,
    make_class_folders,
    read_csv,
    read_safetensors,
    run,
    write_list,
    write_safetensors,
)

TIMES = {"img_per_s", "model_img_per_s", "peak_rss_mb"}


class EvalTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, cls.trained = cls.adapt_once("run", "--method", "full", epochs=3)
        cls.shelf = make_backbone(cls.shared / "with head.safetensors", classes=CLASSES)

    def evaluate(self, *options):
        return self.json_of(run("eval", *options, "--json"))

    def test_adapter_reaches_what_adapt_reported(self):
        for model in (self.run_folder, self.run_folder / "adapter.safetensors"):
            result = self.evaluate("--model", model, "--data", self.data)
            self.assertEqual(
                [result[key] for key in ("top1", "top5", "count")],
                [self.trained[key] for key in ("top1", "top5", "count")],
            )

    def test_twice_the_same(self):
        first, second = (self.evaluate("--model", self.run_folder, "--data", self.data) for _ in range(2))
        self.assertEqual(
            {k: v for k, v in first.items() if k not in TIMES},
            {k: v for k, v in second.items() if k not in TIMES},
        )

    def test_json_says_what_ran(self):
        result = self.evaluate("--model", self.run_folder, "--data", self.data)
        self.assertEqual((result["reducer"], result["schedule"], result["skipped"]), ("pyra", [3, 3], 0))
        self.assertGreater(result["speedup"], 1)
        self.assertEqual(result["preprocessing"]["crop_width"], SIDE)
        for key in ("img_per_s", "gmac", "loss", "peak_rss_mb"):
            self.assertGreater(result[key], 0, key)

    def test_preprocessing_and_schedule_are_always_printed(self):
        result = self.succeeds(run("eval", "--model", self.run_folder, "--data", self.data))
        self.assertIn("preprocess resize to 16x16", result.stderr)
        self.assertIn("17 -> 14 -> 11", result.stderr)
        self.assertIn("top-1", result.stdout)

    def test_csv_has_a_row_per_picture(self):
        file = self.folder / "rows.csv"
        result = self.evaluate("--model", self.run_folder, "--data", self.data, "--csv", file)
        rows = read_csv(file)
        self.assertEqual(len(rows), TEST_PER_CLASS * len(CLASSES))
        right = sum(row["label"] == row["predicted"] for row in rows)
        self.assertAlmostEqual(100 * right / len(rows), result["top1"])
        for row in rows:
            self.assertIn("/test/" + row["label"] + "/", row["path"])
            self.assertTrue(0 < float(row["probability"]) <= 1)

    def test_list_and_part(self):
        listed = self.evaluate(
            "--model",
            self.run_folder,
            "--data",
            self.data,
            "--list",
            write_list(self.folder / "test.txt", self.data, "test"),
        )
        self.assertEqual(listed["top1"], self.trained["top1"])
        train = self.evaluate("--model", self.run_folder, "--data", self.data, "--part", "train")
        self.assertEqual(train["count"], self.trained["train_count"])

    def test_some_of_the_classes_are_matched_by_name(self):
        only_red = make_class_folders(self.folder / "some", 3, ["red"])
        file = self.folder / "rows.csv"
        self.assertEqual(
            self.evaluate("--model", self.run_folder, "--data", only_red, "--csv", file)["count"], 3
        )
        self.assertEqual({row["label"] for row in read_csv(file)}, {"red"})

    def test_checkpoint_off_the_shelf(self):
        plain = self.evaluate("--backbone", self.shelf, "--data", self.data)
        self.assertEqual((plain["reducer"], plain["schedule"], plain["speedup"]), ("none", [0, 0], 1))
        merged = self.evaluate(
            "--backbone", self.shelf, "--data", self.data, "--reducer", "tome", "--schedule", "4,2"
        )
        self.assertEqual((merged["reducer"], merged["schedule"]), ("tome", [4, 2]))
        self.assertGreater(merged["speedup"], 1)
        self.assertEqual(
            self.evaluate("--backbone", self.shelf, "--data", self.data, "--schedule", "4,2")["reducer"],
            "tome",
        )

    def test_tome_adapter_takes_another_schedule(self):
        out = self.folder / "tome"
        self.succeeds(self.adapt(out, "--reducer", "tome"))
        result = self.evaluate("--model", out, "--data", self.data, "--schedule", "5,1")
        self.assertEqual(result["schedule"], [5, 1])
        self.assertEqual(
            self.evaluate("--model", out, "--data", self.data, "--reducer", "none")["schedule"], [0, 0]
        )

    def test_preprocessing_options(self):
        result = self.evaluate(
            "--backbone",
            self.shelf,
            "--data",
            self.data,
            "--resize",
            "direct",
            "--interpolation",
            "bilinear",
            "--mean",
            "0.1 0.2 0.3",
            "--std",
            "1 1 1",
            "--crop",
            "32",
        )
        used = result["preprocessing"]
        self.assertEqual(
            (used["direct_resize"], used["interpolation"], used["mean"]), (True, "bilinear", [0.1, 0.2, 0.3])
        )
        self.assertEqual((used["crop_height"], used["crop_width"]), (32, 32))

    def tensors(self, count=5):
        generator = random.Random(3)
        shape = (count, 3, SIDE, SIDE)
        return write_safetensors(
            self.folder / "images.safetensors",
            {"images": (shape, [generator.gauss(0, 1) for _ in range(count * 3 * SIDE * SIDE)])},
        )

    def test_tensors_to_logits_bit_for_bit(self):
        images = self.tensors()
        for model in (["--model", self.run_folder], ["--backbone", self.shelf, "--schedule", "r=2"]):
            logits = []
            for name in ("a", "b"):
                out = self.folder / f"{name}.safetensors"
                result = self.evaluate(*model, "--tensors", images, "--out", out)
                self.assertEqual((result["count"], result["classes"]), (5, len(CLASSES)))
                tensors, _ = read_safetensors(out)
                self.assertEqual(tensors["logits"][:2], ("F32", (5, len(CLASSES))))
                logits.append(tensors["logits"][2])
            self.assertEqual(logits[0], logits[1])

    def test_options_of_pictures_are_refused_with_tensors(self):
        for option in (["--csv", "a.csv"], ["--per-class"], ["--on-corrupt", "skip"], ["--part", "train"]):
            words = [
                "--model",
                self.run_folder,
                "--tensors",
                self.tensors(),
                "--out",
                self.folder / "l.safetensors",
                *option,
            ]
            self.usage_error(run("eval", *words), "--tensors", "excludes")

    def test_wrong_tensors(self):
        images = self.tensors()
        out = self.folder / "logits.safetensors"
        small = write_safetensors(self.folder / "small.safetensors", {"images": ((1, 3, 8, 8), [0.0] * 192)})
        none = write_safetensors(self.folder / "none.safetensors", {"pictures": ((1,), [0.0])})
        flat = write_safetensors(self.folder / "flat.safetensors", {"images": ((4,), [0.0] * 4)})
        model = ["--model", self.run_folder]
        self.refuses(run("eval", *model, "--tensors", small, "--out", out), "8, 8", "16, 16")
        self.refuses(run("eval", *model, "--tensors", none, "--out", out), none, "images")
        self.refuses(run("eval", *model, "--tensors", flat, "--out", out), flat, "[4]")
        self.refuses(run("eval", *model, "--tensors", images), "--out")
        self.refuses(
            run("eval", *model, "--data", self.data, "--tensors", images, "--out", out), "--data", "--tensors"
        )
        self.refuses(run("eval", *model), "--data", "--tensors")
        self.assertFalse(out.exists())

    def test_adapter_finds_its_moved_backbone_beside_it(self):
        here = self.folder / "here"
        here.mkdir()
        backbone = make_backbone(here / "b.safetensors")
        self.succeeds(self.adapt(here / "run", backbone=backbone))
        there = self.folder / "there"
        here.rename(there)
        self.evaluate("--model", there / "run", "--data", self.data)
        (there / "b.safetensors").rename(there / "c.safetensors")
        self.refuses(
            run("eval", "--model", there / "run", "--data", self.data), "b.safetensors", "--backbone"
        )
        self.evaluate("--model", there / "run", "--data", self.data, "--backbone", there / "c.safetensors")


class RefusedModelTest(CliTest):
    """Models that do not fit: both sides are printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, cls.trained = cls.adapt_once("run")

    def test_no_model(self):
        self.refuses(run("eval", "--data", self.data), "--model", "--backbone")

    def test_another_backbone(self):
        other = make_backbone(self.folder / "other.safetensors", seed=1)
        told = json.loads(run("inspect", other, "--json").stdout)
        self.refuses(
            run("eval", "--model", self.run_folder, "--data", self.data, "--backbone", other),
            self.trained["fingerprint"],
            told["fingerprint"],
            "another backbone",
        )
        # One that cannot even be read with the adapter's heads is another one too, not a damaged one.
        narrow = make_backbone(self.folder / "narrow.safetensors", dim=27, heads=3)
        self.refuses(
            run("eval", "--model", self.run_folder, "--backbone", narrow, "--data", self.data),
            "27",
            "dim 32",
            "2 heads",
            "another one",
        )

    def test_another_schedule_for_pyra(self):
        arguments = ["eval", "--model", self.run_folder, "--data", self.data, "--schedule", "2,1"]
        self.refuses(run(*arguments), "3x2", "2,1", "--force-schedule")
        forced = self.json_of(run(*arguments, "--force-schedule", "--json"))
        self.assertEqual(forced["schedule"], [2, 1])
        larger = self.json_of(run(*arguments[:-1], "6,4", "--force-schedule", "--json"))
        self.assertEqual(larger["schedule"], [6, 4])

    def test_the_same_schedule_in_other_words(self):
        self.json_of(
            run("eval", "--model", self.run_folder, "--data", self.data, "--schedule", "3x2", "--json")
        )

    def test_other_classes(self):
        other = make_class_folders(self.folder / "other", 2, ["cat", "dog"])
        self.refuses(
            run("eval", "--model", self.run_folder, "--data", other), "cat", "dog", "blue sky", "red"
        )

    def test_another_reducer(self):
        self.refuses(
            run("eval", "--model", self.run_folder, "--data", self.data, "--reducer", "tome"), "pyra", "tome"
        )
        self.refuses(
            run("eval", "--model", self.run_folder, "--data", self.data, "--reducer", "magic"),
            "magic",
            "tome",
        )

    def test_pyra_off_the_shelf(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES)
        self.refuses(
            run("eval", "--backbone", shelf, "--data", self.data, "--reducer", "pyra", "--schedule", "3"),
            "pyra",
            "tome",
        )

    def test_checkpoint_without_a_head(self):
        self.refuses(run("eval", "--backbone", self.backbone, "--data", self.data), "head", "adapt")

    def test_checkpoint_given_as_adapter_and_the_reverse(self):
        self.refuses(
            run("eval", "--model", self.backbone, "--data", self.data), "not a pyra adapter", "--backbone"
        )
        self.refuses(
            run("eval", "--backbone", self.run_folder / "adapter.safetensors", "--data", self.data),
            "adapter.safetensors",
        )

    def test_folder_that_is_no_run(self):
        self.refuses(run("eval", "--model", self.data, "--data", self.data), self.data, "adapter.safetensors")

    def test_label_beyond_the_classes(self):
        listed = self.folder / "list.txt"
        flat = self.folder / "flat.png"
        flat.write_bytes((self.data / "test" / "red" / "picture 0.png").read_bytes())
        listed.write_text("flat.png 7\n")
        self.refuses(
            run("eval", "--model", self.run_folder, "--data", self.folder, "--list", listed), "label 7"
        )

    def test_classes_without_names_cannot_be_matched(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES + ["more"])
        self.refuses(
            run("eval", "--backbone", shelf, "--data", make_class_folders(self.folder / "d", 1, ["x", "y"])),
            "x",
            "more",
        )


if __name__ == "__main__":
    unittest.main()
