"""What a closed terminal, a kill, a broken pipe or an odd name may not cost: the work of a run."""

import json
import os
import signal
import subprocess
import unittest
from pathlib import Path

from pyra_cli import CLASSES, PYRA, CliTest, make_backbone, make_pictures, read_safetensors, run, start

FOR_EVER = 100000  # epochs


def wait_for(process, word):
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"'{word}' was not said")


class SignalTest(CliTest):
    def begin(self, out, *options, **more):
        process = start(*self.adapt_arguments(out, *options, epochs=FOR_EVER), **more)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        wait_for(process, "epoch ")
        return process

    def test_a_closed_terminal_is_a_request_to_save(self):
        out = self.folder / "run"
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            process = self.begin(out, *(["--resume"] if out.exists() else []))
            process.send_signal(number)
            if number == signal.SIGHUP:
                process.send_signal(number)  # a terminal that closes sends more than one
            _, error = process.communicate()
            self.assertEqual(process.returncode, 130, error)
            self.assertIn("last.ckpt is saved", error)

    def test_nohup_goes_on(self):
        process = self.begin(
            self.folder / "run", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
        )
        process.send_signal(signal.SIGHUP)
        for _ in range(3):
            wait_for(process, "epoch ")
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(process.returncode, 130)

    def test_other_verbs_end_with_130_too(self):
        shelf = make_backbone(
            self.folder / "shelf.safetensors", classes=CLASSES, dim=192, mlp_dim=768, depth=6
        )
        process = start(
            "schedule",
            "--backbone",
            shelf,
            "--data",
            self.data,
            "--speedup",
            "1.4",
            "--evaluations",
            "100000",
        )
        wait_for(process, "pictures ")
        process.send_signal(signal.SIGHUP)
        _, error = process.communicate()
        self.assertIn(process.returncode, (0, 130), error)  # a small model has few schedules

    def test_nobody_reads_the_progress_any_more(self):
        out = self.folder / "run"
        process = start(*self.adapt_arguments(out, "--json", epochs=40))
        wait_for(process, "epoch 1/")
        process.stderr.close()
        told = process.stdout.read()
        self.assertEqual(process.wait(), 0)
        process.stdout.close()
        self.assertEqual(json.loads(told)["epochs"], 40)

    def test_nobody_reads_the_result(self):
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run(
            [PYRA, "inspect", self.backbone, "--json"], stdout=writer, stderr=subprocess.PIPE, text=True
        )
        os.close(writer)
        self.assertEqual(result.returncode, 1)
        self.assertIn("nobody reads", result.stderr)


class KilledTest(CliTest):
    def kill(self, out, *options):
        process = start(*self.adapt_arguments(out, *options, epochs=FOR_EVER))
        wait_for(process, "epoch 2/")
        process.kill()
        process.communicate()
        self.assertTrue((out / ".lock").exists())

    def test_before_anything_was_saved_it_starts_again(self):
        for option in ([], ["--resume"]):
            with self.subTest(option=option):
                out = self.folder / ("resumed" if option else "started")
                self.kill(out)
                self.assertFalse((out / "last.ckpt").exists())
                (out / "last.ckpt.pyra-abcdef").write_bytes(b"half")
                result = self.succeeds(self.adapt(out, *option, epochs=2))
                self.assertEqual("from the beginning" in result.stderr, bool(option))
                self.assertEqual(len((out / "log.jsonl").read_text().splitlines()), 2)
                self.assertEqual(
                    [
                        path.name
                        for path in out.iterdir()
                        if path.name.startswith(".") or ".pyra-" in path.name
                    ],
                    [],
                )

    def test_in_the_midst_of_an_epoch_it_goes_on_from_there(self):
        whole, parts = self.folder / "whole", self.folder / "parts"
        options = ["--save-every", "0", "--augmentation", "rand"]
        self.succeeds(self.adapt(whole, *options, epochs=30, batch=2))
        process = start(*self.adapt_arguments(parts, *options, epochs=30, batch=2))
        wait_for(process, "epoch 3/")
        process.kill()
        process.communicate()
        position = json.loads(read_safetensors(parts / "last.ckpt")[1]["pyra.position"])
        self.assertGreaterEqual(position["epoch"], 2)
        self.succeeds(self.adapt(parts, *options, "--resume", epochs=30, batch=2))
        self.assertEqual(*(read_safetensors(out / "adapter.safetensors")[0] for out in (whole, parts)))

    def test_folders_that_hold_something_else(self):
        out = self.folder / "run"
        out.mkdir()
        (out / "recipe.toml").write_text("lr = 0.1\n")
        self.refuses(self.adapt(out), "not empty", "no run in it can be continued")
        self.refuses(self.adapt(out, "--resume"), "last.ckpt", "another folder")
        self.assertEqual((out / "recipe.toml").read_text(), "lr = 0.1\n")


