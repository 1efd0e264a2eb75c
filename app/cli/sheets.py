"""Answer sheets as files: read whole, with every fault and its path."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from app.cli.means import StatedMeans, check_means
from app.content.answers import AnswerSheet, Fault, parse_answers
from app.content.catalogue import Catalogue
from app.content.firm import COUNTED_WITHIN, Company, Inventory
from app.content.lenses import Lens
from app.content.modules import Part
from app.content.scans import fit_scan
from app.content.schema import Instrument, Record
from app.content.wording import sentence
from app.kit.errors import Invalid, NotFound
from app.kit.text import Text
from app.kit.words import UncleanText, canonical, shown
from app.planning.values import Means

FIELDS = ("$schema", "instrument", "version", "as_of", "company", "answers", "modules", "inventory", "means")
MODULE_FIELDS = ("version", "answers")
MAX_FAULTS = 200
DEEPEST = 12

NOT_OBJECT = Text(zh="答卷应是一个 JSON 对象。", en="A sheet must be a JSON object.")
UNKNOWN = Text(zh="不认识字段“{id}”，应为 {known} 之一。", en='"{id}" is not a field of a sheet; use one of {known}.')
MISSING = Text(zh="缺少“{id}”，请补上。", en='"{id}" is missing; add it.')
NOT_TEXT = Text(zh="应为文字，现为 {value}。", en="Text is expected; found {value}.")
BAD_DATE = Text(
    zh="应为日期，写作 2026-11-23，现为 {value}。", en="A date such as 2026-11-23 is expected; found {value}."
)
FAR_DATE = Text(zh="日期应在 2020 至 2099 年之间。", en="The date must lie between 2020 and 2099.")
TOO_DEEP = Text(zh="嵌套太深。", en="This is nested too deeply.")
WRONG_TRADE = Text(
    zh="此问卷用于“{instrument}”行业，公司行业却是“{company}”。",
    en='This questionnaire is for "{instrument}", yet the firm is in "{company}".',
)
NOT_MODULES = Text(
    zh='应写作 {{"eu-dma": {{"answers": {{}}}}}}，现为 {value}。',
    en='Give {{"eu-dma": {{"answers": {{}}}}}}; found {value}.',
)
NO_MODULE = Text(zh="没有可选模块“{id}”，应为 {known} 之一。", en='There is no module "{id}"; use one of {known}.')
NO_SORT = Text(zh="没有种类“{id}”，应为 {known} 之一。", en='There is no kind "{id}"; use one of {known}.')
ONLY_MODULE = Text(
    zh="“{id}”是可选模块，请写在 modules 下，instrument 写行业问卷。",
    en='"{id}" is a module: put it under modules, and name the questionnaire of the trade here.',
)
UNREADABLE = Text(
    zh="答卷里没有“{lens}”要读的答案（{instruments}）。可选模块写在 modules 下，空白卷用 jianyun sheet --module 生成。",
    en='The sheet has no answers "{lens}" could read ({instruments}). Modules go under `modules`.',
)
TWIN = Text(zh="编号“{id}”重复。", en='The id "{id}" is used twice.')
LADDER = Text(
    zh="“{field}”（{value}）不能大于“{above}”（{most}）。", en='"{field}" ({value}) cannot exceed "{above}" ({most}).'
)
NO_FIGURE = Text(
    zh="没有基础数据“{id}”，应为 {known} 之一。", en='There is no baseline figure "{id}"; use one of {known}.'
)
OUT_OF_RANGE = Text(
    zh="{value} 超出范围，应在 {low} 到 {high} 之间。", en="{value} is out of range; give {low} to {high}."
)

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One whole sheet: what was asked and answered, of whom, as of when, with what means."""

    instrument: Instrument
    as_of: date
    company: Company
    sheet: AnswerSheet
    modules: tuple[Part, ...] = ()
    """Optional modules of which anything was answered."""
    inventory: Inventory
    means: Means

    @property
    def parts(self) -> tuple[Part, ...]:
        """The trade's own questionnaire, then the modules."""
        return (Part(instrument=self.instrument, sheet=self.sheet), *self.modules)

    def part_for(self, lens: Lens) -> Part:
        """The part of the filing a lens reads. Invalid when there is none."""
        for part in self.parts:
            if part.instrument.id in lens.instruments:
                return part
        raise Invalid(UNREADABLE.format(lens=lens.id, instruments=", ".join(lens.instruments)))


