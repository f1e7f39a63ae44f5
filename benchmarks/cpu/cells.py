"""The cells of docs/performance.md: name -> options of `pyra bench`. A cell is one run and one JSON file."""

BASE = "vit_base_patch16_224"
SCHEDULES = "none,low,high"
DTYPES = ["f32", "bf16", "int8"]
TABLE_BATCHES = [1, 8, 32]
GROWTH_BATCHES = [1, 2, 4, 8, 16, 32, 64]
# tokens -> how to get so many
GROWTH_TOKENS = {
    50: ("vit_base_patch32_224", 224),
    197: (BASE, 224),
    325: (BASE, 288),
    401: (BASE, 320),
    577: (BASE, 384),
    785: (BASE, 448),
    1025: (BASE, 512),
}
GROWTH_THREADS = [1, 2]


def inference(batch, dtype, schedules=SCHEDULES, arch=BASE, *more):
    return ["--arch", arch, "--schedule", schedules, "--batch", str(batch), "--dtype", dtype, *more]


def cells():
    yield (
        "facts-latency",
        inference(1, "f32", "none,high", BASE, "--latency", "--break-even", "off", "--no-memory"),
    )
    for batch in TABLE_BATCHES:
        for dtype in DTYPES:
            more = ["--profile"] if batch == 8 else []
            if batch == 32:  # a comparison takes minutes there, and pays where it pays at batch 8
                more = ["--break-even", "off"]
            yield (
                f"table-batch{batch}-{dtype}",
                inference(
                    batch,
                    dtype,
                    SCHEDULES,
                    BASE,
                    "--rounds",
                    "2" if batch == 32 else "4",
                    "--seconds",
                    "6",
                    *more,
                ),
            )
    for dtype in ("f32", "bf16"):
        yield (
            f"training-batch32-{dtype}",
            [
                "--arch",
                BASE,
                "--schedule",
                SCHEDULES,
                "--batch",
                "32",
                "--dtype",
                dtype,
                "--reducer",
                "pyra",
                "--train",
                "--checkpointing",
                "both",
                "--rounds",
                "2",
                "--seconds",
                "1",
            ],
        )
    growth = ["--rounds", "3", "--seconds", "2", "--break-even", "off", "--no-memory"]
    for batch in GROWTH_BATCHES:
        yield f"growth-batch-{batch}", inference(batch, "f32", "none,high", BASE, *growth)
    for tokens, (arch, side) in GROWTH_TOKENS.items():
        yield (
            f"growth-tokens-{tokens}",
            inference(4, "f32", "none,high", arch, "--image-size", str(side), *growth),
        )
    for threads in GROWTH_THREADS:
        yield (
            f"growth-threads-{threads}",
            inference(8, "f32", "none,high", BASE, "--threads", str(threads), *growth),
        )
