"""Workbooks as people hand them in, made with an independent library's rules: plain cells, no help from ours."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

SYSTEMS = (
    "名称",
    "用途",
    "运行在哪里",
    "厂商或产品",
    "使用人数",
    "备份",
    "最近一次恢复演练",
    "含客户个人信息",
    "基本没人用",
)
MACHINES = ("名称", "设备种类", "总台数", "其中有数据接口", "其中已联网", "其中数据有人用", "接口")


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx whose sheets hold these rows; text starting with = becomes a formula, as in Excel."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    workbook.close()
    return target.getvalue()


def many(count: int, *, first: int = 0) -> bytes:
    """So many systems and so many groups of machines, all right."""
    systems = [
        (f"系统 {n}", "ERP", "办公室的电脑上", "金蝶", n % 50, "没有备份", None, "是", "否")
        for n in range(first, first + count)
    ]
    machines = [(f"设备 {n}", "电子开料锯", 5, 4, 2, 1, "PLC") for n in range(first, first + count)]
    return book(系统=[SYSTEMS, *systems], 设备=[MACHINES, *machines])


def some(count: int) -> bytes:
    """So many systems alone."""
    return book(系统=[SYSTEMS, *((f"系统 {n}", "CRM", "saas", None, n % 50) for n in range(count))])
