#!/usr/bin/env python3
"""Several labels a picture out of Caltech-101: train.csv and test.csv for `pyra adapt`, from class names.

    benchmarks/labels/make_lists.py PICTURES --out PICTURES

PICTURES holds a folder of pictures per class, at any depth (the folders of one class count together).
Standard library only. README.md beside this file says what the labels mean and what they do not.
"""

import argparse
import collections
import csv
import pathlib
import random
import sys

# A label and the classes all of whose pictures bear it. Classes in no line bear none.
BEARERS = {
    "animal": """Leopards ant bass beaver brontosaurus butterfly cougar_body cougar_face crab crayfish
        crocodile crocodile_head dalmatian dolphin dragonfly elephant emu flamingo flamingo_head gerenuk
        hawksbill hedgehog ibis kangaroo llama lobster mayfly nautilus octopus okapi panda pigeon
        platypus rhino rooster scorpion sea_horse starfish stegosaurus tick trilobite wild_cat""",
    "mammal": """Leopards beaver cougar_body cougar_face dalmatian dolphin elephant gerenuk hedgehog
        kangaroo llama okapi panda platypus rhino wild_cat""",
    "bird": "emu flamingo flamingo_head ibis pigeon rooster",
    "arthropod": "ant butterfly crab crayfish dragonfly lobster mayfly scorpion tick trilobite",
    "lives in water": """bass beaver crab crayfish crocodile crocodile_head dolphin hawksbill lobster
        lotus nautilus octopus platypus sea_horse starfish trilobite water_lilly""",
    "can fly": "airplanes butterfly dragonfly flamingo flamingo_head helicopter ibis mayfly pigeon",
    "extinct": "brontosaurus stegosaurus trilobite",
    "plant": "bonsai joshua_tree lotus strawberry sunflower water_lilly",
    "food": "bass crab crayfish lobster octopus pizza rooster strawberry",
    "head": "Faces Faces_easy cougar_face crocodile_head flamingo_head",
    "vehicle": "Motorbikes airplanes car_side ferry helicopter ketch schooner wheelchair",
    "has wheels": "Motorbikes airplanes cannon car_side inline_skate wheelchair",
    "makes music": """accordion electric_guitar euphonium gramophone grand_piano headphone mandolin
        metronome saxophone""",
    "furniture": "ceiling_fan chair chandelier grand_piano lamp windsor_chair",
    "electric": "camera ceiling_fan cellphone chandelier electric_guitar headphone lamp laptop",
    "building": "minaret pagoda pyramid",
}
BARE = """anchor barrel binocular brain buddha cup dollar_bill ewer garfield menorah revolver scissors
    snoopy soccer_ball stapler stop_sign umbrella watch wrench yin_yang"""
LEFT_OUT = {"BACKGROUND_Google", "BACKGROUND"}  # pictures of anything: what they bear, nobody has said
ENDINGS = {".jpg", ".jpeg", ".png"}


def labels_by_class():
    """{class: its labels, in the order of BEARERS}, the bare ones too."""
    labels = {name: [] for name in BARE.split()}
    for label, classes in BEARERS.items():
        for name in classes.split():
            labels.setdefault(name, []).append(label)
    return labels


def pictures_by_class(folder):
    """{class: its pictures relative to folder, in an order that no file system decides}."""
    found = collections.defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in ENDINGS and path.parent.name not in LEFT_OUT:
            found[path.parent.name].append(path.relative_to(folder).as_posix())
    return found


def split(pictures, each, seed):
    """(training, test): of every class `each` pictures at most, drawn by the seed, or half of all."""
    parts = [], []
    for name in sorted(pictures):
        drawn = list(pictures[name])
        random.Random(f"{seed} {name}").shuffle(drawn)
        half = min(each, len(drawn) // 2)
        parts[0].extend(sorted(drawn[:half]))
        parts[1].extend(sorted(drawn[half : half + min(each, len(drawn) - half)]))
    return parts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=pathlib.Path, help="folder with a folder of pictures per class")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for train.csv and test.csv")
    parser.add_argument("--each", type=int, default=10, help="most pictures of a class in each list")
    parser.add_argument("--seed", type=int, default=0, help="decides which pictures of a class train")
    args = parser.parse_args()
    labels, pictures = labels_by_class(), pictures_by_class(args.pictures)
    if set(pictures) != set(labels):
        missing, unknown = sorted(set(labels) - set(pictures)), sorted(set(pictures) - set(labels))
        sys.exit(f"{args.pictures}: not Caltech-101; missing: {missing[:5]}, unknown: {unknown[:5]}")
    args.out.mkdir(parents=True, exist_ok=True)
    rows = {"train": [], "test": []}
    for part, paths in zip(rows, split(pictures, args.each, args.seed), strict=True):
        rows[part] = [(path, labels[pathlib.PurePath(path).parent.name]) for path in paths]
        with (args.out / f"{part}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["path", "labels"])
            writer.writerows((path, ";".join(borne)) for path, borne in rows[part])
    print("| label | classes | train | test |\n|---|---|---|---|")
    for label, classes in BEARERS.items():
        counts = [sum(label in borne for _, borne in rows[part]) for part in rows]
        print(f"| {label} | {len(classes.split())} | {counts[0]} | {counts[1]} |")
    bare = [sum(not borne for _, borne in rows[part]) for part in rows]
    print(f"| none of them | {sum(not borne for borne in labels.values())} | {bare[0]} | {bare[1]} |")
    print(f"| all pictures | {len(labels)} | {len(rows['train'])} | {len(rows['test'])} |")
    for part in rows:
        numbers = collections.Counter(len(borne) for _, borne in rows[part])
        print(f"{part}: pictures by number of labels: {dict(sorted(numbers.items()))}")


if __name__ == "__main__":
    main()
