"""Checkpoints and adapters that are missing, damaged or hostile. Each is refused with one message that names
the file."""

import json
import math
import struct
import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, read_safetensors, run, write_safetensors

ENOUGH = 4 << 30  # bytes of address space: what a sane refusal needs at most


class BadCheckpointTest(CliTest):
    def refuses_backbone(self, file, *words, backbone=None):
        """By adapt, before anything is written; `file` is the one to be named."""
        out = self.folder / "run"
        result = self.refuses(self.adapt(out, backbone=backbone or file), file, *words)
        self.assertFalse(out.exists())
        return result

    def damaged(self, change):
        file = self.folder / "damaged.safetensors"
        file.write_bytes(change(self.backbone.read_bytes()))
        return file

    def with_header(self, header):
        """The backbone's data under another header."""
        content = self.backbone.read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return self.damaged(lambda _: struct.pack("<Q", len(text)) + text + content[8 + length :])

    def header(self):
        content = self.backbone.read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        return json.loads(content[8 : 8 + length])

    def test_missing(self):
        self.refuses_backbone(self.folder / "missing.safetensors", "No such file")

    def test_folder(self):
        self.refuses_backbone(self.data, "folder")

    def test_empty(self):
        self.refuses_backbone(self.damaged(lambda _: b""), "empty")

    def test_truncated(self):
        self.refuses_backbone(self.damaged(lambda content: content[:-1000]), "truncated")

    def test_truncated_within_the_header(self):
        self.refuses_backbone(self.damaged(lambda content: content[:500]), "truncated")

    def test_truncated_zip(self):
        file = self.folder / "cut.npz"
        file.write_bytes(b"PK\x03\x04" + bytes(40))
        self.refuses_backbone(file)

    def test_something_else(self):
        file = self.folder / "notes.txt"
        file.write_text("These are not weights.\n" * 100)
        self.refuses_backbone(file, "safetensors", "torch.save")

    def test_header_is_not_json(self):
        self.refuses_backbone(self.with_header(b"{" + b"[" * 2000), "header")

    def test_header_is_not_text(self):
        self.refuses_backbone(self.with_header(b'{\xff\xfe"' + bytes(64)), "JSON")

    def test_offsets_beyond_the_end(self):
        header = self.header()
        header["norm.weight"]["data_offsets"] = [1 << 40, (1 << 40) + 128]
        self.refuses_backbone(self.with_header(header), "norm.weight")

    def test_offsets_that_overlap(self):
        header = self.header()
        header["norm.weight"]["data_offsets"] = header["norm.bias"]["data_offsets"]
        self.refuses_backbone(self.with_header(header), "not a valid safetensors file", "norm.")

    def test_shape_that_overflows(self):
        header = self.header()
        header["norm.weight"]["shape"] = [1 << 62, 1 << 62]
        self.refuses_backbone(self.with_header(header), "norm.weight")

    def test_header_of_two_to_the_63(self):
        self.refuses_backbone(
            self.damaged(lambda content: struct.pack("<Q", 1 << 63) + content[8:]), str(1 << 63)
        )

    def test_huge_header(self):
        file = self.folder / "huge.safetensors"
        with open(file, "wb") as stream:
            stream.write(struct.pack("<Q", 200_000_000) + b"{")
            stream.truncate(200_000_008)  # sparse
        self.refuses_backbone(file, "200000000", "100 MB")

    def test_config_beside_it_of_too_many_objects(self):
        """A parser that takes the square of their number would never end."""
        file = make_backbone(self.folder / "b.safetensors")
        (self.folder / "config.json").write_text("{" + ",".join(f'"k{i}":{{}}' for i in range(200_000)) + "}")
        result = self.adapt(self.folder / "run", backbone=file)
        self.assertIn("config.json beside the file names no 'architecture'", result.stderr)

    def test_tensor_of_another_shape(self):
        def change(tensors):
            tensors["blocks.1.mlp.fc1.weight"] = ((64, 31), [0.0] * (64 * 31))

        file = make_backbone(self.folder / "shape.safetensors", change=change)
        self.refuses_backbone(file, "blocks.1.mlp.fc1.weight", "[64, 31]", "[64, 32]")

    def test_missing_tensor(self):
        file = make_backbone(
            self.folder / "missing.safetensors", change=lambda tensors: tensors.pop("norm.bias")
        )
        self.refuses_backbone(file, "norm.bias")

    def test_unknown_tensor(self):
        def change(tensors):
            tensors["blocks.0.attn.relative_bias"] = ((2,), [0.0, 0.0])

        file = make_backbone(self.folder / "unknown.safetensors", change=change)
        self.refuses_backbone(file, "blocks.0.attn.relative_bias")

    def test_config_that_cannot_be(self):
        for changes, word in (
            ({"heads": 5}, "5"),
            ({"depth": -1}, "depth"),
            ({"dim": 1 << 40}, "dim"),
            ({"patch": 0}, "patch"),
        ):
            with self.subTest(changes):
                config = json.loads(read_safetensors(self.backbone)[1]["pyra.config"])
                header = self.header()
                header["__metadata__"] = {"pyra.config": json.dumps({**config, **changes})}
                self.refuses_backbone(self.with_header(header), word)

    def test_weights_that_are_not_finite(self):
        """By every verb: unnoticed, they would make every answer right."""
        for value in (math.nan, math.inf):

            def change(tensors, value=value):
                tensors["blocks.0.mlp.fc1.weight"][1][5] = value

            file = make_backbone(self.folder / "nan.safetensors", classes=CLASSES, change=change)
            words = ("blocks.0.mlp.fc1.weight", "NaN")
            self.refuses_backbone(file, *words)
            self.refuses(run("eval", "--backbone", file, "--data", self.data), file, *words)
        self.refuses(
            run("predict", "--backbone", file, self.data / "test" / "red" / "picture 0.png"), file, *words
        )

    def test_weights_too_large_for_finite_answers(self):
        def change(tensors):
            tensors["head.weight"] = (tensors["head.weight"][0], [1e38 * (-1) ** i for i in range(96)])

        file = make_backbone(self.folder / "large.safetensors", classes=CLASSES, change=change)
        self.refuses(run("eval", "--backbone", file, "--data", self.data), "infinity")


class BadAdapterTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, _ = cls.adapt_once("run")
        cls.tensors, cls.metadata = read_safetensors(cls.run_folder / "adapter.safetensors")
        cls.tensors = {
            name: (shape, struct.unpack(f"<{len(data) // 4}f", data))
            for name, (_, shape, data) in cls.tensors.items()
        }

    def refuses_adapter(self, *words, manifest=None, config=None, tensors=None):
        """`eval` of the adapter with parts of its manifest, its config or its tensors replaced."""
        told = json.loads(self.metadata["pyra.adapter"])
        told.update(manifest or {})
        told["config"].update(config or {})
        file = write_safetensors(
            self.folder / "changed.safetensors",
            tensors or self.tensors,
            {**self.metadata, "pyra.adapter": json.dumps(told)},
        )
        self.refuses(run("eval", "--model", file, "--data", self.data, preexec_fn=limit_memory), *words)

    def test_manifest_of_a_larger_model(self):
        """Refused before memory is spent on the model that it describes."""
        self.refuses_adapter("patch_embed.proj.weight", config={"dim": 1 << 24})
        self.refuses_adapter("mlp.fc1.weight", config={"mlp_dim": 1 << 24})
        self.refuses_adapter("65536", manifest={"width": 1 << 40})
        self.refuses_adapter("[60000, 32]", manifest={"width": 60000})
        self.refuses_adapter("missing", manifest={"method": "full"}, config={"dim": 1 << 24})

    def test_manifest_that_contradicts_itself(self):
        self.refuses_adapter("negative", manifest={"rates": [-1, 2]})
        self.refuses_adapter("tokens", manifest={"rates": [1 << 62, 2]})
        self.refuses_adapter("rates", manifest={"rates": [1]})
        self.refuses_adapter("classes", manifest={"class_names": ["one"]})
        self.refuses_adapter("size", config={"image_height": 32, "image_width": 32})

    def test_unknown_parts(self):
        self.refuses_adapter("magic", "lora", manifest={"method": "magic"})
        self.refuses_adapter("magic", "tome", manifest={"reducer": "magic"})
        self.refuses_adapter("surprise", manifest={"surprise": 1})
        self.refuses_adapter("version", manifest={"format_version": 99})

    def test_tensors(self):
        fewer = dict(self.tensors)
        fewer.pop("head.bias")
        self.refuses_adapter("head.bias", tensors=fewer)
        self.refuses_adapter("extra", tensors={**self.tensors, "extra": ((1,), [0.0])})
        self.refuses_adapter("head.weight", tensors={**self.tensors, "head.weight": ((3, 31), [0.0] * 93)})
        shape, values = self.tensors["head.bias"]
        self.refuses_adapter(
            "infinity", tensors={**self.tensors, "head.bias": (shape, [math.nan, *values[1:]])}
        )


def limit_memory():
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ENOUGH, ENOUGH))


if __name__ == "__main__":
    unittest.main()
