"""jianyun import: the answers inside a report, as a sheet to work on with."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.files import NO_FILE, fail, write_all
from app.cli.options import dump, lang_option
from app.kit.errors import PersonError
from app.kit.text import Lang, Text
from app.kit.words import shown

if TYPE_CHECKING:
    from app.reports.opening import Opened

SEALED = Text(
    zh="内容与摘要和核验码相符。是否确由某处签发，请在该处的核验页面输入核验码查询。",
    en="What it says fits its hash and code. Whether it was issued, ask the verification page of whoever issued it.",
)
TOLD = Text(
    zh="{firm}，{as_of}\n核验码 {code}\n内容摘要（SHA-256）{hash}\n"
    "渐云 {app}；问卷 {instruments}；读法 {lenses}；内容库 {library}\n"
    "已答 {answers} 题",
    en="{firm}, {as_of}\nCode {code}\nContent hash (SHA-256) {hash}\nJianyun {app}; questionnaires {instruments};"
    " lenses {lenses}; content library {library}\n{answers} questions answered",
)
WROTE = Text(zh="已写出 {path}", en="Wrote {path}")


@click.command("import")
@click.argument("path", metavar="REPORT", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--sheet",
    "target",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='Write its answers as a sheet that `jianyun assess` reads; "-" prints it.',
)
@lang_option
def take_in(path: Path, target: Path | None, lang: Lang) -> None:
    """Read REPORT (a report's PDF or its JSON) back: check its seal, say what made it, and write its answer sheet."""
    from app.kit.intake.apart import find_attachment_apart
    from app.reports.opening import open_report
    from app.reports.sheets import sheet_of

    try:
        opened = open_report(_content(path, lang), find_attachment_apart)
        if target:
            write_all({target: dump(sheet_of(opened.data, opened.pins)).encode()})
    except PersonError as error:
        fail(lang, error.message)
    click.echo(f"{_told(opened).get(lang)}\n{SEALED.get(lang)}", err=str(target) == "-")
    if target and str(target) != "-":
        click.echo(WROTE.format(path=str(target)).get(lang), err=True)


def _content(path: Path, lang: Lang) -> bytes:
    """The file, as far as one may be long."""
    from app.reports.opening import MOST_BYTES

    try:
        with click.open_file(str(path), "rb") as file:
            content: bytes = file.read(MOST_BYTES + 1)
            return content
    except OSError as error:
        fail(lang, NO_FILE.format(path=shown(str(path), 200), reason=os.strerror(error.errno or 0)))


def _told(opened: "Opened") -> Text:
    pins, data = opened.pins, opened.data
    return TOLD.format(
        firm=shown(data.firm.name, 120),
        as_of=data.as_of.isoformat(),
        code=opened.code,
        hash=opened.content_hash,
        app=shown(pins.app),
        instruments=", ".join(shown(f"{one.id} {one.version}", 60) for one in (pins.instrument, *pins.modules)),
        lenses=", ".join(shown(f"{one.id} {one.version}", 60) for one in pins.lenses),
        library=shown(pins.catalogue, 12),
        answers=sum(one.value is not None for one in data.answers),
    )
