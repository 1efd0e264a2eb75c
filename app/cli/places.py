"""Where a firm stands among the peers of a snapshot, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.cli.files import fail, read_json
from app.content.firm import Company
from app.kit.text import Lang, Text
from app.scoring.values import Scorecard

if TYPE_CHECKING:
    from app.benchmarking.pooling import Snapshot

NO_SNAPSHOT = Text(
    zh="“{path}”不是同行快照，请用 jianyun peers 生成。",
    en="“{path}” is not a snapshot of peers; make one with jianyun peers.",
)
PEERS = Text(zh="同行群体 {group}：{n} 家，截至 {day}", en="Peers {group}: {n} firms, as of {day}")
PLACE = Text(
    zh="{title}：{own} 分，第 {percentile} 百分位，同行均值 {mean}",
    en="{title}: {own}, percentile {percentile}, mean of peers {mean}",
)
WHOLE = Text(zh="总分", en="Overall")
NO_PEERS = Text(
    zh="快照里没有可公布的同类群体，或评分规则版本不同。",
    en="The snapshot shows no group for this firm, or is of another edition of the lens.",
)


def beside(cohort: str, company: Company, cards: Mapping[str, Scorecard], lang: Lang) -> str:
    """Where the firm stands among the peers of a snapshot, in a few lines."""
    from app.benchmarking.placing import place

    snapshot = read_snapshot(cohort, lang)
    card = cards.get(snapshot.lens)
    found = place(snapshot, card, company) if card is not None else None
    if card is None or found is None:
        return NO_PEERS.get(lang)
    titles = {one.id: one.title for one in card.dimensions}
    lines = [PEERS.format(group=found.group, n=found.n, day=found.as_of.isoformat()).get(lang)]
    lines += [found.fallback.get(lang)] if found.fallback else []
    for id, one in found.places.items():
        told = PLACE.format(title=titles.get(id, WHOLE), own=one.own, percentile=one.percentile, mean=one.mean)
        lines.append("  " + told.get(lang))
    return "\n".join([*lines, found.definition.get(lang)])


def read_snapshot(path: str, lang: Lang) -> "Snapshot":
    """A snapshot from its file; leaves with exit code 2 when it is none."""
    from pydantic import TypeAdapter, ValidationError

    from app.benchmarking.pooling import Snapshot

    try:
        return TypeAdapter(Snapshot).validate_python(read_json(path, lang))
    except ValidationError:
        fail(lang, NO_SNAPSHOT.format(path=path))
