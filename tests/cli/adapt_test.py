"""pyra adapt, where all goes well."""

import json
import shutil
import unittest

from pyra_cli import (
    CLASSES,
    TEST_PER_CLASS,
    TRAIN_PER_CLASS,
    CliTest,
    make_class_folders,
    read_safetensors,
    run,
    write_list,
)

FILES = {
    "adapter.safetensors",
    "last.ckpt",
    "pictures.txt",
    "test_pictures.txt",
    "recipe.toml",
    "log.jsonl",
    "report.html",
}


def manifest(run_folder, name="adapter.safetensors"):
    return json.loads(read_safetensors(run_folder / name)[1]["pyra.adapter"])


def log(run_folder):
    return [json.loads(line) for line in (run_folder / "log.jsonl").read_text().splitlines()]


class AdaptTest(CliTest):
    def test_results_name_method_and_reducer(self):
        for method in ("none", "lora", "adapter", "full"):
            for reducer in ("none", "tome", "pyra"):
                with self.subTest(method=method, reducer=reducer):
                    out = self.folder / f"{method} {reducer}"
                    result = self.json_of(self.adapt(out, "--method", method, "--reducer", reducer, "--json"))
                    self.assertEqual((result["method"], result["reducer"]), (method, reducer))
                    self.assertEqual(result["tokens"], [17, 17, 17] if reducer == "none" else [17, 14, 11])
                    self.assertEqual(result["count"], TEST_PER_CLASS * len(CLASSES))
                    self.assertTrue(0 <= result["top1"] <= 100)
                    self.assertEqual({path.name for path in out.iterdir()}, FILES)
                    if (method, reducer) in {
                        ("none", "pyra"),
                        ("lora", "tome"),
                        ("adapter", "pyra"),
                        ("full", "none"),
                    }:
                        self.evaluates_to(out, result["top1"])

    def evaluates_to(self, model, top1):
        result = self.json_of(run("eval", "--model", model, "--data", self.data, "--json"))
        self.assertEqual(result["top1"], top1)

    def test_trainable_tensors_are_those_of_the_method(self):
        expected = {
            "none": {"head.weight", "head.bias"},
            "lora": {"head.weight", "head.bias"}
            | {f"blocks.{i}.attn.LoRA_{x}.weight" for i in (0, 1) for x in "ab"},
        }
        for method, names in expected.items():
            with self.subTest(method):
                out = self.folder / method
                self.succeeds(self.adapt(out, "--method", method, "--reducer", "tome"))
                self.assertEqual(set(read_safetensors(out / "adapter.safetensors")[0]), names)

    def test_people_read_standard_error_and_the_result_is_on_standard_output(self):
        result = self.succeeds(self.adapt(self.folder / "run"))
        for word in (
            "backbone",
            "schedule",
            "17 -> 14 -> 11",
            "trainable parameters",
            "epoch 1/1",
            "preprocessing",
        ):
            self.assertIn(word, result.stderr)
        self.assertIn("top-1", result.stdout)
        self.assertIn("adapter.safetensors", result.stdout)

    def test_report_is_self_contained(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out))
        html = (out / "report.html").read_text()
        self.assertIn("</html>", html)
        self.assertIn("<svg", html)
        self.assertIn("data:image/png;base64,", html)
        self.assertNotRegex(html, r"<script|<link|<iframe|@import")
        self.assertNotRegex(html, r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//")
        self.assertIn("pyra adapt", html)

    def test_manifest_tells_everything(self):
        out = self.folder / "run"
        result = self.json_of(self.adapt(out, "--seed", "7", "--json"))
        told = manifest(out)
        self.assertEqual(told["class_names"], CLASSES)
        self.assertEqual(told["seed"], 7)
        self.assertEqual(told["rates"], [3, 3])
        self.assertEqual(told["backbone_path"], str(self.backbone))
        self.assertEqual(told["backbone_fingerprint"], result["fingerprint"])
        self.assertEqual(told["preprocessing"]["crop_height"], 16)
        self.assertIn("--seed 7", told["command"])
        self.assertIn("seed = 7", told["recipe"])
        self.assertEqual(told["recipe"], (out / "recipe.toml").read_text())
        self.assertEqual(told["metrics"]["test_top1"], result["top1"])
        for name in ("train_seconds", "train_img_per_s", "peak_rss_mb", "trainable_parameters", "gmac"):
            self.assertGreater(told["metrics"][name], 0, name)

    def test_log_has_a_line_per_epoch(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out, epochs=3))
        records = log(out)
        self.assertEqual([record["epoch"] for record in records], [0, 1, 2])
        for record in records:
            self.assertEqual(record["images"], TRAIN_PER_CLASS * len(CLASSES))
            self.assertGreater(record["img_per_s"], 0)
            self.assertGreater(record["peak_rss_mb"], 0)

    def recipe(self, text):
        file = self.folder / "recipe file.toml"
        file.write_text(text)
        return file

    def test_options_win_over_the_recipe_file_and_it_over_the_defaults(self):
        out = self.folder / "run"
        recipe = self.recipe('method = "none"\nreducer = "tome"\nlr = 0.01\nepochs = 2\nbatch = 4\n')
        result = self.json_of(self.adapt(out, "--recipe", recipe, "--reducer", "none", "--json", batch=None))
        self.assertEqual(
            [result[key] for key in ("method", "reducer", "epochs", "batch")], ["none", "none", 1, 4]
        )
        resolved = (out / "recipe.toml").read_text()
        self.assertRegex(resolved, r"(?m)^lr = 0\.01$")
        self.assertRegex(resolved, r"(?m)^weight_decay = (1e-04|0\.0001)$")

    def test_resolved_recipe_repeats_the_run(self):
        self.succeeds(self.adapt(self.folder / "a", "--seed", "3"))
        self.succeeds(
            self.adapt(
                self.folder / "b",
                "--recipe",
                self.folder / "a" / "recipe.toml",
                epochs=None,
                batch=None,
                schedule=None,
            )
        )
        first, second = (read_safetensors(self.folder / name / "adapter.safetensors")[0] for name in "ab")
        self.assertEqual(first, second)

    def test_seed_decides(self):
        tensors = []
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            self.succeeds(self.adapt(self.folder / name, "--seed", seed))
            tensors.append(read_safetensors(self.folder / name / "adapter.safetensors")[0])
        self.assertEqual(tensors[0], tensors[1])
        self.assertNotEqual(tensors[0], tensors[2])

    def test_dry_run_writes_nothing(self):
        out = self.folder / "run"
        result = self.json_of(self.adapt(out, "--dry-run", "--json"))
        self.assertFalse(out.exists())
        self.assertEqual(result["tokens"], [17, 14, 11])
        for key in ("gmac", "trainable_parameters", "train_img_per_s", "peak_rss_mb", "train_seconds"):
            self.assertGreater(result[key], 0, key)
        self.assertNotIn("top1", result)

    def test_pictures_that_fill_no_batch_are_said_to_be_left_out(self):
        said = self.succeeds(self.adapt(self.folder / "run", batch=10)).stderr
        self.assertIn("leaves out 4 of the 24 training pictures", said)
        self.assertIn("train  20/20 img  100 %", said)
        self.assertNotIn(
            "leaves out",
            self.succeeds(self.adapt(self.folder / "all", "--drop-last", "false", batch=10)).stderr,
        )
        told = self.json_of(self.adapt(None, "--dry-run", "--json", batch=10, epochs=1000))
        self.assertAlmostEqual(told["train_seconds"] * told["train_img_per_s"], 20_000, delta=1)

    def test_dry_run_needs_no_out(self):
        result = self.succeeds(self.adapt(None, "--dry-run"))
        self.assertIn("to expect", result.stdout)

    def test_validation_split_keeps_the_last_and_the_best(self):
        out = self.folder / "run"
        result = self.json_of(self.adapt(out, "--val-fraction", "0.25", "--json", epochs=3, batch=6))
        records = log(out)
        self.assertEqual(result["train_count"], 18)
        self.assertEqual(result["best_val_top1"], max(record["val_top1"] for record in records))
        self.assertEqual(records[result["best_epoch"] - 1]["val_top1"], result["best_val_top1"])
        self.assertEqual(result["val_top1"], records[-1]["val_top1"])
        self.assertEqual(manifest(out, "adapter.best.safetensors")["metrics"]["epoch"], result["best_epoch"])
        self.evaluates_to(out, result["top1"])
        self.json_of(run("eval", "--model", out / "adapter.best.safetensors", "--data", self.data, "--json"))

    def test_lists_with_spaces_in_paths(self):
        lists = [write_list(self.folder / f"{part} list.txt", self.data, part) for part in ("train", "test")]
        out = self.folder / "run"
        result = self.json_of(
            self.adapt(
                out, "--train-list", lists[0], "--test-list", lists[1], "--val-list", lists[1], "--json"
            )
        )
        self.assertEqual(result["train_count"], TRAIN_PER_CLASS * len(CLASSES))
        self.assertEqual(result["count"], TEST_PER_CLASS * len(CLASSES))
        self.assertEqual(result["best_val_top1"], result["top1"])
        self.assertEqual(manifest(out)["class_names"], CLASSES)

    def test_one_folder_of_class_folders(self):
        flat = make_class_folders(self.folder / "flat", 4)
        result = self.json_of(self.adapt(self.folder / "run", "--json", data=flat))
        self.assertEqual(result["train_count"], 12)
        self.assertNotIn("top1", result)  # no test pictures, so no test accuracy
        self.assertEqual({path.name for path in (self.folder / "run").iterdir()}, FILES)

    def test_three_parts(self):
        data = self.folder / "data"
        shutil.copytree(self.data, data)
        shutil.copytree(data / "test", data / "Validation")
        shutil.rmtree(data / "Validation" / "red")
        (data / "train").rename(data / "training")
        printed = self.adapt(self.folder / "run", "--json", data=data, epochs=2)
        result = self.json_of(printed)
        self.assertEqual(
            (result["train_count"], result["count"]),
            (TRAIN_PER_CLASS * len(CLASSES), TEST_PER_CLASS * len(CLASSES)),
        )
        self.assertIn("best_epoch", result)
        for words in (
            "training/ is trained on",
            "Validation/ chooses the best epoch",
            "test/ is tested on once",
        ):
            self.assertIn(words, printed.stderr)

    def test_val_alone_is_not_a_test(self):
        data = self.folder / "data"
        shutil.copytree(self.data, data)
        (data / "test").rename(data / "val")
        printed = self.adapt(self.folder / "run", "--json", data=data)
        result = self.json_of(printed)
        self.assertNotIn("top1", result)
        self.assertIn("best_val_top1", result)
        self.assertIn("there is no test/", printed.stderr)
        evaluated = run("eval", "--model", self.folder / "run", "--data", data, "--json")
        self.assertEqual(self.json_of(evaluated)["top1"], result["best_val_top1"])
        self.assertIn("evaluated on val/", evaluated.stderr)

    def test_existing_empty_out_is_taken(self):
        out = self.folder / "run"
        out.mkdir()
        self.succeeds(self.adapt(out))

    def test_augmentation_and_the_rest_of_the_recipe(self):
        for number, options in enumerate(
            (
                ["--augmentation", "light", "--clip-norm", "1", "--accumulate", "2"],
                ["--augmentation", "rand", "--label-smoothing", "0.1", "--class-weights", "balanced"],
                ["--drop-last", "false", "--crop", "32", "--resize", "40", "--interpolation", "bilinear"],
            )
        ):
            with self.subTest(options=options):
                self.succeeds(self.adapt(self.folder / str(number), *options, batch=7))

    def test_pretrain_writes_a_backbone_that_adapt_takes(self):
        file = self.folder / "own.safetensors"
        data = make_class_folders(self.folder / "pictures", 2)
        result = self.json_of(
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                data,
                "--epochs",
                "1",
                "--batch",
                "4",
                "--out",
                file,
                "--json",
            )
        )
        self.assertEqual(result["checkpoint"], str(file))
        self.assertIn("pyra.config", read_safetensors(file)[1])
        adapted = self.json_of(
            self.adapt(self.folder / "run", "--json", backbone=file, data=data, batch=4, schedule="low")
        )
        self.assertEqual(adapted["rates"], [16] * 11 + [10])


if __name__ == "__main__":
    unittest.main()
