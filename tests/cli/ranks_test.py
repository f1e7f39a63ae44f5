"""Several processes that train together: as one in what they compute, together when one of them ends."""

import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest
from pathlib import Path

from pyra_cli import PYRA, CliTest, read_safetensors, run

WAIT = 100  # seconds; a hang is a failure
STEADY = ["--drop-path", "0", "--adapter-dropout", "0"]
FOR_EVER = 100000  # epochs


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_rank(arguments, rank, count, port, **environment):
    variables = {"RANK": str(rank), "WORLD_SIZE": str(count), "MASTER_PORT": str(port), **environment}
    return subprocess.Popen(
        [PYRA, *map(str, arguments), "--threads", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )


def start_ranks(arguments, count=2):
    port = free_port()
    return [start_rank(arguments, rank, count, port) for rank in range(count)]


def finish(processes):
    """[(exit status, standard output, standard error)] of each."""
    try:
        return [
            (process.returncode, out, error)
            for process in processes
            for out, error in [process.communicate(timeout=WAIT)]
        ]
    finally:
        for process in processes:
            process.kill()


def wait_for(process, word):
    """Reads standard error up to a line with this word."""
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"'{word}' was not said")


class RanksTest(CliTest):
    def together(self, out, *options, count=2, **changes):
        """The JSON of rank 0; the others say nothing."""
        results = finish(start_ranks(self.adapt_arguments(out, *options, "--json", **changes), count))
        self.assertEqual([status for status, _, _ in results], [0] * count, results)
        for _, text, error in results[1:]:
            self.assertEqual((text, error), ("", ""))
        return json.loads(results[0][1])

    def losses(self, out):
        return [json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()]

    def assert_close(self, ours, theirs, relative):
        self.assertEqual(len(ours), len(theirs))
        for a, b in zip(ours, theirs, strict=True):
            self.assertLessEqual(abs(a - b), relative * abs(b), (ours, theirs))

    def ends_with(self, result, *words, status=None):
        self.assertIn(result[0], (1, 2) if status is None else (status,), result)
        for word in words:
            self.assertIn(word, result[2])

    def test_losses_of_ten_steps_are_those_of_one_process(self):
        steps = dict(epochs=10, batch=24)  # one step an epoch
        one, two, three = (self.folder / name for name in ("one", "two", "three"))
        self.json_of(self.adapt(one, *STEADY, "--json", **steps))
        self.together(two, *STEADY, **steps)
        self.together(three, *STEADY, count=3, **steps)
        self.assertEqual(len(self.losses(one)), 10)
        self.assert_close(self.losses(two), self.losses(one), 1e-4)
        self.assert_close(self.losses(three), self.losses(one), 1e-4)

    def test_parts_and_batches_that_do_not_divide(self):
        """24 pictures by 7: the last batch of three, of which rank 0 of two has one; 12 to test on, by three
        ranks; and validation."""
        for count in (2, 3):
            with self.subTest(count=count):
                options = [*STEADY, "--drop-last", "false", "--val-fraction", "0.25", "--accumulate", "2"]
                one, several = self.folder / f"one of {count}", self.folder / f"several {count}"
                alone = self.json_of(self.adapt(one, *options, "--json", epochs=4, batch=7))
                shared = self.together(several, *options, count=count, epochs=4, batch=7)
                self.assert_close(self.losses(several), self.losses(one), 1e-4)
                for key in ("top1", "top5", "val_top1", "best_epoch", "classes"):
                    self.assertEqual(shared[key], alone[key], key)
                again = self.json_of(run("eval", "--model", several, "--data", self.data, "--json"))
                self.assertEqual(again["top1"], shared["top1"])
                self.assertEqual(again["count"], 12)

    def test_more_ranks_than_pictures_in_a_batch(self):
        self.together(self.folder / "run", *STEADY, count=3, epochs=1, batch=2)

    def test_two_runs_give_the_same_bits(self):
        runs = [self.folder / "a", self.folder / "b"]
        for out in runs:
            self.together(out, "--augmentation", "rand", epochs=3, batch=8)
        a, b = (read_safetensors(out / "adapter.safetensors")[0] for out in runs)
        self.assertEqual(a, b)

    def test_a_killed_rank_ends_the_other_and_the_run_goes_on_with_any_number(self):
        out = self.folder / "run"
        arguments = functools.partial(
            self.adapt_arguments, out, *STEADY, "--rank-timeout", "2", epochs=FOR_EVER, batch=8
        )
        first, second = start_ranks(arguments())
        wait_for(first, "epoch 2/")
        second.kill()
        killed = time.monotonic()
        (survivor,) = finish([first])
        self.assertLess(time.monotonic() - killed, 30)
        self.ends_with(
            survivor,
            "rank 1",
            f"process {second.pid} on",
            "has not been heard of for 2 s",
            str(out / "last.ckpt"),
            "--resume",
            status=1,
        )
        second.communicate()

        first, second = start_ranks(arguments("--resume"))
        wait_for(first, "epoch ")
        first.kill()
        (survivor,) = finish([second])
        self.ends_with(survivor, "rank 1: rank 0", status=1)
        self.assertEqual(survivor[2].count("\n"), 1, survivor[2])
        first.communicate()
        self.assertEqual(self.go_on_alone(out), 130)

    def go_on_alone(self, out):
        (process,) = start_ranks(
            self.adapt_arguments(out, *STEADY, "--resume", epochs=FOR_EVER, batch=8), count=1
        )
        wait_for(process, "epoch ")
        process.send_signal(signal.SIGINT)
        return finish([process])[0][0]

    def test_resumed_by_two_ends_as_if_never_stopped(self):
        whole, parts = self.folder / "whole", self.folder / "parts"
        options = ["--augmentation", "rand"]
        self.together(whole, *options, epochs=60, batch=8)
        processes = start_ranks(self.adapt_arguments(parts, *options, epochs=60, batch=8))
        wait_for(processes[0], "epoch 2/")
        processes[1].send_signal(signal.SIGINT)  # one of them is asked; both stop
        self.assertEqual([status for status, _, _ in finish(processes)], [130, 130])
        self.together(parts, *options, "--resume", epochs=60, batch=8)
        a, b = (read_safetensors(out / "adapter.safetensors")[0] for out in (whole, parts))
        self.assertEqual(a, b)

    def test_an_error_of_one_rank_ends_all_with_its_name(self):
        port, out = free_port(), self.folder / "run"
        good = self.adapt_arguments(out)
        bad = self.adapt_arguments(out, data=self.folder / "missing")
        results = finish([start_rank(good, 0, 2, port), start_rank(bad, 1, 2, port)])
        self.ends_with(results[1], "rank 1:", "missing", status=2)
        self.ends_with(results[0], "rank 0: rank 1 failed", "missing", status=1)
        self.holds_nothing(out)

    def test_different_commands(self):
        port, out = free_port(), self.folder / "run"
        results = finish(
            [
                start_rank(self.adapt_arguments(out, batch=batch), rank, 2, port)
                for rank, batch in enumerate((8, 4))
            ]
        )
        for rank, result in enumerate(results):
            self.ends_with(
                result,
                f"rank {rank}:",
                "of rank 1 differs",
                "batch = 8",
                "batch = 4",
                "same command",
                status=2,
            )

    def test_an_occupied_folder(self):
        out = self.folder / "run"
        out.mkdir()
        (out / "other.txt").write_text("mine")
        results = finish(start_ranks(self.adapt_arguments(out)))
        self.ends_with(results[0], "is not empty", status=2)
        self.ends_with(results[1], "rank 0 failed", "is not empty", status=1)

    def test_environments_that_make_no_sense(self):
        for variables, words in (
            ({"RANK": "5", "WORLD_SIZE": "2"}, ["RANK=5", "0 to 1"]),
            ({"RANK": "one", "WORLD_SIZE": "2"}, ["RANK=one"]),
            ({"RANK": "0", "WORLD_SIZE": "2", "MASTER_PORT": "http"}, ["MASTER_PORT=http"]),
        ):
            with self.subTest(variables):
                self.refuses(
                    run(*self.adapt_arguments(self.folder / "run"), env={**os.environ, **variables}), *words
                )

    def test_alone_among_several(self):
        environment = {**os.environ, "RANK": "1", "WORLD_SIZE": "2"}
        self.succeeds(run(*self.adapt_arguments(self.folder / "run", "--alone"), env=environment))

    def test_device(self):
        if shutil.which("nvidia-smi") is None:
            self.refuses(self.adapt(self.folder / "run", "--device", "cuda"), "GPU")
        for option in ("--tf32", "--eager", "--resize-on-gpu"):
            self.refuses(self.adapt(self.folder / "run", option), option, "--device cuda")
        self.refuses(self.adapt(self.folder / "run", "--device", "tpu"), "tpu", "cuda:N")


