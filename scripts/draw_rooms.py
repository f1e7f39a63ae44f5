#!/usr/bin/env python3
"""Draws the rooms of src/ and which of them each may include.

    draw_rooms.py build/release/rooms/rooms.json > docs/images/rooms.svg

CMake writes the file; `make rooms` does both. A row is a room, or a part of one that uses more than the rest
of it; a dot in a column says that it sees the headers of that room.
"""

import json
import sys

CELL, LEFT, TOP, RADIUS = 26, 130, 112, 6
LIBRARY, CUDA, PROGRAM, TORCH = "#2a6f97", "#7b4b94", "#b5651d", "#5a7d2b"
LEGEND = [
    ("in libpyra_runtime", LIBRARY),
    ("in libpyra_cuda", CUDA),
    ("of the program alone", PROGRAM),
    ("in libpyra, with torch", TORCH),
]
OTHERS = {
    **dict.fromkeys(["show", "search", "compare", "cli", "cli/train"], PROGRAM),
    **dict.fromkeys(["ops", "model", "reduce", "adapt", "train"], TORCH),
}


def colour_of(room):
    return CUDA if room.endswith("/cuda") else OTHERS.get(room, LIBRARY)


def row(i, room, uses, columns, width):
    top, centre = TOP + CELL * i, TOP + CELL * i + CELL / 2
    if i % 2 == 0:
        yield f'<rect x="4" y="{top}" width="{width - 8}" height="{CELL}" fill="#f3f5f7"/>'
    yield f'<text x="{LEFT - 10}" y="{top + 18}" text-anchor="end" fill="{colour_of(room)}">{room}</text>'
    for used in dict.fromkeys([room.split("/")[0], *uses]):
        at = LEFT + CELL * columns.index(used) + CELL / 2
        if used == room.split("/")[0]:  # itself
            yield f'<rect x="{at - 6}" y="{centre - 6}" width="12" height="12" fill="none" stroke="#aab2ba"/>'
        else:
            yield (
                f'<circle cx="{at}" cy="{centre}" r="{RADIUS}" fill="{colour_of(used)}">'
                f"<title>{room} includes {used}</title></circle>"
            )


def draw(rooms):
    columns = [room for room in rooms if "/" not in room]
    width = LEFT + CELL * len(columns) + 40
    bottom = TOP + CELL * len(rooms)
    height = bottom + 20 + 22 * len(LEGEND)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    yield f' viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">'
    yield "<title>Rooms of pyra and the rooms whose headers each sees</title>"
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    for i, room in enumerate(columns):
        turned = f"translate({LEFT + CELL * i + 18},{TOP - 8}) rotate(-60)"
        yield f'<text transform="{turned}" fill="{colour_of(room)}">{room}</text>'
    for i, (room, uses) in enumerate(rooms.items()):
        yield from row(i, room, uses, columns, width)
    for i, (words, colour) in enumerate(LEGEND):
        y = bottom + 24 + 22 * i
        yield f'<circle cx="{LEFT}" cy="{y - 4}" r="{RADIUS}" fill="{colour}"/>'
        yield f'<text x="{LEFT + 14}" y="{y}">{words}</text>'
    yield "</svg>"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(draw(json.load(file))))
