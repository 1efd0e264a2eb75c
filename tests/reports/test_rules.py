"""A report never contradicts itself, whatever was answered: hundreds of random sheets of every trade."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from app.cli.judging import judge
from app.cli.report import case_of
from app.cli.sheets import Filing, read_sheet
from app.content.loader import load_catalogue
from app.content.path import facts_of, truth
from app.content.trades import fit_lens
from app.kit.text import Text
from app.planning.eligibility import Prospect
from app.planning.eligibility import judge as judge_offers
from app.reports import wording
from app.reports.brief import STRONG, WEAK, Brief
from app.reports.cases import Reading, ReportCase
from app.reports.chapters.dimensions import dimensions
from app.reports.chapters.policies import policies
from app.reports.chapters.summary import subsidies, summary
from app.reports.document import assemble
from app.reports.renderers.html import render_html
from app.reports.values import Facts, Headline, Points, ReportDocument, Row, Table, Unit
from app.scoring import score
from tests.factories.sheets import random_answers
from tests.reports.firms import case, sheet
from tests.reports.test_document import outline

TRADES = ("foshan-upholstery-12", "zhongshan-kettles-130", "guangzhou-art-school-36")
QUICK, WHOLE = 100, 3
"""Sheets of a trade: findings only, and whole reports with a plan."""


def filings(firm: str, count: int) -> Iterator[Filing]:
    """A sample firm with other answers; the means and the inventory are its own."""
    catalogue, raw = load_catalogue(), sheet(firm)
    first, faults = read_sheet(raw, catalogue)
    assert first is not None, faults
    for seed in range(count):
        filing, faults = read_sheet(raw | {"answers": random_answers(first.instrument, seed)}, catalogue)
        assert filing is not None, faults
        yield filing


def unplanned(firm: str, count: int) -> Iterator[ReportCase]:
    """Cases without a plan, which would take a second each."""
    base = case(firm)
    for filing in filings(firm, count):
        lens = fit_lens(base.readiness.lens, filing.instrument)
        card = score(lens, filing.instrument, filing.sheet, filing.company)
        yield replace(base, sheet=filing.sheet, readiness=Reading(lens=lens, card=card), plan=None)


@cache
def planned(firm: str) -> tuple[tuple[ReportCase, ReportDocument], ...]:
    """Whole reports on random sheets."""
    catalogue = load_catalogue()
    cases = [case_of(judge(one, catalogue, catalogue.lenses_for(one.instrument))) for one in filings(firm, WHOLE)]
    return tuple((one, assemble(one)) for one in cases)


def blocks(node: Any) -> Iterator[Any]:
    """Every block below a chapter or block, itself first."""
    yield node
    for child in (*getattr(node, "blocks", ()), *(getattr(node, side, None) for side in ("left", "right"))):
        if child is not None:
            yield from blocks(child)


def chapter(document: ReportDocument, id: str) -> Any:
    return next(one for one in document.chapters if one.id == id)


def rows(document: ReportDocument, id: str, table: str) -> tuple[Row, ...]:
    found = [one for one in blocks(chapter(document, id)) if isinstance(one, Table) and one.id == table]
    return found[0].rows


# -- findings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("firm", TRADES)
def test_nothing_is_praised_and_blamed(firm: str) -> None:
    for number, one in enumerate(unplanned(firm, QUICK)):
        brief = Brief(one)
        strong, weak = brief.strengths(), brief.gaps()
        assert not {row.question.id for row in strong} & {row.question.id for row in weak}
        assert not {row.capability.id for row in strong} & {row.capability.id for row in weak}
        assert all(brief.share(row) >= STRONG and row.line.points > 0 for row in strong)
        assert all(brief.share(row) <= WEAK and row.lost > 0 for row in weak)
        named = {row.capability.title for row in (*strong, *weak)}
        assert not named & {title for title, _ in brief.near()}
        if number % 4 == 0:
            _check_dimensions(brief)


def _check_dimensions(brief: Brief) -> None:
    """No capability that is a strength is named as what costs most, and none is both best and worst of a dimension."""
    for dimension, unit in zip(brief.dimensions, dimensions(brief, "4").blocks, strict=True):
        assert isinstance(unit, Unit)
        said = next(block.text.en for block in unit.blocks if block.kind == "paragraph")
        for capability in dimension.capabilities:
            share = brief.shares.get((dimension.id, capability.id))
            blamed, praised = f"“{capability.title.en}” costs most", f"“{capability.title.en}” has come furthest"
            assert not (blamed in said and praised in said)
            if share is not None:
                assert blamed not in said or share < STRONG
                assert praised not in said or share >= STRONG


@pytest.mark.parametrize("firm", TRADES)
def test_summary_names_the_level_that_the_score_earned(firm: str) -> None:
    for one in unplanned(firm, 20):
        head = summary(Brief(one)).blocks[0]
        assert isinstance(head, Headline) and head.level == one.readiness.card.overall.level
        assert [gauge.value_label for gauge in head.dials.gauges] == [
            Brief(one).score(row.mark) for row in Brief(one).dimensions if row.dial
        ]


# -- advice -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("firm", TRADES)
def test_nothing_is_advised_that_is_done(firm: str) -> None:
    for one, _ in planned(firm):
        assert one.plan is not None and one.means is not None
        facts, _ = facts_of(one.instrument, one.sheet, one.company)
        for item in one.plan.items:
            initiative = one.library.initiatives[item.initiative]
            wanted = item.initiative in one.means.must or item.initiative in one.means.locks
            held = initiative.in_place is not None and truth(initiative.in_place, facts) is True
            assert wanted or not (held or item.initiative in one.means.done), item.initiative
            # Whatever mends something mends an answer that still loses points.
            lost = {row.question.id for row in Brief(one).findings if row.lost > 0}
            assert {gain.question for gain in item.gains} <= lost


@pytest.mark.parametrize("firm", TRADES)
def test_nothing_planned_is_among_what_was_not_chosen(firm: str) -> None:
    for one, _ in planned(firm):
        assert one.plan is not None
        assert not {item.initiative for item in one.plan.items} & {row.initiative for row in one.plan.rejected}


# -- money and policies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("firm", TRADES)
def test_no_expired_offer_is_named_and_none_counts_that_comes_too_late(firm: str) -> None:
    for one, document in planned(firm):
        assert one.plan is not None
        known = one.library.policies
        hopes = {offer.policy: offer for offer in one.plan.offers if known[offer.policy].kind == "subsidy"}
        for offer in hopes.values():
            end = known[offer.policy].valid_to
            assert end is None or end >= one.as_of
            assert offer.amount is None or offer.status in ("applies", "check")
        said = chapter(document, "policies").model_dump_json()
        for policy in known.values():
            if policy.kind != "duty" and policy.valid_to and policy.valid_to < one.as_of:
                assert policy.title.zh not in said
        open_ones = sum(offer.amount or 0 for offer in hopes.values() if offer.status == "applies")
        assert subsidies(one.plan) <= open_ones


@pytest.mark.parametrize("firm", TRADES)
def test_on_any_day_offers_past_their_end_are_silent_and_duties_stay(firm: str) -> None:
    one = case(firm)
    assert one.plan is not None
    cards = [reading.card for reading in (one.readiness, *one.others)]
    known, dice = one.library.policies, Random(firm)
    prospect = Prospect(instrument=one.instrument, finishes=tuple(item.ends_on for item in one.plan.items))
    duties = set()
    for _ in range(40):
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(2500))
        offers = judge_offers(known.values(), one.company, cards, day, one.sheet, prospect=prospect)
        told = policies(Brief(replace(one, as_of=day, plan=replace(one.plan, offers=offers))), "11")
        said = {row.cells[0]: row.cells for block in blocks(told) if isinstance(block, Table) for row in block.rows}
        for policy in known.values():
            over = policy.kind != "duty" and policy.valid_to is not None and policy.valid_to < day
            assert not (over and policy.title in said), (policy.id, day)
        duties.add(frozenset(known[offer.policy].id for offer in offers if known[offer.policy].kind == "duty"))
    assert len(duties) == 1


@pytest.mark.parametrize("firm", TRADES)
def test_a_subsidy_is_never_budget_and_every_figure_is_said_once(firm: str) -> None:
    for one, document in planned(firm):
        assert one.plan is not None and one.means is not None
        for line in rows(document, "cash", "years"):
            year = int(line.cells[0].zh)
            assert line.cells[1] == wording.money(one.means.budget_by_year.get(year, 0))
        facts = [block for block in chapter(document, "summary").blocks if isinstance(block, Facts)][-1].items
        total, first, back, moved = facts
        if one.plan.cost.high:
            last = rows(document, "cash", "quarters")[-1].cells
            assert total.value == last[1] and last[2].zh in total.note.zh
            assert back.value == (last[4] if subsidies(one.plan) else Text(zh="暂无", en="None now"))
        year = one.plan.quarters[0].starts_on.year
        row = next(line for line in rows(document, "cash", "years") if line.cells[0].zh == str(year))
        assert first.value == row.cells[2] and row.cells[1].zh in first.note.zh
        brief = Brief(one)
        assert moved.value.zh.startswith(brief.score(one.readiness.card.overall).zh)
        assert moved.value.zh.endswith(f"→ {wording.decimal(one.plan.stages[-1].score_after)}")


@pytest.mark.parametrize("firm", TRADES)
def test_figures_of_the_summary_are_those_of_the_chapters(firm: str) -> None:
    for one, document in planned(firm):
        head = chapter(document, "summary").blocks[0]
        lines = rows(document, "profile", "dimensions")
        pages = [block for block in chapter(document, "dimensions").blocks if isinstance(block, Unit)]
        shown = {line.cells[0]: line.cells[1:] for line in lines}
        for gauge in head.dials.gauges:
            assert shown[gauge.label][:2] == (gauge.value_label, gauge.note)
        for line, page in zip(lines, pages, strict=True):
            figures = next(block for block in page.blocks if isinstance(block, Facts)).items
            assert (line.cells[1], line.cells[3], line.cells[4]) == tuple(fact.value for fact in figures[:3])
        if one.miit:
            assert head.miit_level and head.miit_level.zh in chapter(document, "miit").blocks[1].text.zh
        points = [block for block in blocks(chapter(document, "summary")) if isinstance(block, Points)]
        earned = {
            line.cells[0]: line.cells[-1] for line in rows(document, "answers", "all-answers") if len(line.cells) > 1
        }
        for finding, point in zip(Brief(one).gaps(), points[1].items, strict=True):
            asked = [row for row in Brief(one).findings if row.question.id == finding.question.id]
            assert point.figure and point.figure.zh == f"−{wording.decimal(finding.lost)}"
            assert len(asked) > 1 or earned[finding.question.text].zh.endswith(wording.decimal(finding.line.max))


@pytest.mark.parametrize("firm", TRADES)
def test_both_languages_hold_the_same_in_the_same_order(firm: str) -> None:
    _, document = planned(firm)[0]
    assert outline(render_html(document, "zh", "paper")) == outline(render_html(document, "en", "paper"))
