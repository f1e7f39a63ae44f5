#!/usr/bin/env python3
"""Writes the names of ImageNet's classes from the data of timm (Apache-2.0).

    make_imagenet_classes.py > src/pictures/sets/imagenet_classes.txt

A line a class, in the order of ImageNet-1k's heads: WordNet's id, then a name: its first word in WordNet, or,
where two classes share that, all its words. WordNet has one word for the two cranes.
"""

from collections import Counter
from pathlib import Path

import timm

info = Path(timm.__file__).parent / "data" / "_info"
lemmas = dict(line.split("\t") for line in (info / "imagenet_synset_to_lemma.txt").read_text().splitlines())
synsets = (info / "imagenet_synsets.txt").read_text().split()
short = [lemmas[synset].split(", ")[0] for synset in synsets]
shared = {name for name, count in Counter(short).items() if count > 1}
names = [lemmas[synset] if name in shared else name for synset, name in zip(synsets, short, strict=True)]
names = [
    {"n02012849": "crane (bird)", "n03126707": "crane (machine)"}.get(synset, name)
    for synset, name in zip(synsets, names, strict=True)
]
assert len(set(names)) == 1000
print(
    f"# The classes of ImageNet-1k: WordNet id and name, from timm {timm.__version__} (Apache-2.0), "
    "whose source is WordNet."
)
print("\n".join(f"{synset} {name}" for synset, name in zip(synsets, names, strict=True)))
