"""The days of a plan: starts, ends, gates, duties, ends of subsidies; for calendars and reminders. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.content.library import Policy
from app.deliveries.gates import gates_of
from app.deliveries.models import Status
from app.deliveries.pieces import Piece, pieces_of
from app.deliveries.projects import Project
from app.kit.text import Text
from app.planning.values import Offer

Kind = Literal["start", "end", "gate", "duty", "subsidy"]

DATED = ("applies", "check", "due", "overdue")
HEADS: Mapping[str, Text] = {
    "start": Text(zh="计划开始：{title}", en="To start: {title}"),
    "started": Text(zh="已开始：{title}", en="Started: {title}"),
    "end": Text(zh="计划完成：{title}", en="To be finished: {title}"),
    "ended": Text(zh="已完成：{title}", en="Finished: {title}"),
    "gate": Text(
        zh="第 {stage} 阶段关口：确认能否进入第 {next} 阶段", en="Gate of stage {stage}: is stage {next} open?"
    ),
    "gate-open": Text(zh="第 {stage} 阶段关口已通过", en="Gate of stage {stage} passed"),
    "duty": Text(zh="法定期限：{title}", en="Legal deadline: {title}"),
    "subsidy": Text(zh="申报截止：{title}", en="Last day to apply: {title}"),
}
AT_SITE = Text(zh="{title}（{site}）", en="{title} ({site})")
LEFT = Text(zh="还差 {n} 项条件。", en="Conditions still missing: {n}.")
EXIT = Text(zh="完成标准：{exit}", en="Finished when: {exit}")
CHECK_FIRST = Text(zh="以当年申报通知为准，请提前核实。", en="The yearly call for applications decides; check early.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One day that matters. name: stable over plans and languages. is_open: there is still something to do."""

    kind: Kind
    name: str
    on: date
    title: Text
    note: Text | None
    changed_at: datetime
    key: str = ""
    """The initiative it is about, empty for gates and policies."""
    is_open: bool = True


def happenings_of(
    project: Project, offers: tuple[Offer, ...], policies: Mapping[str, Policy], today: date
) -> tuple[Happening, ...]:
    """Every day worth a line, in order. Dropped and paused work has none; nor has what came too late for the firm."""
    found = [
        *(one for piece in pieces_of(project, today) for one in _of_piece(project, piece)),
        *_of_gates(project),
        *_of_offers(project, offers, policies),
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.name)))


def _of_piece(project: Project, piece: Piece) -> Iterator[Happening]:
    said, promise = piece.said, piece.promise
    if said.status in (Status.DROPPED, Status.PAUSED) or promise is None:
        return
    title = AT_SITE.format(title=piece.title, site=piece.place) if piece.place else piece.title
    known = project.library.get(piece.key)
    note = EXIT.format(exit=known.exit_criterion) if known else None
    changed = max(project.since, said.changed_at or project.since)
    where = f"{piece.key}:{piece.site}"
    begun, ended = said.started_on is not None, said.status == Status.DONE

    def one(kind: Kind, head: str, on: date, *, is_open: bool) -> Happening:
        return Happening(
            kind=kind,
            name=f"{kind}:{where}",
            on=on,
            title=HEADS[head].format(title=title),
            note=note,
            changed_at=changed,
            key=piece.key,
            is_open=is_open,
        )

    if begun or not ended:
        on = said.started_on or promise.starts_on
        yield one("start", "started" if begun else "start", on, is_open=said.status == Status.PLANNED)
    last = said.ended_on or promise.ends_on
    yield one("end", "ended" if ended else "end", last if ended else promise.ends_on, is_open=not ended)


def _of_gates(project: Project) -> Iterator[Happening]:
    for gate in gates_of(project):
        spoken = [one.check.changed_at for one in gate.conditions if one.check.changed_at]
        opened = gate.open_since
        yield Happening(
            kind="gate",
            name=f"gate:{project.assessment_id}:{gate.stage}",
            on=opened or gate.due_on,
            title=HEADS["gate-open" if opened else "gate"].format(stage=gate.stage, next=gate.next_stage),
            note=None if opened else LEFT.format(n=len(gate.conditions) - gate.held),
            changed_at=max([project.since, *spoken]),
            is_open=opened is None,
        )


def _of_offers(project: Project, offers: tuple[Offer, ...], policies: Mapping[str, Policy]) -> Iterator[Happening]:
    for offer in offers:
        policy = policies.get(offer.policy)
        if policy is None or offer.due_on is None or policy.kind == "target" or offer.status not in DATED:
            continue
        kind: Kind = "duty" if policy.kind == "duty" else "subsidy"
        yield Happening(
            kind=kind,
            name=f"{kind}:{offer.policy}:{offer.due_on.isoformat()}",
            on=offer.due_on,
            title=HEADS[kind].format(title=policy.title),
            note=offer.reason if kind == "duty" else CHECK_FIRST,
            changed_at=project.since,
        )