class LauncherTest(CliTest):
    def launched(self, command, **environment):
        out = self.folder / "run"
        arguments = [PYRA, *self.adapt_arguments(out, "--json", "--threads", "1")]
        result = subprocess.run(
            [*command, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=WAIT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "MASTER_PORT": str(free_port()), **environment},
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 processes", result.stderr)
        self.assertEqual(json.loads(result.stdout)["classes"], 3)
        self.assertTrue((out / "adapter.safetensors").exists())

    def test_torchrun(self):
        beside = Path(os.environ.get("PYRA_TORCH_DIR", "")) / "bin" / "torchrun"
        torchrun = str(beside) if beside.exists() else shutil.which("torchrun")
        if torchrun is None or subprocess.run([torchrun, "--help"], capture_output=True).returncode != 0:
            self.skipTest("no torchrun that runs: pip install torch brings one")
        self.launched([torchrun, "--no-python", "--nproc-per-node", "2", "--master-port", str(free_port())])

    def test_mpirun(self):
        mpirun = shutil.which("mpirun")
        if mpirun is None:
            self.skipTest("no mpirun: Debian's openmpi-bin brings one")
        self.launched([mpirun, "--allow-run-as-root", "--oversubscribe", "-n", "2"])


if __name__ == "__main__":
    unittest.main()
