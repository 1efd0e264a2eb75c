"""Subsidies and duties with their dates; an empty chapter says what was checked and when."""

from app.content.library import Policy
from app.kit.text import Text
from app.planning.values import Offer
from app.reports import wording
from app.reports.brief import Brief
from app.reports.values import Block, Chapter, Column, Heading, Paragraph, Row, Table, Unit

STALE_DAYS = 90


def policies(brief: Brief, number: str) -> Chapter:
    """Both halves: what could come in, what must be done."""
    say = brief.say
    offers = brief.plan.offers if brief.plan else ()
    known = brief.case.library.policies
    pairs = [(offer, known[offer.policy]) for offer in offers if offer.policy in known]
    blocks: list[Block] = [
        *_half(brief, pairs, ("subsidy",)),
        *_half(brief, pairs, ("duty",)),
    ]
    other = [
        (offer, policy)
        for offer, policy in pairs
        if policy.kind in ("target", "certificate") and offer.status != "not_eligible"
    ]
    if other:
        heading = Heading(id="targets", text=say("policies.targets"))
        blocks.append(Unit(blocks=(heading, _table(brief, other, "targets-table"))))
    return Chapter(id="policies", number=number, title=say("policies.title"), blocks=tuple(blocks))


def _half(brief: Brief, pairs: list[tuple[Offer, Policy]], kinds: tuple[str, ...]) -> list[Block]:
    say, name = brief.say, "subsidies" if "subsidy" in kinds else "duties"
    blocks: list[Block] = [Heading(id=name, text=say(f"policies.{name}"))]
    shown = [(offer, policy) for offer, policy in pairs if policy.kind in kinds and offer.status != "not_eligible"]
    if shown:
        if name == "subsidies":
            blocks.append(Paragraph(text=say("policies.reminder"), tone="small"))
        if any((brief.case.as_of - policy.verified_on).days > STALE_DAYS for _, policy in shown):
            blocks.append(Paragraph(text=say("policies.stale"), tone="small"))
        return [Unit(blocks=(*blocks, _table(brief, shown, f"{name}-table")))]
    return [*blocks, Paragraph(text=_nothing(brief, kinds, name))]


def _nothing(brief: Brief, kinds: tuple[str, ...], name: str) -> Text:
    say, as_of = brief.say, wording.day(brief.case.as_of)
    checked = [policy for policy in brief.case.library.policies.values() if policy.kind in kinds]
    if name == "duties":
        return say("policies.empty_duties", n=len(checked), as_of=as_of)
    if not checked:
        return say("policies.none_known", as_of=as_of)
    verified = wording.day(max(policy.verified_on for policy in checked))
    return say("policies.empty_subsidies", n=len(checked), as_of=as_of, verified=verified)


def _table(brief: Brief, pairs: list[tuple[Offer, Policy]], key: str) -> Table:
    say, order = brief.say, ("overdue", "due", "applies", "check", "too_late", "not_eligible")
    rows = []
    for offer, policy in sorted(pairs, key=lambda pair: (order.index(pair[0].status), pair[0].policy)):
        aim = policy.kind == "target"
        rows.append(
            Row(
                cells=(
                    policy.title,
                    say("policies.status.target" if aim else f"policies.status.{offer.status}"),
                    _date(brief, offer, policy),
                    wording.NONE if offer.amount is None else wording.money(offer.amount),
                    say("policies.target") if aim else offer.reason,
                ),
                strong=offer.status in ("overdue", "due"),
            )
        )
    titles = (("policy", 28), ("status", 14), ("date", 18), ("amount", 14), ("reason", 26))
    return Table(
        id=key,
        columns=tuple(
            Column(title=say(f"policies.column_{name}"), width=width, align="end" if name == "amount" else "start")
            for name, width in titles
        ),
        rows=tuple(rows),
    )


def _date(brief: Brief, offer: Offer, policy: Policy) -> Text:
    if offer.due_on:
        return wording.day(offer.due_on)
    if policy.valid_to:
        return brief.say("policies.valid_to", date=wording.day(policy.valid_to))
    return brief.say("policies.lasting" if policy.kind == "duty" else "policies.no_end")
