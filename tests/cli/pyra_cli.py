"""What the command-line tests share: the program, pictures, a tiny backbone, safetensors files.

Standard library only, so that the tests run wherever the program does. The program is named by PYRA.
"""

import array
import csv
import fcntl
import json
import math
import os
import pty
import random
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest
import zlib
from pathlib import Path

PYRA = os.environ.get("PYRA", "")
VERBS = [
    "adapt",
    "eval",
    "predict",
    "features",
    "fetch",
    "inspect",
    "export",
    "bench",
    "report",
    "pretrain",
    "tocom",
    "compare",
    "schedule",
    "completion",
]
CLASSES = ["blue sky", "green", "red"]  # byte order, as the program numbers them; one with a space
TRAIN_PER_CLASS, TEST_PER_CLASS = 8, 4
SIDE, PATCH, DIM, DEPTH, MLP = 16, 4, 32, 2, 64
MEMORY = "/dev/shm"  # every result is flushed to the disk, which may be slow; a few megabytes fit
TIMEOUT = 120  # seconds; a hang is a failure


def run(*arguments, threads=1, timeout=TIMEOUT, **options):
    """Runs `pyra ARGUMENTS`; options go to subprocess.run."""
    command = [PYRA, *map(str, arguments)]
    if arguments and arguments[0] in VERBS and arguments[0] != "completion" and threads:
        command += ["--threads", str(threads)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        **options,
    )


def start(*arguments, **options):
    """The same in the background."""
    return subprocess.Popen(
        [PYRA, *map(str, arguments), "--threads", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        stdin=subprocess.DEVNULL,
        **options,
    )


def on_a_terminal(*arguments, columns=80, **variables):
    """Everything that a terminal of that width is sent, both streams; `variables`: of the environment."""
    environment = {**os.environ, "TERM": "xterm", **variables}
    for name in ("NO_COLOR", "COLUMNS"):
        if name not in variables:
            environment.pop(name, None)
    try:
        master, slave = pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(
            f"this machine has no terminals to give ({error}); is /dev/pts mounted?"
        ) from error
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [PYRA, *map(str, arguments)], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, env=environment
    ):
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(master, 65536):
                shown += piece
        except OSError:  # how Linux says that it is closed
            pass
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def read_csv(file):
    with open(file, newline="") as stream:
        return list(csv.DictReader(stream))


# Pictures


