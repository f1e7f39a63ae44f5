"""What is killed: five verbs on tiny inputs, what each of them leaves, and how it is started again."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
from pyra_cli import CLASSES, make_backbone, make_pictures, read_safetensors

TIMES = ("seconds", "img_per_s", "peak_rss_mb", "train_seconds", "train_img_per_s", "model_img_per_s")
COMPARE = """title = "kills"
out = "out"
backbone = "../backbone.safetensors"
schedules = ["r=2"]
seeds = [0, 1]
threads = 1
[options]
epochs = {epochs}
batch = 8
[[data]]
name = "colours"
path = "../data"
[[method]]
name = "tome"
reducer = "tome"
[[method]]
name = "plain"
reducer = "none"
[[method]]
name = "merged"
from = "plain"
from_schedule = "none"
"""


def make_inputs(folder):
    make_backbone(folder / "backbone.safetensors")
    make_backbone(folder / "own_head.safetensors", classes=CLASSES, depth=6, dim=96, heads=3, mlp_dim=384)
    make_pictures(folder / "data", train=16, test=8)


def without_times(values):
    return {key: value for key, value in values.items() if key not in TIMES}


class Workload:
    """One verb in a folder of its own, from which every path is relative: so commands, which files record,
    are the same."""

    name, outputs = "", ()

    def prepare(self, folder):
        pass

    def command(self, folder):
        raise NotImplementedError

    def result(self, folder):
        """What must be the same, however often it was killed."""
        raise NotImplementedError

    def check_whole(self, folder):
        """Raises where a file under its final name is half written."""
        for file in folder.rglob("*"):
            if file.suffix in (".safetensors", ".ckpt"):
                tensors, _ = read_safetensors(file)
                assert tensors, f"{file} has no tensors"
            elif (
                file.suffix == ".json" and file.name != "result.json"
            ):  # a child's output, until it has ended
                json.loads(file.read_text())
            elif file.suffix == ".jsonl":
                for line in file.read_text().splitlines():
                    json.loads(line)

    def left_over(self, folder):
        """What a finished run should not have left."""
        return sorted(
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if ".pyra-" in path.name or path.name == ".lock"
        )


class Adapt(Workload):
    name, epochs = "adapt", 40

    def command(self, folder):
        resume = ["--resume"] if (folder / "run" / "last.ckpt").exists() else []
        return [
            "adapt",
            "--backbone",
            "../backbone.safetensors",
            "--data",
            "../data",
            "--out",
            "run",
            "--schedule",
            "r=3",
            "--epochs",
            self.epochs,
            "--batch",
            4,
            "--accumulate",
            2,
            "--augmentation",
            "rand",
            "--val-fraction",
            "0.25",
            "--save-every",
            "0.03",
            *resume,
        ]

    def result(self, folder):
        run = folder / "run"
        log = [without_times(json.loads(line)) for line in (run / "log.jsonl").read_text().splitlines()]
        adapter, metadata = read_safetensors(run / "adapter.safetensors")
        metrics = without_times(json.loads(metadata["pyra.adapter"])["metrics"])
        tensors = {
            name: read_safetensors(run / name)[0] for name in ("adapter.best.safetensors", "last.ckpt")
        }
        assert (run / "report.html").stat().st_size > 0
        return log, adapter, metrics, tensors


class Tocom(Workload):
    name, epochs = "tocom", 12

    def command(self, folder):
        resume = ["--resume"] if (folder / "t.safetensors.run" / "last.ckpt").exists() else []
        return [
            "tocom",
            "--backbone",
            "../backbone.safetensors",
            "--data",
            "../data",
            "--out",
            "t.safetensors",
            "--max-rate",
            4,
            "--epochs",
            self.epochs,
            "--batch",
            8,
            "--save-every",
            "0.03",
            *resume,
        ]

    def result(self, folder):
        tensors, metadata = read_safetensors(folder / "t.safetensors")
        return tensors, without_times(json.loads(metadata["pyra.tocom"])["metrics"])


class Compare(Workload):
    name, epochs = "compare", 6

    def prepare(self, folder):
        (folder / "compare.toml").write_text(COMPARE.format(epochs=self.epochs))

    def command(self, folder):
        return ["compare", "compare.toml"]

    def result(self, folder):
        def accuracy(file):
            values = json.loads(file.read_text())
            return {
                key: values[key]
                for key in values
                if key.startswith(("top", "loss", "per_class", "settings", "count"))
            }

        records = {
            file.name: accuracy(file)
            for file in sorted((folder / "out").rglob("*.json"))
            if "work" not in file.parts
        }
        adapters = {
            str(file.relative_to(folder)): read_safetensors(file)[0]
            for file in sorted((folder / "out" / "work").rglob("adapter.safetensors"))
        }
        assert len(records) >= 6 and len(adapters) == 4, (records, adapters.keys())
        return records, adapters


class Schedule(Workload):
    name = "schedule"

    def command(self, folder):
        return [
            "schedule",
            "--backbone",
            "../own_head.safetensors",
            "--data",
            "../data",
            "--speedup",
            "1.4",
            "--evaluations",
            400,
            "--out",
            "fast.json",
        ]

    def result(self, folder):
        return (folder / "fast.json").read_bytes()


class Export(Workload):
    name = "export"

    def command(self, folder):
        return [
            "export",
            "--backbone",
            "../own_head.safetensors",
            "--schedule",
            "r=2",
            "--to",
            "runtime",
            "--out",
            "m.safetensors",
        ]

    def result(self, folder):
        return (folder / "m.safetensors").read_bytes()


WORKLOADS = {work.name: work for work in (Adapt(), Tocom(), Compare(), Schedule(), Export())}
