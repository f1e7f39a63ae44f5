#!/usr/bin/env python3
"""Training steps of PYRA as plain torch operations do them: the peer of `pyra bench --train --device cuda`.

timm's ViT (random weights, frozen) with LoRA on qkv, token merging by sort, gather and scatter, sizes as the
mask of torch's fused attention, autocast, fused AdamW. Prints one JSON line: seconds of every step and the
peak of what torch held.

    plain_training.py --model vit_large_patch16_224 --batch 32 --rates 40,34,...,4x2 \\
        [--dtype bf16] [--device cuda]
"""

import argparse
import json
import time

import timm
import torch
from torch import nn
from torch.nn import functional as F


class LowRank(nn.Module):
    """qkv(x) + B A dropout(x), the paper's LoRA."""

    def __init__(self, qkv, rank=12, dropout=0.1):
        super().__init__()
        self.qkv, self.dropout = qkv, nn.Dropout(dropout)
        self.down, self.up = (
            nn.Linear(qkv.in_features, rank, bias=False),
            nn.Linear(rank, qkv.out_features, bias=False),
        )
        nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.qkv(x) + self.up(self.down(self.dropout(x)))


class PyraBlock(nn.Module):
    """A timm block that removes `rate` tokens between attention and MLP, modulated (arXiv 2403.09192)."""

    def __init__(self, block, rate, drop_path):
        super().__init__()
        self.block, self.rate, self.drop_path = block, rate, drop_path
        block.attn.qkv = LowRank(block.attn.qkv)
        dim = block.norm1.normalized_shape[0]
        if rate > 0:
            self.w_r, self.w_d, self.norm = (
                nn.Parameter(torch.randn(rate) * 1e-4),
                nn.Parameter(torch.randn(dim) * 1e-4),
                nn.LayerNorm(dim),
            )

    def attend(self, x, size):
        attn = self.block.attn
        batch, tokens, dim = x.shape
        q, k, v = (
            attn.qkv(x)
            .reshape(batch, tokens, 3, attn.num_heads, dim // attn.num_heads)
            .permute(2, 0, 3, 1, 4)
        )
        mask = (
            None
            if size is None
            else size.log()[:, None, None, :].to(q.dtype).expand(-1, attn.num_heads, tokens, -1)
        )
        return attn.proj(
            F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            .transpose(1, 2)
            .reshape(batch, tokens, dim)
        ), k.mean(1)

    def merge(self, x, size, metric):
        with torch.no_grad():
            metric = F.normalize(metric.float(), dim=-1)
            scores = metric[:, ::2] @ metric[:, 1::2].transpose(1, 2)
            scores[:, 0] = -torch.inf
            best, partner = scores.max(-1)
            order = best.argsort(-1, descending=True)
            merged, kept = order[:, : self.rate, None], order[:, self.rate :].sort(-1).values[..., None]
            target = partner[..., None].gather(1, merged)
        weighted = x.float() * size
        a, b = weighted[:, ::2], weighted[:, 1::2]

        def wide(index, of):
            return index.expand(-1, -1, of.shape[-1])

        source = a.gather(1, wide(merged, a))
        m = self.norm(source + b.gather(1, wide(target, b)))
        channels, rows = 2 * (self.w_r @ m).sigmoid(), 2 * (m @ self.w_d).sigmoid() - 1
        source = source + source * channels[:, None] * rows[..., None]
        b = b.scatter_add(1, wide(target, b), source)
        sizes = size[:, 1::2].scatter_add(1, target, size[:, ::2].gather(1, merged))
        total = torch.cat([size[:, ::2].gather(1, kept), sizes], 1)
        return torch.cat([a.gather(1, wide(kept, a)), b], 1) / total, total

    def dropped(self, branch):
        return timm.layers.drop_path(branch, self.drop_path, self.training)

    def forward(self, state):
        x, size = state
        branch, metric = self.attend(self.block.norm1(x), None if size is None else size[..., 0])
        x = x + self.dropped(branch)
        if self.rate > 0:
            x, size = self.merge(x, torch.ones_like(x[..., :1]) if size is None else size, metric)
        return x + self.dropped(self.block.mlp(self.block.norm2(x))), size


def parse_rates(text):
    """`40,34,4x2`: a rate for every block, xN: of N blocks."""
    runs = [run.split("x") for run in text.split(",")]
    return [int(run[0]) for run in runs for _ in range(int(run[1]) if len(run) > 1 else 1)]


def make_model(name, rates, size):
    model = timm.create_model(name, pretrained=False, num_classes=100, img_size=size)
    model.requires_grad_(False)
    model.head.requires_grad_(True)
    depth = len(model.blocks)
    model.blocks = nn.ModuleList(
        PyraBlock(block, rate, 0.1 * i / max(1, depth - 1))
        for i, (block, rate) in enumerate(zip(model.blocks, rates, strict=True))
    )
    return model


def forward(model, images):
    x = model._pos_embed(model.patch_embed(images))
    state = (x, None)
    for block in model.blocks:
        state = block(state)
    return model.head(model.norm(state[0])[:, 0])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="vit_large_patch16_224")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--rates", required=True, help="tokens that every block removes, as `pyra bench --json` spells them"
    )
    parser.add_argument("--dtype", choices=["f32", "bf16"], default="bf16")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    torch.manual_seed(0)
    device = torch.device(options.device)
    model = make_model(options.model, parse_rates(options.rates), options.size).to(device).train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, fused=True)
    images = torch.randn(options.batch, 3, options.size, options.size, device=device)
    labels = torch.randint(0, 100, (options.batch,), device=device)
    finish = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    seconds, began = [], time.perf_counter()
    while len(seconds) < 8 or time.perf_counter() - began < options.seconds:
        start = time.perf_counter()
        with torch.autocast(device.type, torch.bfloat16, enabled=options.dtype == "bf16"):
            loss = F.cross_entropy(forward(model, images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        finish()
        seconds.append(time.perf_counter() - start)
    peak = torch.cuda.max_memory_allocated() if device.type == "cuda" else 0
    print(
        json.dumps(
            {"seconds": seconds[5:], "loss": float(loss), "device_bytes": peak, "torch": torch.__version__}
        )
    )


if __name__ == "__main__":
    main()
