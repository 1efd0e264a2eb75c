"""The columns of the inventory workbook: which field of a system or machine group each holds, and how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask_babel import force_locale

from app.companies import wording
from app.content import firm
from app.content.catalogue import Catalogue
from app.kit.i18n import LOCALES
from app.kit.text import LANGS, Lang, Text

Kind = Literal["workloads", "equipment"]
Form = Literal["key", "text", "choice", "count", "flag", "day"]
Labels = Mapping[str, Text]
"""What may be chosen: id -> its name in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `turned`: the workbook asks for the opposite of the field, as the form does."""

    name: str
    title: Text
    form: Form
    needed: bool = False
    turned: bool = False
    width: int = 12
    choices: Callable[[Catalogue], Labels] | None = None


def labels_of(form: "TableForm", catalogue: Catalogue, *, industry: str, kept: frozenset[str]) -> dict[str, Labels]:
    """What each column offers: of sorts those of the firm's trade, and `kept`, which it has already."""
    offered = {one.name: one.choices(catalogue) for one in form.fields if one.choices is not None}
    sorts = getattr(catalogue, form.kind)
    offered["kind"] = {id: name for id, name in offered["kind"].items() if sorts[id].suits(industry) or id in kept}
    return offered


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """One sheet of the workbook: its name, the record a row becomes, and its columns."""

    kind: Kind
    title: Text
    record: type[firm.Workload] | type[firm.EquipmentGroup]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """A column by the field it holds; KeyError when there is none."""
        return {one.name: one for one in self.fields}[name]


YES_NO: Labels = {"yes": Text(zh="是", en="Yes"), "no": Text(zh="否", en="No")}


def _words(names: Mapping[str, Any]) -> Callable[[Catalogue], Labels]:
    def labels(_catalogue: Catalogue) -> Labels:
        spoken: dict[Lang, dict[str, str]] = {}
        for lang in LANGS:
            with force_locale(LOCALES[lang]):
                spoken[lang] = {id: str(name) for id, name in names.items()}
        return {id: Text(zh=spoken["zh"][id], en=spoken["en"][id]) for id in names}

    return labels


def _sorts(kind: Kind) -> Callable[[Catalogue], Labels]:
    return lambda catalogue: {id: one.title for id, one in getattr(catalogue, kind).items()}


KEY = Field(name="id", title=Text(zh="编号（勿改）", en="No. (leave as it is)"), form="key", width=13)
NAME = Field(name="name", title=Text(zh="名称", en="Name"), form="text", needed=True, width=24)


def _flag(name: str, title: Text, *, turned: bool = False) -> Field:
    return Field(name=name, title=title, form="flag", turned=turned, choices=lambda _catalogue: YES_NO)


def _choice(name: str, title: Text, choices: Callable[[Catalogue], Labels], *, needed: bool = False) -> Field:
    return Field(name=name, title=title, form="choice", choices=choices, needed=needed, width=24)


def _count(name: str, title: Text, *, needed: bool = False) -> Field:
    return Field(name=name, title=title, form="count", needed=needed)


WORKLOADS = TableForm(
    kind="workloads",
    title=Text(zh="系统", en="Systems"),
    record=firm.Workload,
    fields=(
        KEY,
        NAME,
        _choice("kind", Text(zh="用途", en="What it does"), _sorts("workloads"), needed=True),
        _choice("hosting", Text(zh="运行在哪里", en="Where it runs"), _words(wording.HOSTINGS), needed=True),
        Field(name="vendor", title=Text(zh="厂商或产品", en="Vendor or product"), form="text", width=20),
        _count("users", Text(zh="使用人数", en="People using it")),
        _choice("criticality", Text(zh="停用影响", en="If it fails"), _words(wording.CRITICALITIES)),
        _choice("customised", Text(zh="定制程度", en="Adapted to you"), _words(wording.CUSTOMISED)),
        _choice("backup", Text(zh="备份", en="Backup"), _words(wording.BACKUPS)),
        Field(
            name="restore_tested_on",
            title=Text(zh="最近一次恢复演练", en="Last restore test"),
            form="day",
            width=14,
        ),
        _flag("dongle", Text(zh="需要加密狗", en="Needs a dongle")),
        _flag("supported", Text(zh="厂商已停止支持", en="No longer supported"), turned=True),
        _flag("os_end_of_life", Text(zh="操作系统已停止更新", en="Outdated operating system")),
        _flag("personal_data", Text(zh="含客户个人信息", en="Holds customers' personal data")),
        _flag("exportable", Text(zh="数据导不出来", en="Data cannot be taken out"), turned=True),
        _flag("used", Text(zh="基本没人用", en="Hardly anybody uses it"), turned=True),
    ),
)
EQUIPMENT = TableForm(
    kind="equipment",
    title=Text(zh="设备", en="Equipment"),
    record=firm.EquipmentGroup,
    fields=(
        KEY,
        NAME,
        _choice("kind", Text(zh="设备种类", en="Kind of equipment"), _sorts("equipment"), needed=True),
        _count("total", Text(zh="总台数", en="How many"), needed=True),
        _count("automated", Text(zh="其中自动运行", en="Of these, automatic")),
        _count("digital", Text(zh="其中有数据接口", en="With a data interface")),
        _count("connected", Text(zh="其中已联网", en="Connected")),
        _count("data_used", Text(zh="其中数据有人用", en="Data used")),
        _count("remote", Text(zh="其中可远程下发", en="Take jobs over the network")),
        _count("age_years", Text(zh="平均机龄（年）", en="Average age (years)")),
        _choice("protocol", Text(zh="接口", en="Interface"), _words(wording.PROTOCOLS)),
    ),
)
TABLES = (WORKLOADS, EQUIPMENT)
