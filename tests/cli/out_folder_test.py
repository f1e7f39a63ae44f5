"""What is written where: occupied folders, two processes, a full disk."""

import os
import resource
import signal
import subprocess
import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, run, start, write_safetensors


class OutFolderTest(CliTest):
    def test_occupied_folder_is_left_alone(self):
        out = self.folder / "run"
        out.mkdir()
        (out / "thesis.txt").write_text("mine")
        self.refuses(self.adapt(out), out, "not empty")
        self.assertEqual([path.name for path in out.iterdir()], ["thesis.txt"])

    def test_file_instead_of_a_folder(self):
        out = self.folder / "run"
        out.write_text("mine")
        self.refuses(self.adapt(out), out, "file")
        self.refuses(self.adapt(out / "deeper"), out, "file")
        self.assertEqual(out.read_text(), "mine")

    def test_a_loop_of_links_is_said_in_words(self):
        loop = self.folder / "loop"
        loop.symlink_to("loop")
        self.refuses(self.adapt(loop), loop, "cannot be looked at: Too many levels of symbolic links")
        self.refuses(run("inspect", loop), loop, "Too many levels")

    def test_parents_are_made(self):
        self.succeeds(self.adapt(self.folder / "a" / "b" / "run"))

    def test_resume_without_a_run(self):
        out = self.folder / "run"
        self.refuses(self.adapt(out, "--resume"), out, "last.ckpt", "without --resume")
        self.assertFalse(out.exists())

    def test_two_processes_in_one_folder(self):
        out = self.folder / "run"
        first = start(*self.adapt_arguments(out, epochs=100000))
        try:
            for line in first.stderr:
                if line.startswith("epoch 1/"):
                    break
            self.refuses(self.adapt(out, epochs=100000), out)
            first.send_signal(signal.SIGINT)
            first.stderr.read()
            self.assertEqual(first.wait(), 130)
            second = start(*self.adapt_arguments(out, "--resume", epochs=100000))
            try:
                for line in second.stderr:
                    if line.startswith("epoch "):
                        break
                self.refuses(self.adapt(out, "--resume", epochs=100000), out, "another pyra")
            finally:
                self.end(second)
        finally:
            self.end(first)
        self.assertTrue((out / "last.ckpt").exists())
        self.assertFalse((out / ".lock").exists())

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            process.wait()
        process.stdout.close()
        process.stderr.close()

    def test_pretrain_beside_a_folder_of_that_name(self):
        out = self.folder / "b.safetensors"
        out.mkdir()
        self.refuses(
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                self.data,
                "--batch",
                "4",
                "--epochs",
                "1",
                "--out",
                out,
            ),
            out,
        )


class DiskFullTest(CliTest):
    """Exit 1, no half of a file under any name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.disk = cls.shared / "disk"
        cls.disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "pyra-test", cls.disk], capture_output=True
        )
        cls.mounted = mounted.returncode == 0
        if cls.mounted:
            cls.addClassCleanup(subprocess.run, ["umount", cls.disk], check=True)

    def setUp(self):
        super().setUp()
        self.shelf = make_backbone(self.folder / "shelf.safetensors", classes=CLASSES)

    def fill(self, free):
        """Leaves `free` bytes of the small disk."""
        if not self.mounted:
            self.skipTest(
                "mounting a small disk needs more rights; the limit on file sizes is tested instead"
            )
        filler = self.disk / "filler"
        self.addCleanup(filler.unlink)
        with open(filler, "wb", buffering=0) as stream:
            try:
                while True:
                    stream.write(bytes(4096))
            except OSError:
                pass
            stream.truncate(max(0, stream.tell() - free))

    def test_adapt(self):
        self.fill(32768)  # recipe.toml and log.jsonl fit, last.ckpt does not
        out = self.disk / "run"
        self.refuses(self.adapt(out, "--method", "full"), "No space left", out, status=1)
        self.holds_nothing(out)
        out.rmdir()

    def test_table_and_drawing(self):
        self.fill(0)
        table, drawing = self.disk / "rows.csv", self.disk / "tokens.png"
        picture = self.data / "test" / "red" / "picture 0.png"
        result = run("eval", "--backbone", self.shelf, "--data", self.data, "--csv", table)
        self.assertEqual(result.returncode, 1)
        self.assertIn("rows.csv", result.stderr)
        self.assertIn("top-1", result.stdout)  # what was worked for is not lost with the file
        self.refuses(
            run("predict", "--backbone", self.shelf, picture, "--tokens", drawing), "tokens.png", status=1
        )
        self.assertEqual([path.name for path in self.disk.iterdir()], ["filler"])

    def test_limit_on_file_sizes(self):
        """What `ulimit -f` sets; as far as files go, the same as a full disk."""

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

        out = self.folder / "run"
        self.refuses(run(*self.adapt_arguments(out), preexec_fn=limit), "File too large", status=1)
        self.holds_nothing(out)
        images = write_safetensors(
            self.folder / "images.safetensors", {"images": ((600, 3, 16, 16), [0.5] * (600 * 768))}
        )
        logits = self.folder / "logits.safetensors"
        self.refuses(
            run("eval", "--backbone", self.shelf, "--tensors", images, "--out", logits, preexec_fn=limit),
            "logits.safetensors",
            status=1,
        )
        self.assertFalse(logits.exists())
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("logits")], [])

    def test_folder_of_an_output_is_missing(self):
        self.refuses(
            run(
                "eval",
                "--backbone",
                self.shelf,
                "--data",
                self.data,
                "--csv",
                self.folder / "nowhere" / "rows.csv",
            ),
            "rows.csv",
            "No such folder",
        )


if __name__ == "__main__":
    unittest.main()
