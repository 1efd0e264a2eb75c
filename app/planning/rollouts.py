"""In which order the sites take up an initiative: the pilot first, then those that need it most."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.content.library import Initiative


def rollout(
    initiative: Initiative, earned: Mapping[str, Mapping[str, Fraction]], sites: Sequence[str]
) -> tuple[str, ...]:
    """Sites in order; empty unless two or more of them answered what it lifts, and one still falls short.

    earned: question -> site -> fraction 0..1 earned there. A site's need is the mean of what it lacks over the
    questions the initiative lifts; sites that lack nothing have no need of it. Ties keep the firm's own order.
    """
    lacks: dict[str, list[Fraction]] = {}
    for question in dict.fromkeys(lift.question for lift in initiative.lifts):
        for site, fraction in earned.get(question, {}).items():
            lacks.setdefault(site, []).append(1 - fraction)
    if len(lacks) < 2:
        return ()
    need = {site: sum(parts, Fraction(0)) / len(parts) for site, parts in lacks.items()}
    order = sorted((site for site in sites if need.get(site)), key=lambda site: -need[site])
    if order and initiative.pilot is not None and initiative.pilot.site == "strongest":
        return (order[-1], *order[:-1])
    return tuple(order)
