"""Answers of a report beside a questionnaire that has moved on, and a firm whose sites are others."""

from app.content.loader import load_catalogue
from app.content.schema import Instrument
from app.reports.data import ReportData
from app.takeovers.carrying import Takeover, carry_over
from tests.reports.firms import FIRMS, case, document

FURNITURE = load_catalogue().instrument("furniture")


def stated(firm: str) -> ReportData:
    found = document(firm).data
    assert found
    return found


def taken(data: ReportData, instrument: Instrument = FURNITURE, **changes: object) -> Takeover:
    company = case(FIRMS[0]).company.model_copy(update={"sites": (), **changes})
    return carry_over(data, {instrument.id: instrument}, company)


def test_everything_fits_the_same_edition_and_waits_to_be_confirmed() -> None:
    data = stated(FIRMS[0])
    (sheet,) = taken(data).sheets
    assert sheet.answers.keys() == {one.question for one in data.answers if one.value is not None}
    assert all(one.prefilled for one in sheet.answers.values()) and taken(data).left == ()


def test_a_newer_edition_says_which_answers_it_does_not_take() -> None:
    data = stated(FIRMS[0])
    first, *rest = FURNITURE.sections
    gone, kept = first.questions[0], first.questions[1:]
    single = next(one for one in kept if one.options and isinstance(_value(data, one.id), str))
    fewer = tuple(option for option in single.options if option.id != _value(data, single.id))
    changed = tuple(one.model_copy(update={"options": fewer}) if one is single else one for one in kept)
    newer = FURNITURE.model_copy(
        update={"version": "9.0", "sections": (first.model_copy(update={"questions": changed}), *rest)}
    )
    found = taken(data, newer)
    left = {one.question.en: one.why for one in found.left}
    assert left.keys() == {gone.text.en, single.text.en}
    assert "9.0" in left[gone.text.en].en and "9.0" in left[gone.text.en].zh
    assert found.count == taken(data).count - 2


def _value(data: ReportData, question: str) -> object:
    return next(one.value for one in data.answers if one.question == question)


def test_a_module_nobody_has_here_stays_behind() -> None:
    data = stated(FIRMS[0])
    strange = data.answers[0].model_copy(update={"instrument": "other-module"})
    found = taken(data.model_copy(update={"answers": (strange,)}))
    assert found.count == 0 and "other-module" in found.left[0].why.en


def test_sites_are_found_by_name_and_a_missing_one_is_named() -> None:
    data, school = stated("shenzhen-languages-95"), case("shenzhen-languages-95").company
    education = {"education": load_catalogue().instrument("education")}
    first, second, *more = school.sites
    renamed = first.model_copy(update={"id": "other-id"})
    found = carry_over(data, education, school.model_copy(update={"name": "别家", "sites": (renamed, *more)}))
    by_site = [one for sheet in found.sheets for one in sheet.answers.values() if one.sites]
    assert by_site and all("other-id" in one.sites and second.id not in one.sites for one in by_site)
    assert found.left and all(second.name in one.why.zh for one in found.left)
    one_site = carry_over(data, education, school.model_copy(update={"name": "别家", "sites": ()}))
    assert all("one" in one.why.en for one in one_site.left) and len(one_site.left) == len(by_site)