def read_sheet(raw: Any, catalogue: Catalogue, as_of: date | None = None) -> tuple[Filing | None, list[Fault]]:
    """A sheet's JSON as a filing, or None with every fault. as_of overrides the date the sheet names."""
    if not isinstance(raw, dict):
        return None, [Fault(path="", message=NOT_OBJECT)]
    faults: list[Fault] = []
    clean = {key: value if key == "answers" else _clean(value, key, faults) for key, value in raw.items()}
    for key in clean:
        if key not in FIELDS:
            known = ", ".join(FIELDS[1:])
            faults.append(Fault(path=shown(key), message=UNKNOWN.format(id=shown(key), known=known)))
    instrument = _instrument(clean, catalogue, faults)
    day = as_of or _date(clean, faults)
    company = _model(Company, clean.get("company"), "company", faults)
    if instrument and company:
        instrument = _for_trade(instrument, company, faults)
    inventory = _model(Inventory, _or_empty(clean, "inventory"), "inventory", faults)
    stated = _model(StatedMeans, _or_empty(clean, "means"), "means", faults)
    faults += check_means(stated, catalogue, instrument, day) if stated else []
    faults += [*check_inventory(inventory), *check_sorts(inventory, catalogue)] if inventory else []
    sheet: AnswerSheet | None = None
    modules: tuple[Part, ...] = ()
    if instrument and company:
        faults += check_company(company, instrument)
        sheet, found = parse_answers(instrument, _or_empty(clean, "answers"), company)
        faults += found
        modules = _modules(_or_empty(clean, "modules"), catalogue, company, faults)
    if faults or not (instrument and company and inventory and stated and sheet and day):
        return None, faults[:MAX_FAULTS]
    means = stated.means(day)
    filing = Filing(
        instrument=instrument,
        as_of=day,
        company=company,
        sheet=sheet,
        modules=modules,
        inventory=inventory,
        means=means,
    )
    return filing, []


def _modules(raw: Any, catalogue: Catalogue, company: Company, faults: list[Fault]) -> tuple[Part, ...]:
    """Modules by id; one without any answer counts as not taken."""
    if not isinstance(raw, dict):
        faults.append(Fault(path="modules", message=NOT_MODULES.format(value=shown(raw))))
        return ()
    read = (_module(id, value, catalogue, company, faults) for id, value in raw.items() if value is not None)
    return tuple(part for part in read if part and part.sheet.answers)


def _module(id: str, raw: Any, catalogue: Catalogue, company: Company, faults: list[Fault]) -> Part | None:
    path, known = f"modules.{shown(id, 80)}", catalogue.module_ids
    if id not in known:
        faults.append(Fault(path=path, message=NO_MODULE.format(id=shown(id), known=", ".join(known) or "-")))
        return None
    if not isinstance(raw, dict):
        faults.append(Fault(path=path, message=NOT_MODULES.format(value=shown(raw))))
        return None
    for key in sorted(set(raw) - set(MODULE_FIELDS)):
        message = UNKNOWN.format(id=shown(key), known=", ".join(MODULE_FIELDS))
        faults.append(Fault(path=f"{path}.{shown(key)}", message=message))
    found: list[Fault] = []
    module = _instrument({"instrument": id, "version": raw.get("version")}, catalogue, found)
    faults += [Fault(path=f"{path}.{fault.path}", message=fault.message) for fault in found]
    if module is None:
        return None
    sheet, found = parse_answers(module, _or_empty(raw, "answers"), company, f"{path}.answers")
    faults += found
    return Part(instrument=module, sheet=sheet)


def _or_empty(raw: Mapping[str, Any], key: str) -> Any:
    value = raw.get(key)
    return {} if value is None else value


def _clean(value: Any, path: str, faults: list[Fault], depth: int = 0) -> Any:
    """The value with every text canonical; texts that cannot be are faults and left empty."""
    if isinstance(value, str):
        try:
            return canonical(value)
        except UncleanText as unclean:
            faults.append(Fault(path=path, message=unclean.message))
            return "?"
    if isinstance(value, dict | list) and depth > DEEPEST:
        faults.append(Fault(path=path, message=TOO_DEEP))
        return None
    if isinstance(value, dict):
        return {
            shown(key, 80): _clean(item, f"{path}.{shown(key, 80)}", faults, depth + 1) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_clean(item, f"{path}[{index}]", faults, depth + 1) for index, item in enumerate(value)]
    return value


