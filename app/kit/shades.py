"""Colours as #rrggbb: how far two stand apart (WCAG 2), mixtures, and the nearest shade that stands far enough."""

import re
from collections.abc import Callable

_WRITTEN = re.compile(r"#?(?:([0-9a-f]{6})|([0-9a-f]{3}))", re.IGNORECASE)
WHITE, BLACK = "#ffffff", "#000000"
STEPS = 200


def read_colour(written: str) -> str | None:
    """`#C03`, `cc0033` and the like as #rrggbb; None for anything else."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    return f"#{found[1] or ''.join(2 * letter for letter in found[2])}".lower()


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black, 1 for white."""
    parts = [level / 255 for level in _channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with this share of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (its - own) * share):02x}" for own, its in pairs)


def nearest(colour: str, toward: str, passes: Callable[[str], bool]) -> str:
    """The colour itself or the first shade on the way to another that passes; the other one where none does."""
    shades = (mix(colour, toward, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if passes(shade)), toward)
