"""Issued files that arrive at the desk, one by one or many at once: told apart by the numbers in their names."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.clerks.queries import look_across
from app.fapiao.models import Fapiao, FapiaoState
from app.fapiao.operations import (
    Act,
    Paper,
    deliver_fapiao,
    expect_file,
    issue_fapiao,
    mark_exported,
    store_file,
)
from app.fapiao.queries import find_across
from app.fapiao.wording import NUMBER_TAKEN
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, NotFound
from app.kit.storage import Storage
from app.kit.text import Text

WORDS = re.compile(r"(?<![0-9])[0-9]{8,20}(?![0-9])|FP[A-Z0-9]{8}(?![A-Z0-9])")
NUMBER = re.compile(r"(?<![0-9])[0-9]{20}(?![0-9])")
STAMP = re.compile(r"(?<![0-9])(20[0-9]{2}[01][0-9][0-3][0-9])(?:[0-9]{6})?(?![0-9])")
NOBODYS = Text(
    zh="文件名里没有找到已登记的发票号码或申请编号，没有保存。请先登记号码，或改文件名后再上传。",
    en="Its name holds no fapiao number and no reference we know; it was not kept. Enter the number first, or rename "
    "the file.",
)
SEVERAL = Text(
    zh="文件名里的号码对应多张发票，没有保存。请在那张发票的页面上传。",
    en="The numbers in its name fit several fapiao; it was not kept. Upload it on the page of the one it is.",
)
NO_NUMBER = Text(
    zh="这张发票还没有登记号码和日期，文件名里也看不出来，没有保存。请先登记。",
    en="Number and day of this fapiao are not entered yet and its name does not tell them; it was not kept. Enter them "
    "first.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    said: Text | None
    """Why it was not kept; None when it was."""


def find_its_fapiao(database: Database, name: str) -> Fapiao:
    """The one fapiao whose number or reference the name of a file holds. NotFound for none, Conflict for several."""
    words = WORDS.findall(name.upper())
    if not words:
        raise NotFound(NOBODYS)
    with look_across(database, "finding which fapiao a file is") as session:
        found = {one.id: one for one in find_across(session, words)}
    if not found:
        raise NotFound(NOBODYS)
    if len(found) > 1:
        raise Conflict(SEVERAL)
    return next(iter(found.values()))


def hand_over(database: Database, row: Fapiao, act: Act) -> bool:
    """Count it as on the accountant's list; False when somebody else put it on another first."""
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        marked = mark_exported(session, row.tenant_id, row.id, act)
    row.state = marked.state if marked else row.state
    return marked is not None


def check_number(database: Database, number: str, fapiao_id: UUID) -> None:
    """Conflict when another fapiao, whosever it is, goes by this number."""
    with look_across(database, "whether a fapiao number is taken") as session:
        if any(one.id != fapiao_id for one in find_across(session, [number])):
            raise Conflict(NUMBER_TAKEN)


def read_name(name: str) -> tuple[str, date] | None:
    """Number and day as the tax authority's own file names carry them: dzfp_<20 digits>_<name>_<day and time>.pdf."""
    number, stamp = NUMBER.search(name), STAMP.search(name)
    if number is None or stamp is None:
        return None
    try:
        return number[0], datetime.strptime(stamp[1], "%Y%m%d").date()  # noqa: DTZ007 a day, of no zone
    except ValueError:
        return None


def put_file(database: Database, storage: Storage, row: Fapiao, paper: Paper, act: Act) -> None:
    """Keep the file and tell whoever asked; takes number and day from its name where they are not entered yet."""
    told = read_name(paper.name) if row.state in (FapiaoState.REQUESTED, FapiaoState.EXPORTED) else None
    if told is None and row.number is None:
        raise Conflict(NO_NUMBER)
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        expect_file(session, row.tenant_id, paper, at=act.at)
    store_file(storage, row.tenant_id, paper)
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        if told is not None:
            check_number(database, told[0], row.id)
            issue_fapiao(session, row.tenant_id, row.id, told, act)
        deliver_fapiao(session, row.tenant_id, row.id, paper, act)
        store_file(storage, row.tenant_id, paper)  # again: a sweep may have come in between
