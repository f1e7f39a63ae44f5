"""Pictures with what Pillow (and numpy) make of them, for the C++ tests to compare with.

    pillow_reference.py decode|resize|eval|augment OUT_DIR SHARED_DATA_DIR

writes OUT_DIR/cases.txt, one case a line, fields separated by tabs; raw pixels are named .rgb, floats .f32.
"""

import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

REAL_FOLDERS = ["imagenet1k_samples", "caltech101/train", "flowers102/train", "cifar100/train"]


def scene(width, height, channels, seed):
    """Smooth colours with noise and edges: unlike pure noise, it survives JPEG and shows wrong resampling."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(x / (3 + 2 * c) + seed) * np.cos(y / (5 + c)) for c in range(channels)]
    pixels = np.stack(planes, -1) + rng.normal(0, 12, (height, width, channels))
    pixels[height // 3 : height // 2, width // 4 : width // 2] = rng.integers(0, 2, channels) * 255
    return np.clip(pixels, 0, 255).astype(np.uint8)


def real_pictures(shared, each):
    for folder in REAL_FOLDERS:
        files = sorted(
            p for p in (Path(shared) / folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png")
        )
        yield from files[:: max(1, len(files) // each)][:each]


def write_png(path, rows, width, height, depth, color_type, interlaced=False):
    """A PNG of kinds that Pillow cannot write. rows(y0, dy, x0, dx): the bytes of every line of one pass."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    passes = [(0, 1, 0, 1)]
    if interlaced:
        passes = [
            (0, 8, 0, 8),
            (0, 8, 4, 8),
            (4, 8, 0, 4),
            (0, 4, 2, 4),
            (2, 4, 0, 2),
            (0, 2, 1, 2),
            (1, 2, 0, 1),
        ]
    lines = b"".join(b"\0" + line for p in passes for line in rows(*p) if line)
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    palette = chunk(b"PLTE", bytes(range(30, 60))) if color_type == 3 else b""
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + palette
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def rows_of(pixels):
    """What write_png asks for, of pixels of whole bytes."""
    return lambda y, dy, x, dx: [line.tobytes() for line in pixels[y::dy, x::dx]]


def save_decode_pictures(out):
    rgb = Image.fromarray(scene(61, 47, 3, 1))
    rgba = Image.fromarray(scene(61, 47, 4, 2), "RGBA")
    gray = Image.fromarray(scene(61, 47, 1, 3)[:, :, 0])
    rgb.save(out / "plain.jpg", quality=90)
    rgb.save(out / "full_chroma.jpg", quality=90, subsampling=0)
    rgb.save(out / "half_chroma.jpg", quality=70, subsampling=1)
    rgb.save(out / "progressive.jpeg", progressive=True)
    gray.save(out / "gray.jpg")
    Image.fromarray(scene(61, 47, 4, 4), "CMYK").save(out / "cmyk.jpg")
    rgb.save(out / "rgb.png")
    rgba.save(out / "rgba.png")
    gray.save(out / "gray.png")
    Image.merge("LA", (gray, rgba.getchannel(3))).save(out / "gray_alpha.png")
    gray.save(out / "gray_transparent.png", transparency=100)
    rgb.quantize(200).save(out / "palette.png", transparency=3)
    rgb.quantize(13).save(out / "palette4.png", bits=4)
    gray.convert("1").save(out / "one_bit.png")
    wide = (scene(61, 47, 4, 5).astype(np.uint16) * 257 + 100).astype(">u2")
    for name, channels, kind in [("rgb16", 3, 2), ("rgba16", 4, 6), ("gray_alpha16", 2, 4), ("gray16", 1, 0)]:
        pixels = wide[:, :, :channels] // (200 if kind == 0 else 1)  # gray16: on both sides of 255
        pixels = pixels.astype(">u2")
        rows = rows_of(pixels)
        write_png(out / f"{name}.png", rows, 61, 47, 16, kind)
        write_png(out / f"{name}_interlaced.png", rows, 61, 47, 16, kind, interlaced=True)
    indices = (scene(61, 47, 1, 6) // 8)[:, :, 0]  # some beyond the palette's ten colours
    rows = rows_of(indices)
    write_png(out / "short_palette.png", rows, 61, 47, 8, 3)
    write_png(out / "short_palette_interlaced.png", rows, 61, 47, 8, 3, interlaced=True)
    for name, image in [
        ("rgb", rgb),
        ("gray", gray),
        ("palette", rgb.quantize(200)),
        ("palette4", rgb.quantize(13)),
        ("one_bit", gray.convert("1")),
    ]:
        image.save(out / f"{name}.bmp")
        image.save(out / f"{name}.gif")
        image.save(out / f"{name}.tif")
        for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
            image.save(out / f"{name}_{compression}.tiff", compression=compression)
    rgba.save(out / "rgba.bmp")
    rgba.save(out / "rgba.tif", compression="tiff_lzw")
    rgb.save(out / "turned.tif", tiffinfo={274: 6})
    rgb.save(out / "jpeg.tif", compression="jpeg")
    gray.convert("1").save(out / "fax.tif", compression="group4")
    rgb.quantize(13).save(out / "transparent.gif", transparency=3)
    rgb.quantize(200).save(out / "moving.gif", save_all=True, append_images=[gray.quantize(9)])
    rgb.quantize(200).save(out / "interlaced.gif", interlace=True)
    rgb.save(out / "p6.ppm")
    gray.save(out / "p5.pgm")
    gray.convert("1").save(out / "p4.pbm")
    (out / "scaled.ppm").write_bytes(b"P6 # a remark\n3 2\n# and more\n 31 " + bytes(range(32))[:18])
    rgb.save(out / "lossy.webp", quality=80)
    rgb.save(out / "lossless.webp", lossless=True)
    rgba.save(out / "alpha.webp", quality=80)
    rgba.save(out / "alpha_lossless.webp", lossless=True, exact=True)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x112] = orientation
        rgb.save(out / f"turned{orientation}.jpg", exif=exif)
    rgb.save(out / "turned8.png", exif=exif)
    rgb.save(out / "turned8.webp", lossless=True, exif=exif)


