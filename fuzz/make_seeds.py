#!/usr/bin/env python3
"""Writes the corpora of the fuzzers anew: python fuzz/make_seeds.py [FOLDER].

Small files of every kind that the readers know, made with the standard library alone; JPEG and WebP where
Pillow is at hand. What fuzzing found since lies beside them under names of 40 digits and is left alone.
"""

import io
import json
import pickle
import struct
import sys
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/cli"))
import pyra_cli

OUT = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "corpus"


def seed(target, name, content):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def npy(descr, shape, data, fortran=False):
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape!r}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def zip_of(entries, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return buffer.getvalue()


# --- safetensors ---
EMPTY_HEADER = json.dumps({"__metadata__": {"format": "pt", "note": "caf\u00e9"}}).encode()
seed("safetensors", "metadata", struct.pack("<Q", len(EMPTY_HEADER)) + EMPTY_HEADER)
every = {}
offset = 0
for kind, size in (
    ("F64", 8),
    ("F32", 4),
    ("F16", 2),
    ("BF16", 2),
    ("I64", 8),
    ("I32", 4),
    ("I16", 2),
    ("I8", 1),
    ("U8", 1),
    ("BOOL", 1),
):
    every[kind.lower()] = {"dtype": kind, "shape": [2, 1], "data_offsets": [offset, offset + 2 * size]}
    offset += 2 * size
header = json.dumps(every).encode()
seed("safetensors", "every_type", struct.pack("<Q", len(header)) + header + bytes(offset))


# --- zip: npz and torch ---
FLOATS = struct.pack("<6f", *range(6))
ARRAYS = {
    "a.npy": npy("<f4", (2, 3), FLOATS),
    "b/c.npy": npy("<f4", (2, 3), FLOATS, True),
    "n.npy": npy("<i8", (), bytes(8)),
}
seed("zip", "stored.npz", zip_of(ARRAYS))
seed("zip", "deflated.npz", zip_of(ARRAYS, zipfile.ZIP_DEFLATED))
for i, array in enumerate(ARRAYS.values()):
    seed("npy", f"array{i}", array)
for descr in ("<f8", "<f2", "|b1", "|V2"):
    seed("npy", f"type{descr[1:]}", npy(descr, (1,), bytes(int(descr[2]))))


def text(value):
    value = value.encode()
    return b"X" + struct.pack("<I", len(value)) + value


def tensor(shape, strides, offset=0):
    """torch's own program for a tensor of storage 0."""

    def numbers(values):
        return b"(" + b"".join(b"K" + bytes([v]) for v in values) + b"t"

    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu") + b"K\x40tQ"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + b"K"
        + bytes([offset])
        + numbers(shape)
        + numbers(strides)
        + b"\x89ccollections\nOrderedDict\n)RtR"
    )


PROGRAMS = {
    "flat": b"\x80\x02}q\x00(" + text("w") + tensor([2, 3], [3, 1]) + text("b") + tensor([3], [1], 6) + b"u.",
    "nested": b"\x80\x02}" + text("model") + b"}" + text("list") + b"](" + tensor([2, 2], [1, 2]) + b"ess.",
    "settings": b"\x80\x02}("
    + text("args")
    + b"cargparse\nNamespace\n)\x81}"
    + text("lr")
    + b"G"
    + struct.pack(">d", 0.1)
    + b"sb"
    + text("w")
    + tensor([1], [1])
    + b"u.",
}
for name, program in PROGRAMS.items():
    seed("pickle", name, program)
    seed(
        "zip",
        name + ".pth",
        zip_of(
            {
                "archive/data.pkl": program,
                "archive/byteorder": b"little",
                "archive/data/0": bytes(256),
                "archive/version": b"3\n",
            }
        ),
    )
for protocol in range(2, 6):
    seed(
        "pickle",
        f"plain{protocol}",
        pickle.dumps({"a": [1, -2, 2.5, None, True, "x", b"y", (1, 2, 3, 4)], "big": 1 << 70}, protocol),
    )

