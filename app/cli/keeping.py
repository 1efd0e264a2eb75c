"""jianyun retention, jianyun archives: what goes when its time is over, and what must go again after a restore."""

import click

from app.cli.options import lang_option
from app.kit.text import Lang, Text

LINE = Text(
    zh="{called}：保留 {days} 天（{setting}），{count} 条到期", en="{called}: kept {days} days ({setting}), {count} due"
)
WENT = Text(zh="以上到期的内容已清除。", en="What was due is gone.")
STAYED = Text(zh="只是列出，没有清除。", en="Listed only; nothing was removed.")
NONE = Text(zh="账本里记下的都不在数据库里。", en="Nothing that was erased is in the database.")
ORGANISATION = Text(zh="企业或机构", en="organisation")
PERSON = Text(zh="个人", en="person")
ALONE = Text(zh="以下企业将没有负责人：{firms}", en="these will have nobody in charge: {firms}")
AGAIN = Text(zh="已重新删除 {count} 项。", en="Erased again: {count}.")
ASK = Text(zh="加上 --yes 才会重新删除。", en="Say --yes to erase them again.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@lang_option
def retention(dry_run: bool, lang: Lang) -> None:
    """Say what is over its time and how many; without --dry-run let it go."""
    from app.archives.retention import let_go, list_due
    from app.cli.serving import open_keeping
    from app.kit.db import Scope

    places, terms = open_keeping()
    why = Scope.platform("letting go of what is over its time")
    with places.database.reading(why) if dry_run else places.database.begin(why) as session:
        for due in list(list_due(session, terms)) if dry_run else let_go(session, terms):
            facts = {"days": str(due.days), "setting": due.rule.setting, "count": str(due.count)}
            click.echo(LINE.format(called=due.rule.called.get(lang), **facts).get(lang))
    click.echo((STAYED if dry_run else WENT).get(lang))


@click.group()
def archives() -> None:
    """Keep to what was erased."""


@archives.command("reapply")
@click.option("--yes", is_flag=True, help="Erase; without it they are only listed.")
@lang_option
def again(yes: bool, lang: Lang) -> None:
    """After restoring a backup: erase again what was erased since it was made."""
    from app.archives.tombstones import list_returned, reapply
    from app.cli.serving import open_keeping

    places, _terms = open_keeping()
    returned = list_returned(places.database, places.ledger)
    for one in returned:
        what = (ORGANISATION if one.what == "organisation" else PERSON).get(lang)
        alone = ALONE.format(firms=", ".join(one.alone)).get(lang) if one.alone else ""
        click.echo("\t".join(part for part in (what, str(one.id), f"{one.erased_at:%Y-%m-%d %H:%M}", alone) if part))
    if not returned:
        click.echo(NONE.get(lang))
        return
    click.echo(AGAIN.format(count=str(reapply(places, returned))).get(lang) if yes else ASK.get(lang))
