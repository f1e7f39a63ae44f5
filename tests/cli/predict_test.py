"""pyra predict: labels of picture files, and the drawing of merged patches."""

import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, picture, png_size, read_csv, run


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
            self.assertAlmostEqual(row["predictions"][0]["probability"], float(told[row["path"]]["probability"]), places=4)

    def test_csv(self):
        file = self.folder / "rows.csv"
        self.predict(*self.pictures, "--csv", file, "--top", "2")
        rows = read_csv(file)
        self.assertEqual(list(rows[0]), ["path", "label_1", "probability_1", "label_2", "probability_2"])
        self.assertEqual([row["path"] for row in rows], [str(path) for path in self.pictures])
        self.assertTrue(all(row["label_1"] in CLASSES for row in rows))

    def test_tokens_of_one_picture(self):
        file = self.folder / "merged.png"
        row, = self.predict(self.pictures[0], "--tokens", file)
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
        row, = self.json_of(run("predict", "--backbone", shelf, self.pictures[0], "--schedule", "r=2", "--json"))["pictures"]
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
        gif, text, empty = (self.folder / name for name in ("a.gif", "b.txt", "c.png"))
        gif.write_bytes(b"GIF89a\1\0\1\0\0\0\0;")
        text.write_text("not a picture\n")
        empty.write_bytes(b"")
        self.refuses_picture(gif, "JPEG", "PNG", "WebP")
        self.refuses_picture(text, "JPEG", "PNG", "WebP")
        self.refuses_picture(empty, "empty")
        self.refuses_picture(self.folder, "not a regular file")

    def test_truncated_picture(self):
        file = self.folder / "cut.png"
        file.write_bytes(self.pictures[0].read_bytes()[:-200])
        self.refuses_picture(file)

    def test_second_picture_bad_writes_no_table(self):
        table = self.folder / "rows.csv"
        self.refuses(run("predict", "--model", self.run_folder, self.pictures[0], self.folder / "x.png", "--csv", table), "x.png")
        self.assertFalse(table.exists())


if __name__ == "__main__":
    unittest.main()
