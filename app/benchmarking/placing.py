"""Where a firm stands among its peers: mid-rank percentiles, means drawn towards the wider group, with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt

from app.benchmarking.pooling import Group, Peers, Snapshot, Spread, group_name, scores_of, size_of
from app.content.firm import Company
from app.kit.text import Text
from app.scoring.values import Scorecard

ENOUGH = 30
"""From so many firms on a group speaks for itself; below, it is drawn towards the wider one and intervals are shown."""
BETWEEN = 6.0
"""Assumed standard deviation between the means of groups, in points (estimate)."""
Z = 1.959964
"""Of a 95 % interval."""
DEFINITION = Text(
    zh="百分位：群体中得分更低的企业占比，加上得分相同（保留一位小数）企业占比的一半；本企业如已在群体中，也计算在内。",
    en="Percentile: the share of the group's firms with a lower score, plus half of those with the same score to one"
    " decimal. The firm itself counts if it was in the group that day.",
)
WIDER = {
    1: Text(
        zh="同行业、同规模的企业不足以公布，改用同行业各种规模的企业。",
        en="Too few firms of this trade and size may be shown, so this group is the trade at every size.",
    ),
    2: Text(
        zh="同行业的企业不足以公布，改用全部企业。",
        en="Too few firms of this trade may be shown, so this group is firms of every trade.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One dimension. own, mean: points; percentile: 0..100, rounded half up; interval: 95 %, only for small groups."""

    own: float
    percentile: int
    percentile_interval: tuple[int, int] | None
    mean: float
    mean_interval: tuple[float, float] | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStanding:
    """Where a firm stands among peers, with everything a reader needs beside the figures."""

    lens: str
    lens_version: str
    as_of: date
    group: str
    n: int
    fallback: Text | None
    definition: Text
    levels: Mapping[int, int]
    places: Mapping[str, Place]


def place(snapshot: Snapshot, card: Scorecard, company: Company) -> PeerStanding | None:
    """The narrowest group that may be shown; None when none may, or the snapshot is of another lens edition."""
    if (snapshot.lens, snapshot.lens_version) != (card.lens, card.lens_version):
        return None
    size = size_of(company.headcount)
    chain: list[Group] = [(company.industry, size), (company.industry, None), (None, None)]
    found = [(step, snapshot.groups.get(group_name(group))) for step, group in enumerate(chain)]
    shown = [(step, peers) for step, peers in found if peers is not None]
    if not shown:
        return None
    step, peers = shown[0]
    wider = shown[1][1] if len(shown) > 1 else None
    return PeerStanding(
        lens=card.lens,
        lens_version=card.lens_version,
        as_of=snapshot.as_of,
        group=group_name(chain[step]),
        n=peers.n,
        fallback=WIDER.get(step),
        definition=DEFINITION,
        levels=peers.levels,
        places={id: _place(own, id, peers, wider) for id, own in scores_of(card).items() if id in peers.spreads},
    )


def _place(own: int, id: str, peers: Peers, wider: Peers | None) -> Place:
    spread = peers.spreads[id]
    share = mid_rank(spread, own)
    small = spread.n < ENOUGH
    mean, interval = _mean(spread, wider.spreads.get(id) if wider is not None and small else None)
    return Place(
        own=own / 10,
        percentile=_percent(share),
        percentile_interval=_wilson(float(share), spread.n) if small else None,
        mean=mean,
        mean_interval=interval if small else None,
        n=spread.n,
    )


def mid_rank(spread: Spread, own: int) -> Fraction:
    """Share 0..1 of firms below, plus half of those level."""
    below = spread.upto[own - 1] if own else 0
    return Fraction(below + spread.upto[own], 2 * spread.n)


def _percent(share: Fraction) -> int:
    return int(share * 100 + Fraction(1, 2))


def _wilson(share: float, n: int) -> tuple[int, int]:
    """Wilson's 95 % interval of a share, in whole percent."""
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0, round(100 * (middle - half))), min(100, round(100 * (middle + half)))


def _mean(spread: Spread, wider: Spread | None) -> tuple[float, tuple[float, float]]:
    """Mean in points, drawn towards the wider group's by B = (s²/n) / (s²/n + between²), and its 95 % interval."""
    mean = spread.total / spread.n / 10
    variance = (spread.squares - spread.total * spread.total / spread.n) / max(spread.n - 1, 1) / 100
    error = variance / spread.n
    if wider is not None and error > 0:
        pull = error / (error + BETWEEN**2)
        mean, error = mean + pull * (wider.total / wider.n / 10 - mean), (1 - pull) * error
    half = Z * sqrt(max(error, 0.0))
    return round(mean, 1), (round(max(mean - half, 0.0), 1), round(min(mean + half, 100.0), 1))
