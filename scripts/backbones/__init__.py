"""Backbones of other libraries, built with random weights: each file of this folder has a family's CASES.

A new family is a file beside dinov2.py. scripts/compare_backbones.py runs the cases and writes
docs/backbones.md, scripts/compare_pictures.py runs the PROCESSORS.
"""

import copy
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field

import torch


@dataclass
class Made:
    """One model of a library, ready to be saved and asked."""

    module: torch.nn.Module  # with its weights
    tensors_of: Callable  # of such a module: what its file holds
    native: tuple  # height, width that its positions are for
    logits: Callable  # of the module and images [B, 3, H, W] of any size that fills patches
    beside: dict = field(default_factory=dict)  # name of a JSON file in its folder -> content
    pool: str = ""  # what `pyra features --pool` compares; empty: logits of a head, by `pyra eval`
    head: dict = field(default_factory=dict)  # tensors of a head of texts, for `pyra eval --head`

    @property
    def tensors(self):
        return self.tensors_of(self.module)

    def gradients(self, images, upstream):
        """Those of all weights where `upstream` [B, K] is the logits', as a file like that of the weights."""
        module = copy.deepcopy(self.module)
        (self.logits(module, images) * upstream).sum().backward()
        for parameter in module.parameters():
            unused = parameter.grad is None
            parameter.data = torch.zeros_like(parameter) if unused else parameter.grad.clone()
        return self.tensors_of(module)


@dataclass
class Case:
    family: str  # "DINOv2"
    names: str  # whose names the file has: "timm", "transformers", "its authors'"
    model: str  # "S/14, 4 registers"
    make: Callable  # () -> Made
    others: tuple = ()  # sizes besides the native one: (height, width)
    tiny: bool = False  # takes a second: of every run of the tests


@dataclass
class Processor:
    """How a library prepares pictures for a family's models."""

    family: str
    name: str  # "BitImageProcessor, 224 of 256"
    model: Callable  # () -> Made, small
    beside: dict  # files in its folder that say so
    prepare: Callable  # of a PIL picture: float32 [3, H, W], numpy
    std: tuple = (0.229, 0.224, 0.225)


def families():
    found = sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
    return [importlib.import_module(f"{__name__}.{module.name}") for module in found]


def all_cases():
    return [case for family in families() for case in family.CASES]


def all_processors():
    return [processor for family in families() for processor in family.PROCESSORS]


@torch.no_grad()
def randomise(model, seed=0):
    """Every parameter far from its initial value, so that a swapped or skipped one shows; the spread of
    what flows through stays about 1."""
    generator = torch.Generator().manual_seed(seed)

    def numbers(shape, around, spread):
        return around + spread * torch.randn(shape, generator=generator)

    for name, parameter in sorted(model.named_parameters()):
        if ("norm" in name or "ln_" in name) and name.endswith("weight"):
            parameter.copy_(numbers(parameter.shape, 1, 0.1))
        elif name.endswith(("gamma", "lambda1", "gamma_1", "gamma_2")):
            parameter.copy_(numbers(parameter.shape, 0.5, 0.2))
        elif name.endswith("weight") and parameter.dim() > 1:
            parameter.copy_(numbers(parameter.shape, 0, parameter[0].numel() ** -0.5))
        else:  # biases, tokens, positions
            parameter.copy_(numbers(parameter.shape, 0, 0.3))
    return model.eval()


def state_of(model):
    return {name: tensor.detach().clone().contiguous() for name, tensor in model.state_dict().items()}


def identity_head(channels):
    """What makes logits of features, for models without a head."""
    return torch.eye(channels), torch.zeros(channels)