def decode(out, shared):
    save_decode_pictures(out)
    files = sorted(p for p in out.iterdir() if p.suffix != ".txt") + list(real_pictures(shared, 25))
    for i, path in enumerate(files):
        with Image.open(path) as picture:
            upright = path.parent == out and path.name.startswith("turned")
            picture = ImageOps.exif_transpose(picture) if upright else picture
            expected = picture.convert("RGB")
        (out / f"{i}.rgb").write_bytes(expected.tobytes())
        yield path, int(upright), f"{i}.rgb", *expected.size


FILTERS = {
    "bicubic": Image.BICUBIC,
    "bilinear": Image.BILINEAR,
    "lanczos": Image.LANCZOS,
    "box": Image.BOX,
    "hamming": Image.HAMMING,
}


def resize(out, shared):
    rng = np.random.default_rng(7)
    pictures = [
        Image.fromarray(scene(w, h, 3, w))
        for w, h in [(1, 1), (2, 3), (7, 130), (97, 61), (256, 341), (640, 33)]
    ]
    pictures += [Image.open(p).convert("RGB") for p in real_pictures(shared, 8)]
    sizes = [(1, 1), (2, 1), (17, 9), (97, 61), (224, 224), (300, 7)]
    for i, picture in enumerate(pictures):
        (out / f"{i}.rgb").write_bytes(picture.tobytes())
        drawn = [tuple(int(s) for s in rng.integers(1, 400, 2)) for _ in range(3)]
        for size in sizes + drawn + [(picture.width, 50), (50, picture.height)]:
            kinds = (
                list(FILTERS.items())
                if size in sizes[2:5]
                else [("bicubic", Image.BICUBIC), ("bilinear", Image.BILINEAR)]
            )
            for name, kind in kinds:
                expected = f"{i}_{size[0]}_{size[1]}_{name}.rgb"
                (out / expected).write_bytes(picture.resize(size, kind).tobytes())
                yield f"{i}.rgb", *picture.size, expected, *size, name


