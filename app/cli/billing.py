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
    """Sell by Stripe: bring its catalogue in line with the plans."""


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