class EndOfARunTest(CliTest):
    def test_results_are_told_where_the_report_cannot_be_written(self):
        out = self.folder / "run"
        process = start(*self.adapt_arguments(out, "--json", epochs=60))
        wait_for(process, "epoch 1/")
        (out / "report.html").mkdir()
        told, error = process.communicate()
        self.assertEqual(process.returncode, 2, error)
        self.assertIn("report.html", error)
        self.assertEqual(json.loads(told)["count"], 12)
        self.refuses(self.adapt(out, "--resume", epochs=60), "report.html", "is a folder")

    def test_epochs_may_grow(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out, epochs=3))
        result = self.adapt(out, "--resume", "--json", epochs=6)
        self.assertEqual(self.json_of(result)["first_epochs"], 3)
        self.assertIn("begun for 3 epochs, now for 6", result.stderr)
        self.assertEqual(len((out / "log.jsonl").read_text().splitlines()), 6)
        self.refuses(self.adapt(out, "--resume", epochs=4), "another run", "epochs = 6", "epochs = 4")

    def test_only_what_differs_is_shown(self):
        out = self.folder / "run"
        self.succeeds(self.adapt(out))
        result = self.refuses(self.adapt(out, "--resume", "--lr", "0.5"), "lr = 0.5", "lr = 0.001")
        self.assertNotIn("weight_decay", result.stderr)

    def test_the_default_schedule_is_low_and_a_run_keeps_its_own(self):
        backbone = make_backbone(
            self.folder / "65 tokens.safetensors", image_height=32, image_width=32, depth=6
        )
        told = self.json_of(self.adapt(self.folder / "low", "--json", backbone=backbone, schedule=None))
        self.assertEqual(told["schedule"], "low")
        out = self.folder / "high"
        self.succeeds(self.adapt(out, backbone=backbone, schedule="high"))
        self.assertEqual(
            self.json_of(self.adapt(out, "--resume", "--json", backbone=backbone, schedule=None))["schedule"],
            "high",
        )
        shelf = make_backbone(
            self.folder / "shelf.safetensors", classes=CLASSES, image_height=32, image_width=32, depth=6
        )
        rates = [
            self.json_of(
                run(
                    "eval", "--backbone", shelf, "--data", self.data, "--reducer", "tome", *schedule, "--json"
                )
            )["schedule"]
            for schedule in ([], ["--schedule", "low"])
        ]
        self.assertEqual(*rates)

    def test_fewer_pictures_than_a_batch(self):
        result = self.succeeds(self.adapt(self.folder / "run", batch=1000))
        self.assertIn("24 training pictures are fewer than a batch of 1000", result.stderr)


class NamesTest(CliTest):
    """Paths that are not UTF-8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.odd = Path(os.fsdecode(os.fsencode(cls.shared) + b"/caf\xe9"))
        cls.odd.mkdir()
        cls.odd_data = make_pictures(cls.odd / "data")
        cls.odd_backbone = make_backbone(Path(os.fsdecode(os.fsencode(cls.odd) + b"/b\xff.safetensors")))

    def test_adapt_and_what_comes_after_it(self):
        out = self.odd / "run"
        self.json_of(
            self.adapt(
                out, "--json", "--recipe", self.recipe(), backbone=self.odd_backbone, data=self.odd_data
            )
        )
        self.succeeds(
            self.adapt(
                out, "--resume", "--recipe", self.recipe(), backbone=self.odd_backbone, data=self.odd_data
            )
        )
        self.json_of(
            run("eval", "--model", out, "--data", self.odd_data, "--json", "--csv", self.odd / "rows.csv")
        )
        self.assertIn(
            "caf\\xe9", run("inspect", out / "adapter.safetensors", "--json").stdout.replace("\\\\", "\\")
        )
        self.json_of(
            run("export", "--model", out, "--to", "runtime", "--out", self.odd / "m.safetensors", "--json")
        )
        self.json_of(run("eval", "--model", self.odd / "m.safetensors", "--data", self.odd_data, "--json"))

    def recipe(self):
        file = Path(os.fsdecode(os.fsencode(self.odd) + b"/r\xfe.toml"))
        file.write_text("lr = 0.01\n")
        return file

    def test_pretrain_schedule_and_tocom(self):
        out = self.odd / "own.safetensors"
        self.json_of(
            run(
                "pretrain",
                "--arch",
                "vit_demo_patch2_28",
                "--data",
                self.odd_data,
                "--batch",
                "8",
                "--epochs",
                "1",
                "--out",
                out,
                "--json",
            )
        )
        fast = self.odd / "fast.json"
        self.json_of(
            run(
                "schedule",
                "--backbone",
                out,
                "--data",
                self.odd_data,
                "--speedup",
                "1.2",
                "--evaluations",
                "8",
                "--pictures",
                "8",
                "--out",
                fast,
                "--json",
            )
        )
        self.json_of(
            self.adapt(self.odd / "scheduled", "--json", backbone=out, data=self.odd_data, schedule=fast)
        )
        self.json_of(
            run(
                "tocom",
                "--backbone",
                self.odd_backbone,
                "--data",
                self.odd_data,
                "--out",
                self.odd / "t.safetensors",
                "--max-rate",
                "4",
                "--epochs",
                "1",
                "--batch",
                "8",
                "--json",
            )
        )


if __name__ == "__main__":
    unittest.main()
