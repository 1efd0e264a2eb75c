"""Cash by quarter, with and without subsidies, against each year's budget."""

from app.kit.text import Text
from app.planning.values import Plan
from app.reports import wording
from app.reports.brief import Brief
from app.reports.chapters.summary import subsidies
from app.reports.drawings import Cash, CashColumn
from app.reports.values import Block, Callout, Chapter, Column, Figure, Paragraph, Row, Table


def cash(brief: Brief, number: str) -> Chapter:
    """The whole chapter."""
    say, plan, title = brief.say, brief.plan, brief.say("cash.title")
    if plan is None or plan.clashes:
        text = say("summary.no_plan") if plan is None else say("roadmap.none")
        return Chapter(id="cash", number=number, title=title, blocks=(Callout(title=title, texts=(text,)),))
    back = subsidies(plan)
    if plan.cost.typical == 0 and plan.cost.high == 0:
        blocks: list[Block] = [Paragraph(text=say("cash.zero"), tone="lead")]
    else:
        span = wording.money_span(plan.cost.low, plan.cost.high)
        lead = say("cash.lead", typical=wording.money(plan.cost.typical), span=span)
        net = max(plan.cost.typical - back, 0)
        aid = (
            say("cash.subsidy", amount=wording.money(back), net=wording.money(net)) if back else say("cash.no_subsidy")
        )
        blocks = [
            Paragraph(text=wording.sentences(lead, aid), tone="lead"),
            _chart(brief, plan, back),
        ]
    blocks.append(_years(brief, plan))
    if len(blocks) > 2:
        blocks.append(_quarters(brief, plan))
    return Chapter(id="cash", number=number, title=title, blocks=tuple(blocks))


def _chart(brief: Brief, plan: Plan, back: int) -> Figure:
    say = brief.say
    columns = tuple(
        CashColumn(
            label=wording.period(quarter.starts_on, broken=True),
            low=quarter.cash.low,
            typical=quarter.cash.typical,
            high=quarter.cash.high,
            back=quarter.subsidy,
        )
        for quarter in plan.quarters
    )
    spoken = wording.joined(
        say("cash.alt_row", quarter=wording.period(one.starts_on), amount=wording.money(one.cash.typical))
        for one in plan.quarters
    )
    names = (say("cash.typical"), say("cash.span"), say("cash.back") if back else None)
    return Figure(
        id="cash-chart",
        caption=say("cash.chart"),
        alt=say("cash.alt", rows=spoken),
        spec=Cash(columns=columns, names=names),
    )


def _quarters(brief: Brief, plan: Plan) -> Table:
    say, rows, back = brief.say, [], subsidies(plan)
    gross = net = 0
    for quarter in plan.quarters:
        gross += quarter.cash.typical
        net += quarter.cash.typical - quarter.subsidy
        row = (
            wording.period(quarter.starts_on),
            wording.money(quarter.cash.typical),
            wording.money_span(quarter.cash.low, quarter.cash.high),
            wording.money(gross),
            wording.money(quarter.subsidy) if quarter.subsidy else wording.NONE,
            signed(net),
        )
        rows.append(row)
    typical, span = wording.money(plan.cost.typical), wording.money_span(plan.cost.low, plan.cost.high)
    rows.append((say("cash.total"), typical, span, wording.money(gross), wording.money(back), signed(net)))
    # Without a subsidy its two columns would say nothing.
    wide = (("quarter", 26), ("typical", 22), ("span", 30), ("gross", 22))
    narrow = (("quarter", 18), ("typical", 15), ("span", 22), ("gross", 15), ("back", 15), ("net", 15))
    titles = narrow if back else wide
    return Table(
        id="quarters",
        fold=True,
        caption=say("cash.table"),
        columns=tuple(
            Column(title=say(f"cash.column_{key}"), width=width, align="start" if key == "quarter" else "end")
            for key, width in titles
        ),
        rows=tuple(Row(cells=row[: len(titles)], strong=row is rows[-1]) for row in rows),
    )


def signed(fen: int) -> Text:
    """Money that may have turned into a surplus."""
    text = wording.money(abs(fen))
    return Text(zh=f"−{text.zh}", en=f"−{text.en}") if fen < 0 else text


def _years(brief: Brief, plan: Plan) -> Table:
    say = brief.say
    budgets = brief.case.means.budget_by_year if brief.case.means else {}
    years = sorted({quarter.starts_on.year for quarter in plan.quarters} | set(budgets))
    rows = []
    for year in years:
        planned = sum(quarter.cash.typical for quarter in plan.quarters if quarter.starts_on.year == year)
        high = sum(quarter.cash.high for quarter in plan.quarters if quarter.starts_on.year == year)
        budget = budgets.get(year, 0)
        left = budget - planned
        rows.append(
            Row(
                cells=(
                    wording.plain(str(year)),
                    wording.money(budget),
                    wording.money(planned),
                    wording.money(high),
                    wording.money(left) if left >= 0 else say("cash.over", amount=wording.money(-left)),
                )
            )
        )
    titles = (("year", 16), ("budget", 21), ("planned", 21), ("high", 21), ("left", 21))
    return Table(
        id="years",
        caption=say("cash.years"),
        columns=tuple(
            Column(title=say(f"cash.column_{key}"), width=width, align="start" if key == "year" else "end")
            for key, width in titles
        ),
        rows=tuple(rows),
    )
