"""A school with campuses: the result sets them beside each other; a firm without such answers has no such chapter."""

import pytest

from app.reports.pages import RESULT
from tests.reports.firms import FIRMS, case, document, sheet


@pytest.fixture(scope="module")
def school():
    return document("shenzhen-languages-95")


def test_campuses_stand_beside_each_other_with_the_weakest_named(school):
    chapter = next(one for one in school.chapters if one.id == "sites")
    names = [site["name"] for site in sheet("shenzhen-languages-95")["company"]["sites"]]
    table = next(block for block in chapter.blocks if getattr(block, "id", "") == "sites-table")
    assert [row.cells[0].zh for row in table.rows] == names
    assert chapter.lead is None and any(name in chapter.blocks[0].text.zh for name in names)
    assert sum(column.width for column in table.columns) == 100 and "sites" in RESULT


def test_a_firm_that_answers_as_one_has_no_such_chapter():
    from app.reports.document import assemble

    assert "sites" not in [one.id for one in assemble(case(FIRMS[1])).chapters]
