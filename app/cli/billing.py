"""jianyun billing: what the operator does for selling by Stripe."""

import click

from app.cli.clerks import clerks
from app.cli.files import fail
from app.cli.options import lang_option
from app.kit.text import Lang, Text

IN_LINE = Text(zh="Stripe 上的目录与套餐文件一致，没有改动。", en="Stripe agrees with the plans; nothing to do.")
WOULD = Text(zh="以上 {count} 项尚未执行。", en="{count} steps, none of them done.")
DONE = Text(zh="已完成 {count} 项。", en="{count} steps done.")
NO_KEY = Text(
    zh="没有设置 STRIPE_KEY，无法与 Stripe 同步。请先设置 STRIPE_KEY 和 STRIPE_HOOK_SECRET。",
    en="STRIPE_KEY is not set, so there is nothing to synchronise with. Set STRIPE_KEY and STRIPE_HOOK_SECRET.",
)
FAILED = Text(
    zh="Stripe 没有完成：{why}。已完成的不用重做，再运行一次会接着做。",
    en="Stripe did not do it: {why}. What was done stays done; run this again to go on.",
)


@click.group()
def billing() -> None:
    """Sell by Stripe: its catalogue, its news, what differs, and what comes in."""


billing.add_command(clerks)


@billing.command()
@click.option("--dry-run", is_flag=True, help="Only print what would be done.")
@lang_option
def sync(dry_run: bool, lang: Lang) -> None:
    """Make products, prices and the customer portal at Stripe what the plan file says. Run it after every change."""
    from app.cli.serving import open_house
    from app.payments.catalogue import compare_catalogue
    from app.payments.faults import GatewayFault, NotConfigured
    from app.subscriptions.plans import shop

    open_house()
    try:
        steps = compare_catalogue(shop.plans)
        for step in steps:
            click.echo(step.said)
            if not dry_run:
                step.act()
    except NotConfigured:
        fail(lang, NO_KEY)
    except GatewayFault as fault:
        fail(lang, FAILED.format(why=str(fault)))
    said = IN_LINE if not steps else WOULD if dry_run else DONE
    click.echo(said.format(count=str(len(steps))).get(lang))


NOTHING = Text(zh="没有要重新处理的事件。", en="There is nothing to handle again.")
AGAIN = Text(
    zh="{count} 个事件将重新处理；服务运行时几秒内完成。",
    en="{count} events will be handled again, within seconds while the service runs.",
)
UNKNOWN = Text(zh="没有编号为 {id} 的事件。", en="There is no event {id}.")
WHICH = Text(zh="请给出事件编号（evt_…），或用 --failed。", en="Name an event (evt_…), or use --failed.")
SAME = Text(zh="比对了 {count} 家，与 Stripe 一致。", en="{count} organisations compared; all as at Stripe.")
DIFFER = Text(
    zh="比对了 {count} 家，{found} 处不同，已订正 {mended} 处。",
    en="{count} compared: {found} differences, {mended} mended.",
)
WOULD_MEND = Text(
    zh="比对了 {count} 家，{found} 处不同，其中 {mended} 处可以订正；这次没有改动。",
    en="{count} compared: {found} differences, {mended} of them ours to mend; nothing was changed.",
)


STATES = ("stored", "handled", "failed", "ignored")


@billing.command()
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 10_000))
def events(state: str | None, most: int) -> None:
    """Print what Stripe sent, the last first: id, when it came (UTC), type, object, state, attempts, why."""
    from app.cli.serving import open_house
    from app.payments.models import EventState
    from app.payments.queries import list_events

    with open_house().reading() as session:
        for row in list_events(session, state=EventState(state) if state else None, most=most):
            came = f"{row.created_at:%Y-%m-%d %H:%M:%S}"
            said = (row.stripe_id, came, row.type, row.object_id, row.state, str(row.attempts), row.fault or "")
            click.echo("\t".join(said))


@billing.command()
@click.argument("event", required=False)
@click.option("--failed", is_flag=True, help="Every event that was given up.")
@lang_option
def replay(event: str | None, failed: bool, lang: Lang) -> None:
    """Have EVENT (evt_…) handled again. Its object is read anew, so this is safe at any time."""
    from app.cli.serving import open_house
    from app.kit.errors import PersonError
    from app.payments.queries import find_event
    from app.payments.replaying import replay_event, replay_failed

    if (event is None) != failed:
        fail(lang, WHICH)
    try:
        with open_house().begin() as session:
            count = replay_failed(session, by=None) if failed else 0
            if event is not None and (row := find_event(session, event)) is not None:
                replay_event(session, row.id, by=None)
                count = 1
    except PersonError as error:
        fail(lang, error.message)
    if event is not None and not count:
        fail(lang, UNKNOWN.format(id=event))
    click.echo((AGAIN if count else NOTHING).format(count=str(count)).get(lang))


@billing.command()
@click.option("--dry-run", is_flag=True, help="Only print what differs.")
@lang_option
def reconcile(dry_run: bool, lang: Lang) -> None:
    """Compare every organisation with Stripe and mend what is ours to mend; the service does so once a day."""
    from app.cli.serving import open_house
    from app.payments.gateway import gateway
    from app.payments.reconciling import reconcile as compare

    database = open_house()
    if not gateway.is_configured:
        fail(lang, NO_KEY)
    done = compare(database, mend=not dry_run)
    for one in done.findings:
        click.echo("\t".join((str(one.tenant_id or "-"), one.kind, one.subject, one.ours, one.theirs)))
    for fault in done.faults:
        click.echo(fault, err=True)
    mended = sum(one.mended for one in done.findings)
    said = {"count": str(done.looked_at), "found": str(len(done.findings)), "mended": str(mended)}
    click.echo((SAME if not done.findings else WOULD_MEND if dry_run else DIFFER).format(**said).get(lang))
    if done.faults:
        raise SystemExit(1)


@billing.command()
def figures() -> None:
    """Print who pays: organisations whose plan is open now, by state, and what comes in a month, by currency."""
    from app.cli.serving import open_house
    from app.kit import clock
    from app.kit.db import Scope
    from app.subscriptions.figures import count_figures

    with open_house().reading(Scope.platform("counting who pays")) as session:
        found = count_figures(session, clock.now())
    for name, value in (("active", found.active), ("trialing", found.trialing), ("past due", found.past_due)):
        click.echo(f"{name}\t{value}")
    for currency, minor in found.monthly.items():
        click.echo(f"monthly {currency}\t{minor}")
