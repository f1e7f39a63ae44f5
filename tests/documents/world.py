"""A folder in which the names that the documents use exist: checkpoints, pictures, lists, all small."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))
from pyra_cli import CLASSES, PYRA, make_backbone, make_pictures, picture, write_list, write_safetensors

SIDE = 32  # 65 tokens in 3 blocks: every uniform rate up to 16 fits


def make_world(folder):
    make_pictures(folder / "pictures", train=12)  # a batch of 32 and a few
    make_pictures(folder / "flowers", train=12)
    for name in ("vit.safetensors", "vit_tiny.safetensors", "vit_base.safetensors"):
        make_backbone(folder / name, classes=CLASSES, image_height=SIDE, image_width=SIDE, depth=3)
    for seed, name in enumerate(("photo.jpg", "other.png")):  # pictures are told by their content
        (folder / name).write_bytes(picture(seed, seed))
    write_list(folder / "labels.txt", folder / "pictures", "test")
    generator = random.Random(0)
    write_safetensors(
        folder / "images.safetensors",
        {"images": ((2, 3, SIDE, SIDE), [generator.gauss(0, 1) for _ in range(2 * 3 * SIDE * SIDE)])},
    )
    return folder


def look_like_a_clone(folder, source):
    """Everything of the sources but what is built and installed there, as links."""
    for path in source.iterdir():
        if path.name not in ("build", ".venv", ".git") and not (folder / path.name).exists():
            (folder / path.name).symlink_to(path)
    (folder / "build" / "release").mkdir(parents=True)
    (folder / "build" / "release" / "bin").symlink_to(Path(PYRA).resolve().parent)


# Two processes on one core, by root, of Open MPI 4 and 5.
MPI = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
}


def environment(folder, path=()):
    """What a shell there starts with; pyra itself is not yet found."""
    changes = {"PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]]), **MPI}
    if shutil.which("ninja") and shutil.which("ccache"):
        # Sources compiled before, at the same places relative to their folder: the objects of then serve.
        changes.update(
            CMAKE_GENERATOR="Ninja", CMAKE_CXX_COMPILER_LAUNCHER="ccache", CCACHE_BASEDIR=str(folder)
        )
    return {**os.environ, **changes}


def launcher(name):
    """The folder of a launcher that runs, or None."""
    beside = Path(os.environ.get("PYRA_TORCH_DIR", "")) / "bin"
    for folder in (beside, *map(Path, os.environ["PATH"].split(os.pathsep))):
        if not (folder / name).exists():
            continue
        if (
            subprocess.run(
                [folder / name, "--help"], capture_output=True, env={**os.environ, **MPI}
            ).returncode
            == 0
        ):
            return folder
    return None
