#!/usr/bin/env python3
"""Draws the rooms of src/ and which of them each may include: draw_rooms.py build/release/rooms/rooms.json > docs/images/rooms.svg

CMake writes the file; `make rooms` does both. A row is a room; a dot in a column says that it sees that room's headers.
"""

import json
import sys

CELL, LEFT, TOP, RADIUS = 26, 118, 112, 6
GROUPS = [  # what a room ends up in, with its colour; the first that holds it
    (
        "in libpyra_runtime",
        "#2a6f97",
        "base io kernels pictures architecture schedules recipes reducers methods deploy engine tasks bench api",
    ),
    ("of the program alone", "#b5651d", "show search compare cli cli/train"),
    ("in libpyra, with torch", "#5a7d2b", "ops model reduce adapt train"),
]


def colour_of(room):
    return next(colour for _, colour, rooms in GROUPS if room in rooms.split())


def draw(rooms):
    names = list(rooms)
    width, height = LEFT + CELL * len(names) + 20, TOP + CELL * len(names) + 20 + 22 * len(GROUPS)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="13">'
    )
    yield "<title>Rooms of pyra and the rooms whose headers each sees</title>"
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    for i, room in enumerate(names):
        y, x = TOP + CELL * i, LEFT + CELL * i
        if i % 2 == 0:
            yield f'<rect x="4" y="{y}" width="{width - 8}" height="{CELL}" fill="#f3f5f7"/>'
        yield f'<text x="{LEFT - 10}" y="{y + 18}" text-anchor="end" fill="{colour_of(room)}">{room}</text>'
        yield (
            f'<text transform="translate({x + 18},{TOP - 8}) rotate(-60)" fill="{colour_of(room)}">{room}</text>'
        )
    for i, room in enumerate(names):
        centre = TOP + CELL * i + CELL / 2
        yield f'<rect x="{LEFT + CELL * i + 7}" y="{centre - 6}" width="12" height="12" fill="none" stroke="#aab2ba"/>'
        for used in rooms[room]:
            at = LEFT + CELL * names.index(used) + CELL / 2
            yield f'<circle cx="{at}" cy="{centre}" r="{RADIUS}" fill="{colour_of(used)}"><title>{room} includes {used}</title></circle>'
    for i, (words, colour, _) in enumerate(GROUPS):
        y = TOP + CELL * len(names) + 24 + 22 * i
        yield f'<circle cx="{LEFT}" cy="{y - 4}" r="{RADIUS}" fill="{colour}"/><text x="{LEFT + 14}" y="{y}">{words}</text>'
    yield "</svg>"


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(draw(json.load(file))))
