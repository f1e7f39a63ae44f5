"""Data sets as people have them: numbers for names, lists in another order, names in other spellings, links,
changed pictures."""

import os
import shutil
import unittest

from pyra_cli import CliTest, make_backbone, make_class_folders, make_pictures, picture, run

COLOURS = ["blue", "green", "red"]


def write_labelled(file, folder, part, label_of, line="{path} {label}"):
    """A row a picture of `part`; `label_of` gives the label of a folder's name."""
    paths = sorted((folder / part).glob("*/*.png"))
    file.write_text(
        "\n".join(
            line.format(path=path.relative_to(folder), label=label_of(path.parent.name)) for path in paths
        )
        + "\n"
    )
    return file


class DatasetsTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = make_pictures(cls.shared / "numbers", [str(k) for k in range(12)], train=2, test=1)
        cls.colours = make_pictures(cls.shared / "colours", COLOURS, train=6, test=4)
        cls.tuned, cls.told = cls.adapt_once(
            "tuned", "--method", "full", data=cls.colours, epochs=8, schedule="none", batch=6
        )
        cls.numbered, cls.numbered_told = cls.adapt_once("numbered", data=cls.numbers, schedule="none")

    def evaluate(self, model, data, *options):
        result = run("eval", "--model", model, "--data", data, *options, "--json")
        return self.json_of(result), result.stderr

    def same_answers(self, model, told, data, *options):
        result, said = self.evaluate(model, data, *options)
        self.assertEqual((result["top1"], result["count"]), (told["top1"], told["count"]))
        return said

    def test_numbers_of_folders_and_lists_mean_the_same(self):
        listed = write_labelled(self.folder / "test.txt", self.numbers, "test", str)
        self.same_answers(self.numbered, self.numbered_told, self.numbers, "--list", listed)
        trained = write_labelled(self.folder / "train.txt", self.numbers, "train", str)
        for number, options in enumerate(
            (
                ["--test-list", listed],
                ["--test-list", listed, "--val-list", listed],
                ["--train-list", trained, "--test-list", listed, "--val-list", listed],
            )
        ):
            with self.subTest(options=options):
                result = self.json_of(
                    self.adapt(
                        self.folder / str(number), *options, "--json", data=self.numbers, schedule="none"
                    )
                )
                self.assertEqual(result["count"], 12)
                self.same_answers(self.folder / str(number), result, self.numbers)  # by folders now

    def test_lists_in_another_order_are_matched_by_name(self):
        order = {"red": 0, "blue": 1, "green": 2}
        listed = write_labelled(self.folder / "test.txt", self.colours, "test", order.get)
        self.assertIn("otherwise", self.same_answers(self.tuned, self.told, self.colours, "--list", listed))
        result = self.adapt(
            self.folder / "run",
            "--test-list",
            listed,
            "--method",
            "full",
            "--json",
            data=self.colours,
            epochs=8,
            schedule="none",
            batch=6,
        )
        self.assertEqual(self.json_of(result)["top1"], self.told["top1"])
        self.assertIn("otherwise", result.stderr)

    def test_csv_of_names_is_data(self):
        table = write_labelled(self.folder / "test.csv", self.colours, "test", str, '"{path}",{label}')
        table.write_text("\ufeffpath,label\n" + table.read_text())
        self.same_answers(self.tuned, self.told, self.colours, "--list", table)
        data = self.folder / "data"
        shutil.copytree(self.colours, data)
        table = write_labelled(data / "train.csv", data, "train", str, "{path},{label}")
        table.write_text("path,label\r\n" + table.read_text().replace("\n", "\r\n"))
        result = self.json_of(self.adapt(self.folder / "run", "--json", data=table))
        self.assertEqual((result["train_count"], result["classes"]), (18, 3))
        shutil.move(shutil.copy(table, self.folder), data / "again.csv")
        self.evaluate(self.folder / "run", data / "again.csv")

    def test_list_that_contradicts_its_folders(self):
        labels = iter([0, 1, 2] * 4)
        listed = write_labelled(self.folder / "test.txt", self.colours, "test", lambda _: next(labels))
        self.refuses(
            run("eval", "--model", self.tuned, "--data", self.colours, "--list", listed),
            listed,
            "contradicts",
        )
        self.refuses(
            self.adapt(self.folder / "run", "--test-list", listed, data=self.colours), listed, "contradicts"
        )

    def test_folders_of_numbers_and_a_head_without_names(self):
        shelf = make_backbone(
            self.folder / "shelf.safetensors", classes=[str(k) for k in range(12)], unnamed=True
        )
        listed = write_labelled(self.folder / "test.txt", self.numbers, "test", str)
        by_folder, by_list = (
            self.json_of(run("eval", "--backbone", shelf, "--data", self.numbers, *options, "--json"))
            for options in ([], ["--list", listed])
        )
        self.assertEqual(by_folder["loss"], by_list["loss"])
        self.assertIn("numeric order", run("eval", "--backbone", shelf, "--data", self.numbers).stderr)

    def test_unicode_spellings_meet(self):
        data = make_pictures(self.folder / "data", ["caf\u00e9", "tea"])
        (data / "test" / "caf\u00e9").rename(data / "test" / "cafe\u0301")
        listed = write_labelled(self.folder / "test.csv", data, "test", str, "{path},{label}")
        listed.write_text("path,label\n" + listed.read_text().replace("cafe\u0301/", "caf\u00e9/"))
        result = self.json_of(self.adapt(self.folder / "run", "--json", data=data))
        self.same_answers(self.folder / "run", result, data, "--list", listed)

    def test_parts_that_lie_unread_beside_a_list_are_named(self):
        listed = write_labelled(self.folder / "train.txt", self.colours, "train", sorted(COLOURS).index)
        said = self.succeeds(
            self.adapt(self.folder / "run", "--train-list", listed, data=self.colours)
        ).stderr
        self.assertIn("test/ is not read", said)
        said = self.succeeds(
            self.adapt(
                self.folder / "other", "--train-list", listed, "--test-list", listed, data=self.colours
            )
        ).stderr
        self.assertNotIn("is not read,", said)

    def test_parts_under_other_names_are_no_classes(self):
        data = self.folder / "data"
        shutil.copytree(self.colours, data)
        (data / "train").rename(data / "train_set")
        (data / "test").rename(data / "test_set")
        for result in (
            self.adapt(self.folder / "run", data=data),
            run("eval", "--model", self.tuned, "--data", data),
        ):
            self.refuses(result, "'test_set' and 'train_set'", "rename them to train/, val/ and test/")
        self.same_answers(self.tuned, self.told, data / "test_set")
        (data / "train_set").rename(data / "train")
        for command in (
            self.adapt_arguments(self.folder / "run", data=data),
            [
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                data,
                "--epochs",
                "1",
                "--out",
                self.folder / "b.safetensors",
            ],
        ):
            said = self.succeeds(run(*command)).stderr
            self.assertEqual(said.count("test_set/ is not read"), 1, said)
            self.assertIn("if test_set/ is meant as test/", said)
        (data / "train").rename(data / "training_set")
        (data / "test_set").rename(data / "test")
        self.assertIn("training_set/ is not read", self.same_answers(self.tuned, self.told, data))

    def test_what_systems_and_archives_leave_is_no_class(self):
        data = make_class_folders(self.folder / "data", 3, COLOURS)
        for name in ("__MACOSX", "@eaDir", ".Trash"):
            (data / name / "red").mkdir(parents=True)
        self.assertEqual(
            self.json_of(self.adapt(self.folder / "run", "--json", data=data, schedule="none"))["classes"], 3
        )

    def test_a_folder_that_holds_the_data_is_asked_about(self):
        data = self.folder / "download"
        make_class_folders(data / "archive", 2, COLOURS)
        self.refuses(
            self.adapt(self.folder / "run", data=data), "1 class", f"is --data {data / 'archive'} meant?"
        )

    def test_numbers_that_leave_classes_empty_are_said_to(self):
        listed = write_labelled(
            self.folder / "train.txt", self.colours, "train", {"red": 0, "green": 3, "blue": 5}.get
        )
        result = self.adapt(
            self.folder / "run", "--train-list", listed, "--json", data=self.colours, schedule="none"
        )
        self.assertEqual(self.json_of(result)["classes"], 6)
        self.assertIn("3 of the 6 classes have no training picture", result.stderr)

    def test_a_class_of_the_test_in_another_case_is_guessed(self):
        data = make_pictures(self.folder / "data", COLOURS, train=2, test=1)
        (data / "test" / "red").rename(data / "test" / "Red")
        self.refuses(self.adapt(self.folder / "run", data=data), "test/Red", "did you mean red?")

    def test_pictures_without_labels_are_not_tested_on(self):
        """As competitions hand out their test/."""
        data = make_class_folders(self.folder / "data" / "train", 3, COLOURS).parent
        (data / "test").mkdir()
        shutil.copy(next((data / "train" / "red").iterdir()), data / "test" / "1.png")
        result = self.adapt(self.folder / "run", "--json", data=data, schedule="none")
        self.assertNotIn("top1", self.json_of(result))
        self.assertIn("test/ holds pictures in no class folder, so nothing is tested on", result.stderr)
        self.refuses(
            run("eval", "--model", self.folder / "run", "--data", data), data / "test", "no class folders"
        )

    def test_names_in_a_list_that_contradict_the_folders(self):
        turned = {"red": "green", "green": "red", "blue": "blue"}
        for part in ("train", "test"):
            table = write_labelled(
                self.folder / f"{part}.csv", self.colours, part, turned.get, "{path},{label}"
            )
            table.write_text("path,label\n" + table.read_text())
        result, said = self.evaluate(self.tuned, self.colours, "--list", self.folder / "test.csv")
        self.assertLess(result["top1"], 50)
        self.assertIn("contradicts the folders of 8 of its 12 pictures", said)
        self.assertIn("green/picture 0.png is labelled 'red'", said)
        said = self.succeeds(
            self.adapt(
                self.folder / "run",
                "--train-list",
                self.folder / "train.csv",
                "--test-list",
                self.folder / "test.csv",
                data=self.colours,
            )
        ).stderr
        self.assertIn("contradicts the folders of 12 of its 18", said)
        self.assertIn("contradicts the folders of 8 of its 12", said)
        right = write_labelled(self.folder / "right.csv", self.colours, "test", str, "{path},{label}")
        right.write_text("path,label\n" + right.read_text())
        self.assertNotIn(
            "contradicts", self.same_answers(self.tuned, self.told, self.colours, "--list", right)
        )

    def test_what_is_not_read_is_named_once(self):
        data = self.folder / "data"
        shutil.copytree(self.colours, data)
        for part in ("train", "test"):
            (data / part / "red" / "photo.HEIC").write_bytes(b"x")
        (data / "train" / "blue" / "notes").write_text("x")
        for result in (
            self.adapt(self.folder / "run", data=data),
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                data,
                "--epochs",
                "1",
                "--out",
                self.folder / "b.safetensors",
            ),
        ):
            self.assertEqual(
                self.succeeds(result).stderr.count(
                    "not read because of their ending: 2 .heic, 1 without an ending"
                ),
                1,
            )
        _, said = self.evaluate(self.tuned, data)
        self.assertEqual(said.count("1 .heic"), 1)
        said = self.succeeds(run("predict", "--model", self.tuned, data / "train")).stderr
        self.assertEqual(said.count("1 .heic"), 1)

    def test_class_name_that_is_not_utf8_is_refused_before_training(self):
        data = self.folder / "data"
        shutil.copytree(self.colours, data)
        os.rename(os.fsencode(data / "train" / "red"), os.fsencode(data / "train") + b"/caf\xe9")
        os.rename(os.fsencode(data / "test" / "red"), os.fsencode(data / "test") + b"/caf\xe9")
        self.refuses(self.adapt(self.folder / "run", data=data, epochs=1000000), "UTF-8", "caf\\xe9")
        # It does not even wait for the backbone, which may be gigabytes: this one does not exist.
        self.refuses(
            run(
                "adapt", "--backbone", self.folder / "gone.pth", "--data", data, "--out", self.folder / "none"
            ),
            "UTF-8",
        )
        self.refuses(run("eval", "--model", self.tuned, "--data", data), "UTF-8")

    def test_links(self):
        data = make_class_folders(self.folder / "data", 3, COLOURS)
        (data / "red" / "up").symlink_to("..")
        (data / "red" / "self").symlink_to(".")
        self.assertEqual(self.evaluate(self.tuned, data)[0]["count"], 9)
        (data / "red" / "other").symlink_to(data / "blue")
        self.refuses(run("eval", "--model", self.tuned, "--data", data), "red/other", "another class")


