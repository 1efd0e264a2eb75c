"""Answers question by question, and site by site where they were given so; systems and machines. Full edition only."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Sheet
from app.reports.data import AnswerData, BaselineData, EquipmentData, ReportData, SiteAnswer, WorkloadData
from app.reports.workbook.fields import Field, flag, table, yuan
from app.reports.workbook.words import STATES, word

NAME = Text(zh="答案", en="Answers")
SYSTEMS = Text(zh="系统", en="Systems")
MACHINES = Text(zh="设备", en="Machines")
BASELINE = Text(zh="经营数据", en="Business figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: a question, or what one site answered to it."""

    answer: AnswerData
    site: SiteAnswer | None = None

    @property
    def told(self) -> AnswerData | SiteAnswer:
        """Where state, value and words stand."""
        return self.site or self.answer


def _value(value: JsonValue) -> Cell:
    """A number as a number, ids as they are, a share as 3/20; what stands in another column or row is left out."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not isinstance(value, dict):
        return value
    if set(value) == {"part", "total"}:
        return f"{value['part']}/{value['total']}"
    return None if {"state", "sites"} & set(value) else json.dumps(value, ensure_ascii=False)


def _whole(read: str) -> "Field[Line]":
    zh, en = {"points": ("得分", "Points"), "max": ("满分", "Out of")}[read]
    return Field(zh, en, lambda line: None if line.site else getattr(line.answer, read), "decimal", 10)


FIELDS: tuple[Field[Line], ...] = (
    Field("题目编号", "Question id", lambda line: line.answer.question, width=26),
    Field("题目", "Question", lambda line: line.answer.text, "long", 56),
    Field("场所", "Site", lambda line: line.site.name if line.site else None, width=16),
    Field("状态", "State", lambda line: word(STATES, line.told.state), width=13),
    Field("答案", "Answer", lambda line: line.told.words, "long", 56),
    Field("原值", "Value", lambda line: _value(line.told.value), width=24),
    Field("单位", "Unit", lambda line: line.answer.unit, width=10),
    _whole("points"),
    _whole("max"),
    Field("佐证数", "Evidence", lambda line: None if line.site else line.answer.evidence, "number", 10),
    Field("部分", "Section", lambda line: line.answer.section_title, width=22),
    Field("问卷", "Questionnaire", lambda line: line.answer.instrument, width=14),
    Field("场所编号", "Site id", lambda line: line.site.site if line.site else None, width=14),
    Field("问到了", "Asked", lambda line: flag(line.answer.asked), width=8),
)


def answers(data: ReportData, lang: Lang) -> Sheet:
    """Every answer."""
    return table(NAME, FIELDS, _lines(data), lang)


def _lines(data: ReportData) -> Iterator[Line]:
    for answer in data.answers:
        yield Line(answer=answer)
        yield from (Line(answer=answer, site=site) for site in answer.sites)


SYSTEM_FIELDS: tuple[Field[WorkloadData], ...] = (
    Field("编号", "Id", lambda one: one.system.id, width=20),
    Field("系统", "System", lambda one: one.system.name, width=30),
    Field("种类", "Kind", lambda one: one.system.kind),
    Field("部署", "Hosting", lambda one: one.system.hosting, width=16),
    Field("供应商", "Vendor", lambda one: one.system.vendor, width=20),
    Field("使用人数", "Users", lambda one: one.system.users, "number", 10),
    Field("去向", "Disposition", lambda one: one.disposition),
    Field("规则", "Rule", lambda one: one.rule, width=24),
    Field("理由", "Reason", lambda one: one.advice, "long", 60),
    Field("会改变结论的情况", "What would change this", lambda one: one.changes_if, "long", 60),
)
MACHINE_FIELDS: tuple[Field[EquipmentData], ...] = (
    Field("编号", "Id", lambda one: one.group.id, width=20),
    Field("设备", "Machines", lambda one: one.group.name, width=30),
    Field("种类", "Kind", lambda one: one.group.kind),
    Field("台数", "Count", lambda one: one.group.total, "number", 10),
    Field("自动化", "Automated", lambda one: one.group.automated, "number", 10),
    Field("有数字接口", "Digital", lambda one: one.group.digital, "number", 12),
    Field("已联网", "Connected", lambda one: one.group.connected, "number", 10),
    Field("数据在用", "Data used", lambda one: one.group.data_used, "number", 10),
    Field("可远程下发", "Remote", lambda one: one.group.remote, "number", 12),
    Field("联网阶梯", "Rung", lambda one: one.rung, "plain", 10),
    Field("上一级还差几台", "Machines below the next rung", lambda one: one.machines_left, "number", 16),
    Field(
        "上一级投入：通常",
        "Next rung, typical",
        lambda one: yuan(one.next_cost.typical) if one.next_cost else None,
        "money",
        18,
    ),
)
FIGURE_FIELDS: tuple[Field[BaselineData], ...] = (
    Field("编号", "Id", lambda one: one.id, width=26),
    Field("指标", "Figure", lambda one: one.title, "long", 56),
    Field("数值", "Value", lambda one: one.value, "decimal"),
    Field("单位", "Unit", lambda one: one.unit),
    Field("月份", "Month", lambda one: one.month),
    Field("实测", "Measured", lambda one: flag(one.measured), width=10),
)


def inventory(data: ReportData, lang: Lang) -> list[Sheet]:
    """Systems, machines and business figures: each where there is any."""
    made = []
    if data.workloads:
        made.append(table(SYSTEMS, SYSTEM_FIELDS, data.workloads, lang))
    if data.equipment:
        made.append(table(MACHINES, MACHINE_FIELDS, data.equipment, lang))
    if data.firm.baseline:
        made.append(table(BASELINE, FIGURE_FIELDS, data.firm.baseline, lang))
    return made