# --- JSON of every kind ---
CONFIG = pyra_cli.vit_config(classes=2)
PREPROCESSING = {
    "direct_resize": False,
    "resize": 18,
    "crop_height": 16,
    "crop_width": 16,
    "interpolation": "bicubic",
    "mean": [0.5, 0.5, 0.5],
    "std": [0.5, 0.5, 0.5],
    "exif_rotation": False,
}
ADAPTER = {
    "format_version": 1,
    "backbone_path": "/b.safetensors",
    "backbone_relative_path": "b.safetensors",
    "backbone_fingerprint": "0" * 64,
    "method": "lora",
    "width": 8,
    "reducer": "pyra",
    "schedule": "r=3",
    "rates": [3, 3],
    "class_names": ["a", "b"],
    "recipe": "epochs = 1\n",
    "seed": 0,
    "command": "pyra adapt",
    "pyra_version": "0.2.0",
    "metrics": {"test_top1": 50.0},
    "config": CONFIG,
    "preprocessing": PREPROCESSING,
}
DEPLOYED = {
    "format_version": 1,
    "pyra_version": "0.2.0",
    "reducer": "none",
    "rates": [0, 0],
    "trained_rates": [0, 0],
    "schedule": "none",
    "class_names": ["a", "b"],
    "backbone_fingerprint": "0" * 64,
    "command": "",
    "config": CONFIG,
    "preprocessing": PREPROCESSING,
}
TOCOM = {
    "format_version": 1,
    "pyra_version": "0.2.0",
    "config": CONFIG,
    "backbone_fingerprint": "0" * 64,
    "rank": 2,
    "max_rate": 4,
    "scale": 0.1,
    "command": "",
    "metrics": {},
}
for i, manifest in enumerate((ADAPTER, DEPLOYED, TOCOM, CONFIG)):
    seed("manifest", f"kind{i}", bytes([i]) + json.dumps(manifest).encode())
seed(
    "json",
    "values",
    '{"a": [1, -2, 2.5e3, true, false, null, "\\u00e9\\n\\ud83d\\ude00"], "b": {"c": {}, "d": []}, '
    '"": 18446744073709551615}',
)
seed("json", "deep", "[" * 64 + "]" * 64)
seed("json", "bare", '"x"')

TIMM = {
    "architecture": "vit_tiny_patch16_224",
    "num_features": 192,
    "num_classes": 2,
    "global_pool": "token",
    "model_args": {"num_heads": 3},
    "label_names": ["a", "b"],
    "pretrained_cfg": {
        "input_size": [3, 224, 224],
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "crop_pct": 0.9,
        "interpolation": "bicubic",
        "crop_mode": "center",
    },
}
HUGGING_FACE = {
    "model_type": "vit",
    "hidden_size": 768,
    "num_attention_heads": 12,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
    "image_size": 224,
    "id2label": {"0": "a", "1": "b"},
}
PROCESSOR = {
    "do_normalize": True,
    "do_resize": True,
    "do_center_crop": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
    "resample": 3,
    "size": {"shortest_edge": 256},
    "crop_size": {"height": 224, "width": 224},
    "do_rescale": True,
    "rescale_factor": 0.00392156862745098,
}
seed("sidecar", "timm", b"\0" + json.dumps(TIMM).encode())
seed("sidecar", "hugging_face", b"\1" + json.dumps(HUGGING_FACE).encode())
seed("sidecar", "processor", b"\3" + json.dumps(PROCESSOR).encode())

OWNER = {"depth": 12, "dim": 768, "heads": 12, "tokens": 197, "prefix_tokens": 1}
seed("schedule", "file", json.dumps({"schedule": [8] * 12, "gmac": 9.0, "backbone": OWNER}))
for i, spelling in enumerate(
    (
        "none",
        "low",
        "high",
        "r=8",
        "16x11,10",
        "speedup=2",
        "1,2,3,4,5,6,7,8,9,10,11,12",
        "elastic",
        "latency-ms=20",
    )
):
    seed("schedule", f"text{i}", spelling)

RECORD = {
    "settings": {"data": "d", "seed": 0},
    "top1": 90.0,
    "top5": 99.0,
    "count": 10,
    "skipped": 0,
    "gmac": 1.0,
    "fingerprint": "0" * 64,
    "rates": [1, 2],
    "per_class": {"names": ["a"], "right": [1], "count": [2]},
}
seed("cell_record", "finished", json.dumps(RECORD))
seed("cell_record", "failed", json.dumps({"failed": "out of memory"}))

# --- TOML and lists ---
ROOT = Path(__file__).resolve().parent.parent
seed(
    "recipe",
    "small",
    'method = "lora"\nreducer = "pyra"\nschedule = "high"\nepochs = 3\nlr = 1e-3\ndrop_last = true\n',
)
seed("recipe", "minus_zero", "min_lr =-0e1")
seed("recipe", "line_breaks", 'method = """\n\n\n".\nig\n\nh"\n """\n')
seed("compare_file", "demo", (ROOT / "recipes/compare/demo.toml").read_bytes())
seed(
    "compare_file",
    "small",
    'seeds = [0]\n[[data]]\nname = "d"\npath = "${D}/p"\n[[method]]\nname = "m"\nadapter = "lora"\n'
    "options = { epochs = 1 }\n[speed]\nbatch = 1\n",
)
seed("list_file", "numbers", "a/1.png 0\nb/two words.png 1\r\n\na/3.png\t0\n")
seed("list_file", "csv", 'path,label\r\na/1.png,cat\r\n"b/2, again.png",dog\r\n')
seed("list_file", "bom", b"\xef\xbb\xbfa/1.png 0\n")


