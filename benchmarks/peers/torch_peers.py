"""The peers that run inside this process: each is a function that makes a callable, or raises why not."""

import functools
import io
import time

import numpy
import tome_torch
import torch


def timm_model(arch):
    import timm

    torch.manual_seed(0)
    return timm.create_model(arch, pretrained=False, num_classes=1000).eval()


def fused(model):
    """Whether timm uses torch's fused attention."""
    return bool(getattr(model.blocks[0].attn, "fused_attn", False))


def make_timm(arch, images, _rates):
    model = timm_model(arch)
    if not fused(model):
        raise RuntimeError("timm's fused attention is off")
    return lambda: model(images)


def make_timm_bf16(arch, images, _rates):
    model, pictures = timm_model(arch).bfloat16(), images.bfloat16()
    return lambda: model(pictures)


def make_timm_compiled(arch, images, _rates):
    model = torch.compile(timm_model(arch))
    model(images)
    return lambda: model(images)


def make_torch_tome(arch, images, rates):
    model = tome_torch.MergingViT(timm_model(arch), rates)
    return lambda: model(images)


def make_onnxruntime(arch, images, _rates):
    import onnxruntime

    with io.BytesIO() as exported:
        torch.onnx.export(
            timm_model(arch),
            (images,),
            exported,
            input_names=["images"],
            output_names=["logits"],
            dynamo=False,
        )
        content = exported.getvalue()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    pictures = numpy.ascontiguousarray(images.numpy())
    return lambda: session.run(None, {"images": pictures})


# name -> (maker, does it merge)
PEERS = {
    "timm": (make_timm, False),
    "timm-bf16": (make_timm_bf16, False),
    "timm-compiled": (make_timm_compiled, False),
    "torch-tome": (make_torch_tome, True),
    "onnxruntime": (make_onnxruntime, False),
}


def time_calls(call, seconds):
    """Median seconds of a call; the first is not counted."""
    with torch.inference_mode():
        call()
        times, begin = [], time.perf_counter()
        while not times or time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    return float(numpy.median(times))


class MklPeak:
    """The float32 product inside torch at a block's shapes; GFLOP/s, as pyra measures oneDNN's."""

    def __init__(self, dim, tokens, batch):
        self.cases = []
        for rows in sorted({tokens, 512, tokens * min(batch, 8)}):
            for name, out, inner in (
                ("qkv", 3 * dim, dim),
                ("proj", dim, dim),
                ("fc1", 4 * dim, dim),
                ("fc2", dim, 4 * dim),
            ):
                x, weight = torch.rand(rows, inner) - 0.5, torch.rand(out, inner) - 0.5
                self.cases.append((f"{name}, {rows} rows", 2e-9 * rows * out * inner, x, weight))
        self.seen = {name: [] for name, *_ in self.cases}

    def sweep(self):
        for name, gflop, x, weight in self.cases:
            product = functools.partial(torch.nn.functional.linear, x, weight)
            self.seen[name].append(gflop / time_calls(product, 0.004))

    def result(self):
        medians = {name: float(numpy.median(values)) for name, values in self.seen.items()}
        best = max(medians, key=medians.get)
        return {"gflops": medians[best], "shape": best, "shapes": medians}