def png(pixels, width, height):
    """An RGB PNG from 3 * width * height bytes."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixels[3 * width * y : 3 * width * (y + 1)] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def png_size(path):
    """(width, height), or None where the file is no PNG."""
    head = Path(path).read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) == 24 else None


def picture(channel, seed, side=20):
    """Noise, brighter in one channel: classes that even a tiny network tells apart."""
    generator = random.Random(seed)
    values = bytearray(generator.randrange(100) for _ in range(3 * side * side))
    for i in range(channel % 3, len(values), 3):
        values[i] += 150
    return png(bytes(values), side, side)


def make_class_folders(folder, per_class, classes=CLASSES, seed=0):
    for k, name in enumerate(classes):
        (folder / name).mkdir(parents=True)
        for i in range(per_class):
            (folder / name / f"picture {i}.png").write_bytes(picture(2 - k, 1000 * seed + 100 * k + i))
    return folder


def make_pictures(folder, classes=CLASSES, train=TRAIN_PER_CLASS, test=TEST_PER_CLASS):
    """train/ and test/ with class folders; paths hold spaces."""
    make_class_folders(folder / "train", train, classes, seed=1)
    make_class_folders(folder / "test", test, classes, seed=2)
    return folder


def write_list(file, folder, part, classes=CLASSES):
    """A VTAB-1k list (`path label`) of one part."""
    lines = [
        f"{path.relative_to(folder)} {k}"
        for k, name in enumerate(classes)
        for path in sorted((folder / part / name).iterdir())
    ]
    file.write_text("\n".join(lines) + "\n")
    return file


# Checkpoints


def write_safetensors(file, tensors, metadata=None):
    """`tensors`: name -> (shape, list of floats)."""
    header, data = {}, bytearray()
    if metadata:
        header["__metadata__"] = metadata
    for name, (shape, values) in tensors.items():
        assert len(values) == math.prod(shape), name
        begin = len(data)
        data += array.array("f", values).tobytes()
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(file).write_bytes(struct.pack("<Q", len(text)) + text + data)
    return Path(file)


def read_safetensors(file):
    """(name -> (dtype, shape, bytes), metadata)."""
    content = Path(file).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    data = content[8 + length :]
    tensors = {
        name: (item["dtype"], tuple(item["shape"]), data[slice(*item["data_offsets"])])
        for name, item in header.items()
    }
    return tensors, metadata


def vit_config(**changes):
    config = dict(
        image_height=SIDE,
        image_width=SIDE,
        patch=PATCH,
        dim=DIM,
        depth=DEPTH,
        heads=2,
        mlp_dim=MLP,
        classes=0,
        class_token=True,
        distilled=False,
        registers=0,
        pos_embed_has_prefix=True,
        patch_bias=True,
        qkv_bias=True,
        norm_pre=False,
        final_norm=True,
        fc_norm=False,
        layer_scale=False,
        pre_logits=0,
        norm_eps=1e-6,
        pooling="class_token",
    )
    return {**config, **changes}


def backbone_tensors(config, seed=0):
    generator = random.Random(seed)
    tensors = {}

    def add(name, *shape, mean=0.0):
        tensors[name] = (shape, [generator.gauss(mean, 0.1) for _ in range(math.prod(shape))])

    def add_linear(name, out, inputs):
        add(name + ".weight", out, inputs)
        add(name + ".bias", out)

    def add_norm(name):
        add(name + ".weight", config["dim"], mean=1.0)
        add(name + ".bias", config["dim"])

    dim, patch = config["dim"], config["patch"]
    add("cls_token", 1, 1, dim)
    add("pos_embed", 1, (config["image_height"] // patch) * (config["image_width"] // patch) + 1, dim)
    add("patch_embed.proj.weight", dim, 3, patch, patch)
    add("patch_embed.proj.bias", dim)
    for i in range(config["depth"]):
        block = f"blocks.{i}."
        add_norm(block + "norm1")
        add_linear(block + "attn.qkv", 3 * dim, dim)
        add_linear(block + "attn.proj", dim, dim)
        add_norm(block + "norm2")
        add_linear(block + "mlp.fc1", config["mlp_dim"], dim)
        add_linear(block + "mlp.fc2", dim, config["mlp_dim"])
    add_norm("norm")
    if config["classes"]:
        add_linear("head", config["classes"], dim)
    return tensors


def make_backbone(file, seed=0, classes=None, change=None, unnamed=False, **config_changes):
    """A random ViT of 17 tokens and 20 thousand weights; `classes`: names of its own head's classes, if it is
    to have one, `unnamed` without writing them; `change(tensors)` spoils it."""
    config = vit_config(classes=len(classes or []), **config_changes)
    tensors = backbone_tensors(config, seed)
    if change:
        change(tensors)
    metadata = {"pyra.config": json.dumps(config)}
    if classes and not unnamed:
        metadata["pyra.classes"] = json.dumps(classes)
    return write_safetensors(file, tensors, metadata)


class CliTest(unittest.TestCase):
    """A folder per test class with a backbone and pictures; `self.folder` is fresh for every test."""

    @classmethod
    def setUpClass(cls):
        if not PYRA:
            raise unittest.SkipTest("PYRA does not name the program; run these tests through CTest")
        cls.shared = Path(
            tempfile.mkdtemp(prefix="pyra-cli-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
        )
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        cls.backbone = make_backbone(cls.shared / "backbone.safetensors")
        cls.data = make_pictures(cls.shared / "two words")

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="test-", dir=self.shared))

    @classmethod
    def adapt_arguments(cls, out, *options, **changes):
        """`changes` replace or (None) leave out one of these; other options follow."""
        named = {
            "backbone": cls.backbone,
            "data": cls.data,
            "out": out,
            "schedule": "r=3",
            "epochs": 1,
            "batch": 8,
            **changes,
        }
        given = [word for name, value in named.items() if value is not None for word in ("--" + name, value)]
        return ["adapt", *map(str, given), *options]

    @classmethod
    def adapt(cls, out, *options, **changes):
        return run(*cls.adapt_arguments(out, *options, **changes))

    @classmethod
    def adapt_once(cls, name, *options, **changes):
        """A run in the shared folder, for every test of the class to use."""
        result = cls.adapt(cls.shared / name, *options, "--json", **changes)
        if result.returncode != 0:
            raise AssertionError(f"the shared run failed: {result.stderr}")
        return cls.shared / name, json.loads(result.stdout)

    def succeeds(self, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("internal error", result.stderr)
        return result

    def json_of(self, result):
        """Standard output is one JSON object and nothing else."""
        self.succeeds(result)
        value = json.loads(result.stdout)
        self.assertIsInstance(value, dict)
        return value

    def refuses(self, result, *words, status=2):
        """One message on standard error that holds every word, nothing on standard output."""
        self.assertEqual(result.returncode, status, f"{result.args}\n{result.stdout}\n{result.stderr}")
        self.assertEqual(result.stdout, "")
        for word in words:
            self.assertIn(str(word), result.stderr)
        self.assertEqual(result.stderr.count("pyra: "), 1, result.stderr)
        for defect in ("internal error", "terminate called", "Traceback", "Exception raised from", "what():"):
            self.assertNotIn(defect, result.stderr)
        return result

    def usage_error(self, result, *words):
        """A refusal by the parser of options, before anything runs."""
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        for word in (*words, "--help"):
            self.assertIn(word, result.stderr)

    def holds_nothing(self, folder):
        """Neither results nor temporary files: the folder can be given again."""
        self.assertEqual([path.name for path in folder.iterdir()] if folder.exists() else [], [])