def evaluate(picture, p):
    """Shorter side to `resize`, centre crop, normalise, in Pillow and numpy."""
    kind = FILTERS[p["interpolation"]]
    h, w = p["crop_height"], p["crop_width"]
    if "fit" in p:  # as timm's evaluation does it
        fh, fw = p["frame_height"], p["frame_width"]
        ratios = picture.height / fh, picture.width / fw
        ratio = min(ratios) if p["fit"] == "cover" else max(ratios)
        size = (
            (fw, fh)
            if p["fit"] == "squash"
            else (round(picture.width / ratio), round(picture.height / ratio))
        )
        picture = picture.resize(size, kind)
        fill = tuple(round(255 * v) for v in p["mean"]) if p["fit"] == "contain" else (0, 0, 0)
        left, top = max(0, (w - picture.width) // 2), max(0, (h - picture.height) // 2)
        right, bottom = max(0, (w - picture.width + 1) // 2), max(0, (h - picture.height + 1) // 2)
        picture = ImageOps.expand(picture, (left, top, right, bottom), fill)
        x, y = round((picture.width - w) / 2), round((picture.height - h) / 2)
        picture = picture.crop((x, y, x + w, y + h))
    elif p["direct_resize"]:
        picture = picture.resize((w, h), kind)
    else:
        short, rounding = min(picture.size), p.get("rounding", "nearest")
        more = 0.5 if rounding == "nearest" else 0
        picture = picture.resize(
            tuple(p["resize"] if s == short else int(p["resize"] * s / short + more) for s in picture.size),
            kind,
        )
        left, top = max(0, (w - picture.width) // 2), max(0, (h - picture.height) // 2)
        right, bottom = max(0, (w - picture.width + 1) // 2), max(0, (h - picture.height + 1) // 2)
        picture = ImageOps.expand(picture, (left, top, right, bottom))
        x, y = (picture.width - w) // 2, (picture.height - h) // 2
        if rounding == "torchvision":
            x, y = round((picture.width - w) / 2), round((picture.height - h) / 2)
        picture = picture.crop((x, y, x + w, y + h))
    x = np.asarray(picture, np.float32).transpose(2, 0, 1) / np.float32(255)
    mean, std = (np.array(p[k], np.float32)[:, None, None] for k in ("mean", "std"))
    return (x - mean) / std


def eval_cases(out, shared):
    base = dict(
        direct_resize=False,
        resize=248,
        crop_height=224,
        crop_width=224,
        interpolation="bicubic",
        mean=[0.5] * 3,
        std=[0.5] * 3,
        exif_rotation=False,
    )
    imagenet = dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    ways = [
        base,
        base | dict(direct_resize=True) | imagenet,
        base | dict(resize=37, crop_height=32, crop_width=30),
        base | dict(resize=33, crop_height=32, crop_width=32, interpolation="bilinear"),
        base | dict(resize=20, crop_height=33, crop_width=24) | imagenet,
        base | dict(resize=37, crop_height=32, crop_width=30, rounding="transformers"),
        base | dict(resize=37, crop_height=32, crop_width=30, rounding="torchvision"),
        base | dict(resize=35, crop_height=32, crop_width=32, rounding="torchvision"),
    ]
    ways += [
        base
        | imagenet
        | dict(crop_height=40, crop_width=24, interpolation=filter, fit=fit, frame_height=h, frame_width=w)
        for fit in ("cover", "squash", "contain")
        for h, w, filter in [(40, 24, "bicubic"), (45, 27, "lanczos"), (53, 25, "hamming")]
    ]
    for i, (w, h) in enumerate([(61, 47), (47, 62), (50, 50), (301, 33)]):
        Image.fromarray(scene(w, h, 3, i)).save(out / f"{i}.png")
    files = sorted(out.glob("*.png")) + list(real_pictures(shared, 15))
    for i, path in enumerate(files):
        for j, way in enumerate(ways if path.parent == out else ways[:2]):
            expected = evaluate(Image.open(path).convert("RGB"), way)
            (out / f"{i}_{j}.f32").write_bytes(expected.tobytes())
            yield path, json.dumps(way), f"{i}_{j}.f32"


OPERATIONS = {
    "auto_contrast": lambda im, a: ImageOps.autocontrast(im),
    "equalize": lambda im, a: ImageOps.equalize(im),
    "solarize": lambda im, a: ImageOps.solarize(im, a),
    "posterize": lambda im, a: ImageOps.posterize(im, int(a)),
    "brightness": lambda im, a: ImageEnhance.Brightness(im).enhance(1 + a),
    "contrast": lambda im, a: ImageEnhance.Contrast(im).enhance(1 + a),
    "color": lambda im, a: ImageEnhance.Color(im).enhance(1 + a),
    "sharpness": lambda im, a: ImageEnhance.Sharpness(im).enhance(1 + a),
    "shear_x": lambda im, a: im.transform(im.size, Image.AFFINE, (1, a, 0, 0, 1, 0)),
    "shear_y": lambda im, a: im.transform(im.size, Image.AFFINE, (1, 0, 0, a, 1, 0)),
    "translate_x": lambda im, a: im.transform(im.size, Image.AFFINE, (1, 0, -int(a), 0, 1, 0)),
    "translate_y": lambda im, a: im.transform(im.size, Image.AFFINE, (1, 0, 0, 0, 1, -int(a))),
    "rotate": lambda im, a: im.rotate(a),
}
AMOUNTS = {
    "auto_contrast": [0],
    "equalize": [0],
    "solarize": [178.5, 0, 255],
    "posterize": [7, 4],
    "translate_x": [9.7, -9.7, 30],
    "translate_y": [9.7, -9.7, 100],
    "rotate": [9, -9, 30],
}


def augment(out, shared):
    for i, (w, h) in enumerate([(64, 64), (61, 47), (3, 2), (224, 224)]):
        pixels = scene(w, h, 3, i)
        picture = Image.fromarray((pixels // 2 + 30).astype(np.uint8) if i % 2 else pixels)
        (out / f"{i}.rgb").write_bytes(picture.tobytes())
        for name, operation in OPERATIONS.items():
            for amount in AMOUNTS.get(name, [0.27, -0.27, 0.9]):
                expected = f"{i}_{name}_{amount}.rgb"
                (out / expected).write_bytes(operation(picture, amount).tobytes())
                yield f"{i}.rgb", w, h, name, amount, expected


if __name__ == "__main__":
    command, out, shared = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    cases = {"decode": decode, "resize": resize, "eval": eval_cases, "augment": augment}[command]
    lines = ["\t".join(str(field) for field in case) for case in cases(out, shared)]
    (out / "cases.txt").write_text("".join(line + "\n" for line in lines))
