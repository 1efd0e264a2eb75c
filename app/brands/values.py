"""The look a report is issued with, frozen into its document, and the colours that follow from two. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.kit.shades import BLACK, WHITE, contrast, mix, nearest
from app.kit.text import Text
from app.kit.tokens import colour

READABLE = 4.5
"""WCAG AA: text against its ground."""
VISIBLE = 3.0
"""WCAG AA: lines, bars and large words against theirs."""
Theme = Literal["light", "dark"]
NIGHT, NIGHT_INK = "#151e22", "#0b1215"
"""Paper and the darkest ink of the dark theme."""


class LogoMark(BaseModel):
    """Which logo: `sha256` names it among the logos of the firm; `content` is there only while something is drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    width: int
    height: int
    content: bytes | None = Field(None, exclude=True, repr=False)


class Livery(BaseModel):
    """What a report wears: whose it is and how that looks. `hides_us`: our own name appears nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    accent: str
    dark: str
    footer: Text | None = None
    sender: str
    contact: str = ""
    logo: LogoMark | None = None
    hides_us: bool = False


def is_readable(shade: str) -> bool:
    """Whether white words on it can be read, and it can itself be read as words on white paper."""
    return contrast(shade, WHITE) >= READABLE


def proposal(shade: str) -> str:
    """The nearest darker shade of the same colour that is readable."""
    return nearest(shade, BLACK, is_readable)


def default_dark(accent: str) -> str:
    """A ground for covers that goes with an accent."""
    return mix(accent, BLACK, 0.32)


@lru_cache(maxsize=64)
def palette(accent: str, dark: str, theme: Theme = "light") -> Mapping[str, str]:
    """Values of the colour tokens that a brand replaces, by the names tokens.css gives them."""
    if theme == "light":
        tones = {
            "accent": accent,
            "accent-strong": dark,
            "accent-mid": mix(accent, WHITE, 0.4),
            "accent-soft": mix(accent, WHITE, 0.87),
            "on-accent": WHITE,
        }
    else:
        shown = nearest(accent, WHITE, lambda shade: contrast(shade, NIGHT) >= READABLE + 2)
        tones = {
            "accent": shown,
            "accent-strong": mix(shown, WHITE, 0.3),
            "accent-mid": mix(shown, NIGHT, 0.35),
            "accent-soft": mix(shown, NIGHT, 0.85),
            "on-accent": nearest(mix(shown, BLACK, 0.75), BLACK, lambda ink: contrast(ink, shown) >= READABLE),
        }
    return {**tones, "self": tones["accent"]}


def tokens_of(livery: Livery | None) -> dict[str, str]:
    """The light tokens a look replaces, as `--colour-…` names without dashes; nothing without a look."""
    if livery is None:
        return {}
    return {f"colour-{name}": value for name, value in palette(livery.accent, livery.dark).items()}


def screen_css(accent: str, dark: str, *, scope: str = ".branded") -> str:
    """The style sheet that dresses everything inside `.branded`, by day and by night. Nothing in it but colours."""

    def block(theme: Theme) -> str:
        return "".join(f"--colour-{name}:{value};" for name, value in palette(accent, dark, theme).items())

    day, night = block("light"), block("dark")
    soft = palette(accent, dark)["accent-soft"]
    cover = f"--brand-accent:{accent};--brand-dark:{dark};--brand-soft:{soft};"  # of paper, which knows no night
    return (
        f"{scope}{{{cover}{day}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]) {scope},"
        f":root:not([data-theme=light]){scope}{{{night}}}}}\n"
        f":root[data-theme=dark] {scope},:root[data-theme=dark]{scope}{{{night}}}\n"
    )


def our_accent() -> str:
    """The accent of the house."""
    return colour("accent")


def our_dark() -> str:
    """The ground of the house's own covers."""
    return colour("accent-strong")
