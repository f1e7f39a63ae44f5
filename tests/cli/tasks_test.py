"""Several labels a picture, and values: from a list to a model that runs."""

import json
import random
import signal
import time
import unittest

from pyra_cli import CliTest, png, read_csv, read_safetensors, run, start

SIDE = 20


def labels_and_value(seed):
    """A picture with a bright left side, or a bright top, or both or none; and how bright it is."""
    generator = random.Random(seed)
    left, top = generator.random() < 0.5, generator.random() < 0.5
    level = generator.randrange(40, 100)
    pixels = bytearray()
    for y in range(SIDE):
        for x in range(SIDE):
            bright = (left and x < SIDE // 2) or (top and y < SIDE // 2)
            pixels += bytes([min(255, level + 120 * bright)] * 3)
    return png(bytes(pixels), SIDE, SIDE), [n for n, on in (("left", left), ("top", top)) if on], level


class Tasks(CliTest):
    """What both tasks share: pictures with a list for each part."""

    header, rows = "", []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pictures = cls.shared / "pictures"
        cls.pictures.mkdir(exist_ok=True)
        lists = {"train": range(40), "test": range(40, 60)}
        for part, numbers in lists.items():
            lines = [cls.header]
            for i in numbers:
                picture, labels, level = labels_and_value(i)
                (cls.pictures / f"{i}.png").write_bytes(picture)
                lines.append(f"{i}.png,{cls.field(labels, level)}")
            (cls.pictures / f"{part}.csv").write_text("\n".join(lines) + "\n")

    def words(self, out, *options, test="test.csv", **recipe):
        recipe = {"epochs": 3, "batch": 8, "lr": 0.01, "schedule": "r=3", **recipe}
        fields = [word for name, value in recipe.items() for word in (f"--{name}", str(value))]
        return [
            "adapt", "--backbone", self.backbone, "--data", self.pictures, "--out", out,
            "--train-list", self.pictures / "train.csv", "--test-list", self.pictures / test,
            *fields, *options,
        ]  # fmt: skip

    def train(self, out, *options, **recipe):
        return run(*self.words(out or self.folder / "none", *options, **recipe))

    def evaluate(self, model, *options):
        return run(
            "eval", "--model", model, "--data", self.pictures, "--list", self.pictures / "test.csv", *options
        )

    def runs_everywhere(self, metric):
        """Validation chooses, resume goes on to the bit, an exported file answers alike."""
        out, whole = self.folder / "run", self.folder / "whole"
        told = self.json_of(self.train(out, "--json", "--val-fraction", "0.2"))
        self.assertEqual(told["task"], self.task)
        self.assertIn("best_val_" + metric, told)
        self.assertTrue((out / "adapter.best.safetensors").exists())
        self.assertIn(f'"val_{metric}"', (out / "log.jsonl").read_text())
        found = self.json_of(self.evaluate(out, "--json", "--per-class"))
        self.assertAlmostEqual(found[metric], told[metric], places=3)
        self.assertEqual(found["count"], 20)
        self.assertEqual(len(found["per_class"]["names"]), self.outputs)
        deployed = self.folder / "model.safetensors"
        self.succeeds(run("export", "--model", out, "--to", "runtime", "--out", deployed))
        self.assertEqual(json.loads(read_safetensors(deployed)[1]["pyra.deployed"])["task"], self.task)
        again = self.json_of(self.evaluate(deployed, "--json"))
        self.assertEqual(again[metric], found[metric])
        coarse = self.json_of(self.evaluate(deployed, "--json", "--dtype", "int8"))
        self.assertAlmostEqual(coarse["loss"], found["loss"], delta=0.1 * abs(found["loss"]) + 1e-3)
        self.assertIn(self.task, self.succeeds(run("inspect", deployed)).stdout)
        self.succeeds(self.train(whole, epochs=150))
        self.stopped_and_resumed(self.folder / "resumed", epochs=150)
        files = [folder / "adapter.safetensors" for folder in (whole, self.folder / "resumed")]
        self.assertEqual(*(read_safetensors(file)[0] for file in files))
        return out, told

    def stopped_and_resumed(self, out, **recipe):
        process = start(*self.words(out, "--save-every", "0.01", **recipe))
        while not (out / "last.ckpt").exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        told = process.communicate()[1]  # with its pipes open: what it says last must not fail
        self.assertEqual(process.returncode, 130, f"it was to be stopped midway: {told}")
        self.succeeds(self.train(out, "--resume", **recipe))


class LabelsTest(Tasks):
    task, outputs, header = "labels", 2, "path,labels"

    @staticmethod
    def field(labels, _):
        return ";".join(labels)

    def test_from_a_list_to_a_file_that_runs(self):
        out, told = self.runs_everywhere("map")
        self.assertGreater(told["map"], 60, "two halves that are bright or not")
        self.assertTrue({"f1_micro", "f1_macro"} <= told.keys())
        self.assertEqual(told["classes"], 2)
        report = (out / "report.html").read_text()
        for word in ("mAP", "One by one", "AP, %", "left", "top", "training F1 by picture"):
            self.assertIn(word, report)

    def test_predictions_are_those_that_reach_the_threshold(self):
        out, _ = self.adapted()
        picture = self.pictures / "40.png"
        everything = self.json_of(run("predict", "--model", out, picture, "--threshold", "0", "--json"))
        answers = {p["label"]: p["probability"] for p in everything["pictures"][0]["predictions"]}
        self.assertEqual(sorted(answers), ["left", "top"])
        limit = sorted(answers.values())[1]
        few = self.json_of(run("predict", "--model", out, picture, "--threshold", f"{limit:.9f}", "--json"))
        self.assertLessEqual(len(few["pictures"][0]["predictions"]), 1)
        none = self.succeeds(run("predict", "--model", out, picture, "--threshold", "1"))
        likeliest = max(answers, key=answers.get)
        self.assertRegex(none.stdout, rf"no label \(the most probable one: [\d.]+ %  {likeliest}\)")
        csv = self.folder / "p.csv"
        self.succeeds(run("predict", "--model", out, picture, "--csv", csv))
        row = read_csv(csv)[0]
        self.assertEqual(list(row), ["path", "labels", "left", "top"])
        self.assertAlmostEqual(float(row["top"]), answers["top"], places=5)
        self.refuses(run("predict", "--model", out, picture, "--top", "2"), "use --threshold")

    def test_pictures_that_serve_twice_are_named(self):
        told = self.succeeds(self.train(None, "--dry-run", test="train.csv")).stderr
        self.assertIn("40 of the 40 test pictures are trained on too", told)
        one = self.pictures / "one.csv"
        one.write_text("\n".join((self.pictures / "train.csv").read_text().splitlines()[:2]) + "\n")
        words = self.words(self.folder / "one", "--val-fraction", "0.5")
        words[words.index("--train-list") + 1] = one
        test = words.index("--test-list")
        del words[test : test + 2]
        self.refuses(run(*words), "of 1 training pictures none can be split off")

    def test_a_picture_that_is_not_there_ends_it_at_once(self):
        gone = self.pictures / "gone.csv"
        rows = (self.pictures / "train.csv").read_text().splitlines()
        gone.write_text("\n".join([*rows, "folder\\nope.png,left"]) + "\n")
        words = self.words(self.folder / "gone", "--dry-run")
        words[words.index("--train-list") + 1] = gone
        self.refuses(run(*words), "gone.csv names", "nope.png", "parted by /")

    def adapted(self):
        out = self.folder / "adapted"
        return out, self.json_of(self.train(out, "--json"))

    def test_a_threshold_moves_f1_alone(self):
        out, _ = self.adapted()
        half, low = (self.json_of(self.evaluate(out, "--json", *o)) for o in ((), ("--threshold", "0.01")))
        self.assertEqual(half["map"], low["map"])
        csv = self.folder / "rows.csv"
        self.succeeds(self.evaluate(out, "--csv", csv))
        rows = read_csv(csv)
        self.assertEqual(list(rows[0]), ["path", "labels", "predicted", "left", "top"])
        hits = sum(len(set(r["labels"].split(";")) & set(r["predicted"].split(";")) - {""}) for r in rows)
        both = sum(len([x for x in (r["labels"] + ";" + r["predicted"]).split(";") if x]) for r in rows)
        self.assertAlmostEqual(half["f1_micro"], 200 * hits / both, places=6)

    def test_teacher_elastic_and_tocom(self):
        out, _ = self.adapted()
        taught = self.json_of(self.train(self.folder / "taught", "--teacher", out, "--json", epochs=1))
        self.assertEqual(taught["task"], "labels")
        elastic = self.json_of(self.train(self.folder / "elastic", "--json", epochs=1, schedule="elastic"))
        self.assertIn("test_map_none", elastic)
        steady = self.folder / "steady"
        self.succeeds(self.train(steady, epochs=1, reducer="tome", schedule="r=2"))
        tocom = self.folder / "tocom.safetensors"
        self.succeeds(
            run("tocom", "--backbone", self.backbone, "--data", self.pictures, "--out", tocom,
                "--epochs", "1", "--max-rate", "4", "--batch", "8")
        )  # fmt: skip
        self.assertIn(
            "map", self.json_of(self.evaluate(steady, "--tocom", tocom, "--schedule", "r=3", "--json"))
        )

    def test_what_is_of_another_task_is_refused(self):
        out, _ = self.adapted()
        classes = self.folder / "classes.csv"
        classes.write_text("path,label\n40.png,left\n41.png,top\n")
        self.refuses(
            run("eval", "--model", out, "--data", self.pictures, "--list", classes),
            "is of task classification (one class a picture), the model of labels", "`labels`", "--list",
        )  # fmt: skip
        self.refuses(run("eval", "--model", out, "--data", self.data), "task classification")
        self.refuses(self.train(self.folder / "x", test=classes), "the training pictures of labels")
        folders = self.folder / "run"
        self.json_of(self.adapt(folders, "--json"))
        self.refuses(self.train(self.folder / "y", "--teacher", folders), "is of task classification")
        self.refuses(
            run("pretrain", "--arch", "vit_demo_patch2_28", "--data", self.pictures / "train.csv", "--out",
                self.folder / "b.safetensors"),
            "pretrained on classes",
        )  # fmt: skip

    def test_balanced_and_smoothed(self):
        told = self.json_of(
            self.train(
                self.folder / "run", "--json", "--class-weights", "balanced", "--label-smoothing", "0.1",
                "--augmentation", "rand", epochs=1,
            )
        )  # fmt: skip
        self.assertIn("map", told)

    def test_methods_are_compared_by_map(self):
        file = self.folder / "compare.toml"
        file.write_text(
            f'out = "cells"\nbackbone = "{self.backbone}"\nschedules = ["r=3"]\nseeds = [0]\n'
            f'options = {{ epochs = 1, batch = 8 }}\n[[data]]\nname = "halves"\npath = "{self.pictures}"\n'
            f'train_list = "{self.pictures}/train.csv"\ntest_list = "{self.pictures}/test.csv"\n'
            '[[method]]\nname = "A"\nreducer = "none"\n[[method]]\nname = "B"\nreducer = "tome"\n'
        )
        told = self.json_of(run("compare", file, "--json"))
        self.assertEqual((told["finished"], told["failed"]), (2, []))
        self.assertIn("map_mean", read_csv(told["csv"])[0])
        self.assertIn("mAP, %", (self.folder / "cells" / "report.html").read_text())
        self.assertIn('"task": "labels"', next((self.folder / "cells").glob("*.json")).read_text())


class ValuesTest(Tasks):
    task, outputs, header = "regression", 2, "path,value_level,value_many"

    @staticmethod
    def field(_, level):
        return f"{level / 1000},{level * 1e4}"

    def test_from_a_list_to_a_file_that_runs(self):
        out, told = self.runs_everywhere("r2")
        self.assertTrue({"mae", "r2"} <= told.keys())
        self.assertTrue((out / "report.html").read_text().count("answered over true") >= 2)
        shown = self.succeeds(run("predict", "--model", out, self.pictures / "40.png")).stdout
        self.assertIn("level", shown)
        values = self.json_of(run("predict", "--model", out, self.pictures / "40.png", "--json"))
        answer = values["pictures"][0]["values"]
        self.assertLess(abs(answer["level"] - 0.07), 0.1)
        self.assertTrue(1e5 < answer["many"] < 2e6, "in the values' own units")
        csv = self.folder / "rows.csv"
        self.succeeds(self.evaluate(out, "--csv", csv))
        rows = read_csv(csv)
        self.assertEqual(list(rows[0]), ["path", "level", "level_predicted", "many", "many_predicted"])
        truth = [float(r["many"]) for r in rows]
        answers = [float(r["many_predicted"]) for r in rows]
        mean = sum(truth) / len(truth)
        r2 = 1 - sum((a - b) ** 2 for a, b in zip(truth, answers, strict=True)) / sum(
            (a - mean) ** 2 for a in truth
        )
        found = self.json_of(self.evaluate(out, "--json", "--per-class"))
        self.assertAlmostEqual(found["per_class"]["r2"][1], r2, places=4)

    def test_a_teacher_teaches_in_its_own_units(self):
        out = self.folder / "first"
        first = self.json_of(self.train(out, "--json"))
        taught = self.json_of(self.train(self.folder / "second", "--teacher", out, "--json", epochs=1))
        self.assertGreater(taught["r2"], first["r2"] - 0.5)
        elastic = self.json_of(self.train(self.folder / "elastic", "--json", epochs=1, schedule="elastic"))
        self.assertIn("test_r2_none", elastic)

    def test_what_has_no_meaning_is_refused(self):
        self.refuses(self.train(self.folder / "x", "--label-smoothing", "0.1"), "label_smoothing")
        self.refuses(self.train(self.folder / "x", "--class-weights", "balanced"), "class_weights")
        out = self.folder / "run"
        self.succeeds(self.train(out, epochs=1))
        self.refuses(self.evaluate(out, "--threshold", "0.5"), "several labels")
        (self.pictures / "bad.csv").write_text("path,value_level,value_many\n40.png,1,x\n")
        self.refuses(
            run("eval", "--model", out, "--data", self.pictures, "--list", self.pictures / "bad.csv"),
            "bad.csv:2: column `value_many` holds 'x'",
        )


del Tasks  # has no tests of its own

if __name__ == "__main__":
    unittest.main()
