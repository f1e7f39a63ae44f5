"""Pictures, class folders and lists that cannot serve."""

import shutil
import unittest

from pyra_cli import CliTest, make_class_folders, run


class BadDataTest(CliTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "run"
        self.copy = self.folder / "data"
        shutil.copytree(self.data, self.copy)

    def refuses_data(self, *words, data=None, options=(), **changes):
        result = self.refuses(self.adapt(self.out, *options, data=data or self.copy, **changes), *words)
        self.holds_nothing(self.out)
        return result

    def test_missing(self):
        self.refuses_data(self.folder / "nowhere", data=self.folder / "nowhere")

    def test_file_instead_of_a_folder(self):
        self.refuses_data(self.backbone, data=self.backbone)

    def test_path_that_cannot_exist(self):
        self.refuses_data("too long", data="x" * 5000)

    def test_folder_without_class_folders(self):
        (self.folder / "bare").mkdir()
        self.refuses_data(self.folder / "bare", "class folders", data=self.folder / "bare")

    def test_empty_class_folder(self):
        (self.copy / "train" / "yellow").mkdir()
        self.refuses_data(self.copy / "train" / "yellow", "no pictures")

    def test_class_folder_of_other_files(self):
        folder = self.copy / "train" / "yellow"
        folder.mkdir()
        (folder / "a.heic").write_bytes(b"ftypheic")
        (folder / "notes.txt").write_text("hello")
        self.refuses_data(folder, "no pictures", ".png", "1 .heic", "1 .txt")

    def test_one_class(self):
        data = make_class_folders(self.folder / "one", 9, ["red"])
        self.refuses_data("1 class", "two", data=data)

    def test_more_classes_in_test_than_in_train(self):
        (self.copy / "test" / "yellow").mkdir()
        shutil.copy(self.copy / "test" / "red" / "picture 0.png", self.copy / "test" / "yellow")
        self.refuses_data(self.copy / "test" / "yellow", "training classes")

    def test_two_validation_splits(self):
        listed = self.folder / "list.txt"
        listed.write_text("train/red/picture 0.png 2\n")
        self.refuses_data(
            "--val-list", "--val-fraction", options=["--val-list", listed, "--val-fraction", "0.5"]
        )

    def spoil(self, content, part="train"):
        path = self.copy / part / "red" / "picture 3.png"
        path.write_bytes(content)
        return path

    def test_unreadable_picture_is_fatal_and_named(self):
        for content in (b"garbage", b"", b"GIF89a\1\0\1\0\0\0\0;", self.truncated()):
            with self.subTest(content[:6]):
                self.refuses_data(self.spoil(content))

    def truncated(self):
        return (self.data / "train" / "red" / "picture 3.png").read_bytes()[:-300]

    def test_unreadable_picture_is_skipped_and_counted(self):
        """And the failed run before it has left the folder free."""
        train, test = self.spoil(b"garbage"), self.spoil(b"", "test")
        self.refuses_data(train)
        result = self.adapt(self.out, "--on-corrupt", "skip", "--json", data=self.copy)
        told = self.json_of(result)
        self.assertIn(f"skipped: {train}", result.stderr)
        self.assertEqual(told["count"], 11)
        self.assertIn('"skipped":1', (self.out / "log.jsonl").read_text())
        evaluated = ["eval", "--model", self.out, "--data", self.copy]
        self.refuses(run(*evaluated), test)
        skipping = run(*evaluated, "--on-corrupt", "skip", "--json")
        self.assertEqual((self.json_of(skipping)["count"], self.json_of(skipping)["skipped"]), (11, 1))
        self.assertIn(str(test), skipping.stderr)

    def test_every_picture_unreadable(self):
        for path in self.copy.glob("train/*/*.png"):
            path.write_bytes(b"garbage")
        self.refuses_data("no training picture", options=["--on-corrupt", "skip"])

    def listed(self, text, *words):
        listed = self.folder / "list.txt"
        listed.write_text(text)
        self.refuses_data(listed, *words, options=["--train-list", listed], batch=1)

    def test_lists(self):
        self.listed("train/red/picture 0.png\n", ":1", "label")
        self.listed("train/red/picture 0.png 0\ntrain/red/picture 1.png -1\n", ":2", "-1")
        self.listed("/etc/passwd 0\n", "/etc/passwd")
        self.listed("../secret.png 0\n", "../secret.png")
        self.listed("", "no pictures")
        self.refuses_data(self.folder, "list file", options=["--train-list", self.folder])
        self.refuses_data("missing.txt", options=["--train-list", self.folder / "missing.txt"])

    def test_list_of_a_missing_picture(self):
        listed = self.folder / "list.txt"
        listed.write_text("train/red/nowhere.png 0\ntrain/red/picture 1.png 1\n")
        self.refuses_data("nowhere.png", "no such", options=["--train-list", listed], batch=1)

    def test_test_list_with_a_class_that_training_lacks(self):
        lists = [self.folder / "train.txt", self.folder / "test.txt"]
        lists[0].write_text("train/red/picture 0.png 0\ntrain/green/picture 0.png 1\n")
        lists[1].write_text("test/blue sky/picture 0.png 2\n")
        self.refuses_data(
            "label 2", "2 classes", options=["--train-list", lists[0], "--test-list", lists[1]], batch=1
        )


if __name__ == "__main__":
    unittest.main()
