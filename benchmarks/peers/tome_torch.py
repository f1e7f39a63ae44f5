"""ToMe (arXiv 2210.09461) over a timm ViT in plain PyTorch, from the paper's equations: what merging costs
and gives without kernels of its own. Inference only.

B batch, N tokens, C channels, H heads, D head dim, R tokens removed.
"""

import torch
import torch.nn.functional as F


def match(metric, rate):
    """metric [B, N, D] -> (kept [B, Na-R], sources [B, R], destination of each source [B, R]), all within the
    even (A) and odd (B) positions. Token 0, the class token, is never merged."""
    metric = F.normalize(metric, dim=-1)
    even, odd = metric[:, ::2], metric[:, 1::2]
    scores = even @ odd.transpose(1, 2)
    scores[:, 0] = -float("inf")
    best, partner = scores.max(dim=-1)
    order = best.argsort(dim=-1, descending=True)
    sources, kept = order[:, :rate], order[:, rate:].sort(dim=-1).values
    return kept, sources, partner.gather(1, sources)


def merge(x, matched):
    """Sums rows of x [B, N, C]: kept even ones first, then the odd ones with their sources added."""
    kept, sources, destination = matched
    channels = x.shape[-1]
    even, odd = x[:, ::2], x[:, 1::2]

    def rows(of, index):
        return of.gather(1, index.unsqueeze(-1).expand(-1, -1, channels))

    odd = odd.scatter_add(1, destination.unsqueeze(-1).expand(-1, -1, channels), rows(even, sources))
    return torch.cat([rows(even, kept), odd], dim=1)


class MergingViT(torch.nn.Module):
    """Runs `vit` (timm, class token, no registers) with `rates` [depth]."""

    def __init__(self, vit, rates):
        super().__init__()
        self.vit, self.rates = vit, rates

    def attention(self, attn, x, size):
        batch, tokens, channels = x.shape
        heads = attn.num_heads
        q, k, v = attn.qkv(x).reshape(batch, tokens, 3, heads, channels // heads).permute(2, 0, 3, 1, 4)
        bias = None if size is None else size.log().transpose(1, 2).unsqueeze(1)  # [B, 1, 1, N]
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return attn.proj(mixed.transpose(1, 2).reshape(batch, tokens, channels)), k.mean(1)

    def forward(self, images):
        vit = self.vit
        x = vit.norm_pre(vit._pos_embed(vit.patch_embed(images)))
        size = None
        for block, rate in zip(vit.blocks, self.rates, strict=True):
            mixed, metric = self.attention(block.attn, block.norm1(x), size)
            x = x + mixed
            if rate > 0:
                matched = match(metric, rate)
                size = torch.ones_like(x[..., :1]) if size is None else size
                total = merge(size, matched)
                x, size = merge(x * size, matched) / total, total
            x = x + block.mlp(block.norm2(x))
        return vit.forward_head(vit.norm(x))
