"""Ctrl-C, and going on from there bit for bit."""

import json
import signal
import threading
import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, make_pictures, read_safetensors, run, start

EPOCHS = 40


class ResumeTest(CliTest):
    """Dropout, mixup, random crops, a validation split: what draws random numbers must go on where it was."""

    OPTIONS = ["--augmentation", "rand", "--val-fraction", "0.25", "--accumulate", "2"]

    def arguments(self, out, *options, **changes):
        return self.adapt_arguments(out, *self.OPTIONS, *options, **{"epochs": EPOCHS, "batch": 3, **changes})

    def interrupt(self, out, *options, signal_number=signal.SIGINT, after=3):
        """Stops a run after some epochs. Returns its standard error."""
        process = start(*self.arguments(out, *options))
        timer = threading.Timer(60, process.kill)
        timer.start()
        error = ""
        for line in process.stderr:
            error += line
            if line.startswith(f"epoch {after}/"):
                process.send_signal(signal_number)
        self.assertEqual(process.stdout.read(), "")
        status = process.wait()
        timer.cancel()
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(status, 130, error)
        self.assertIn("--resume", error)
        self.assertIn(str(out / "last.ckpt"), error)
        self.assertTrue((out / "last.ckpt").exists())
        self.assertFalse((out / "adapter.safetensors").exists())
        return error

    def test_interrupted_twice_equals_uninterrupted(self):
        whole, parts = self.folder / "whole", self.folder / "parts"
        told = self.json_of(run(*self.arguments(whole, "--json")))
        self.interrupt(parts, after=2)
        self.interrupt(parts, "--resume", signal_number=signal.SIGTERM, after=9)
        resumed = self.json_of(run(*self.arguments(parts, "--resume", "--json")))
        for name in ("adapter.safetensors", "adapter.best.safetensors"):
            self.assertEqual(read_safetensors(whole / name)[0], read_safetensors(parts / name)[0], name)
        self.assertEqual(read_safetensors(whole / "last.ckpt")[0], read_safetensors(parts / "last.ckpt")[0])
        for key in ("top1", "top5", "best_epoch", "best_val_top1", "val_top1"):
            self.assertEqual(told[key], resumed[key], key)
        losses = [
            [json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()]
            for out in (whole, parts)
        ]
        self.assertEqual(len(losses[0]), EPOCHS)
        self.assertEqual(*losses)

    def test_what_cannot_be_resumed(self):
        out = self.folder / "run"
        self.interrupt(out)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        with self.subTest("without --resume"):
            self.refuses(run(*self.arguments(out)), out, "not empty", "--resume")
        with self.subTest("another recipe"):
            self.refuses(
                run(*self.arguments(out, "--resume", "--lr", "0.5")), "another run", "lr = 0.5", "lr = 0.001"
            )
        with self.subTest("another schedule"):
            self.refuses(run(*self.arguments(out, "--resume", schedule="2,1")), "another run", "2,1")
        with self.subTest("another backbone"):
            other = make_backbone(self.folder / "other.safetensors", seed=1)
            self.refuses(run(*self.arguments(out, "--resume", backbone=other)), "another run", "backbone")
        with self.subTest("other pictures"):
            fewer = make_pictures(self.folder / "fewer", CLASSES, train=7)
            self.refuses(run(*self.arguments(out, "--resume", data=fewer)), "another run", "training data")
        with self.subTest("a damaged checkpoint"):
            (out / "last.ckpt").write_bytes(before["last.ckpt"][:-100])
            self.refuses(run(*self.arguments(out, "--resume")), "last.ckpt")
            (out / "last.ckpt").write_bytes(before["last.ckpt"])
        with self.subTest("a damaged log"):
            (out / "log.jsonl").write_text("nonsense\n")
            self.refuses(run(*self.arguments(out, "--resume")), "log.jsonl:1")
            (out / "log.jsonl").write_bytes(before["log.jsonl"])
        self.assertEqual({path.name: path.read_bytes() for path in out.iterdir()}, before)

    def test_finished_run_resumes_to_itself(self):
        out = self.folder / "run"
        first = self.json_of(self.adapt(out, "--json"))
        before = read_safetensors(out / "adapter.safetensors")[0]
        again = self.json_of(self.adapt(out, "--resume", "--json"))
        self.assertEqual(first["top1"], again["top1"])
        self.assertEqual(read_safetensors(out / "adapter.safetensors")[0], before)


if __name__ == "__main__":
    unittest.main()