class ChangedPicturesTest(CliTest):
    """--resume goes on with the same bytes or not at all."""

    def setUp(self):
        super().setUp()
        self.own = self.folder / "data"
        shutil.copytree(self.data, self.own)
        self.out = self.folder / "run"
        self.succeeds(self.adapt(self.out, "--val-fraction", "0.25", data=self.own))

    def resume(self):
        return self.adapt(self.out, "--val-fraction", "0.25", "--resume", data=self.own)

    def test_same_pictures_go_on(self):
        for path in self.own.glob("train/*/*.png"):
            os.utime(path, (1, 1))
        self.succeeds(self.resume())
        record = self.out / "pictures.txt"
        record.write_text(
            record.read_text().replace("pyra pictures 2", "pyra pictures 1")
        )  # of a version before
        for path in self.own.glob("train/*/*.png"):
            os.utime(path, (2, 2))
        self.succeeds(self.resume())
        moved = self.folder / "moved"
        self.own.rename(moved)
        self.own = moved
        self.succeeds(self.resume())

    def test_changes_are_named(self):
        path = self.own / "train" / "red" / "picture 3.png"
        before = path.read_bytes()
        for change in (before + b"\0", before[:-1] + b"\0"):
            path.write_bytes(change)
            self.refuses(self.resume(), "changed: train/red/picture 3.png")
        path.write_bytes(before)
        self.succeeds(self.resume())
        path.unlink()
        self.refuses(self.resume(), "another run's: removed: train/red/picture 3.png; put")
        path.write_bytes(before)
        (self.own / "train" / "red" / "new.png").write_bytes(picture(0, 7))
        self.refuses(self.resume(), "another run's: added: train/red/new.png; put")

    def test_pictures_to_test_on_are_the_same_too(self):
        path = self.own / "test" / "red" / "picture 1.png"
        before = path.read_bytes()
        path.write_bytes(picture(1, 5))
        self.refuses(self.resume(), "the test data under", "changed: test/red/picture 1.png")
        path.unlink()
        self.refuses(self.resume(), "removed: test/red/picture 1.png")
        path.write_bytes(before)
        (self.own / "test" / "red" / "new.png").write_bytes(before)
        self.refuses(self.resume(), "added: test/red/new.png")
        (self.own / "test" / "red" / "new.png").unlink()
        self.assertNotIn("cannot be compared", self.succeeds(self.resume()).stderr)

    def test_where_no_record_is_left_it_is_said(self):
        for name in ("test_pictures.txt", "pictures.txt"):
            (self.out / name).unlink()
            said = self.succeeds(self.resume()).stderr
            self.assertEqual(said.count("cannot be compared"), 1, said)
            self.assertIn(f"there is no {self.out / name}", said)
            self.assertNotIn("cannot be compared", self.succeeds(self.resume()).stderr)

    def test_large_pictures_are_compared_whole(self):
        def write(place):  # 768 KB in a format without compression
            pixels = bytearray(3 * 512 * 512)
            pixels[place] = 255
            (self.own / "train" / "red" / "large.ppm").write_bytes(b"P6 512 512 255\n" + bytes(pixels))

        write(0)
        self.out = self.folder / "large"
        self.succeeds(self.adapt(self.out, "--val-fraction", "0.25", data=self.own))
        write(0)
        self.succeeds(self.resume())
        write(100000)
        self.refuses(self.resume(), "changed: train/red/large.ppm")

    def test_tocom_too(self):
        data = make_class_folders(self.folder / "many", 10)
        arguments = [
            "tocom",
            "--backbone",
            self.backbone,
            "--data",
            data,
            "--out",
            self.folder / "t.safetensors",
            "--max-rate",
            "3",
            "--epochs",
            "1",
            "--batch",
            "8",
        ]
        self.succeeds(run(*arguments))
        (self.folder / "t.safetensors.run" / "pictures.txt").unlink()
        self.assertIn("cannot be compared", self.succeeds(run(*arguments, "--resume")).stderr)
        (data / "red" / "picture 0.png").write_bytes(picture(1, 9))
        self.refuses(run(*arguments, "--resume"), "red/picture 0.png")


if __name__ == "__main__":
    unittest.main()
