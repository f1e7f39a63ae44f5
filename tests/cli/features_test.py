"""pyra features: what the head reads, in three kinds of files."""

import array
import ast
import json
import math
import random

from pyra_cli import (
    CLASSES,
    SIDE,
    CliTest,
    backbone_tensors,
    read_csv,
    read_safetensors,
    run,
    vit_config,
    write_safetensors,
)


def rows_of(tensor):
    _, shape, content = tensor
    values = array.array("f", content)
    return [values[i : i + shape[1]].tolist() for i in range(0, len(values), shape[1])]


def read_npy(file):
    content = file.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00", "another format"
    length = int.from_bytes(content[8:10], "little")
    header = ast.literal_eval(content[10 : 10 + length].decode())
    assert (10 + length) % 64 == 0 and header["descr"] == "<f4" and not header["fortran_order"]
    count, channels = header["shape"]
    values = array.array("f", content[10 + length :])
    assert len(values) == count * channels
    return [values[i : i + channels].tolist() for i in range(0, len(values), channels)]


class FeaturesTest(CliTest):
    def setUp(self):
        super().setUp()
        self.tensors = backbone_tensors(vit_config(classes=len(CLASSES)))
        self.file = write_safetensors(self.folder / "model.safetensors", self.tensors)

    def features(self, *words, out="out.safetensors", source=None):
        told = self.succeeds(
            run(
                "features",
                "--backbone",
                source or self.file,
                "--heads",
                "2",
                *words,
                "--out",
                self.folder / out,
            )
        )
        return read_safetensors(self.folder / out) if out.endswith(".safetensors") else told

    def assertClose(self, one, other, tolerance=1e-5):
        self.assertEqual(len(one), len(other))
        for a, b in zip(one, other, strict=True):
            self.assertLess(max(abs(x - y) for x, y in zip(a, b, strict=True)), tolerance)

    def test_head_of_the_features_gives_the_logits(self):
        generator = random.Random(3)
        images, shape = self.folder / "images.safetensors", (3, 3, SIDE, SIDE)
        write_safetensors(
            images, {"images": (shape, [generator.gauss(0, 1) for _ in range(math.prod(shape))])}
        )
        found = rows_of(self.features("--tensors", images)[0]["features"])
        weight, bias = self.tensors["head.weight"][1], self.tensors["head.bias"][1]
        channels = len(found[0])
        expected = [
            [
                sum(weight[k * channels + c] * row[c] for c in range(channels)) + bias[k]
                for k in range(len(bias))
            ]
            for row in found
        ]
        logits = self.folder / "logits.safetensors"
        self.succeeds(
            run("eval", "--backbone", self.file, "--heads", "2", "--tensors", images, "--out", logits)
        )
        self.assertClose(rows_of(read_safetensors(logits)[0]["logits"]), expected, 1e-4)

    def test_files_of_every_kind_hold_the_same(self):
        pictures = sorted(str(p) for p in self.data.rglob("test/*/*"))[:5]
        tensors, metadata = self.features(*pictures)
        found = rows_of(tensors["features"])
        self.assertEqual(json.loads(metadata["paths"]), pictures)
        self.assertNotIn("labels", tensors)
        self.features(*pictures, out="out.npy")
        self.assertEqual(read_npy(self.folder / "out.npy"), found)
        self.features(*pictures, out="out.csv")
        table = read_csv(self.folder / "out.csv")
        self.assertEqual([row["path"] for row in table], pictures)
        self.assertClose([[float(row[f"f{c}"]) for c in range(len(found[0]))] for row in table], found, 1e-6)

    def test_labels_and_classes_of_data(self):
        tensors, metadata = self.features("--data", self.data, "--part", "train")
        classes, paths = json.loads(metadata["classes"]), json.loads(metadata["paths"])
        labels = array.array("q", tensors["labels"][2]).tolist()
        self.assertEqual(classes, sorted(CLASSES))
        self.assertEqual(len(labels), len(paths))
        for path, label in zip(paths, labels, strict=True):
            self.assertIn(f"/{classes[label]}/", path)

    def test_pools_and_lengths(self):
        pictures = sorted(str(p) for p in self.data.rglob("test/*/*"))[:2]
        of = {pool: rows_of(self.features(*pictures, "--pool", pool)[0]["features"])
              for pool in ("default", "class", "mean", "class+mean")}  # fmt: skip
        self.assertEqual(of["default"], of["class"])
        self.assertGreater(max(abs(a - b) for a, b in zip(of["class"][0], of["mean"][0], strict=True)), 1e-3)
        self.assertClose(of["class+mean"], [a + b for a, b in zip(of["class"], of["mean"], strict=True)])
        unit = rows_of(self.features(*pictures, "--normalize")[0]["features"])
        for row, plain in zip(unit, of["class"], strict=True):
            self.assertAlmostEqual(sum(x * x for x in row), 1, places=5)
            length = math.sqrt(sum(x * x for x in plain))
            self.assertClose([row], [[x / length for x in plain]])

    def test_a_backbone_without_a_head_and_an_adapter(self):
        pictures = sorted(str(p) for p in self.data.rglob("test/*/*"))[:2]
        bare = write_safetensors(
            self.folder / "bare.safetensors",
            {k: v for k, v in self.tensors.items() if not k.startswith("head")},
        )
        whole = rows_of(self.features(*pictures)[0]["features"])
        self.assertEqual(rows_of(self.features(*pictures, source=bare)[0]["features"]), whole)
        self.succeeds(self.adapt(self.folder / "run"))
        out = self.folder / "adapted.safetensors"
        told = self.json_of(
            run("features", "--model", self.folder / "run", *pictures, "--out", out, "--json")
        )
        self.assertEqual((told["count"], told["labels"]), (2, False))
        self.assertEqual(len(rows_of(read_safetensors(out)[0]["features"])), 2)

    def test_what_is_refused(self):
        picture = next(iter(sorted(self.data.rglob("test/*/*"))))
        backbone = ("features", "--backbone", self.file, "--heads", "2")
        self.refuses(run(*backbone, picture, "--out", self.folder / "x.txt"), ".safetensors, .npy or .csv")
        self.refuses(run(*backbone, "--out", self.folder / "x.npy"), "nothing to read")
        self.refuses(run(*backbone, picture, "--data", self.data, "--out", self.folder / "x.npy"), "--data")
        self.refuses(run(*backbone, picture, "--pool", "max", "--out", self.folder / "x.npy"), "class+mean")
        bad = self.folder / "bad.png"
        bad.write_text("no picture")
        self.refuses(run(*backbone, bad, "--out", self.folder / "x.npy"), "bad.png")
        self.assertFalse((self.folder / "x.npy").exists())
        self.refuses(run(*backbone, picture, "--out", self.file), "Choose another name")
