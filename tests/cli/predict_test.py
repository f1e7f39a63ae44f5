"""pyra predict: labels of picture files, and the drawing of merged patches."""

import json
import subprocess
import unittest

from pyra_cli import CLASSES, PYRA, CliTest, make_backbone, picture, png_size, read_csv, run


class PredictTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, _ = cls.adapt_once("run")
        cls.pictures = [cls.data / "test" / name / "picture 0.png" for name in CLASSES]

    def predict(self, *options):
        return self.json_of(run("predict", "--model", self.run_folder, *options, "--json"))["pictures"]

    def test_labels_with_probabilities(self):
        rows = self.predict(*self.pictures)
        self.assertEqual([row["path"] for row in rows], [str(path) for path in self.pictures])
        for row in rows:
            self.assertEqual({item["label"] for item in row["predictions"]}, set(CLASSES))
            probabilities = [item["probability"] for item in row["predictions"]]
            self.assertAlmostEqual(sum(probabilities), 1, places=5)
            self.assertEqual(probabilities, sorted(probabilities, reverse=True))

    def test_text_for_people(self):
        result = self.succeeds(run("predict", "--model", self.run_folder, self.pictures[0]))
        self.assertRegex(result.stdout, r"picture 0\.png\n  \d+\.\d %  \w+")
        self.assertIn("preprocess", result.stderr)

    def test_top(self):
        self.assertEqual(len(self.predict(self.pictures[0], "--top", "2")[0]["predictions"]), 2)
        self.assertEqual(len(self.predict(self.pictures[0], "--top", "99")[0]["predictions"]), len(CLASSES))
        self.usage_error(run("predict", "--model", self.run_folder, self.pictures[0], "--top", "0"), "--top")

    def test_agrees_with_eval(self):
        table = self.folder / "rows.csv"
        self.succeeds(run("eval", "--model", self.run_folder, "--data", self.data, "--csv", table))
        told = {row["path"]: row for row in read_csv(table)}
        for row in self.predict(*self.pictures):
            self.assertEqual(row["predictions"][0]["label"], told[row["path"]]["predicted"])
            self.assertAlmostEqual(
                row["predictions"][0]["probability"], float(told[row["path"]]["probability"]), places=4
            )

    def test_csv(self):
        file = self.folder / "rows.csv"
        self.predict(*self.pictures, "--csv", file, "--top", "2")
        rows = read_csv(file)
        self.assertEqual(list(rows[0]), ["path", "label_1", "probability_1", "label_2", "probability_2"])
        self.assertEqual([row["path"] for row in rows], [str(path) for path in self.pictures])
        self.assertTrue(all(row["label_1"] in CLASSES for row in rows))

    def test_tokens_of_one_picture(self):
        file = self.folder / "merged.png"
        (row,) = self.predict(self.pictures[0], "--tokens", file)
        self.assertEqual(row["tokens"], str(file))
        width, height = png_size(file)
        self.assertEqual(width, height)
        self.assertEqual(width % 16, 0)
        self.assertGreaterEqual(width, 224)

    def test_tokens_of_several_pictures(self):
        rows = self.predict(*self.pictures, "--tokens", self.folder / "merged.png")
        names = [f"merged-{i}.png" for i in (1, 2, 3)]
        self.assertEqual([row["tokens"] for row in rows], [str(self.folder / name) for name in names])
        for name in names:
            self.assertIsNotNone(png_size(self.folder / name))

    def test_checkpoint_off_the_shelf(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES)
        (row,) = self.json_of(
            run("predict", "--backbone", shelf, self.pictures[0], "--schedule", "r=2", "--json")
        )["pictures"]
        self.assertEqual({item["label"] for item in row["predictions"]}, set(CLASSES))

    def test_other_sizes_of_pictures(self):
        for side in (1, 7, 61):
            file = self.folder / f"{side}.png"
            file.write_bytes(picture(0, 1, side))
            self.assertEqual(len(self.predict(file)), 1)

    def refuses_picture(self, path, *words):
        self.refuses(run("predict", "--model", self.run_folder, path), path, *words)

    def test_no_such_picture(self):
        self.refuses_picture(self.folder / "missing.png", "no such")

    def test_what_is_no_picture(self):
        heic, text, empty = (self.folder / name for name in ("a.heic", "b.txt", "c.png"))
        heic.write_bytes(b"\0\0\0\x18ftypheic")
        text.write_text("not a picture\n")
        empty.write_bytes(b"")
        self.refuses_picture(heic, "JPEG", "PNG", "WebP")
        self.refuses_picture(text, "JPEG", "PNG", "WebP", "not a picture")
        self.refuses_picture(empty, "empty")
        (self.folder / "bare").mkdir()
        (self.folder / "bare" / "a.heic").write_bytes(b"x")
        self.refuses_picture(self.folder / "bare", "no picture", "1 .heic")

    def test_truncated_picture(self):
        file = self.folder / "cut.png"
        file.write_bytes(self.pictures[0].read_bytes()[:-200])
        self.refuses_picture(file)

    def test_results_come_before_a_bad_picture_and_no_table(self):
        table = self.folder / "rows.csv"
        result = run(
            "predict",
            "--model",
            self.run_folder,
            self.pictures[0],
            self.folder / "x.png",
            self.pictures[1],
            "--csv",
            table,
        )
        self.assertEqual(result.returncode, 2)
        self.assertIn("x.png", result.stderr)
        self.assertEqual(result.stdout.count("picture 0.png"), 1)
        self.assertFalse(table.exists())

    def test_bad_pictures_are_skipped(self):
        bad = self.folder / "x.png"
        bad.write_bytes(b"garbage")
        table = self.folder / "rows.csv"
        result = run(
            "predict",
            "--model",
            self.run_folder,
            bad,
            self.pictures[0],
            self.folder / "gone.png",
            self.pictures[1],
            "--on-corrupt",
            "skip",
            "--csv",
            table,
            "--json",
        )
        told = self.json_of(result)
        self.assertEqual([row["path"] for row in told["pictures"]], [str(path) for path in self.pictures[:2]])
        self.assertEqual(told["skipped"], 2)
        self.assertIn(str(bad), result.stderr)
        self.assertIn("gone.png", result.stderr)
        self.assertEqual(len(read_csv(table)), 2)
        self.refuses(
            run("predict", "--model", self.run_folder, bad, bad, "--on-corrupt", "skip"),
            "none of the 2 pictures",
        )

    def paths(self, *options, **changes):
        result = self.succeeds(
            run("predict", "--model", self.run_folder, *options, "--json-lines", **changes)
        )
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        for row in rows:
            self.assertEqual(len(row["predictions"]), len(CLASSES))
        return [row["path"] for row in rows]

    def test_folders_and_lists(self):
        every = sorted((self.data / "test").rglob("*.png"))
        self.assertEqual(self.paths(self.data / "test"), [str(path) for path in every])
        names = self.folder / "names.txt"
        names.write_text("\ufeff" + "\r\n".join(str(path) for path in every[:3]) + "\r\n\r\n")
        labelled = self.folder / "labelled.txt"
        labelled.write_text("".join(f"{path} 1\n" for path in every[:2]))
        table = self.folder / "table.csv"
        table.write_text("label,path\n" + "".join(f'red,"{path}"\n' for path in every[:2]))
        self.assertEqual(self.paths(names), [str(path) for path in every[:3]])
        self.assertEqual(self.paths(labelled, table), [str(path) for path in every[:2] * 2])
        relative = self.data / "relative.txt"
        relative.write_text("test/red/picture 0.png\n")
        self.assertEqual(self.paths(relative), [str(self.data / "test/red/picture 0.png")])

    def test_names_on_standard_input_are_answered_as_they_come(self):
        process = subprocess.Popen(
            [PYRA, "predict", "--model", str(self.run_folder), "-", "--threads", "1"],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for path in self.pictures:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            self.assertEqual(process.stdout.readline(), f"{path}\n")
            for _ in CLASSES:
                process.stdout.readline()
        rest, error = process.communicate(timeout=60)
        self.assertEqual((rest, process.returncode), ("", 0), error)

    def answers(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def test_standard_input_as_other_programs_write_it(self):
        paths = [str(path) for path in self.pictures]
        odd = self.folder / "two\nlines.png"
        odd.write_bytes(self.pictures[0].read_bytes())
        for text, names in (
            ("\ufeff" + "\r\n".join(paths), paths),
            ("\0".join([*paths, str(odd)]), [*paths, str(odd)]),
            ("".join(path + "\0" for path in paths), paths),
        ):
            result = self.answers(
                subprocess.run(
                    [PYRA, "predict", "--model", self.run_folder, "-", "--json-lines", "--threads", "1"],
                    input=text.encode(),
                    capture_output=True,
                )
            )
            self.assertEqual(
                [json.loads(line)["path"] for line in result.stdout.decode().splitlines()], names
            )
        for text, word in (
            ("\n".join(paths).encode("utf-16"), "UTF-16"),
            (f"{paths[0]}\n{paths[1]}\0{paths[2]}\0".encode(), "zero bytes"),
        ):
            result = subprocess.run(
                [PYRA, "predict", "--model", self.run_folder, "-"], input=text, capture_output=True
            )
            self.assertEqual(result.returncode, 2)
            self.assertIn(word, result.stderr.decode())

    def test_nothing_on_standard_input(self):
        self.refuses(run("predict", "--model", self.run_folder, "-"), "standard input")
        self.refuses(run("predict", "--model", self.run_folder, "-", "-"), "twice")

    def test_labels_of_a_head_without_names(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES, unnamed=True)
        labels = self.folder / "labels.txt"
        labels.write_text("\ufeffone\r\ntwo\r\nthree\r\n")
        (row,) = self.json_of(
            run("predict", "--backbone", shelf, self.pictures[0], "--labels", labels, "--json")
        )["pictures"]
        self.assertEqual({item["label"] for item in row["predictions"]}, {"one", "two", "three"})
        self.assertEqual(
            self.json_of(run("inspect", shelf, "--labels", labels, "--json"))["class_names"],
            ["one", "two", "three"],
        )
        labels.write_text("one\ntwo\n")
        self.refuses(
            run("predict", "--backbone", shelf, self.pictures[0], "--labels", labels), labels, "2", "3"
        )
        self.refuses(
            run("predict", "--model", self.run_folder, self.pictures[0], "--labels", labels),
            "names its 3 classes itself",
        )

    def test_imagenets_names_are_built_in(self):
        shelf = make_backbone(
            self.folder / "shelf.safetensors", classes=[str(k) for k in range(1000)], unnamed=True
        )
        result = run("predict", "--backbone", shelf, self.pictures[0], "--top", "1000", "--json")
        labels = {item["label"] for item in self.json_of(result)["pictures"][0]["predictions"]}
        self.assertEqual(len(labels), 1000)
        self.assertTrue({"tench", "goldfish", "toilet tissue"} <= labels)
        self.assertIn("ImageNet-1k are assumed", result.stderr)
        told = self.json_of(run("inspect", shelf, "--json"))
        self.assertEqual(told["class_names"][:2], ["tench", "goldfish"])
        self.assertIn("assumed", run("inspect", shelf).stdout)


if __name__ == "__main__":
    unittest.main()