def _instrument(raw: Mapping[str, Any], catalogue: Catalogue, faults: list[Fault]) -> Instrument | None:
    for key in ("instrument", "version"):
        value = raw.get(key)
        if value is None and key == "instrument":
            faults.append(Fault(path=key, message=MISSING.format(id=key)))
            return None
        if value is not None and not isinstance(value, str):
            faults.append(Fault(path=key, message=NOT_TEXT.format(value=shown(value))))
            return None
    try:
        return catalogue.instrument(raw["instrument"], raw.get("version"))
    except NotFound as error:
        known = any(id == raw["instrument"] for id, _ in catalogue.instruments)
        faults.append(Fault(path="version" if known else "instrument", message=error.message))
        return None


def _for_trade(instrument: Instrument, company: Company, faults: list[Fault]) -> Instrument | None:
    """The questionnaire in the words of the firm's trade, where several trades share it; a module alone is a fault."""
    if instrument.module:
        faults.append(Fault(path="instrument", message=ONLY_MODULE.format(id=instrument.id)))
        return None
    if not instrument.industries:
        return instrument
    try:
        return fit_scan(instrument, company.industry)
    except Invalid as error:
        faults.append(Fault(path="company.industry", message=error.message))
        return None


def _date(raw: Mapping[str, Any], faults: list[Fault]) -> date | None:
    value = raw.get("as_of")
    if value is None:
        faults.append(Fault(path="as_of", message=MISSING.format(id="as_of")))
        return None
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        faults.append(Fault(path="as_of", message=BAD_DATE.format(value=shown(value))))
        return None
    if not 2020 <= day.year <= 2099:
        faults.append(Fault(path="as_of", message=FAR_DATE))
        return None
    return day


def _model(model: type[R], raw: Any, path: str, faults: list[Fault]) -> R | None:
    if raw is None:
        faults.append(Fault(path=path, message=MISSING.format(id=path)))
        return None
    try:
        # Strict JSON rules: true is no number, "5" is no number, lists are tuples, dates are text.
        return model.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where = "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part, 80)}" for part in item["loc"])
            faults.append(Fault(path=(path + where).removesuffix(".[key]"), message=sentence(item)))
        return None


def check_company(company: Company, instrument: Instrument) -> list[Fault]:
    """Trade, sites and baseline figures against the instrument."""
    faults: list[Fault] = []
    if company.industry != instrument.industry:
        message = WRONG_TRADE.format(instrument=instrument.industry or instrument.id, company=company.industry)
        faults.append(Fault(path="company.industry", message=message))
    faults += _twins([site.id for site in company.sites], "company.sites")
    figures = {figure.id: figure for figure in instrument.baseline}
    for name, value in company.baseline.items():
        figure, path = figures.get(name), f"company.baseline.{name}"
        if figure is None:
            faults.append(Fault(path=path, message=NO_FIGURE.format(id=name, known=", ".join(figures))))
        elif not figure.min <= value.value <= figure.max:
            given = {
                key: f"{float(one):g}"
                for key, one in (("value", value.value), ("low", figure.min), ("high", figure.max))
            }
            faults.append(Fault(path=f"{path}.value", message=OUT_OF_RANGE.format(**given)))
    return faults


def check_inventory(inventory: Inventory) -> list[Fault]:
    """Twin ids, and machine counts that cannot be: data used <= connected <= digital <= total."""
    faults = _twins([one.id for one in inventory.workloads], "inventory.workloads")
    faults += _twins([one.id for one in inventory.equipment], "inventory.equipment")
    for index, group in enumerate(inventory.equipment):
        for field, above in COUNTED_WITHIN:
            value, most = getattr(group, field), getattr(group, above)
            if value > most:
                message = LADDER.format(field=field, value=value, above=above, most=most)
                faults.append(Fault(path=f"inventory.equipment[{index}].{field}", message=message))
    return faults


def check_sorts(inventory: Inventory, catalogue: Catalogue) -> list[Fault]:
    """Sorts of system and machine that nobody knows."""
    faults: list[Fault] = []
    for place, kinds, sorts in (
        ("workloads", [one.kind for one in inventory.workloads], catalogue.workloads),
        ("equipment", [one.kind for one in inventory.equipment], catalogue.equipment),
    ):
        for index, kind in enumerate(kinds):
            if kind not in sorts:
                message = NO_SORT.format(id=kind, known=", ".join(sorts))
                faults.append(Fault(path=f"inventory.{place}[{index}].kind", message=message))
    return faults


def _twins(ids: list[str], path: str) -> list[Fault]:
    return [
        Fault(path=f"{path}[{index}].id", message=TWIN.format(id=id))
        for index, id in enumerate(ids)
        if id in ids[:index]
    ]