# --- pictures ---
def png(color, depth, interlace, channels, extra=b""):
    width, height = 9, 7

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    def rows(w, h):
        return (
            b"".join(b"\0" + bytes(range((w * channels * depth + 7) // 8)) for _ in range(h))
            if w and h
            else b""
        )

    passes = (
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        if interlace
        else [(0, 0, 1, 1)]
    )
    data = b"".join(rows((width - x + dx - 1) // dx, (height - y + dy - 1) // dy) for x, y, dx, dy in passes)
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + extra
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


PALETTE = b"PLTE" + bytes(range(48))
PALETTE = struct.pack(">I", 48) + PALETTE + struct.pack(">I", zlib.crc32(PALETTE))
for name, picture in {
    "gray1": png(0, 1, 0, 1),
    "gray16": png(0, 16, 1, 1),
    "rgb8": png(2, 8, 0, 3),
    "rgb16": png(2, 16, 1, 3),
    "palette4": png(3, 4, 1, 1, PALETTE),
    "gray_alpha": png(4, 8, 0, 2),
    "rgba": png(6, 8, 1, 4),
}.items():
    seed("png", name, picture)

try:
    from PIL import Image
except ImportError:
    print("no Pillow: the seeds of JPEG and WebP are left as they are", file=sys.stderr)
else:

    def saved(image, kind, **options):
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    noise = Image.frombytes("RGB", (20, 14), bytes((i * 37 + i // 7 * 11) % 256 for i in range(3 * 20 * 14)))
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, options in {
        "plain": {},
        "progressive": {"progressive": True},
        "turned": {"exif": exif},
        "subsampled": {"subsampling": 2},
        "restarts": {"restart_marker_blocks": 1},
    }.items():
        seed("jpeg", name, saved(noise, "JPEG", **options))
    seed("jpeg", "gray", saved(noise.convert("L"), "JPEG"))
    seed("jpeg", "cmyk", saved(noise.convert("CMYK"), "JPEG"))
    seed("webp", "lossy", saved(noise, "WEBP"))
    seed("webp", "lossless", saved(noise, "WEBP", lossless=True))
    seed("webp", "alpha", saved(noise.convert("RGBA").rotate(30), "WEBP", exif=exif))
    seed("webp", "animated", saved(noise, "WEBP", save_all=True, append_images=[noise.rotate(90)]))

    for name, mode, options in (("lzw", "P", {}), ("gray", "L", {})):
        seed("gif", name, saved(noise.convert(mode), "GIF", **options))
    seed(
        "gif",
        "animated",
        saved(noise.convert("P"), "GIF", save_all=True, append_images=[noise.convert("P").rotate(90)]),
    )
    for mode in ("RGB", "L", "1", "P", "RGBA"):
        seed("bmp", mode.lower(), saved(noise.convert(mode), "BMP"))
    for mode in ("RGB", "L", "1"):
        seed("pnm", mode.lower(), saved(noise.convert(mode), "PPM"))
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        seed("tiff", compression, saved(noise, "TIFF", compression=compression))
    for mode in ("L", "1", "P", "RGBA", "CMYK"):
        seed("tiff", mode.lower(), saved(noise.convert(mode), "TIFF"))

# --- a whole deployed model, 4 channels and one block ---
TINY = pyra_cli.vit_config(image_height=4, image_width=4, dim=4, depth=1, heads=2, mlp_dim=4, classes=2)
deployed = {
    **DEPLOYED,
    "rates": [0],
    "trained_rates": [0],
    "config": TINY,
    "preprocessing": {**PREPROCESSING, "resize": 4, "crop_height": 4, "crop_width": 4},
}
pyra_cli.write_safetensors(
    OUT / "c_api.tmp", pyra_cli.backbone_tensors(TINY), {"pyra.deployed": json.dumps(deployed)}
)
seed("c_api", "tiny", (OUT / "c_api.tmp").read_bytes())
(OUT / "c_api.tmp").unlink()
pyra_cli.make_backbone(
    OUT / "b.tmp", classes=["a", "b"], image_height=4, image_width=4, dim=4, depth=1, heads=2, mlp_dim=4
)
seed("backbone", "named", (OUT / "b.tmp").read_bytes())
pyra_cli.write_safetensors(OUT / "b.tmp", pyra_cli.backbone_tensors(TINY))
seed("backbone", "bare", (OUT / "b.tmp").read_bytes())
(OUT / "b.tmp").unlink()
