"""Where results are written: what is no regular file is written and stays, links are followed."""

import json
import os
import stat
import subprocess
import threading
import unittest

from pyra_cli import CLASSES, PYRA, CliTest, make_backbone, run


class OutputsTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = make_backbone(cls.shared / "shelf.safetensors", classes=CLASSES)
        cls.picture = cls.data / "test" / CLASSES[0] / "picture 0.png"

    def commands(self):
        """Every option of the verbs that need no training which names a file to write, but for that name."""
        model = ["--backbone", self.shelf, "--schedule", "r=2"]
        return {
            "predict --csv": ["predict", *model, self.picture, "--csv"],
            "predict --tokens": ["predict", *model, self.picture, "--tokens"],
            "eval --csv": ["eval", *model, "--data", self.data, "--csv"],
            "export --out": ["export", *model, "--to", "runtime", "--out"],
            "bench --out": [
                "bench",
                "--backbone",
                self.shelf,
                "--schedule",
                "none",
                "--batch",
                "1",
                "--rounds",
                "1",
                "--seconds",
                "0",
                "--break-even",
                "off",
                "--no-memory",
                "--out",
            ],
            "schedule --out": [
                "schedule",
                "--backbone",
                self.shelf,
                "--data",
                self.data,
                "--speedup",
                "1.3",
                "--pictures",
                "8",
                "--evaluations",
                "1",
                "--out",
            ],
        }

    def test_a_pipe_is_written_and_stays(self):
        for name, words in self.commands().items():
            with self.subTest(name):
                pipe = self.folder / f"{words[0]}{words[-1]}.json"
                os.mkfifo(pipe)
                got = []
                reader = threading.Thread(
                    target=lambda got, pipe: got.append(pipe.read_bytes()), args=(got, pipe), daemon=True
                )
                reader.start()
                self.succeeds(run(*words, pipe))
                reader.join(10)
                self.assertTrue(got and got[0], "nothing came through the pipe")
                self.assertTrue(stat.S_ISFIFO(pipe.lstat().st_mode))
                pipe.unlink()

    def test_a_device_stays(self):
        device = self.folder / "null.json"  # a copy: a fault would destroy the machine's own
        try:
            os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
            os.close(os.open(device, os.O_WRONLY))
        except OSError as error:
            self.skipTest(f"no device can be made here: {error}")
        for name, words in self.commands().items():
            with self.subTest(name):
                self.succeeds(run(*words, device))
                self.assertTrue(stat.S_ISCHR(device.lstat().st_mode))
        self.assertEqual(list(self.folder.iterdir()), [device])

    def test_drawings_of_several_pictures_into_a_pipe(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        keep = os.open(pipe, os.O_RDWR)  # so that nobody waits for a reader; the pictures fit into the pipe
        self.addCleanup(os.close, keep)
        run(
            "predict",
            "--backbone",
            self.shelf,
            "--schedule",
            "r=2",
            "--tokens",
            pipe,
            self.picture,
            self.picture,
        )
        self.assertEqual(list(self.folder.iterdir()), [pipe])

    def test_links_are_followed(self):
        for name, words in self.commands().items():
            with self.subTest(name):
                ending = ".json" if name == "schedule --out" else ""  # which a schedule's name has to have
                target, link = self.folder / ("target" + ending), self.folder / ("link" + ending)
                link.symlink_to(target.name)
                for _ in range(2):  # a link to nothing, then to a file
                    self.succeeds(run(*words, link))
                    self.assertTrue(link.is_symlink())
                    self.assertTrue(target.is_file() and not target.is_symlink())
                link.unlink()
                target.unlink()

    def test_standard_output_of_any_kind(self):
        words = self.commands()["predict --csv"] + ["/dev/stdout", "--json"]
        piped = self.succeeds(run(*words)).stdout
        table, _, rest = piped.partition("{")
        self.assertIn("label_1", table)
        json.loads("{" + rest)
        file = self.folder / "out.txt"
        with open(
            file, "w"
        ) as stream:  # a regular file this time: nothing may be lost between the two writers
            subprocess.run([PYRA, *map(str, words), "--threads", "1"], stdout=stream, check=True)
        self.assertEqual(file.read_text(), piped)

    def test_what_gets_names_beside_it_wants_a_file(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.refuses(
            run("pretrain", "--arch", "vit_tiny_patch16_224", "--data", self.data, "--out", pipe),
            "--out",
            "regular file",
        )
        self.refuses(
            run("tocom", "--backbone", self.backbone, "--data", self.data, "--out", pipe),
            "--out",
            "regular file",
        )
        self.assertEqual(list(self.folder.iterdir()), [pipe])

    def test_what_is_read_is_not_replaced(self):
        photo, shelf = self.folder / "photo.png", self.folder / "shelf.safetensors"
        photo.write_bytes(self.picture.read_bytes())
        shelf.write_bytes(self.shelf.read_bytes())
        link = self.folder / "link.png"
        link.symlink_to(photo)
        for words in (
            ["predict", "--backbone", shelf, photo, "--csv", photo],
            ["predict", "--backbone", shelf, photo, "--tokens", link],
            ["predict", "--backbone", shelf, link, "--tokens", photo],
            ["export", "--backbone", shelf, "--to", "runtime", "--out", shelf],
            ["eval", "--backbone", shelf, "--data", self.data, "--csv", shelf],
        ):
            with self.subTest(words):
                self.refuses(run(*words), words[-2], words[-1], "Choose another name")
        self.assertEqual(
            (photo.read_bytes(), shelf.read_bytes()), (self.picture.read_bytes(), self.shelf.read_bytes())
        )

    def test_weights_and_photographs_are_not_replaced_by_results(self):
        """Not named as inputs, but a slip of the hand would cost them."""
        deployed = self.folder / "deployed.safetensors"
        for _ in range(2):  # its own kind is
            self.succeeds(
                run(
                    "export",
                    "--backbone",
                    self.shelf,
                    "--schedule",
                    "r=2",
                    "--to",
                    "runtime",
                    "--out",
                    deployed,
                )
            )
        for name, words in self.commands().items():
            for precious, what in (
                (self.backbone, "tensors"),
                (deployed, "pyra export"),
                (self.picture, "picture"),
            ):
                if (name, what) in {("export --out", "pyra export"), ("predict --tokens", "picture")}:
                    continue
                with self.subTest(name, precious=precious):
                    before = precious.read_bytes()
                    self.refuses(run(*words, precious), words[-1], what)
                    self.assertEqual(precious.read_bytes(), before)
        self.refuses(
            run("tocom", "--backbone", self.shelf, "--data", self.data, "--out", self.backbone),
            "--out",
            "tensors",
        )

    def test_a_name_that_says_another_format_is_refused(self):
        """A PNG called t.jpg would be taken for a JPEG, a safetensors file called m.bin for PyTorch's."""
        other = {
            "--tokens": ["t.jpg", "t.csv"],
            "--csv": ["t.json", "t.html"],
            "--out": ["t.csv", "t.jpg", "t.PTH"],
        }
        for name, words in self.commands().items():
            for file in other[words[-1]]:
                with self.subTest(name, file=file):
                    self.refuses(run(*words, self.folder / file), words[-1], "is written", "name it")
                    self.assertFalse((self.folder / file).exists())

    def test_folders_are_refused(self):
        for name, words in self.commands().items():
            with self.subTest(name):
                self.refuses(run(*words, self.folder), words[-1], "is a folder")


if __name__ == "__main__":
    unittest.main()
