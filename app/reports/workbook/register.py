"""The register: every gap, initiative, subsidy and duty in one list, each with its stable id."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.kit.text import Lang, Text
from app.kit.xlsx import Sheet
from app.reports.outcome import OfferData, Outcome
from app.reports.workbook.fields import Field, listed, table, yuan
from app.reports.workbook.words import OFFERS, REASONS, STATUSES, word

NAME = Text(zh="登记表", en="Register")
GAP = Text(zh="差距", en="Gap")
CHOSEN = Text(zh="举措", en="Initiative")
REFUSED = Text(zh="未选举措", en="Initiative not chosen")
MENDED = Text(zh="路线图会补上", en="The roadmap closes it")
OPEN = Text(zh="路线图未涉及", en="Not in the roadmap")
IN_STAGE = Text(zh="第 {stage} 阶段", en="Stage {stage}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row. amount: CNY fen, what it costs or brings at most; day: when it ends, falls due or expires."""

    sort: Text
    id: str
    title: Text
    status: Text
    starts: date | None = None
    day: date | None = None
    amount: int | None = None
    points: float | None = None
    related: str | None = None
    note: Text | None = None
    source: Text | None = None
    address: str | None = None
    verified: date | None = None


FIELDS: tuple[Field[Entry], ...] = (
    Field("编号", "Id", lambda one: one.id, width=30),
    Field("名称", "Title", lambda one: one.title, "long", 44),
    Field("类型", "Type", lambda one: one.sort, width=14),
    Field("状态", "Status", lambda one: one.status, width=18),
    Field("起", "From", lambda one: one.starts, "date", 15),
    Field("止 / 期限", "Until / due", lambda one: one.day, "date", 15),
    Field("金额（元）", "Amount (CNY)", lambda one: yuan(one.amount), "money", 16),
    Field("分数", "Points", lambda one: one.points, "decimal", 10),
    Field("相关编号", "Related ids", lambda one: one.related, width=30),
    Field("说明", "Note", lambda one: one.note, "long", 60),
    Field("来源", "Source", lambda one: one.source, "long", 40),
    Field("网址", "Address", lambda one: one.address, width=30),
    Field("核对日期", "Checked on", lambda one: one.verified, "date", 15),
)


def register(outcome: Outcome, lang: Lang) -> Sheet:
    """All of it."""
    return table(NAME, FIELDS, _entries(outcome), lang, kept=2)


def _entries(outcome: Outcome) -> Iterator[Entry]:
    for gap in outcome.gaps:
        status = MENDED if gap.remedies else OPEN
        yield Entry(
            sort=GAP, id=gap.id, title=gap.title, status=status, points=gap.points, related=listed(gap.remedies)
        )
    if outcome.roadmap:
        for item in outcome.roadmap.items:
            yield Entry(
                sort=CHOSEN,
                id=item.id,
                title=item.title,
                status=IN_STAGE.format(stage=item.stage),
                starts=item.starts_on,
                day=item.ends_on,
                amount=item.cost.typical,
                points=item.points,
                related=listed((*item.needs, *item.policies)),
            )
        for one in outcome.roadmap.rejected:
            reason = word(REASONS, one.reason)
            yield Entry(sort=REFUSED, id=one.id, title=one.title, status=reason, note=one.detail)
    yield from map(_offer, outcome.offers)


def _offer(offer: OfferData) -> Entry:
    return Entry(
        sort=OFFERS[offer.kind],
        id=offer.id,
        title=offer.title,
        status=word(STATUSES, offer.status),
        starts=offer.valid_from,
        day=offer.due_on or offer.valid_to,
        amount=offer.amount,
        note=offer.reason,
        source=offer.source,
        address=offer.address,
        verified=offer.verified_on,
    )
