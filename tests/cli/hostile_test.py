"""Files of strangers: JSON that nests, numbers that are none, names that a terminal or a spreadsheet would
obey, large pictures."""

import json
import math
import re
import struct
import unittest
import zipfile
import zlib
from pathlib import Path

from pyra_cli import CLASSES, CliTest, make_backbone, make_class_folders, picture, read_safetensors, run

DEEP = "[" * 200_000 + "]" * 200_000
ESCAPES = ["a\x1b[2Jb", "=cmd|calc!A1", "\u202egpj"]


def with_manifest(source, target, change):
    """A copy whose manifest, as text, is what change(text) gives."""
    content = source.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    key = next(name for name in header["__metadata__"] if name.startswith("pyra."))
    header["__metadata__"] = {key: change(header["__metadata__"][key])}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])
    return target


def blank_png(side):
    """One bit a pixel, all black."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = bytes(side * (1 + (side + 7) // 8))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def shared_storage(file, tensors, elements):
    """A torch archive whose tensors are all views of the one storage of half-precision numbers."""

    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    def number(value):
        return b"J" + struct.pack("<i", value)

    def tensor(shape):
        strides = [math.prod(shape[i + 1 :]) for i in range(len(shape))]
        storage = (
            b"("
            + text("storage")
            + b"ctorch\nHalfStorage\n"
            + text("0")
            + text("cpu")
            + number(elements)
            + b"tQ"
        )
        return (
            b"ctorch._utils\n_rebuild_tensor_v2\n("
            + storage
            + number(0)
            + b"("
            + b"".join(map(number, shape))
            + b"t("
            + b"".join(map(number, strides))
            + b"t\x89ccollections\nOrderedDict\n)RtR"
        )

    program = b"\x80\x02}(" + b"".join(text(name) + tensor(shape) for name, shape in tensors.items()) + b"u."
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a/data.pkl", program)
        archive.writestr("a/data/0", bytes(2 * elements))
    return file


class HostileTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picture = cls.data / "test" / CLASSES[0] / "picture 0.png"
        cls.shelf = make_backbone(cls.shared / "shelf.safetensors", classes=CLASSES)
        cls.deployed = cls.shared / "deployed.safetensors"
        result = run(
            "export", "--backbone", cls.shelf, "--schedule", "r=2", "--to", "runtime", "--out", cls.deployed
        )
        if result.returncode != 0:
            raise AssertionError(result.stderr)

    def fields(self, file):
        _, metadata = read_safetensors(file)
        return json.loads(next(text for name, text in metadata.items() if name.startswith("pyra.")))

    def with_field(self, field, value):
        """The deployed model with a field of its manifest spelt so."""
        return with_manifest(
            self.deployed,
            self.folder / "field.safetensors",
            lambda text: json.dumps({**json.loads(text), field: "@@"}).replace('"@@"', value),
        )

    def test_every_field_that_nests_is_refused(self):
        for field in self.fields(self.deployed):
            with self.subTest(field):
                file = self.with_field(field, DEEP)
                self.refuses(run("predict", "--model", file, self.picture), file, "nests deeper than 64")
                self.refuses(run("inspect", file), file, "nests deeper than 64")

    def test_deep_files_beside_and_around(self):
        schedule = self.folder / "schedule.json"
        schedule.write_text(f'{{"schedule": {DEEP}}}')
        self.refuses(
            run("predict", "--backbone", self.shelf, "--schedule", schedule, self.picture),
            schedule,
            "nests deeper",
        )
        backbone = self.folder / "model.safetensors"
        backbone.write_bytes(self.shelf.read_bytes())
        (self.folder / "config.json").write_text(f'{{"architecture": {DEEP}}}')
        self.refuses(
            run("predict", "--backbone", backbone, "--schedule", "none", self.picture),
            "config.json",
            "nests deeper",
        )
        header = f'{{"a": {DEEP}}}'.encode()
        (self.folder / "header.safetensors").write_bytes(struct.pack("<Q", len(header)) + header)
        self.refuses(run("inspect", self.folder / "header.safetensors"), "nests deeper")

    def test_numbers_that_are_none(self):
        for field, value in (
            ("format_version", "1e30"),
            ("format_version", "1.99"),
            ("format_version", "true"),
            ("format_version", "0"),
            ("rates", "[1.99, 0]"),
            ("rates", "[1e30, 0]"),
            ("rates", "[true, 0]"),
            ("trained_rates", "[0, 0.5]"),
        ):
            with self.subTest(field=field, value=value):
                file = self.with_field(field, value)
                self.refuses(
                    run("inspect", file),
                    file,
                    field.replace("_", " " if field == "format_version" and value == "0" else "_"),
                )

    def test_keys_that_stand_twice(self):
        file = with_manifest(
            self.deployed, self.folder / "twice.safetensors", lambda text: '{"rates": [0, 0], ' + text[1:]
        )
        self.refuses(run("inspect", file), file, "'rates' twice")

    def harmless(self, result):
        self.assertEqual(
            re.findall(
                "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result.stdout + result.stderr
            ),
            [],
        )
        return result

    def test_names_cannot_steer_the_terminal(self):
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=ESCAPES)
        file = self.folder / "p\x1b]0;owned\x07.png"
        file.write_bytes(picture(0, 1))
        for options in ([], ["--json"]):
            result = self.harmless(
                self.succeeds(run("predict", "--backbone", shelf, "--schedule", "none", file, *options))
            )
            self.assertIn("\\u001b" if options else "\\x1b[2J", result.stdout)
            self.harmless(self.succeeds(run("inspect", shelf, *options)))
        (self.folder / "bad\x1b[1m.png").write_bytes(b"no picture")
        self.harmless(
            self.refuses(
                run("predict", "--backbone", shelf, "--schedule", "none", self.folder / "bad\x1b[1m.png"),
                "bad\\x1b[1m.png",
            )
        )
        self.harmless(self.refuses(run("inspect", self.folder / "missing\x1b[1m")))
        self.harmless(run("inspect", shelf, "--unknown\x1b[1m"))

    def test_a_spreadsheet_gets_no_formula(self):
        data = make_class_folders(self.folder / "data", 2, ["=cmd|calc!A1", "b", "c"])
        shelf = make_backbone(self.folder / "shelf.safetensors", classes=["=cmd|calc!A1", "b", "c"])
        for words in (["eval", "--data", data], ["predict", self.picture]):
            table = self.folder / "rows.csv"
            self.succeeds(run(*words, "--backbone", shelf, "--schedule", "none", "--csv", table))
            text = table.read_text()
            self.assertIn("'=cmd|calc!A1", text)
            self.assertEqual(re.findall('(?m)(?:^|,)"?[=@]', text), [])

    def test_one_picture_too_large(self):
        data = make_class_folders(self.folder / "data", 2)
        large = data / CLASSES[0] / "large.png"
        large.write_bytes(blank_png(6000))  # 5 kB, 103 MB of pixels
        words = [
            "eval",
            "--backbone",
            self.shelf,
            "--schedule",
            "none",
            "--data",
            data,
            "--picture-memory",
            "64",
        ]
        self.refuses(run(*words), large, "--picture-memory")
        self.assertEqual(self.json_of(run(*words, "--on-corrupt", "skip", "--json"))["skipped"], 1)
        self.refuses(
            run("predict", "--backbone", self.shelf, "--schedule", "none", large, "--picture-memory", "64"),
            large,
        )
        self.succeeds(run("predict", "--backbone", self.shelf, "--schedule", "none", large))
        self.usage_error(run(*words[:-1], "0"), "--picture-memory")

    def test_tensors_that_share_their_numbers(self):
        dim, mlp = 1024, 4096
        shapes = {
            "cls_token": [1, 1, dim],
            "pos_embed": [1, 17, dim],
            "patch_embed.proj.weight": [dim, 3, 4, 4],
            "patch_embed.proj.bias": [dim],
            "norm.weight": [dim],
            "norm.bias": [dim],
        }
        for i in range(2):
            for name, shape in {
                "norm1": [dim],
                "attn.qkv": [3 * dim, dim],
                "attn.proj": [dim, dim],
                "norm2": [dim],
                "mlp.fc1": [mlp, dim],
                "mlp.fc2": [dim, mlp],
            }.items():
                shapes[f"blocks.{i}.{name}.weight"] = shape
                shapes[f"blocks.{i}.{name}.bias"] = shape[:1]
        file = shared_storage(self.folder / "shared.pth", shapes, mlp * dim)
        self.refuses(
            run("predict", "--backbone", file, "--schedule", "none", self.picture),
            file,
            "far more than its own size",
        )

    def test_a_device_is_no_recipe(self):
        self.refuses(run("compare", Path("/dev/zero")), "/dev/zero", "too much")


if __name__ == "__main__":
    unittest.main()
