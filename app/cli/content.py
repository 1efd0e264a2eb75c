"""jianyun content: check and publish what the product knows."""

import sys
from pathlib import Path

import click

from app.cli.files import BAD_INPUT, fail, write_all
from app.cli.options import dump, lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text

NAMES = {
    "instruments": Text(zh="问卷", en="instruments"),
    "questions": Text(zh="题目", en="questions"),
    "lenses": Text(zh="评分规则", en="lenses"),
    "initiatives": Text(zh="举措", en="initiatives"),
    "benchmark_sets": Text(zh="对标数据集", en="benchmark sets"),
    "policies": Text(zh="政策", en="policies"),
    "packs": Text(zh="申报材料", en="application files"),
    "cases": Text(zh="案例", en="cases"),
    "dispositions": Text(zh="系统处置规则", en="disposition rules"),
    "rungs": Text(zh="设备联网阶梯", en="ladder rungs"),
    "industries": Text(zh="行业", en="industries"),
    "sorts": Text(zh="系统与设备的种类", en="sorts of systems and equipment"),
}
FAULTS = Text(zh="错误：{count}", en="faults: {count}")
PUBLISHED = Text(zh="已发布 {count} 个新版本：{names}", en="Published {count} new editions: {names}")
NOTHING = Text(zh="没有新版本可发布。", en="There is no new edition to publish.")
folder_option = click.option(
    "--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another content folder than ours."
)


@click.group()
def content() -> None:
    """Check and publish questionnaires, scoring rules, initiatives, benchmarks, policies and cases."""


@content.command()
@click.option("--json", "as_json", is_flag=True, help="Print counts and faults as JSON.")
@folder_option
@lang_option
def check(as_json: bool, folder: Path | None, lang: Lang) -> None:
    """Check all content and print what there is of it; exit code 2 when anything is wrong."""
    from app.content.check import check_content

    findings = check_content(folder)
    if as_json:
        click.echo(dump(findings), nl=False)
    else:
        for fault in findings.faults:
            click.echo(f"{fault.path}: {fault.message.get(lang)}", err=True)
        for name, number in findings.counts.items():
            click.echo(f"{NAMES[name].get(lang)}: {number}")
        click.echo(FAULTS.format(count=len(findings.faults)).get(lang))
    if findings.faults:
        sys.exit(BAD_INPUT)


@content.command()
@folder_option
@lang_option
def publish(folder: Path | None, lang: Lang) -> None:
    """Pin the hash of every questionnaire and lens edition; from then on they may not change."""
    from app.content.check import check_content
    from app.content.editions import LOCK, lock_text
    from app.content.loader import DATA

    findings = check_content(folder)
    if findings.faults:
        fail(
            lang,
            *(Text(zh=f"{one.path}: {one.message.zh}", en=f"{one.path}: {one.message.en}") for one in findings.faults),
        )
    text, fresh = lock_text(folder or DATA)
    try:
        write_all({(folder or DATA) / LOCK: text.encode()})
    except PersonError as error:
        fail(lang, error.message)
    message = PUBLISHED.format(count=len(fresh), names=", ".join(fresh)) if fresh else NOTHING
    click.echo(message.get(lang))
